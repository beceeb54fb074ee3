import type { Language } from '../common/local-text.js';
import { withInputs, type LinkedDimension, type LinkedMetric, type MetricSet } from '../content/metric-set.js';
import type { DatasetItem } from '../content/project.js';
import type { CalendarSpec } from '../content/spec/calendar.js';
import type { MetricQuery } from '../content/spec/metric.js';
import { quoteName } from '../engine/quote.js';
import { planTime, type TimePlan } from './plan-time.js';

/** What a question to metrics is compiled for. */
export interface MetricContext {
  datasets: ReadonlyMap<string, Pick<DatasetItem, 'metrics'>>;
  calendar: CalendarSpec;
  /** YYYY-MM-DD; every period is an absolute one from here on. */
  asOf: string;
  language: Language;
}

/** A question taken apart: what is counted, by what, and when. */
export interface MetricPlan {
  query: MetricQuery;
  /** Metrics that are asked for and all that they are computed from, inputs first. */
  metrics: LinkedMetric[];
  by: LinkedDimension[];
  time: TimePlan;
  calendar: CalendarSpec;
  language: Language;
}

/** The figures that are asked for, and those that they are compared with. */
export type Side = 'current' | 'before';

/** Column of the first day of the period. Names with _ in front cannot meet a metric's. */
export const STARTS = quoteName('_starts');
/** Column with the first day of the table where a period that is asked for begins before it; null where all of them are whole. */
export const DATA_FROM = '_data_from';
/** Column that is true in the row of everything not shown by name. */
export const IS_REST = quoteName('_rest');

export function planMetrics(query: MetricQuery, set: MetricSet, context: MetricContext): MetricPlan {
  const { asOf, calendar, language } = context;
  return {
    query,
    metrics: withInputs(set, query.metrics),
    by: (query.by ?? []).flatMap((name) => set.dimensions.get(name) ?? []),
    time: planTime(query, asOf, calendar),
    calendar,
    language,
  };
}

/** Columns that tell the groups of one period apart. */
export function groupKeys({ by, query }: MetricPlan): string[] {
  return [...by.map(({ name }) => quoteName(name)), ...(query.rest ? [IS_REST] : [])];
}

/** Columns that tell rows apart: the start of the period, then the groups. */
export function rowKeys(plan: MetricPlan): string[] {
  return [...(plan.time.kind === 'grain' ? [STARTS] : []), ...groupKeys(plan)];
}

/** Condition that two rows have the same keys; nulls are equal. */
export function sameKeys(keys: readonly string[], left: string, right: string): string {
  return keys.map((key) => `${left}.${key} IS NOT DISTINCT FROM ${right}.${key}`).join(' AND ');
}
