import type { FailureModelAnalysis } from '../../content/spec/failure-model.js';
import { quoteName, quoteTable, quoteText } from '../../engine/quote.js';
import type { WindowFeature } from './plan-windows.js';
import { HOUR, type Records } from './read-records.js';

/** Steps of each unit while it was watched: (place, k, at_us), `every` hours apart, the same for all units. */
export function compileGrid({ every }: FailureModelAnalysis): string {
  const step = every * HOUR;
  return `SELECT place, k, k * ${step} AS at_us FROM (
    SELECT place, unnest(range(${stepOf('first_us', step)}, last_us // ${step} + 1)) AS k FROM _units)`;
}

/** First step at or after a time. */
function stepOf(us: string, step: number): string {
  return `((${us} + ${step - 1}) // ${step})`;
}

/** What happened after the step before and up to this one: (place, k, sums of readings, counts and last times of codes). */
export function compileSteps({ every, readings }: FailureModelAnalysis, { codes, services }: Records): string {
  const step = every * HOUR;
  const minute = '(us // 60000000)::HUGEINT';
  const sums = readings.flatMap((_, i) => [
    `count(x_${i}) AS n_${i}`,
    `sum(x_${i}) AS x_${i}`,
    `sum(x_${i}::HUGEINT * x_${i}) AS xx_${i}`,
    `sum(${minute}) FILTER (x_${i} IS NOT NULL) AS h_${i}`,
    `sum(${minute} * ${minute}) FILTER (x_${i} IS NOT NULL) AS hh_${i}`,
    `sum(${minute} * x_${i}) AS hx_${i}`,
    `(max({us: us, x: x_${i}}) FILTER (x_${i} IS NOT NULL)).x AS last_${i}`,
  ]);
  const counts = codes.flatMap((code, i) => [
    `count(*) FILTER (code = ${quoteText(code)}) AS c_${i}`,
    `max(us) FILTER (code = ${quoteText(code)}) AS e_${i}`,
  ]);
  const served = services.map((kind, i) => `max(us) FILTER (kind = ${quoteText(kind)}) AS m_${i}`);
  const read = `SELECT place, ${stepOf('us', step)} AS k, ${[...sums, ...counts, '0 AS nothing'].join(', ')} FROM _readings JOIN _units USING (unit) GROUP BY ALL`;
  // What was done before a unit was watched counts from its first step on.
  const first = `greatest(${stepOf('us', step)}, ${stepOf('first_us', step)})`;
  const serviced = `SELECT place, ${first} AS k, ${[...served, '0 AS none'].join(', ')} FROM _services JOIN _units USING (unit) GROUP BY ALL`;
  return `SELECT * EXCLUDE (nothing, none) FROM _grid LEFT JOIN (${read}) USING (place, k) LEFT JOIN (${serviced}) USING (place, k)`;
}

/**
 * A row per step with features, the label (1: fails within `within` hours, 0: not) and why a row has no part: `warm_up` (the longest window
 * reaches before the unit was watched), `failing` (a failure lasts), `horizon` (nobody knows yet).
 */
export function compileRows(spec: FailureModelAnalysis, features: readonly WindowFeature[]): string {
  const { every, windows, within, units } = spec;
  const step = every * HOUR;
  const ahead = within * HOUR;
  const frames = windows.map(
    (hours) =>
      `w_${hours} AS (PARTITION BY place ORDER BY k ROWS BETWEEN ${hours / every - 1} PRECEDING AND CURRENT ROW)`,
  );
  const ever = 'w_ever AS (PARTITION BY place ORDER BY k ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)';
  const columns = features.map(({ name, sql }) => `(${sql})::DOUBLE AS ${quoteName(name)}`);
  const known = units?.columns.map((name) => `any_value(${quoteName(name)}) AS ${quoteName(name)}`) ?? [];
  const about =
    units && known.length > 0
      ? `LEFT JOIN (SELECT ${quoteName(units.unit)}::VARCHAR AS unit, ${known.join(', ')} FROM ${quoteTable(units.input)} GROUP BY ALL) USING (unit)`
      : '';
  return `
    WITH featured AS (SELECT ${['place', 'k', 'at_us', ...columns].join(', ')} FROM _steps WINDOW ${[...frames, ever].join(', ')}),
    ahead AS (SELECT DISTINCT place, unnest(range(${stepOf(`us - ${ahead}`, step)}, ${stepOf('us', step)})) AS k FROM _stops JOIN _units USING (unit)),
    down AS (SELECT DISTINCT place, unnest(range(${stepOf('us', step)}, least(until_us, last_us) // ${step} + 1)) AS k FROM _stops JOIN _units USING (unit))
    SELECT *, CASE WHEN at_us - ${windows.at(-1)! * HOUR} < first_us THEN 'warm_up' WHEN down.k IS NOT NULL THEN 'failing'
        WHEN at_us + ${ahead} > last_us THEN 'horizon' END AS left_out,
      (ahead.k IS NOT NULL)::INTEGER AS label
    FROM featured JOIN _units USING (place) ${about}
    LEFT JOIN ahead USING (place, k) LEFT JOIN down USING (place, k)`;
}
