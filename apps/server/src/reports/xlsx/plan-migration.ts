import type { FormatSettings } from '../../blocks/format-value.js';
import type { MoveKind, ResolvedTable } from '../../blocks/result.js';
import { numberFormat } from './number-format.js';
import { planTable, type TablePlace } from './plan-table.js';
import type { SheetDraft } from './sheet-draft.js';
import { word } from './words.js';

const ARROWS: Record<MoveKind, string> = { up: '"▲ "', down: '"▼ "', same: '', other: '' };

/** The counts of a migration with live totals both ways, and under them the shares of each row, steps up and down with an arrow. */
export function planMigration(
  sheet: SheetDraft,
  block: string,
  table: ResolvedTable,
  settings: FormatSettings,
): TablePlace {
  const place = planTable(sheet, block, table, settings);
  const { moves } = table;
  if (moves === undefined || table.rows.length === 0) return place;
  sheet.skip();
  const head = { block, role: 'head' as const };
  const [, ...titles] = table.columns.map(({ title }) => title);
  const first = word('row_shares', settings.language);
  sheet.addRow(
    [first, ...titles].map((value, at) => ({ ...head, column: at + 1, value, align: at === 0 ? 'left' : 'right' })),
  );
  const names = [...table.rows.map(([name]) => String(name ?? '')), word('total', settings.language)];
  const [percent = '0.0%'] = numberFormat('percent', settings).split(';');
  [...moves.shares, moves.totals].forEach((shares, row) => {
    const role = row < table.rows.length ? ('cell' as const) : ('total' as const);
    sheet.addRow([
      { column: 1, value: names[row] ?? '', role, block, align: 'left' },
      ...shares.map((value, at) => {
        const kind = moves.kinds[row]?.[at] ?? 'other';
        const format = `${ARROWS[kind]}${percent};;${percent}`;
        return {
          column: at + 2,
          value,
          role,
          block,
          align: 'right' as const,
          numberFormat: format,
          strong: kind === 'same',
        };
      }),
    ]);
  });
  return place;
}
