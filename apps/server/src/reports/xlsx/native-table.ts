import type { ChartSettings } from '../../blocks/charts/chart-settings.js';
import { fullFormat } from '../../blocks/format-value.js';
import type { ResolvedColumn } from '../../blocks/result.js';
import type { Value } from '../../common/value.js';
import { cellValue, headText, numberFormat } from './number-format.js';
import type { TablePlace } from './plan-table.js';
import { excelDay, type PlannedChart, type PlannedRange } from './workbook-plan.js';

/** The cells that a native chart draws from: those of the block, then what only the drawing needs. */
export interface NativeTable {
  columns: ResolvedColumn[];
  rows: Value[][];
}

/** A native chart without what depends on where it stands. */
export type ChartPlan = Omit<PlannedChart, 'block' | 'sheet' | 'anchor' | 'title'>;

/** Rows `from` to `to` (exclusive) of a table. */
export interface RowSpan {
  from: number;
  to: number;
}

/** Where a table stands in its sheet, as ranges that charts refer to. */
export class NativeCells {
  constructor(
    private readonly table: NativeTable,
    private readonly place: TablePlace,
    private readonly settings: ChartSettings,
  ) {}

  get all(): RowSpan {
    return { from: 0, to: this.table.rows.length };
  }

  format(index: number): string {
    return numberFormat(this.table.columns[index]?.format ?? 'number', this.settings);
  }

  /** The head of a column. */
  head(index: number): PlannedRange {
    const column = this.table.columns[index];
    const text = column ? headText(column.title, column.format, this.settings) : '';
    const row = this.place.headRow;
    return { column: index + 1, firstRow: row, lastRow: row, values: [text], numberFormat: null };
  }

  /** One cell of a column, as a name. */
  cell(index: number, row: number): PlannedRange {
    const values = this.values(index, { from: row, to: row + 1 }).map((value) => String(value ?? ''));
    return { ...this.range(index, { from: row, to: row + 1 }), values, numberFormat: null };
  }

  /** What stands in a column. */
  values(index: number, { from, to }: RowSpan = this.all): Value[] {
    return this.table.rows.slice(from, to).map((row) => row[index] ?? null);
  }

  /** Numbers of a column. */
  numbers(index: number, span: RowSpan = this.all): PlannedRange {
    const values = this.values(index, span).map((value) => (typeof value === 'number' ? value : null));
    return { ...this.range(index, span), values, numberFormat: this.format(index) };
  }

  /** Places of a column on a category axis: numbers and dates where all are, else texts. */
  categories(index: number, span: RowSpan = this.all): PlannedRange {
    const format = this.table.columns[index]?.format ?? 'text';
    const values = this.values(index, span).map((value) => {
      const cell = cellValue(value, format);
      return cell !== null && typeof cell === 'object' && 'date' in cell ? excelDay(cell.date) : value;
    });
    const isNumeric = fullFormat(format).kind !== 'text' && values.every((value) => typeof value === 'number');
    if (isNumeric) return { ...this.range(index, span), values, numberFormat: this.format(index) };
    return { ...this.range(index, span), values: values.map((value) => String(value ?? '')), numberFormat: null };
  }

  private range(index: number, { from, to }: RowSpan) {
    const { firstRow } = this.place;
    return { column: index + 1, firstRow: firstRow + from, lastRow: firstRow + to - 1 };
  }
}

/** `#rrggbb` as drawings write it. */
export function excelColor(color: string): string {
  return color.slice(1).toUpperCase();
}

/** Stretches of neighbouring rows with the same value of a column, in order. */
export function rowSpans(rows: readonly Value[][], index: number): (RowSpan & { value: Value })[] {
  const spans: (RowSpan & { value: Value })[] = [];
  rows.forEach((row, at) => {
    const value = row[index] ?? null;
    const last = spans.at(-1);
    if (last && last.value === value) last.to = at + 1;
    else spans.push({ from: at, to: at + 1, value });
  });
  return spans;
}

/** Rows with the same values of these columns brought together, in order of first appearance. */
export function gathered(rows: readonly Value[][], indices: readonly number[]): Value[][] {
  const used = indices.filter((index) => index >= 0);
  if (used.length === 0) return [...rows];
  const [first = 0, ...rest] = used;
  const groups = Map.groupBy(rows, (row) => row[first] ?? null);
  return [...groups.values()].flatMap((group) => gathered(group, rest));
}
