import type { LocalText } from '../common/local-text.js';
import { targetOf } from '../content/metric-columns.js';
import type { LinkedMetric, MetricSet } from '../content/metric-set.js';
import type { Format } from '../content/spec/common.js';
import type { MetricQuery } from '../content/spec/metric.js';
import { comparedTitles, PERIOD_TITLES } from './metric-words.js';

/** A column that a question gives, with its words. */
export interface MetricColumn {
  name: string;
  role: 'period' | 'dimension' | 'metric' | 'previous' | 'change' | 'rate' | 'target';
  title: LocalText;
  /** By the type of the value when left out. */
  format?: Format;
  /** The metric that it is, or that it compares. */
  metric?: LinkedMetric;
}

/** Columns of a question in order: period, dimensions, and each metric with what it is compared with. */
export function compileColumns(query: MetricQuery, set: MetricSet): MetricColumn[] {
  const by = (query.by ?? []).flatMap((name) => set.dimensions.get(name) ?? []);
  const metrics = query.metrics.flatMap((name) => set.metrics.get(name) ?? []);
  return [
    ...periodColumn(query),
    ...by.map(({ name, title, format }): MetricColumn => {
      // The rest stands among the values, so that all of them are texts.
      const shown = query.rest ? 'text' : format;
      return { name, role: 'dimension', title, ...(shown === undefined ? {} : { format: shown }) };
    }),
    ...metrics.flatMap((metric) => [
      { name: metric.name, role: 'metric' as const, title: metric.title, format: metric.format, metric },
      ...comparedColumns(metric, query),
      ...targetColumn(metric, query),
    ]),
  ];
}

function periodColumn({ grain, period }: MetricQuery): MetricColumn[] {
  const length = grain ?? period;
  if (length === undefined) return [];
  const isDate = grain === 'day' || grain === 'week';
  const format = grain === 'month' ? 'month' : isDate ? 'date' : 'text';
  return [{ name: 'period', role: 'period', title: PERIOD_TITLES[length], format }];
}

function comparedColumns(metric: LinkedMetric, query: MetricQuery): MetricColumn[] {
  if (query.compare === undefined) return [];
  const { name, format } = metric;
  const titles = comparedTitles(metric.title, query);
  return [
    { name: `${name}_previous`, role: 'previous', title: titles.previous, format, metric },
    { name: `${name}_change`, role: 'change', title: titles.change, format: changeFormat(format), metric },
    { name: `${name}_change_rate`, role: 'rate', title: titles.rate, format: { kind: 'percent', sign: true }, metric },
  ];
}

/** What a metric should reach in one whole period. */
function targetColumn(metric: LinkedMetric, query: MetricQuery): MetricColumn[] {
  if (targetOf(metric, query) === undefined) return [];
  const title = comparedTitles(metric.title, query).target;
  return [{ name: `${metric.name}_target`, role: 'target', title, format: metric.format, metric }];
}

/** True where a change is said in points rather than in percent. */
export function isShare({ format }: Pick<LinkedMetric, 'format'>): boolean {
  return (typeof format === 'string' ? format : format.kind) === 'percent';
}

function changeFormat(format: Format): Format {
  const full = typeof format === 'string' ? { kind: format } : format;
  return full.kind === 'percent' ? { ...full, kind: 'points' } : { ...full, sign: true };
}
