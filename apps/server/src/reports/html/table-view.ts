import { textWidth } from '../../blocks/charts/text-width.js';
import { columnUnit, formatValue, fullFormat } from '../../blocks/format-value.js';
import type { ResolvedColumn, ResolvedTable } from '../../blocks/result.js';
import type { Value } from '../../common/value.js';
import { intervalPictures, PICTURE_WIDTH } from './interval-picture.js';
import type { ViewSettings } from './view-settings.js';

export interface CellView {
  text: string;
  number: boolean;
  /** Row header: the first column. */
  head: boolean;
  /** Holds a word too long for a column: it may be broken anywhere. */
  long: boolean;
  /** Never broken over lines: dates and months. */
  whole: boolean;
  /** Bar behind the number, in percent of the cell. */
  bar: { left: string; width: string } | null;
  /** Conditions, printed in place of the text. */
  chips: string[] | null;
  /** `good` or `bad` where the text is a verdict. */
  tone: string;
  /** Drawing in place of the text. */
  picture: string | null;
}

export interface TableView {
  columns: { title: string; unit: string | null; number: boolean; long: boolean; blank: boolean }[];
  rows: { cells: CellView[]; strong: boolean }[];
  totals: CellView[] | null;
  /** Type size in points at which the table fits its page. */
  size: string;
  /** Too wide for an upright page at a size that can be read. */
  landscape: boolean;
  /** Short enough to stay on one page. */
  together: boolean;
}

/** Pixels between the margins of A4, upright and on its side. */
export const CONTENT_WIDTH = 642;
const LANDSCAPE_WIDTH = 971;
const FONT_SIZE = 12.67;
const POINTS = 9.5;
const SMALLEST = 0.72;
const CELL_PADDING = 15;
/** Pixels of a column left open for people to write into. */
const BLANK_WIDTH = 96;
/** Pixels that a word may claim in a column before it is broken. */
const WIDEST_WORD = 130;
/** Pixels of the column of conditions: two or three chips side by side. */
const CHIPS_WIDTH = 174;
/** Pixels that a bar has at least. */
const BAR_WIDTH = 76;
/** Safety over the estimate of a text's width, and that of a bold one. */
const PLAIN = 1.04;
const STRONG = 1.1;
const MOST_TOGETHER = 14;

/** Texts of a table: units in the heads, numbers as everywhere else, the type size that fits. */
export function tableView(block: ResolvedTable, settings: ViewSettings): TableView {
  const bars = block.columns.map((column, index) => (column.bar ? barScale(block.rows, index) : null));
  const row = (values: Value[], withBars: boolean) =>
    block.columns.map((column, index) =>
      cellView(column, values[index] ?? null, index, withBars ? (bars[index] ?? null) : null, settings),
    );
  const rows = withPictures(
    block,
    settings,
    block.rows.map((values, index) => ({
      cells: row(values, true).map((cell, at) => markCell(cell, block, index, at, settings)),
      strong: block.highlighted?.includes(index) ?? false,
    })),
  );
  const columns = block.columns.map((column, index) => ({
    title: column.title,
    unit: columnUnit(column.format, settings) || null,
    number: column.align === 'right',
    long: longestWord(column.title) > WIDEST_WORD,
    blank: block.rows.length > 0 && block.rows.every((values) => (values[index] ?? '') === ''),
  }));
  if (block.interval) columns.splice(block.interval.high + 1, 0, PICTURE_HEAD);
  const totals = block.totals ? totalCells(row(block.totals, false), block.totals, settings) : null;
  const needed = neededWidth(columns, [...rows, ...(totals ? [{ cells: totals, strong: true }] : [])]);
  const landscape = needed * SMALLEST > CONTENT_WIDTH;
  const scale = Math.min(1, (landscape ? LANDSCAPE_WIDTH : CONTENT_WIDTH) / needed);
  return {
    columns,
    rows,
    totals,
    landscape,
    size: (Math.floor(POINTS * scale * 20) / 20).toFixed(2),
    together: rows.length <= MOST_TOGETHER,
  };
}

const PICTURE_HEAD = { title: '', unit: null, number: false, long: false, blank: false };

