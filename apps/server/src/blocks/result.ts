import type { Language } from '../common/local-text.js';
import type { Value } from '../common/value.js';
import type { ImageMedia } from '../content/image.js';
import type { ChartKind } from '../content/spec/chart.js';
import type { Format } from '../content/spec/common.js';

export interface ResolvedColumn {
  name: string;
  title: string;
  format: Format;
  align: 'left' | 'right';
  /** `<dataset>.<metric>` that the column is or compares. */
  metric?: string;
  bar?: boolean;
  total?: 'sum';
  /** The row's numbers before it added up, live in the workbook. */
  across?: 'sum';
}

interface Common {
  id: string;
  title?: string;
  note?: string;
  /** Running number of the exhibit in the issue; only blocks with title and rows have one. */
  exhibit?: number;
  /** Names of the dataset tables that the block read. */
  reads: string[];
}

export interface ResolvedKpi extends Common {
  kind: 'kpi';
  items: {
    label: string;
    value: Value;
    format: Format;
    /** `<dataset>.<metric>` that the value is. */
    metric?: string;
    change?: { value: Value; format: Format; label?: string; good: 'up' | 'down' | 'neutral' };
    target?: { value: Value; format: Format; reached: boolean | null };
    note?: string;
  }[];
}

/** Good or bad news; never said by colour alone. */
export type Tone = 'good' | 'bad' | 'neutral';

/** Kinds of block that are tables: one of the writer's own columns, and those with fixed ones. */
export const TABLE_KINDS = [
  'table',
  'grade_table',
  'rule_table',
  'before_after',
  'issue_diff',
  'hypothesis_table',
  'action_table',
  'review_table',
  'migration',
] as const;

/** Where a cell of a migration leads: it stays, to a better or a worse value, or to one whose order is not told. */
export type MoveKind = 'same' | 'up' | 'down' | 'other';

/** What a migration knows of its cells beside their counts. */
export interface ResolvedMoves {
  /** From × to. */
  kinds: MoveKind[][];
  /** Parts of the row's total; behind them the row's part of everything. Null where the row is empty. */
  shares: (number | null)[][];
  /** Parts of everything by column, and 1. */
  totals: (number | null)[];
}

export interface ResolvedTable extends Common {
  kind: (typeof TABLE_KINDS)[number];
  columns: ResolvedColumn[];
  rows: Value[][];
  /** Values of the totals row, null where a column has none; absent when no column has a total. */
  totals?: Value[];
  /** Indices of rows printed strong. */
  highlighted?: number[];
  /** Formats of cells that are not their column's: rows × columns, null where the column's holds. */
  formats?: (Format | null)[][];
  /** Conditions of each row, printed as chips in place of the first column's text. */
  chips?: string[][];
  /** Tone of each row's verdict, which stands in the column named. */
  tones?: { column: number; rows: Tone[] };
  /** Columns that are drawn as a dot with whiskers against zero. */
  interval?: { estimate: number; low: number; high: number };
  /** Shares and directions of a migration, printed under its counts. */
  moves?: ResolvedMoves;
  /** Names of the rows that people write on; what they write is kept under them. */
  items?: string[];
  /** Columns for people: an empty cell is a line to write on. */
  fill_in?: number[];
}

/** Format of a cell of a table. */
export function formatAt(table: Pick<ResolvedTable, 'columns' | 'formats'>, row: number, column: number): Format {
  return table.formats?.[row]?.[column] ?? table.columns[column]?.format ?? 'text';
}

/** Whether a block is a table, of whatever kind. */
export function isTable(block: ResolvedBlock): block is ResolvedTable {
  return (TABLE_KINDS as readonly string[]).includes(block.kind);
}

/** What a column of a chart stands for; `size` of a binned scatter is the number of points in the bin. */
export type ChartRole =
  | 'x'
  | 'y'
  | 'mark'
  | 'split'
  | 'size'
  | 'label'
  | 'group'
  | 'value'
  | 'total'
  | 'from'
  | 'to'
  | 'low'
  | 'q1'
  | 'median'
  | 'q3'
  | 'high'
  | 'n'
  | 'forecast'
  | 'color';

