import { printedWidth } from './printed-width.js';
import type { CellView, TablePart } from './table-part.js';

/** Pixels between the margins of A4, upright and on its side. */
export const CONTENT_WIDTH = 642;
export const LANDSCAPE_WIDTH = 971;

/** How a table is set: type size in points, whether its columns stand close together, and which of them stand in each of its parts. */
export interface TableLayout {
  size: number;
  close: boolean;
  parts: number[][];
}

/** What a column wants, in em with its gap: as much as its widest number, word or head. */
export interface ColumnNeed {
  roomy: number;
  close: number;
}

type Column = TablePart['columns'][number];
type Row = TablePart['rows'][number];

/** Point sizes from the one that reads best to the smallest that reads well. */
const SIZES = [9.5, 9, 8.5];
const PIXELS_PER_POINT = 96 / 72;

/** Widths in em that the style sheet gives: gap of a column, bars, interval drawings, chips, columns to write into. */
const ROOMY = { gap: 1.2, bar: 7.2, picture: 7.6, chips: 13.7, blank: 7.6 };
const CLOSE = { gap: 0.6, bar: 4, picture: 4.2, chips: 0, blank: 6 };
/** What a chip has around its text. */
const CHIP_EDGE = 1.3;
/** Size of a second line against the first, as the style sheet has it. */
const SUB_SIZE = 0.9;
/** Em that a word may claim in a column before it is broken. */
export const WIDEST_WORD = 10.3;
/** Words longer than this go over two lines in a close table. */
const ONE_LINE = 5;

/** The table as one, in the best size that fits into a width in pixels; null where even the tightest is too wide. */
export function fitTable(needs: readonly ColumnNeed[], width: number): TableLayout | null {
  const parts = [needs.map((_, index) => index)];
  const fits = (size: number, close: boolean): boolean => neededWidth(needs, close) * size * PIXELS_PER_POINT <= width;
  const [largest = 0] = SIZES;
  if (fits(largest, false)) return { size: largest, close: false, parts };
  const size = SIZES.find((each) => fits(each, true));
  return size === undefined ? null : { size, close: true, parts };
}

/** The table cut between columns into parts as even as can be, one under the other, each with the first column. */
export function cutTable(needs: readonly ColumnNeed[], width: number): TableLayout {
  const [size = 0] = SIZES;
  const [head = 0, ...others] = needs.map(({ close }) => close);
  const room = width / PIXELS_PER_POINT / size - head + CLOSE.gap / 2;
  const count = cutColumns(others, room).length;
  const even = others.reduce((sum, need) => sum + need, 0) / count;
  const tries = Array.from({ length: 10 }, (_, step) => even + ((room - even) * step) / 9);
  const cuts = tries.map((each) => cutColumns(others, each)).find((parts) => parts.length <= count);
  return { size, close: true, parts: (cuts ?? []).map((part) => [0, ...part.map((index) => index + 1)]) };
}

/** Places of the columns that stand together in each part; a part is wider than the room only where a single column is. */
function cutColumns(needs: readonly number[], room: number): number[][] {
  const parts: number[][] = [];
  let used = Infinity;
  needs.forEach((need, index) => {
    if (used + need > room) {
      parts.push([]);
      used = 0;
    }
    parts.at(-1)?.push(index);
    used += need;
  });
  return parts;
}

/** What each column of a table wants. Numbers never break, words do. */
export function columnNeeds(columns: readonly Column[], rows: readonly Row[]): ColumnNeed[] {
  return columns.map((column, index) => {
    const unit = column.unit === null ? 0 : printedWidth(`(${column.unit})`, false);
    const head = Math.max(Math.min(longestWord(column.title, true), WIDEST_WORD), unit);
    const need = (room: typeof ROOMY): number => {
      const body = rows.map(({ cells, strong }) => cellWidth(cells[index], strong, room));
      return Math.max(head, column.blank ? room.blank : 0, ...body) + room.gap;
    };
    return { roomy: need(ROOMY), close: need(CLOSE) };
  });
}

/** Em of a column's content. */
export function leastWidth({ roomy, close }: ColumnNeed, isClose: boolean): string {
  return (isClose ? close - CLOSE.gap : roomy - ROOMY.gap).toFixed(2);
}

/** The outer edges of a table need no gap. */
function neededWidth(needs: readonly ColumnNeed[], close: boolean): number {
  const sum = needs.reduce((total, need) => total + (close ? need.close : need.roomy), 0);
  return sum - (close ? CLOSE.gap : ROOMY.gap) / 2;
}

function cellWidth(cell: CellView | undefined, strong: boolean, room: typeof ROOMY): number {
  if (cell === undefined) return 0;
  if (cell.picture) return room.picture;
  if (cell.chips) return Math.max(room.chips, ...cell.chips.map((chip) => printedWidth(chip, strong) + CHIP_EDGE));
  const isBold = strong || cell.tone !== '';
  const text = Math.max(printedWidth(cell.text, isBold), printedWidth(cell.sub?.text ?? '', false) * SUB_SIZE);
  if (cell.bar) return Math.max(text, room.bar);
  if (cell.number || cell.whole) return text;
  const word = Math.min(longestWord(cell.text, isBold), WIDEST_WORD);
  const isBroken = room === CLOSE && text > ONE_LINE;
  return isBroken ? Math.max(word, ONE_LINE, Math.min(text * 0.55, WIDEST_WORD)) : Math.min(text, WIDEST_WORD);
}

/** Em of the longest piece of a text that a line can't break in. */
export function longestWord(text: string, isBold: boolean): number {
  return Math.max(0, ...text.split(/\s|(?<=-)/).map((word) => printedWidth(word, isBold)));
}
