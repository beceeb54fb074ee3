import { AppError } from '../../common/errors.js';
import { localize } from '../../common/local-text.js';
import type { QueryResult, Value } from '../../common/value.js';
import type { MigrationSpec } from '../../content/spec/migration.js';
import { askBlock, columnIndex, numberIn } from '../ask-block.js';
import type { BlockContext } from '../block-context.js';
import { describeColumn } from '../describe-column.js';
import { formatValue, type FormatSettings } from '../format-value.js';
import { rounded } from '../rounded.js';
import type { MoveKind, ResolvedColumn, ResolvedMoves, ResolvedTable } from '../result.js';
import { migrationNote, migrationWord } from './migration-words.js';

/** Values beyond this number make a matrix that no page holds. */
const MOST_VALUES = 12;

/**
 * From × to with counts, shares of the row, totals both ways, and a sentence on how many stayed, rose and fell. Throws AppError
 * `migration.unknown-value`, `migration.missing-value`, `migration.repeated`, `migration.negative`, `migration.too-many`, and what the
 * query throws.
 */
export async function resolveMigration(spec: MigrationSpec, context: BlockContext): Promise<Omit<ResolvedTable, 'id'>> {
  const { language } = context.settings;
  const { result, reads } = await askBlock(spec, context);
  const describe = ({ column, ...own }: MigrationSpec['from']) =>
    describeColumn(column, result, columnIndex(result, column, spec.id), reads, context, own);
  const [from, to, value] = [describe(spec.from), describe(spec.to), describe(spec.value)];
  const places = placesOf(spec, result, context);
  const counts = countsOf(spec, result, places.values);
  const cell = (title: string): ResolvedColumn => ({
    name: title,
    title,
    format: value.format,
    align: 'right',
    total: 'sum',
  });
  const rowSums = counts.map(sum);
  const columnSums = places.values.map((_, at) => sum(counts.map((row) => row[at] ?? 0)));
  const all = sum(rowSums);
  const moves: ResolvedMoves = {
    kinds: counts.map((row, start) => row.map((_, end) => kindOf(start, end, places.ordered))),
    shares: counts.map((row, start) => [
      ...row.map((count) => share(count, rowSums[start] ?? 0)),
      share(rowSums[start] ?? 0, all),
    ]),
    totals: [...columnSums, all].map((count) => share(count, all)),
  };
  return {
    kind: 'migration',
    reads,
    columns: [
      { name: from.name, title: `${from.title} ↓ · ${to.title} →`, format: 'text', align: 'left' },
      ...places.values.map(cell),
      { ...cell(migrationWord('total', language)), across: 'sum' },
    ],
    rows: counts.map((row, at) => [places.values[at] ?? '', ...row, rowSums[at] ?? 0]),
    ...(counts.length > 0 && { totals: [null, ...columnSums, all] }),
    moves,
    note: [
      ...(all > 0 ? [noteOf(counts, moves, all, value.format, context.settings)] : []),
      migrationWord(places.ordered > 0 ? 'order' : 'plain', language),
    ].join(' '),
  };
}

/** Values in the order of rows and columns; the first `ordered` of them from best to worst. */
function placesOf(
  spec: MigrationSpec,
  result: QueryResult,
  { settings }: Pick<BlockContext, 'settings'>,
): { values: string[]; ordered: number } {
  const texts = (list: MigrationSpec['order']) => (list ?? []).map((text) => localize(text, settings.language));
  const columns = [spec.from, spec.to].map(({ column }) => columnIndex(result, column, spec.id));
  const found = columns.flatMap((index) =>
    result.rows.map((row, at) => nameOf(row[index] ?? null, spec, index, at, result)),
  );
  const declared = [...texts(spec.order), ...texts(spec.others)];
  const stranger = spec.order === undefined ? undefined : found.find((name) => !declared.includes(name));
  if (stranger !== undefined) {
    throw new AppError(
      'migration.unknown-value',
      `block "${spec.id}": "${stranger}" is neither in order nor in others`,
      {
        hint: `declared: ${declared.join(', ')}; a value without a place in the order goes to others`,
        details: { block: spec.id },
      },
    );
  }
  const values = [...new Set([...declared, ...found])];
  if (values.length > MOST_VALUES) {
    throw new AppError(
      'migration.too-many',
      `block "${spec.id}" has ${values.length} values, at most ${MOST_VALUES} fit`,
      {
        hint: 'group them in the query',
        details: { block: spec.id },
      },
    );
  }
  return { values, ordered: spec.order?.length ?? 0 };
}

function nameOf(value: Value, spec: MigrationSpec, index: number, row: number, result: QueryResult): string {
  if (value !== null) return String(value);
  const column = result.columns[index]?.name;
  throw new AppError('migration.missing-value', `block "${spec.id}": column "${column}" is missing in row ${row + 1}`, {
    hint: "give it a name in the query, for instance coalesce(…, 'New')",
    details: { block: spec.id, column },
  });
}

function countsOf(spec: MigrationSpec, result: QueryResult, values: readonly string[]): number[][] {
  if (result.rows.length === 0) return [];
  const counts = values.map(() => values.map((): number | null => null));
  const [from, to] = [spec.from, spec.to].map(({ column }) => columnIndex(result, column, spec.id));
  for (const row of result.rows) {
    const [start, end] = [String(row[from ?? 0]), String(row[to ?? 0])];
    const count = numberIn(result, row, spec.value.column, spec.id) ?? 0;
    const line = counts[values.indexOf(start)] ?? [];
    const at = values.indexOf(end);
    if ((line[at] ?? null) !== null)
      throw wrong(spec, 'repeated', `"${start}" to "${end}" is in two rows`, 'group by both columns');
    if (count < 0) throw wrong(spec, 'negative', `"${start}" to "${end}" is ${count}`, 'a move is counted from zero');
    line[at] = count;
  }
  return counts.map((row) => row.map((count) => count ?? 0));
}

function wrong(spec: MigrationSpec, code: string, what: string, hint: string): AppError {
  return new AppError(`migration.${code}`, `block "${spec.id}": ${what}`, { hint, details: { block: spec.id } });
}

function kindOf(from: number, to: number, ordered: number): MoveKind {
  if (from === to) return 'same';
  if (from >= ordered || to >= ordered) return 'other';
  return to < from ? 'up' : 'down';
}

function share(part: number, whole: number): number | null {
  return whole === 0 ? null : rounded(part / whole);
}

function sum(values: readonly number[]): number {
  return Number(values.reduce((total, value) => total + value, 0).toPrecision(15));
}

function noteOf(
  counts: readonly number[][],
  { kinds }: ResolvedMoves,
  all: number,
  format: ResolvedColumn['format'],
  settings: FormatSettings,
): string {
  const text = (kind: MoveKind) => {
    const count = sum(counts.flatMap((row, at) => row.filter((_, end) => kinds[at]?.[end] === kind)));
    return `${formatValue(count, format, settings)} (${formatValue(count / all, 'percent', settings)})`;
  };
  const texts = {
    all: formatValue(all, format, settings),
    same: text('same'),
    up: text('up'),
    down: text('down'),
    other: text('other'),
  };
  return migrationNote(texts, new Set(kinds.flat()), settings.language);
}
