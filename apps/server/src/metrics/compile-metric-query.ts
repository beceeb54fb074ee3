import type { MetricQuery } from '../content/spec/metric.js';
import { quoteName, quoteTable, quoteText } from '../engine/quote.js';
import { targetOf } from '../content/metric-columns.js';
import { compileColumns, type MetricColumn } from './compile-columns.js';
import { compileFacts } from './compile-facts.js';
import { compileValues, fillIn } from './compile-values.js';
import {
  DATA_FROM,
  groupKeys,
  IS_REST,
  planMetrics,
  rowKeys,
  sameKeys,
  STARTS,
  type MetricContext,
  type MetricPlan,
} from './metric-plan.js';
import { periodLabel, spanLabel } from './metric-words.js';

export interface CompiledQuery {
  /** One SELECT, its rows in an order without ties. */
  sql: string;
  /** What it selects, in order; where it is about periods, `_data_from` follows. */
  columns: MetricColumn[];
}

/** Named parts of a WITH clause, in order. */
type Parts = [head: string, sql: string][];

/**
 * A question to the metrics of a dataset → one SELECT over its table, with the words and formats of what it selects. Pure.
 * A question to a dataset that the project does not hold becomes a SELECT that fails with its name, as any SQL on it would.
 */
export function compileMetricQuery(query: MetricQuery, context: MetricContext): CompiledQuery {
  const set = context.datasets.get(query.from)?.metrics;
  if (!set) return { sql: `SELECT * FROM ${quoteTable(query.from)}`, columns: [] };
  const plan = planMetrics(query, set, context);
  const columns = compileColumns(query, set);
  const lines = [
    `WITH ${partsOf(plan)
      .map(([head, sql]) => `${head} AS (\n${sql}\n)`)
      .join(', ')}`,
    `SELECT ${[...columns.map((column) => `${selected(column, plan)} AS ${quoteName(column.name)}`), ...dataFrom(plan)].join(', ')}`,
    'FROM current_values AS c',
    ...joinsOf(plan),
    orderBy(plan),
  ];
  return { sql: lines.filter((line) => line !== '').join('\n'), columns };
}

function partsOf(plan: MetricPlan): Parts {
  const sides = plan.query.compare === undefined ? (['current'] as const) : (['current', 'before'] as const);
  return [
    ...periodsPart(plan),
    ...historyPart(plan),
    ...leaderParts(plan),
    ...sides.map((side): Parts[number] => [`${side}_facts`, compileFacts(plan, side)]),
    ...groupsPart(plan, sides),
    ...sides.map((side): Parts[number] => [`${side}_values`, compileValues(plan, side)]),
  ];
}

/** The periods that are asked for, each with the start of the one it is compared with. */
function periodsPart({ time, calendar, language }: MetricPlan): Parts {
  if (time.kind !== 'grain') return [];
  const rows = time.periods.map((period, i) => {
    const isNamed = time.grain === 'quarter' || time.grain === 'year';
    const label = isNamed ? quoteText(periodLabel(period, time.grain, { calendar, language })) : day(period.from);
    const before = time.before?.[i];
    const days = [period, ...(before ? [before] : [])].flatMap(({ from, to }) => [day(from), day(to)]);
    return `(${label}, ${days.join(', ')})`;
  });
  const columns = ['label', STARTS, 'ends', ...(time.before ? ['before_starts', 'before_ends'] : [])];
  return [[`periods (${columns.join(', ')})`, `VALUES ${rows.join(', ')}`]];
}

/** First day of the table, whatever the question is about. */
function historyPart({ time, metrics }: MetricPlan): Parts {
  const { date, table } = metrics[0]!;
  if (time.kind === 'all' || date === undefined) return [];
  return [['history', `SELECT CAST(min(${quoteName(date)}) AS DATE) AS first_day FROM ${quoteTable(table)}`]];
}

