import { formatValue, unscaled, type FormatSettings } from '../../blocks/format-value.js';
import type { ResolvedColumn, ResolvedKpi, ResolvedTable } from '../../blocks/result.js';
import { AppError } from '../../common/errors.js';
import type { Value } from '../../common/value.js';
import type { Format } from '../../content/spec/common.js';
import { cellValue, headText, numberFormat } from './number-format.js';
import type { SheetDraft } from './sheet-draft.js';
import { columnLetters, type PlannedCell, type PlannedValue } from './workbook-plan.js';
import { word } from './words.js';

type Cell = Omit<PlannedCell, 'row'>;

/** Where the rows of a table came to stand, 1-based. */
export interface TablePlace {
  headRow: number;
  firstRow: number;
  lastRow: number;
}

const LONGEST_TEXT = 32_767;

/** Lays out head and rows of a table or of a chart's data; strong rows are the highlighted ones. */
export function planRows(
  sheet: SheetDraft,
  block: string,
  columns: ResolvedColumn[],
  rows: Value[][],
  highlighted: number[],
  settings: FormatSettings,
  formats?: ResolvedTable['formats'],
): TablePlace {
  const headRow = sheet.row;
  sheet.addRow(columns.map((column, index) => planHead(sheet, block, column, index, settings)));
  const strong = new Set(highlighted);
  rows.forEach((row, index) => {
    sheet.addRow(
      columns.map((column, at) => ({
        ...planValue(sheet, block, row[at] ?? null, column, at + 1, settings, formats?.[index]?.[at]),
        ...(column.across === 'sum' && { value: sumAcross(at, headRow + 1 + index, row[at] ?? null) }),
        strong: strong.has(index),
      })),
    );
  });
  return { headRow, firstRow: headRow + 1, lastRow: headRow + rows.length };
}

/** The numbers before a cell of its row, added up. */
function sumAcross(at: number, row: number, result: Value): PlannedValue {
  return { sum: `B${row}:${columnLetters(at)}${row}`, result: typeof result === 'number' ? result : null };
}

/** Lays out a table with its totals row: columns that add up are live SUM formulas with the frozen total as cached value. */
export function planTable(
  sheet: SheetDraft,
  block: string,
  table: ResolvedTable,
  settings: FormatSettings,
): TablePlace {
  const place = planRows(sheet, block, table.columns, table.rows, table.highlighted ?? [], settings, table.formats);
  if (table.rows.length === 0) return place;
  table.columns.forEach((column, index) => {
    if (column.bar === true) {
      const letters = columnLetters(index + 1);
      sheet.dataBars.push(`${letters}${place.firstRow}:${letters}${place.lastRow}`);
    }
  });
  if (table.totals !== undefined) planTotals(sheet, block, table, table.totals, place, settings);
  return place;
}

function planTotals(
  sheet: SheetDraft,
  block: string,
  table: ResolvedTable,
  totals: Value[],
  place: TablePlace,
  settings: FormatSettings,
): void {
  const cells = table.columns.map((column, index): Cell => {
    const total = totals[index] ?? null;
    const cell = planValue(sheet, block, total, column, index + 1, settings);
    const letters = columnLetters(index + 1);
    if (column.total === 'sum' && (total === null || typeof total === 'number')) {
      return {
        ...cell,
        role: 'total',
        value: { sum: `${letters}${place.firstRow}:${letters}${place.lastRow}`, result: total },
      };
    }
    const isEmpty = total === null || total === '';
    return {
      ...cell,
      role: 'total',
      value: isEmpty ? (index === 0 ? word('total', settings.language) : null) : cell.value,
    };
  });
  sheet.addRow(cells);
}

/** Lays out KPI tiles as a table: one row each with value, change, target and note. */
export function planKpi(sheet: SheetDraft, block: string, kpi: ResolvedKpi, settings: FormatSettings): TablePlace {
  const { language } = settings;
  const heads = ['indicator', 'value', 'change', 'against', 'target', 'reached', 'note'] as const;
  const used = heads.filter((head) => kpi.items.some((item) => kpiText(item, head, settings) !== ''));
  const headRow = sheet.row;
  sheet.addRow(
    used.map((head, index): Cell => {
      const value = word(head, language);
      sheet.fit(index + 1, value);
      return { column: index + 1, value, role: 'head', block, align: KPI_NUMBERS.has(head) ? 'right' : 'left' };
    }),
  );
  for (const item of kpi.items) {
    sheet.addRow(used.map((head, index) => planKpiCell(sheet, block, item, head, index + 1, settings)));
  }
  return { headRow, firstRow: headRow + 1, lastRow: headRow + kpi.items.length };
}

type KpiItem = ResolvedKpi['items'][number];
type KpiHead = 'indicator' | 'value' | 'change' | 'against' | 'target' | 'reached' | 'note';
const KPI_NUMBERS = new Set<KpiHead>(['value', 'change', 'target']);

function planKpiCell(
  sheet: SheetDraft,
  block: string,
  item: KpiItem,
  head: KpiHead,
  column: number,
  settings: FormatSettings,
): Cell {
  const text = kpiText(item, head, settings);
  sheet.fit(column, text);
  const base = { column, block, role: 'cell' as const, strong: head === 'value' };
  const figure =
    head === 'value' ? item : head === 'change' ? item.change : head === 'target' ? item.target : undefined;
  if (figure === undefined) return { ...base, value: text === '' ? null : checkLength(text, block), align: 'left' };
  return {
    ...base,
    value: cellValue(figure.value, figure.format),
    align: 'right',
    numberFormat: numberFormat(figure.format, settings, true),
  };
}

function kpiText(item: KpiItem, head: KpiHead, settings: FormatSettings): string {
  const { language } = settings;
  if (head === 'indicator') return item.label;
  if (head === 'value') return formatValue(item.value, unscaled(item.format), settings);
  if (head === 'change')
    return item.change ? formatValue(item.change.value, unscaled(item.change.format), settings) : '';
  if (head === 'against') return item.change?.label ?? '';
  if (head === 'target')
    return item.target ? formatValue(item.target.value, unscaled(item.target.format), settings) : '';
  if (head === 'note') return item.note ?? '';
  const reached = item.target?.reached ?? null;
  return reached === null ? '' : word(reached ? 'yes' : 'no', language);
}

function planHead(
  sheet: SheetDraft,
  block: string,
  column: ResolvedColumn,
  index: number,
  settings: FormatSettings,
): Cell {
  const value = headText(column.title, column.format, settings);
  sheet.fit(index + 1, value);
  return { column: index + 1, value, role: 'head', block, align: column.align };
}

function planValue(
  sheet: SheetDraft,
  block: string,
  value: Value,
  column: ResolvedColumn,
  at: number,
  settings: FormatSettings,
  own?: Format | null,
): Cell {
  // A format of the cell's own brings its unit, as the head names only that of the column.
  const format = own ?? column.format;
  sheet.fit(at, formatValue(value, unscaled(format), settings, Boolean(own)));
  const planned = cellValue(value, format);
  const isText = typeof planned === 'string';
  return {
    column: at,
    value: isText ? checkLength(planned, block) : planned,
    role: 'cell',
    block,
    align: column.align,
    ...(isText || planned === null ? {} : { numberFormat: numberFormat(format, settings, Boolean(own)) }),
  };
}

function checkLength(text: string, block: string): PlannedValue {
  if (text.length <= LONGEST_TEXT) return text;
  throw new AppError('xlsx.text-too-long', `A text of ${text.length} characters does not fit into a cell.`, {
    hint: 'Shorten the text in the query; a cell holds 32,767 characters.',
    details: { block },
  });
}
