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

/** Cells of one column, 1-based, both ends included, with what stands in them; dates as Excel day numbers. */
export interface PlannedRange {
  column: number;
  firstRow: number;
  lastRow: number;
  values: (string | number | null)[];
  /** Null where the cells hold text. */
  numberFormat: string | null;
}

/** One series of a native chart. */
export interface PlannedSeries {
  /** The cell that names it. */
  name: PlannedRange;
  /** Places on the category axis; the x values of points. */
  categories: PlannedRange;
  values: PlannedRange;
  /** Areas of circles. */
  sizes?: PlannedRange;
  /** `RRGGBB`; null is invisible: it only lifts what stands on it. */
  color: string | null;
  dashed?: boolean;
  /** A hair line. */
  thin?: boolean;
  /** Points of a scatter that a line joins. */
  joined?: boolean;
  /** Mark at each point; lines have none when it is absent. */
  marker?: 'circle' | 'square' | 'triangle' | 'diamond' | 'dash' | 'x' | 'plus' | 'star';
  /** Of the mark in points; by the number of points when it is absent. */
  markerSize?: number;
  /** A line that is not drawn, but carries marks or whiskers. */
  bare?: boolean;
  labels?: PlannedLabels;
  /** A thin line from each point up or down, as long as the cells say. */
  whisker?: { side: 'plus' | 'minus'; lengths: PlannedRange };
  /** Left out of the legend. */
  unnamed?: boolean;
}

/** Texts at the points of a series: values at all points or at some (by position), its name at one, or a text at some. */
export type PlannedLabels =
  | { kind: 'values'; place: 'outEnd' | 'ctr'; color: string; numberFormat: string; at?: number[] }
  | { kind: 'name'; at: number }
  | { kind: 'texts'; texts: Map<number, string>; side?: 'left' | 'right' };

/** Series of one kind on one pair of axes. */
export interface PlannedPlot {
  type: 'bar' | 'line' | 'area' | 'scatter' | 'bubble';
  grouping: 'clustered' | 'standard' | 'stacked' | 'percentStacked';
  axis: 'left' | 'right';
  /** Bars of several series stand in one place. */
  overlapped?: boolean;
  series: PlannedSeries[];
}

export interface PlannedAxis {
  numberFormat: string;
  title?: string;
  /** Fixed ends, where charts are to be compared; `min` alone keeps bars on zero. */
  min?: number;
  max?: number;
}

export interface PlannedChart {
  block: string;
  title: string;
  sheet: string;
  /** Bars lie. */
  horizontal: boolean;
  plots: PlannedPlot[];
  /** Format of the categories, of the x values of points. */
  x: PlannedAxis;
  left: PlannedAxis;
  right?: PlannedAxis;
  hasLegend: boolean;
  /** Part of the width that texts to the left of the plot need. */
  plotLeft?: number;
  /** Lines and areas begin at the first category and end at the last. */
  isEdged: boolean;
  anchor: PlannedAnchor;
}

/** Row of the upper left corner, 1-based, rows that are covered, and part of the width. */
export interface PlannedAnchor {
  row: number;
  rows: number;
  /** Both from 0 to 1. */
  left: number;
  width: number;
}

/** A picture over the cells. */
export interface PlannedImage {
  block: string;
  extension: 'png' | 'jpeg';
  /** Content in base64. */
  data: string;
  alt: string;
  row: number;
  /** Pixels. */
  width: number;
  height: number;
}

/** Cells coloured by value, from light to dark, or by side of zero. */
export interface ColorScale {
  cells: string;
  isTwoSided: boolean;
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
  /** Rows of long chart data, closed at first: they are opened in the margin and not printed. */
  folded: { from: number; to: number }[];
  dataBars: string[];
  colorScales: ColorScale[];
  charts: PlannedChart[];
  images: PlannedImage[];
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
