import { canonicalJson } from '../common/canonical.js';
import type { LinkedMetric } from '../content/metric-set.js';
import type { FiguresSpec, KpiItem, KpiSpec, WrittenKpi } from '../content/spec/block.js';
import { kpiQuery, type MetricQuery } from '../content/spec/metric.js';
import { targetOf } from '../content/metric-columns.js';
import { isShare } from './compile-columns.js';
import { compileFigure } from './compile-figure.js';
import type { MetricContext } from './metric-plan.js';
import { changeLabel, spanLabel } from './metric-words.js';
import { planTime } from './plan-time.js';

type WrittenItem = WrittenKpi['items'][number];

/**
 * KPI tiles with figures in the place of metrics. Metrics of one dataset in the same periods share a figure, `_<block>_<n>`: a name
 * that nobody can write.
 */
export function compileKpi(block: WrittenKpi, context: MetricContext): { block: KpiSpec; figures: FiguresSpec } {
  const queries = new Map<string, { name: string; query: MetricQuery }>();
  const items = block.items.map((item): KpiItem => {
    if (item.metric === undefined) return figureItem(item);
    const query = kpiQuery(item.metric, item);
    const metric = context.datasets.get(query.from)?.metrics?.metrics.get(query.metrics[0]!);
    const key = canonicalJson({ ...query, metrics: [metric?.table, metric?.date] });
    const group = queries.get(key) ?? { name: `_${block.id}_${queries.size + 1}`, query: { ...query, metrics: [] } };
    queries.set(key, group);
    group.query.metrics = [...new Set([...group.query.metrics, ...query.metrics])];
    return metric
      ? metricItem(item, metric, query, group.name, context)
      : { ...figureItem(item), value: `${group.name}.none` };
  });
  const figures = [...queries.values()].map(({ name, query }) => [name, compileFigure(query, context)] as const);
  return { block: { ...block, items }, figures: Object.fromEntries(figures) };
}

function figureItem({
  label = '',
  value = '',
  change,
  change_label,
  target,
  good = 'up',
  note,
  optional,
}: WrittenItem): KpiItem {
  return { label, value, good, ...given({ change, change_label, target, note, optional }) };
}

/** What the item does not say comes from the metric: its title, the change in the unit it is said in, its target and direction. */
function metricItem(
  item: WrittenItem,
  metric: LinkedMetric,
  query: MetricQuery,
  figure: string,
  { asOf, calendar, language }: MetricContext,
): KpiItem {
  const time = planTime(query, asOf, calendar);
  const value = `${figure}.${metric.name}`;
  return figureItem({
    ...item,
    label: item.label ?? metric.title,
    value,
    change: item.change ?? (isShare(metric) ? `${value}_change` : `${value}_change_rate`),
    change_label: item.change_label ?? changeLabel(query),
    target: item.target ?? (targetOf(metric, query) === undefined ? undefined : `${value}_target`),
    good: item.good ?? metric.direction,
    note: item.note ?? (time.kind === 'all' ? undefined : spanLabel(time.periods, time.grain, { calendar, language })),
  });
}

function given<Item extends object>(item: Item): Item {
  return Object.fromEntries(Object.entries(item).filter(([, value]) => value !== undefined)) as Item;
}
