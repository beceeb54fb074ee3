import type { z } from 'zod';
import { blockMetrics, type DimensionSpec, type MetricQuery, type MetricSpec } from './metric.js';

type Context = z.core.$RefinementCtx;
type Asked = Partial<MetricQuery> & { sql?: string | undefined };

/** A block or figure asks once: by `sql`, or by `metrics` with a dataset and what goes with them. */
export function askedOnce(asked: Asked, context: Context): void {
  if (asked.metrics === undefined) {
    if (asked.sql === undefined) missing(context, 'sql', 'one SELECT, or write metrics: and from: in its place');
    for (const key of Object.keys(blockMetrics))
      if (asked[key as keyof Asked] !== undefined) misplaced(context, key, 'it belongs to metrics:, which is not here');
    return;
  }
  if (asked.sql !== undefined) misplaced(context, 'metrics', 'keep sql or metrics, not both');
  if (asked.from === undefined) missing(context, 'from', 'the dataset that the metrics belong to');
  timed(asked, context);
  limited(asked, context);
}

/** A chart by SQL says what is on its axes; one by metrics has one axis, of periods or of one dimension, and may split by another. */
export function chartAsked(
  chart: Asked & { x?: unknown; y?: unknown; mark?: unknown; split?: { column: string } | undefined },
  context: Context,
): void {
  askedOnce(chart, context);
  if (chart.metrics === undefined) {
    if (chart.x === undefined) missing(context, 'x', '{ column: … }');
    if (chart.y === undefined) missing(context, 'y', '[{ column: … }]');
    return;
  }
  const splits = chart.split !== undefined && (chart.by ?? []).includes(chart.split.column);
  if (chart.split !== undefined && !splits) misplaced(context, 'split', 'name one of the dimensions in by:');
  const axes = (chart.by?.length ?? 0) + (chart.grain === undefined ? 0 : 1) - (splits ? 1 : 0);
  if (axes === 0) missing(context, splits ? 'grain' : 'by', 'one dimension, or write grain: month');
  if (axes > 1)
    misplaced(
      context,
      chart.grain === undefined ? 'by' : 'grain',
      'a chart has one axis, one dimension or a grain; split: gives each value of another dimension a panel',
    );
  if (chart.mark !== undefined) misplaced(context, 'mark', 'metrics have no column for it: write the chart with sql');
}

/** A KPI tile shows a figure or a metric; a figure needs a label. */
export function kpiAsked(item: Asked & { value?: unknown; metric?: unknown; label?: unknown }, context: Context): void {
  if (item.metric === undefined) {
    if (item.value === undefined) missing(context, 'value', '<figure>.<column>, or write metric: <dataset>.<metric>');
    if (item.label === undefined) missing(context, 'label', 'text');
    for (const key of ['period', 'last', 'to_date', 'compare', 'where'] as const)
      if (item[key] !== undefined) misplaced(context, key, 'it belongs to metric:, which is not here');
  } else if (item.value !== undefined) misplaced(context, 'value', 'keep value or metric, not both');
}

/** One way to compute a metric; what concerns the table goes with an expression. */
export function computedOnce(metric: MetricSpec, context: Context): void {
  const ways = (['expression', 'ratio', 'derived'] as const).filter((key) => metric[key] !== undefined);
  if (ways.length === 0)
    missing(context, 'expression', 'an SQL aggregate such as sum(amount), or write ratio: or derived:');
  if (ways.length > 1) misplaced(context, ways[1]!, `keep one of ${ways.join(' and ')}`);
  if (metric.expression !== undefined) return;
  for (const key of ['where', 'table', 'date'] as const)
    if (metric[key] !== undefined) misplaced(context, key, 'it belongs to a metric with expression:');
}

/** A dimension is a column or an expression. */
export function groupedOnce(dimension: DimensionSpec, context: Context): void {
  if (dimension.column !== undefined && dimension.expression !== undefined)
    misplaced(context, 'expression', 'keep column or expression, not both');
}

function timed(asked: Asked, context: Context): void {
  if (asked.grain !== undefined && asked.period !== undefined)
    misplaced(context, 'grain', 'period gives one figure for the whole, grain one for each period: keep one of them');
  if (asked.grain !== undefined || asked.period !== undefined) return;
  for (const key of ['last', 'to_date', 'compare'] as const)
    if (asked[key] !== undefined) misplaced(context, key, 'say of which length: period: month, or grain: month');
}

function limited(asked: Asked, context: Context): void {
  if (asked.rest !== undefined && asked.limit === undefined)
    missing(context, 'limit', 'how many values are shown by name');
  if (asked.limit !== undefined && asked.by?.length !== 1)
    misplaced(context, 'limit', 'it goes with exactly one dimension in by:; periods are limited by last:');
}

function missing(context: Context, key: string, message: string): void {
  context.addIssue({ code: 'custom', path: [key], message });
}

function misplaced(context: Context, key: string, message: string): void {
  context.addIssue({ code: 'custom', path: [key], message, params: { misplaced: true } });
}
