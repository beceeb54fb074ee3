import { compileBucket } from '../datasets/calendar/compile-bucket.js';
import { addDays } from '../datasets/calendar/periods.js';
import { quoteName, quoteTable, quoteText } from '../engine/quote.js';
import { closed } from './closed-expression.js';
import { IS_REST, STARTS, type MetricPlan, type Side } from './metric-plan.js';
import { REST } from './metric-words.js';

/** Aggregates over the rows of one side, by period and dimensions: the only place where rows are read. */
export function compileFacts(plan: MetricPlan, side: Side): string {
  const groups = groupsOf(plan);
  const aggregates = plan.metrics.filter(({ inputs }) => inputs.length === 0);
  const list = [...groups, ...aggregates.map(({ name, sql }) => `${closed(sql)} AS ${quoteName(name)}`)];
  const lines = [
    `SELECT ${list.join(', ')}`,
    `FROM ${quoteTable(plan.metrics[0]!.table)}`,
    leaderJoin(plan),
    whereOf(plan, side),
    groups.length === 0 ? '' : `GROUP BY ${groups.map((_, i) => i + 1).join(', ')}`,
  ];
  return lines.filter((line) => line !== '').join('\n');
}

function groupsOf({ time, by, query, language, metrics, calendar }: MetricPlan): string[] {
  const date = quoteName(metrics[0]!.date ?? '');
  return [
    ...(time.kind === 'grain' ? [`${compileBucket(date, time.grain, calendar)} AS ${STARTS}`] : []),
    ...by.map(({ name, sql }) => {
      if (!query.rest) return `${sql} AS ${quoteName(name)}`;
      return `CASE WHEN _leader THEN CAST(${sql} AS VARCHAR) ELSE ${quoteText(REST[language])} END AS ${quoteName(name)}`;
    }),
    ...(query.rest ? [`_leader IS NULL AS ${IS_REST}`] : []),
  ];
}

/** With the rest the others stay and are collected; without it they go. */
function leaderJoin({ query, by }: MetricPlan): string {
  if (query.limit === undefined || !by[0]) return '';
  return `${query.rest ? 'LEFT ' : ''}JOIN leaders ON _leading IS NOT DISTINCT FROM ${by[0].sql}`;
}

function whereOf({ query, time, metrics }: MetricPlan, side: Side): string {
  const date = metrics[0]!.date;
  const range = side === 'current' ? time.range : time.beforeRange;
  const conditions = [
    ...(date !== undefined && range ? [within(quoteName(date), range)] : []),
    ...(query.where === undefined ? [] : [`(${closed(query.where)})`]),
  ];
  return conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
}

/** Half open at the end, so that a time of day counts to its day. */
function within(date: string, { from, to }: { from?: string; to: string }): string {
  const start = from === undefined ? '' : `${date} >= DATE ${quoteText(from)} AND `;
  return `${start}${date} < DATE ${quoteText(addDays(to, 1))}`;
}
