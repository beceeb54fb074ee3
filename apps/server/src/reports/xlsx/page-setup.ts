import { ROW_HEIGHT, type PlannedSheet } from './workbook-plan.js';

/** Columns together, in characters, that an upright page prints at nine tenths of their size. */
const PORTRAIT_WIDTH = 110;
/** Points between the margins of A4: width and height, upright and on its side. */
const PAGE = { portrait: [509, 741], landscape: [755, 494] } as const;
const POINTS_PER_CHARACTER = 7 * 0.75;
/** Excel knows no more than 1,026. */
const MOST_BREAKS = 1000;
/** Programs measure columns and rows a little differently. */
const MARGIN = 0.96;

export interface SheetPages {
  orientation: 'portrait' | 'landscape';
  /** Rows before which a page ends, so that no chart or picture is cut; all of them, as programs count the rows of a page differently. */
  breaks: number[];
}

/** How a sheet is printed, about: programs measure text a little differently. */
export function sheetPages(sheet: PlannedSheet): SheetPages {
  const characters = sheet.widths.reduce((sum, column) => sum + column, 0);
  const orientation = characters > PORTRAIT_WIDTH ? ('landscape' as const) : ('portrait' as const);
  const [width, height] = PAGE[orientation];
  // All columns are fitted to the width of the page, which makes room for more rows.
  const fitting = (width * MARGIN) / (characters * POINTS_PER_CHARACTER);
  return { orientation, breaks: pageBreaks(sheet, (height * MARGIN) / Math.min(1, fitting)) };
}

function pageBreaks(sheet: PlannedSheet, pageHeight: number): number[] {
  if (sheet.charts.length + sheet.images.length === 0) return [];
  const height = rowHeights(sheet);
  const repeated = sheet.printHeadRow === undefined ? 0 : height(sheet.printHeadRow);
  const groups = new Map(keptTogether(sheet).map((group) => [group.from, group.to]));
  const breaks: number[] = [];
  let used = 0;
  for (let row = 1; row <= sheet.rows; row += 1) {
    const end = groups.get(row);
    const group = end === undefined ? 0 : sumOf(row, end, height);
    const needed = group > 0 && group <= pageHeight ? group : height(row);
    if (used > 0 && used + needed > pageHeight) {
      breaks.push(row);
      used = repeated;
    }
    used += height(row);
  }
  return breaks.slice(0, MOST_BREAKS);
}

/** Each chart and picture, the first of a block with the caption over it; panels side by side. */
function keptTogether({ cells, charts, images }: PlannedSheet): { from: number; to: number }[] {
  const shapes = [
    ...charts.map(({ block, anchor }) => ({ block, from: anchor.row, to: anchor.row + anchor.rows - 1 })),
    ...images.map(({ block, row, height }) => ({
      block,
      from: row,
      to: row + Math.ceil((height * 0.75) / ROW_HEIGHT),
    })),
  ];
  const groups = new Map<number, number>();
  for (const { block, from, to } of shapes) {
    const caption = cells.findLast((cell) => cell.block === block && cell.role === 'caption' && cell.row <= from);
    const isFirst = !shapes.some((other) => other.block === block && other.from < from);
    const start = isFirst ? (caption?.row ?? from) : from;
    groups.set(start, Math.max(groups.get(start) ?? 0, to));
  }
  return [...groups].map(([from, to]) => ({ from, to }));
}

function rowHeights({ heights, folded }: PlannedSheet): (row: number) => number {
  const isFolded = (row: number) => folded.some(({ from, to }) => row >= from && row <= to);
  return (row) => (isFolded(row) ? 0 : (heights.get(row) ?? ROW_HEIGHT));
}

function sumOf(from: number, to: number, height: (row: number) => number): number {
  let sum = 0;
  for (let row = from; row <= to; row += 1) sum += height(row);
  return sum;
}
