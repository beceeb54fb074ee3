import { quoteName, quoteText } from '../engine/quote.js';
import { closed } from './closed-expression.js';
import { groupKeys, sameKeys, STARTS, type MetricPlan, type Side } from './metric-plan.js';

/** Figures of one side for every period and group, also those without rows, and what is derived from them. */
export function compileValues(plan: MetricPlan, side: Side): string {
  const groups = groupKeys(plan);
  const hasPeriods = plan.time.kind === 'grain';
  const facts = `${side}_facts AS f`;
  const known = knownCondition(plan, side);
  const history = known === undefined ? '' : ' CROSS JOIN history AS h';
  if (!hasPeriods && groups.length === 0) return fillIn(plan, `${facts}${history}`, [], known);
  const frame = [...(hasPeriods ? ['periods AS p'] : []), ...(groups.length > 0 ? ['groups AS g'] : [])];
  const conditions = [
    ...(hasPeriods ? [`f.${STARTS} = p.${side === 'current' ? STARTS : 'before_starts'}`] : []),
    ...(groups.length > 0 ? [sameKeys(groups, 'f', 'g')] : []),
  ];
  const keys = [...(hasPeriods ? [`p.${STARTS}`] : []), ...groups.map((group) => `g.${group}`)];
  const from = `${frame.join(' CROSS JOIN ')}${history} LEFT JOIN ${facts} ON ${conditions.join(' AND ')}`;
  return fillIn(plan, from, keys, known);
}

/**
 * Keys and aggregates, 0 where no rows mean 0, then the derived metrics, each after those it is computed from. Where `known` does not
 * hold nothing is known, not even that there was nothing.
 */
export function fillIn({ metrics }: MetricPlan, from: string, keys: readonly string[], known?: string): string {
  const aggregates = metrics.filter(({ inputs }) => inputs.length === 0);
  const derived = metrics.filter(({ inputs }) => inputs.length > 0);
  const list = aggregates.map(({ name, countsFromZero }) => {
    const column = `f.${quoteName(name)}`;
    if (!countsFromZero) return column;
    const filled = `coalesce(${column}, 0)`;
    return `${known === undefined ? filled : `CASE WHEN ${known} THEN ${filled} END`} AS ${quoteName(name)}`;
  });
  const values = `SELECT ${[...keys, ...list].join(', ')} FROM ${from}`;
  if (derived.length === 0) return values;
  // Aggregates are columns of the subquery and derived metrics aliases, which DuckDB lets later ones refer to.
  const more = derived.map(({ name, sql }) => `${finite(`(${closed(sql)})`)} AS ${quoteName(name)}`);
  return `SELECT *, ${more.join(', ')}\nFROM (${values})`;
}

/** A period that ends before the first row of the table is before its history. */
function knownCondition({ time }: MetricPlan, side: Side): string | undefined {
  if (time.kind === 'all') return undefined;
  if (time.kind === 'grain') return `p.${side === 'current' ? 'ends' : 'before_ends'} >= h.first_day`;
  const range = side === 'current' ? time.range : time.beforeRange;
  return range && `DATE ${quoteText(range.to)} >= h.first_day`;
}

/** A division by zero has no value; sums, differences and products need no care. */
function finite(sql: string): string {
  if (/^\([\w\s.+\-*"]*\)$/.test(sql)) return sql;
  return `CASE WHEN isfinite(CAST(${sql} AS DOUBLE)) THEN ${sql} END`;
}
