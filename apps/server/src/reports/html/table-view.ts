import { columnUnit, formatValue, fullFormat } from '../../blocks/format-value.js';
import type { ResolvedColumn, ResolvedMoves, ResolvedTable } from '../../blocks/result.js';
import type { Value } from '../../common/value.js';
import { intervalPictures } from './interval-picture.js';
import {
  columnNeeds,
  CONTENT_WIDTH,
  cutTable,
  fitTable,
  leastWidth,
  longestWord,
  WIDEST_WORD,
} from './table-layout.js';
import type { CellView, TablePart } from './table-part.js';
import type { ViewSettings } from './view-settings.js';

export interface TableView {
  /** The table, or its parts one under the other where it is too wide: some of the columns each, the first in all of them. */
  parts: TablePart[];
  /** Type size in points at which the table fits its page. */
  size: string;
  /** Columns stand close together. */
  close: boolean;
  /** Short enough to stay on one page. */
  together: boolean;
}

const MOST_TOGETHER = 14;

/** Texts of a table: units in the heads, numbers as everywhere else, the type size that fits. */
export function tableView(block: ResolvedTable, settings: ViewSettings): TableView {
  const table = tableTexts(block, settings);
  const needs = columnNeeds(table.columns, allRows(table));
  // A page on the web scrolls.
  const width = settings.target === 'web' ? Infinity : settings.width;
  const { size, close, parts } = fitTable(needs, width) ?? cutTable(needs, width);
  const isWords = table.columns.map((column) => !column.number && !column.blank);
  const least = needs.map((need, index) => (isWords[index] ? leastWidth(need, close) : null));
  return {
    parts: parts.map((places) => partOf(table, least, places)),
    size: size.toFixed(2),
    close,
    together: table.rows.length <= MOST_TOGETHER,
  };
}

/** Whether a table fits on no upright page in a size that can be read, and has the rows to fill one on its side. */
export function isWide(block: ResolvedTable, settings: ViewSettings): boolean {
  if (block.rows.length <= MOST_TOGETHER) return false;
  const table = tableTexts(block, settings);
  return fitTable(columnNeeds(table.columns, allRows(table)), CONTENT_WIDTH) === null;
}

function partOf({ columns, rows, totals }: TablePart, least: (string | null)[], places: number[]): TablePart {
  const pick = <T>(list: T[]): T[] => places.flatMap((place) => list[place] ?? []);
  return {
    columns: pick(columns.map((column, index) => ({ ...column, least: least[index] ?? null }))),
    rows: rows.map(({ cells, strong }) => ({ cells: pick(cells), strong })),
    totals: totals && pick(totals),
  };
}

function allRows({ rows, totals }: TablePart): TablePart['rows'] {
  return totals ? [...rows, { cells: totals, strong: true }] : rows;
}

function tableTexts(block: ResolvedTable, settings: ViewSettings): TablePart {
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
    long: longestWord(column.title, true) > WIDEST_WORD,
    blank: isWrittenIn(block, index),
    least: null,
  }));
  if (block.interval) columns.splice(block.interval.high + 1, 0, PICTURE_HEAD);
  const totals = block.totals
    ? totalCells(row(block.totals, false), block.totals, settings).map((cell, at) =>
        withShare(cell, block.moves?.totals[at - 1], settings),
      )
    : null;
  return { columns, rows, totals };
}

/** A column of which every cell is empty, or one for people that has an empty cell. */
function isWrittenIn({ rows, fill_in }: ResolvedTable, column: number): boolean {
  const isEmpty = (values: Value[]): boolean => (values[column] ?? '') === '';
  return fill_in?.includes(column) ? rows.some(isEmpty) : rows.length > 0 && rows.every(isEmpty);
}

const PICTURE_HEAD = { title: '', unit: null, number: false, long: false, blank: false, least: null };

/** What the block says of single cells: another format than the column's, conditions, a verdict's tone. */
function markCell(cell: CellView, block: ResolvedTable, row: number, at: number, settings: ViewSettings): CellView {
  const format = block.formats?.[row]?.[at];
  const value = block.rows[row]?.[at] ?? null;
  const line = (block.fill_in?.includes(at) ?? false) && (value === null || value === '');
  const text = line ? '' : format ? formatValue(value, format, settings) : cell.text;
  const tone = block.tones?.column === at ? (block.tones.rows[row] ?? 'neutral') : 'neutral';
  return {
    ...cell,
    text,
    chips: at === 0 ? (block.chips?.[row] ?? null) : null,
    tone: tone === 'neutral' ? '' : tone,
    ...moveMarks(block.moves, row, at, settings),
    line,
  };
}

/** Under a count of a migration its share of the row, with an arrow where it is a step up or down. */
function moveMarks(
  moves: ResolvedMoves | undefined,
  row: number,
  at: number,
  settings: ViewSettings,
): Pick<CellView, 'sub' | 'same'> {
  if (moves === undefined || at === 0) return { sub: null, same: false };
  const kind = moves.kinds[row]?.[at - 1];
  const share = moves.shares[row]?.[at - 1] ?? null;
  if (share === null || share === 0) return { sub: null, same: kind === 'same' };
  const arrow = { up: '▲ ', down: '▼ ', same: '', other: '' }[kind ?? 'other'];
  const tone = { up: 'good', down: 'bad', same: '', other: '' }[kind ?? 'other'];
  return { sub: { text: `${arrow}${formatValue(share, 'percent', settings)}`, tone }, same: kind === 'same' };
}

/** Adds a column with the drawing of each row's interval, behind its upper end. */
function withPictures(block: ResolvedTable, settings: ViewSettings, rows: TablePart['rows']): TablePart['rows'] {
  if (!block.interval) return rows;
  const pictures = intervalPictures(block, settings);
  const at = block.interval.high + 1;
  return rows.map(({ cells, strong }, row) => ({
    cells: cells.toSpliced(at, 0, pictureCell(pictures[row] ?? '')),
    strong,
  }));
}

const PLAIN = { chips: null, tone: '', sub: null, same: false, picture: null, line: false };

function pictureCell(picture: string): CellView {
  return { ...PLAIN, text: '', number: false, head: false, long: false, whole: false, bar: null, picture };
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
  const long = !number && longestWord(text, false) > WIDEST_WORD;
  return { ...PLAIN, text, number, head: index === 0, long, whole, bar };
}

/** A unit that the head names is not repeated; a missing number is dashed, a missing word is blank. */
function cellText(column: ResolvedColumn, value: Value, settings: ViewSettings): string {
  if (value === null && fullFormat(column.format).kind === 'text') return '';
  return formatValue(value, column.format, settings, columnUnit(column.format, settings) === '');
}

function withShare(cell: CellView, share: number | null | undefined, settings: ViewSettings): CellView {
  if (share === undefined || share === null) return cell;
  return { ...cell, sub: { text: formatValue(share, 'percent', settings), tone: '' } };
}

/** A column without a total is left blank, not dashed; the first says what the row is. */
function totalCells(cells: CellView[], values: Value[], { words }: ViewSettings): CellView[] {
  return cells.map((cell, index) => {
    const value = values[index] ?? null;
    if (index === 0 && (value === null || value === '')) return { ...cell, text: words.total };
    return value === null ? { ...cell, text: '' } : cell;
  });
}
