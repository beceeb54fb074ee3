/** A cell's content before it reaches a file: plain values, real dates, live sums, links between sheets. */
export type PlannedValue =
  string | number | { date: string } | { sum: string; result: number | null } | { link: string; text: string };

export type CellRole =
  'title' | 'subtitle' | 'finding' | 'caption' | 'head' | 'cell' | 'total' | 'text' | 'label' | 'note' | 'link';

export interface PlannedCell {
  /** 1-based. */
  row: number;
  column: number;
  value: PlannedValue | null;
  role: CellRole;
  /** Part of the result that the cell shows: `cover`, `<section>`, `<section>.<block>`, `notes`. */
  block: string;
  align?: 'left' | 'right';
  /** Excel number format; General when absent. */
  numberFormat?: string;
  strong?: boolean;
  /** Last column of a text that runs over several columns. */
  lastColumn?: number;
}

/** One series of a native chart: 1-based column of its values, name in the head row. */
export interface PlannedSeries {
  column: number;
  name: string;
  values: (number | null)[];
}

export interface PlannedChart {
  block: string;
  kind: 'bar' | 'line';
  title: string;
  horizontal: boolean;
  stacked: boolean;
  sheet: string;
  /** Cells that it draws from, 1-based, both ends included. */
  headRow: number;
  firstRow: number;
  lastRow: number;
  /** Column A holds the categories; dates as Excel day numbers. */
  categories: { values: (string | number)[]; numberFormat: string | null };
  series: PlannedSeries[];
  valueFormat: string;
  /** Row of the upper left corner, 1-based, and rows that it covers. */
  anchorRow: number;
  anchorRows: number;
  color: string;
}

/** A picture in the upper left corner; size in pixels as shown. */
export interface PlannedPicture {
  /** Base64 of a PNG. */
  data: string;
  width: number;
  height: number;
  /** What it shows, for who cannot see it. */
  label: string;
}

export interface PlannedSheet {
  name: string;
  cells: PlannedCell[];
  /** Widths in characters, first column first. */
  widths: number[];
  /** Heights in points of rows that differ from the default. */
  heights: Map<number, number>;
  frozenRows: number;
  /** Row repeated on each printed page. */
  printHeadRow?: number;
  dataBars: string[];
  charts: PlannedChart[];
  picture?: PlannedPicture;
  rows: number;
}

/** A workbook as data: what is written, and what a file is compared with when it is verified. */
export interface WorkbookPlan {
  title: string;
  subject: string;
  author: string;
  resultId: string;
  asOf: string;
  brandColor: string;
  /** The brand's colour as text on white. */
  textColor: string;
  font: string;
  footer: string;
  sheets: PlannedSheet[];
}

/** Rows of charts are this high in points. */
export const ROW_HEIGHT = 16;

/** `A`, `Z`, `AA` … of a 1-based column. */
export function columnLetters(column: number): string {
  const rest = Math.floor((column - 1) / 26);
  const last = String.fromCodePoint(65 + ((column - 1) % 26));
  return rest === 0 ? last : columnLetters(rest) + last;
}

export function cellAddress(row: number, column: number): string {
  return `${columnLetters(column)}${row}`;
}

/** Days since 1899-12-30, as workbooks count them, of an ISO date. */
export function excelDay(date: string): number {
  return Math.round(Date.parse(`${date}T00:00:00Z`) / 86_400_000) + 25_569;
}
