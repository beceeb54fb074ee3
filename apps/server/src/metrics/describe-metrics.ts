import type { LocalText } from '../common/local-text.js';
import { suggest } from '../content/did-you-mean.js';
import type { LinkedMetric, MetricSet } from '../content/metric-set.js';
import type { DatasetItem, Project } from '../content/project.js';
import type { MetricSpec } from '../content/spec/metric.js';
import { AppError } from '../common/errors.js';
import { compileMetricQuery } from './compile-metric-query.js';
import type { MetricContext } from './metric-plan.js';

/** What a metric is and how it is computed, for whoever asks where a figure comes from. */
export interface MetricDescription {
  /** `<dataset>.<metric>`. */
  name: string;
  title: LocalText;
  description: LocalText | null;
  format: LinkedMetric['format'];
  direction: LinkedMetric['direction'];
  targets: LinkedMetric['targets'];
  /** As it is written. */
  definition: Pick<MetricSpec, 'expression' | 'ratio' | 'derived' | 'where'>;
  /** Metrics that it is computed from. */
  inputs: string[];
  dataset: string;
  table: string;
  date: string | null;
  /** What it can be grouped by. */
  dimensions: string[];
}

/** All sound metrics of a project, by dataset and in the order in which they are written. */
export function describeMetrics({ datasets }: Pick<Project, 'datasets'>): MetricDescription[] {
  return [...datasets.values()].flatMap((item) => {
    const { metrics } = item;
    return metrics ? [...metrics.metrics.values()].map((metric) => describe(item, metrics, metric)) : [];
  });
}

/** The metric of that name. Throws AppError `metric.not-found`. */
export function describeMetric(project: Pick<Project, 'datasets'>, name: string): MetricDescription {
  const all = describeMetrics(project);
  const found = all.find((each) => each.name === name);
  if (found) return found;
  throw new AppError('metric.not-found', `There is no metric "${name}".`, {
    severity: 'usage',
    hint: suggest(
      name,
      all.map((each) => each.name),
      'metrics',
    ),
  });
}

/** SQL of a metric as a KPI tile asks for it: in the last complete month, or over everything where its rows have no date. */
export function sampleSql({ dataset, name, date }: MetricDescription, context: MetricContext): string {
  const metrics = [name.slice(dataset.length + 1)];
  const query = { metrics, from: dataset, ...(date === null ? {} : { period: 'month' as const }) };
  return compileMetricQuery(query, context).sql;
}

function describe({ name: dataset, spec }: DatasetItem, set: MetricSet, metric: LinkedMetric): MetricDescription {
  const { expression, ratio, derived, where } = spec.metrics?.[metric.name] ?? {};
  return {
    name: `${dataset}.${metric.name}`,
    title: metric.title,
    description: metric.description ?? null,
    format: metric.format,
    direction: metric.direction,
    targets: metric.targets,
    definition: { expression, ratio, derived, where },
    inputs: metric.inputs.map((input) => `${dataset}.${input}`),
    dataset,
    table: metric.table,
    date: metric.date ?? null,
    dimensions: [...set.dimensions.keys()],
  };
}