/** What the block says of single cells: another format than the column's, conditions, a verdict's tone. */
function markCell(cell: CellView, block: ResolvedTable, row: number, at: number, settings: ViewSettings): CellView {
  const format = block.formats?.[row]?.[at];
  const text = format ? formatValue(block.rows[row]?.[at] ?? null, format, settings) : cell.text;
  const tone = block.tones?.column === at ? (block.tones.rows[row] ?? 'neutral') : 'neutral';
  return {
    ...cell,
    text,
    chips: at === 0 ? (block.chips?.[row] ?? null) : null,
    tone: tone === 'neutral' ? '' : tone,
  };
}

/** Adds a column with the drawing of each row's interval, behind its upper end. */
function withPictures(block: ResolvedTable, settings: ViewSettings, rows: TableView['rows']): TableView['rows'] {
  if (!block.interval) return rows;
  const pictures = intervalPictures(block, settings);
  const at = block.interval.high + 1;
  return rows.map(({ cells, strong }, row) => ({
    cells: cells.toSpliced(at, 0, pictureCell(pictures[row] ?? '')),
    strong,
  }));
}

function pictureCell(picture: string): CellView {
  return { text: '', number: false, head: false, long: false, whole: false, bar: null, chips: null, tone: '', picture };
}

type BarScale = { min: number; span: number };

function barScale(rows: Value[][], index: number): BarScale | null {
  const numbers = rows.map((row) => row[index]).filter((value) => typeof value === 'number');
  const min = Math.min(0, ...numbers);
  const span = Math.max(0, ...numbers) - min;
  return span > 0 ? { min, span } : null;
}

function cellView(
  column: ResolvedColumn,
  value: Value,
  index: number,
  scale: BarScale | null,
  settings: ViewSettings,
): CellView {
  const bar =
    scale && typeof value === 'number'
      ? {
          left: (((Math.min(0, value) - scale.min) / scale.span) * 100).toFixed(1),
          width: ((Math.abs(value) / scale.span) * 100).toFixed(1),
        }
      : null;
  const text = cellText(column, value, settings);
  const number = column.align === 'right';
  const whole = ['date', 'month'].includes(fullFormat(column.format).kind);
  const long = !number && longestWord(text) > WIDEST_WORD;
  return { text, number, head: index === 0, long, whole, bar, chips: null, tone: '', picture: null };
}

/** A unit that the head names is not repeated; a missing number is dashed, a missing word is blank. */
function cellText(column: ResolvedColumn, value: Value, settings: ViewSettings): string {
  if (value === null && fullFormat(column.format).kind === 'text') return '';
  return formatValue(value, column.format, settings, columnUnit(column.format, settings) === '');
}

/** A column without a total is left blank, not dashed; the first says what the row is. */
function totalCells(cells: CellView[], values: Value[], { words }: ViewSettings): CellView[] {
  return cells.map((cell, index) => {
    const value = values[index] ?? null;
    if (index === 0 && (value === null || value === '')) return { ...cell, text: words.total };
    return value === null ? { ...cell, text: '' } : cell;
  });
}

/** Pixels that the table wants at full size: numbers never break, words may. Everything in it scales with the type. */
function neededWidth(columns: TableView['columns'], rows: TableView['rows']): number {
  const widths = columns.map((column, index) => {
    const widest = Math.max(0, ...rows.map(({ cells, strong }) => cellWidth(cells[index], strong)));
    const unit = column.unit === null ? 0 : textWidth(`(${column.unit})`, FONT_SIZE);
    const head = Math.max(Math.min(longestWord(column.title), WIDEST_WORD), unit) * STRONG;
    const isWords = !column.number && !rows.some(({ cells }) => cells[index]?.chips);
    const body = isWords ? Math.min(widest, WIDEST_WORD) : widest;
    return Math.max(body, head, column.blank ? BLANK_WIDTH : 0) + CELL_PADDING;
  });
  return widths.reduce((sum, width) => sum + width, 0);
}

function cellWidth(cell: CellView | undefined, strong: boolean): number {
  if (cell?.picture) return PICTURE_WIDTH;
  if (cell?.chips) return CHIPS_WIDTH;
  const text = textWidth(cell?.text ?? '', FONT_SIZE) * (strong ? STRONG : PLAIN);
  return cell?.bar ? Math.max(text, BAR_WIDTH) : text;
}

function longestWord(text: string): number {
  return Math.max(0, ...text.split(/\s/).map((word) => textWidth(word, FONT_SIZE)));
}
