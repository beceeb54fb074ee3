import { z } from 'zod';
import { format, localText, snakeName } from './common.js';

/** Lengths of time that a figure can be grouped by. Weeks, quarters and years follow the project's calendar. */
export const grain = z.enum(['day', 'week', 'month', 'quarter', 'year']);

/** Which direction is good news; decides colour and arrow, never the number. */
export const direction = z.enum(['up', 'down', 'neutral']);

/** One definition of a figure. Exactly one of `expression`, `ratio` and `derived` says how it is computed. */
export const metric = z.strictObject({
  title: localText,
  description: localText.optional(),
  /** SQL aggregate over the columns of the table: `sum(amount)`. */
  expression: z.string().optional(),
  /** One metric of the dataset divided by another; no value where the denominator is 0. */
  ratio: z.strictObject({ numerator: snakeName, denominator: snakeName }).optional(),
  /** SQL expression over other metrics of the dataset: `revenue - cost`. */
  derived: z.string().optional(),
  /** SQL condition on the rows that count, for an `expression` that is a single aggregate. */
  where: z.string().optional(),
  /** Table of an analysis that the expression is over; the first one when left out. */
  table: snakeName.optional(),
  /** Date column of that table; the dataset's `date_column` when left out. */
  date: snakeName.optional(),
  format: format.default('number'),
  direction: direction.default('up'),
  /** What the metric should reach in one period of that length. */
  targets: z.partialRecord(grain, z.number()).default({}),
});

/** Something to group figures by: a column, or an SQL expression over columns. */
export const dimension = z.strictObject({
  title: localText,
  description: localText.optional(),
  /** Column of that name when it differs from the dimension's. */
  column: snakeName.optional(),
  expression: z.string().optional(),
  format: format.optional(),
});

/** Which time a question is about; the periods end on the as-of day. */
const time = {
  /** Periods summed up to one figure. */
  period: grain.optional(),
  /** How many periods; 1 with `period`, 13 with `grain`. */
  last: z.number().int().min(1).max(400).optional(),
  /** Counts the period that as-of lies in, up to as-of; without it only complete periods count. */
  to_date: z.boolean().optional(),
  /** Period that each figure is compared with. */
  compare: z.enum(['previous', 'last_year']).optional(),
  /** SQL condition on the rows. */
  where: z.string().optional(),
};

/** Keys of a figure made of metrics, instead of `sql`. */
export const figureMetrics = {
  metrics: z.array(snakeName).min(1).max(12).optional(),
  /** Dataset that the metrics belong to. */
  from: snakeName.optional(),
  ...time,
};

/** Keys of a table or chart made of metrics, instead of `sql`. */
export const blockMetrics = {
  ...figureMetrics,
  /** Dimensions: one row for each of their values. */
  by: z.array(snakeName).min(1).max(4).optional(),
  /** One row for each period of this length. */
  grain: grain.optional(),
  /** Metric (largest first) or dimension (in its own order) that rows are sorted by; the first metric when left out. */
  order_by: snakeName.optional(),
  /** Most values of the one dimension in `by`: those with the largest figures. */
  limit: z.number().int().min(1).max(1000).optional(),
  /** Collects the others in one row at the end. */
  rest: z.boolean().optional(),
};

/** A KPI tile made of one metric: `<dataset>.<metric>`, of the last complete month unless it says otherwise. */
export const kpiMetric = {
  metric: z
    .string()
    .regex(/^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$/, 'use <dataset>.<metric>')
    .optional(),
  ...time,
};

export type Grain = z.infer<typeof grain>;
export type Direction = z.infer<typeof direction>;
export type MetricSpec = z.infer<typeof metric>;
export type DimensionSpec = z.infer<typeof dimension>;

type Asked = { [Key in keyof typeof blockMetrics]?: z.infer<(typeof blockMetrics)[Key]> | undefined };

/** A question to the metrics of one dataset, whoever asks it. */
export type MetricQuery = Omit<Asked, 'metrics' | 'from' | 'by'> & {
  metrics: readonly string[];
  from: string;
  by?: readonly string[] | undefined;
};

/** The question behind a KPI tile: its metric in the last complete month, compared with the one before, unless it says otherwise. */
export function kpiQuery(
  name: string,
  item: Pick<MetricQuery, keyof typeof time>,
): MetricQuery & { period: Grain; compare: 'previous' | 'last_year' } {
  const [from = '', own = ''] = name.split('.');
  const { period = 'month', compare = 'previous', last, to_date, where } = item;
  return { metrics: [own], from, period, compare, last, to_date, where };
}