export interface ChartColumn extends ResolvedColumn {
  role: ChartRole;
  /** How a series of a combo is drawn, and against which axis. */
  as?: 'bar' | 'line';
  axis?: 'left' | 'right';
  /** Probability of the band that the column bounds. */
  level?: number;
}

export interface ResolvedChart extends Common {
  kind: 'chart';
  chart: ChartKind;
  columns: ChartColumn[];
  rows: Value[][];
  horizontal?: boolean;
  /** One on top of the other; `share` as parts of the row's sum. */
  stacked?: boolean | 'share';
  /** Bars: zero in the middle, a colour a sign. */
  signed?: boolean;
  /** Waterfall and signed bars: which direction is good news. */
  good?: 'up' | 'down' | 'neutral';
  /** Sankey: equal names on both sides are two nodes. */
  two_sided?: boolean;
  /** Curve: a thin line to read against, where y equals x or at a value of y, and its word. */
  reference?: { at: 'diagonal' | number; title: string };
  /** Curve: thin lines behind, by panel and group in order of appearance, their points by x. */
  curves?: { panel: Value; group: Value; points: [number, number][] }[];
  /** Scatter and swarm: how many of the points that the query gave are drawn, and how many had no coordinates. */
  points?: { shown: number; of: number; without: number; how: 'all' | 'thinned' | 'binned' };
}

export interface ResolvedText extends Common {
  kind: 'text';
  text: string;
}

/** Lines printed as they are. */
export interface ResolvedCode extends Common {
  kind: 'code';
  code: string;
}

export interface ResolvedImage extends Common {
  kind: 'image';
  media: ImageMedia;
  /** Content in base64. */
  data: string;
  alt: string;
  /** Share of the text width, above 0, at most 1. */
  width: number;
  /** Size of the picture itself in pixels. */
  pixels: { width: number; height: number };
}

export interface ResolvedPageBreak extends Common {
  kind: 'page_break';
}

/** A block whose query failed or came out empty where that is refused: never delivered in a report, shown as such on a dashboard. */
export interface FailedBlock extends Common {
  kind: 'error';
  code: string;
  message: string;
}

export type ResolvedBlock =
  | ResolvedKpi
  | ResolvedTable
  | ResolvedChart
  | ResolvedText
  | ResolvedCode
  | ResolvedImage
  | ResolvedPageBreak
  | FailedBlock;

export interface ResolvedSection {
  id: string;
  title: string;
  label: string;
  blocks: ResolvedBlock[];
}

export interface ResultInput {
  dataset: string;
  version: string;
  tables: { name: string; rows: number }[];
  /** Range of the date column, where declared. */
  from?: string;
  to?: string;
  refused: number;
}

/**
 * The frozen result of a report: what PDF, workbook, page and JSON are drawn from. It holds nothing of the run that made it
 * (no run id, no time of day), so the same inputs and the same as-of give the same bytes.
 */
export interface Result {
  format: 'decile.result/1';
  /** SHA-256 of what went in: spec, dataset versions, parameters, as-of, language. */
  id: string;
  /** SHA-256 of the canonical JSON of everything else in this object but `id`. */
  digest: string;
  report: string;
  title: string;
  subtitle?: string;
  customer?: string;
  language: Language;
  time_zone: string;
  currency: string;
  brand: {
    name: string;
    color: string;
    accent?: string;
    good?: string;
    bad?: string;
    /** Part of the result, so that it looks the same when the file has gone. Data in base64. */
    logo?: { type: 'image/svg+xml' | 'image/png'; data: string; width: number; height: number };
  };
  as_of: string;
  period: { from: string | null; to: string };
  parameters: Record<string, Value>;
  inputs: ResultInput[];
  software: { decile: string; duckdb: string };
  /** Every figure that a text or a KPI used: `<figure>.<column>`. */
  figures: Record<string, { value: Value; format: Format; metric?: string }>;
  sections: ResolvedSection[];
  /** Sections left out, with the reason. */
  omitted: { id: string; title: string; reason: string }[];
  method?: string;
  glossary: { term: string; text: string }[];
}