/** The first day of the table where it lies within a period, not at its start, on whichever side. */
function dataFrom({ time, metrics }: MetricPlan): string[] {
  if (time.kind === 'all' || metrics[0]!.date === undefined) return [];
  const sides = [
    { range: time.range, periods: time.periods },
    ...(time.before && time.beforeRange ? [{ range: time.beforeRange, periods: time.before }] : []),
  ];
  const cut = sides.map(({ range, periods }) => {
    const starts = time.kind === 'grain' ? periods.map(({ from }) => day(from)) : [day(range.from)];
    return `first_day BETWEEN ${day(range.from)} AND ${day(range.to)} AND first_day NOT IN (${starts.join(', ')})`;
  });
  return [`(SELECT first_day FROM history WHERE ${cut.join(' OR ')}) AS ${quoteName(DATA_FROM)}`];
}

/** The values of the one dimension with the largest figures. */
function leaderParts(plan: MetricPlan): Parts {
  const { query, by, time } = plan;
  const [dimension] = by;
  if (query.limit === undefined || !dimension) return [];
  const key = quoteName(dimension.name);
  const figure = quoteName(query.metrics.find((name) => name === query.order_by) ?? query.metrics[0]!);
  const whole: MetricPlan = {
    ...plan,
    query: { ...query, limit: undefined, rest: undefined },
    time: time.kind === 'grain' ? { ...time, kind: 'span' } : time,
  };
  return [
    ['leader_facts', compileFacts(whole, 'current')],
    ['leader_values', fillIn(whole, 'leader_facts AS f', [`f.${key}`])],
    [
      'leaders',
      `SELECT ${key} AS _leading, true AS _leader FROM leader_values
ORDER BY ${figure} DESC NULLS LAST, ${key} LIMIT ${query.limit}`,
    ],
  ];
}

/** Groups that have rows on a side; with periods each of them stands in every period. */
function groupsPart(plan: MetricPlan, sides: readonly string[]): Parts {
  const keys = groupKeys(plan).join(', ');
  if (keys === '') return [];
  return [['groups', sides.map((side) => `SELECT DISTINCT ${keys} FROM ${side}_facts`).join(' UNION ')]];
}

function joinsOf(plan: MetricPlan): string[] {
  const keys = rowKeys(plan);
  const before =
    keys.length === 0 ? 'CROSS JOIN before_values AS b' : `JOIN before_values AS b ON ${sameKeys(keys, 'b', 'c')}`;
  return [
    ...(plan.query.compare === undefined ? [] : [before]),
    ...(plan.time.kind === 'grain' ? [`JOIN periods AS p ON p.${STARTS} = c.${STARTS}`] : []),
  ];
}

function selected({ role, name, metric }: MetricColumn, { time, query, calendar, language }: MetricPlan): string {
  const column = quoteName(metric?.name ?? name);
  switch (role) {
    case 'period':
      if (time.kind !== 'span') return 'p.label';
      return quoteText(spanLabel(time.periods, time.grain, { calendar, language }));
    case 'previous':
      return `b.${column}`;
    case 'change':
      return `c.${column} - b.${column}`;
    case 'rate':
      return `CASE WHEN b.${column} > 0 THEN c.${column} / b.${column} - 1 END`;
    case 'target':
      return String(targetOf(metric!, query));
    case 'dimension':
    case 'metric':
      return `c.${column}`;
  }
}

/** Periods in time, groups by the figure or dimension asked for; the rest last, and no ties. */
function orderBy(plan: MetricPlan): string {
  const { query, by } = plan;
  const order = query.order_by ?? query.metrics[0]!;
  const dimensions = by.map(({ name }) => name).sort((a, b) => Number(b === order) - Number(a === order));
  const byFigure = by.length > 0 && query.metrics.includes(order);
  const keys = [
    ...(plan.time.kind === 'grain' ? [STARTS] : []),
    ...(query.rest ? [IS_REST] : []),
    ...(byFigure ? [`${quoteName(order)} DESC NULLS LAST`] : []),
    ...dimensions.map(quoteName),
  ];
  return keys.length === 0 ? '' : `ORDER BY ${keys.map((key) => `c.${key}`).join(', ')}`;
}

function day(date: string): string {
  return `DATE ${quoteText(date)}`;
}
