import { z } from 'zod';
import { common as blockCommon, good } from './block-common.js';
import { column, columnKeys, type ColumnSpec } from './chart-column.js';
import { snakeName } from './common.js';
import { blockMetrics } from './metric.js';
import { chartAsked } from './metric-rules.js';
import { curve, scatter, swarm } from './point-charts.js';

const series = z.array(column).min(1).max(8);

const anyChart = { ...blockCommon, kind: z.literal('chart') };
const common = {
  ...anyChart,
  /** One SELECT over datasets; must end in an ORDER BY that leaves no ties. */
  sql: z.string(),
};
/** Charts with one axis of categories: `sql` with `x` and `y`, or `metrics`, which give them. */
const axisChart = {
  ...anyChart,
  sql: z.string().optional(),
  ...blockMetrics,
  x: column.optional(),
  y: series.optional(),
};
/** Column with a short text to mark on the x axis (an event), or null. */
const mark = column.optional();
/** Column that gives each of its values a panel of its own, on the same axes. */
const split = column.optional();
const horizontal = z.boolean().optional();

const bar = z
  .strictObject({
    ...axisChart,
    chart: z.literal('bar'),
    /** Bars lie, with the labels on the left. */
    horizontal,
    /** `share` draws each row as shares of its sum. */
    stacked: z.union([z.boolean(), z.literal('share')]).optional(),
    /** Zero in the middle, a colour a sign; with `good` which sign is good news. One y. */
    signed: z.boolean().optional(),
    good: z.enum(['up', 'down', 'neutral']).optional(),
    mark,
    split,
  })
  .superRefine(chartAsked)
  .check(({ value, issues }) => {
    const refuse = (key: string, message: string) =>
      issues.push({ code: 'custom', input: value, path: [key], message });
    if (value.good !== undefined && !value.signed)
      refuse('good', 'only bars with `signed: true` say what is good news');
    if (!value.signed) return;
    if (value.stacked) refuse('stacked', 'bars on both sides of zero are not stacked: remove `stacked` or `signed`');
    const count = (value.y ?? value.metrics ?? []).length;
    if (count > 1) refuse('signed', 'a colour a sign is for one y: the colours of several tell them apart');
  });

const line = z.strictObject({ ...axisChart, chart: z.literal('line'), mark, split }).superRefine(chartAsked);

const area = z
  .strictObject({ ...axisChart, chart: z.literal('area'), stacked: z.literal('share').optional(), mark, split })
  .superRefine(chartAsked);

const combo = z
  .strictObject({
    ...axisChart,
    chart: z.literal('combo'),
    y: z
      .array(
        z.strictObject({
          ...columnKeys,
          as: z.enum(['bar', 'line']).default('bar'),
          axis: z.enum(['left', 'right']).default('left'),
        }),
      )
      .min(2)
      .max(8),
    mark,
  })
  .superRefine(chartAsked);

const heatmap = z.strictObject({ ...common, chart: z.literal('heatmap'), x: column, y: column, value: column });

const waterfall = z.strictObject({
  ...common,
  chart: z.literal('waterfall'),
  x: column,
  /** Change of the step; the level itself in rows that are totals. */
  value: column,
  /** Column whose true rows are totals. */
  total: column.optional(),
  good,
  horizontal,
});

const sankey = z.strictObject({
  ...common,
  chart: z.literal('sankey'),
  from: column,
  to: column,
  value: column,
  /** The same name on both sides is two nodes: a shift from one time to another. */
  two_sided: z.boolean().optional(),
});

const box = z.strictObject({
  ...common,
  chart: z.literal('box'),
  x: column,
  low: column,
  q1: column,
  median: column,
  q3: column,
  high: column,
  n: column.optional(),
});

const fan = z.strictObject({
  ...common,
  chart: z.literal('fan'),
  x: column,
  /** What was observed, null after it ends. */
  y: column,
  /** The central line, null before it begins. */
  forecast: column,
  /** From the inside or the outside, nested in each other. */
  bands: z
    .array(z.strictObject({ low: snakeName, high: snakeName, level: z.number().gt(0).lt(1) }))
    .min(1)
    .max(4),
  mark,
});

/** Charts: a query, and the roles that its columns play. */
export const chart = z.discriminatedUnion('chart', [
  bar,
  line,
  area,
  combo,
  scatter,
  heatmap,
  waterfall,
  sankey,
  box,
  fan,
  curve,
  swarm,
]);

/** A chart as it is written: with SQL, or with metrics in its place. */
export type WrittenChart = z.infer<typeof chart>;
/** Charts with one axis of categories, which metrics can draw. */
export type AskedChart = Extract<WrittenChart, { chart: 'bar' | 'line' | 'area' | 'combo' }>;
type Compiled<Chart> = Chart extends AskedChart
  ? Omit<Chart, keyof typeof blockMetrics | 'sql' | 'x' | 'y'> & {
      sql: string;
      x: ColumnSpec;
      y: NonNullable<Chart['y']>;
    }
  : Chart;
/** A chart as it is resolved: metrics are compiled, there is SQL. */
export type ChartSpec = Compiled<WrittenChart>;
export type ChartKind = ChartSpec['chart'];

/** Whether a chart is of a kind that metrics can draw. */
export function mayAskMetrics(spec: WrittenChart): spec is AskedChart {
  return ['bar', 'line', 'area', 'combo'].includes(spec.chart);
}
