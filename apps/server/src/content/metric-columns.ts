import type { LinkedMetric, MetricSet } from './metric-set.js';
import type { MetricQuery } from './spec/metric.js';

/** Names of the columns that a question to metrics gives, in order; unknown metrics and dimensions give none. */
export function metricColumnNames(query: MetricQuery, { metrics, dimensions }: MetricSet): string[] {
  const period = query.grain ?? query.period;
  const compared = query.compare === undefined ? [] : ['previous', 'change', 'change_rate'];
  return [
    ...(period === undefined ? [] : ['period']),
    ...(query.by ?? []).filter((name) => dimensions.has(name)),
    ...query.metrics.flatMap((name) => {
      const metric = metrics.get(name);
      if (!metric) return [];
      const target = targetOf(metric, query) === undefined ? [] : ['target'];
      return [name, ...[...compared, ...target].map((part) => `${name}_${part}`)];
    }),
  ];
}

/** The declared target of a metric where a question is about exactly one whole period. */
export function targetOf({ targets }: LinkedMetric, query: MetricQuery): number | undefined {
  const isOnePeriod = query.grain === undefined && query.by === undefined && (query.last ?? 1) === 1 && !query.to_date;
  return isOnePeriod && query.period !== undefined && query.where === undefined ? targets[query.period] : undefined;
}
