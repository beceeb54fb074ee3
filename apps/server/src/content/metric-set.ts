import type { LocalText } from '../common/local-text.js';
import type { Format } from './spec/common.js';
import type { Direction, Grain } from './spec/metric.js';

/** A metric that checks out: its SQL, what it is made of, and how it is shown. */
export interface LinkedMetric {
  name: string;
  title: LocalText;
  description?: LocalText;
  format: Format;
  direction: Direction;
  /** What it should reach in one period of that length. */
  targets: Partial<Record<Grain, number>>;
  /** An aggregate over columns of the table, or an expression over the metrics in `inputs`. */
  sql: string;
  /** Metrics that it is computed from, each after its own; empty for an aggregate. */
  inputs: string[];
  /** Table of the aggregates: `orders`, `grades.scores`. */
  table: string;
  /** Date column of that table, quoted nowhere yet; undefined where there is none. */
  date?: string;
  /** No rows mean 0; else they mean no value. */
  countsFromZero: boolean;
  /** The figures of parts add up to the figure of the whole. */
  addsUp: boolean;
}

export interface LinkedDimension {
  name: string;
  title: LocalText;
  description?: LocalText;
  format?: Format;
  /** SQL over columns of the table. */
  sql: string;
}

/** What a dataset defines beside its rows. */
export interface MetricSet {
  metrics: ReadonlyMap<string, LinkedMetric>;
  dimensions: ReadonlyMap<string, LinkedDimension>;
}

/** The metrics and all that they are computed from, inputs first, each once. Unknown names are passed over. */
export function withInputs({ metrics }: MetricSet, names: Iterable<string>): LinkedMetric[] {
  const order = new Map<string, LinkedMetric>();
  const visit = (name: string): void => {
    const metric = metrics.get(name);
    if (!metric || order.has(name)) return;
    metric.inputs.forEach(visit);
    order.set(name, metric);
  };
  for (const name of names) visit(name);
  return [...order.values()];
}
