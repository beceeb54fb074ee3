import type { RfmAnalysis } from '../../content/spec/rfm.js';
import { quoteName, quoteTable, quoteText } from '../../engine/quote.js';
import type { RfmPlan, Snapshot } from './plan-rfm.js';

/** Measures of RFM in the order in which a tie between reasons is settled. */
export const MEASURES = ['recency', 'frequency', 'monetary'] as const;

const MEASURE_COLUMN = { recency: 'recency_days', frequency: 'frequency', monetary: 'monetary' } as const;

/** A day as an SQL literal. */
export const date = (day: string) => `DATE ${quoteText(day)}`;

/** Purchases up to as-of as (customer, day, amount); `scale` digits of the amount are kept, so that sums are exact. */
export function compilePurchases(spec: RfmAnalysis, asOf: string, scale: number): string {
  return `
    SELECT ${quoteName(spec.customer)} AS customer, ${quoteName(spec.date)}::DATE AS day, ${quoteName(spec.amount)}::DECIMAL(18,${scale}) AS amount
    FROM ${quoteTable(spec.input)}
    WHERE ${quoteName(spec.date)}::DATE <= ${date(asOf)}`;
}

/**
 * One pass over the purchases (in the view `_purchases`): a row per customer, ordered by customer, with the measures at each snapshot i as
 * last_i, frequency_i, monetary_i, month_sales_i. Time is cut at every day that a measure begins or ends with; purchases are first added up
 * by customer and stretch between two cuts, and the measures are sums of stretches: far cheaper than a sum per measure over all purchases.
 */
export function compileMeasures(snapshots: Snapshot[]): string {
  const cuts = snapshots.flatMap(({ day, monthAfter, windowAfter }) => [
    day,
    monthAfter,
    ...(windowAfter === null ? [] : [windowAfter]),
  ]);
  const ends = [...new Set(cuts)].sort();
  const stretch = ends.map((end, k) => `WHEN day <= ${date(end)} THEN ${k}`).join(' ');
  const columns = ends.map((_, k) => {
    const within = `FILTER (stretch = ${k})`;
    return `max(d) ${within} AS d${k}, coalesce(max(n) ${within}, 0) AS n${k}, coalesce(max(s) ${within}, 0) AS s${k}`;
  });
  return `
    SELECT customer, ${snapshots.map((snapshot, i) => snapshotColumns(snapshot, i, ends)).join(', ')}
    FROM (
      SELECT customer, ${columns.join(', ')}
      FROM (
        SELECT customer, CASE ${stretch} END::SMALLINT AS stretch, max(day) AS d, count(*) AS n, sum(amount) AS s
        FROM _purchases GROUP BY ALL)
      GROUP BY customer)
    ORDER BY customer`;
}

/** Measures of a snapshot as sums of the stretches that end with the days `ends`. */
function snapshotColumns({ day, monthAfter, windowAfter }: Snapshot, i: number, ends: string[]): string {
  const between = (letter: string, after: string | null) =>
    ends.flatMap((end, k) => (end <= day && (after === null || end > after) ? [`${letter}${k}`] : []));
  return [
    `greatest(${between('d', null).join(', ')}) AS last_${i}`,
    `${between('n', windowAfter).join(' + ')} AS frequency_${i}`,
    `${between('s', windowAfter).join(' + ')} AS monetary_${i}`,
    `${between('s', monthAfter).join(' + ')} AS month_sales_${i}`,
  ].join(', ');
}

/** Measures of one snapshot from the table `_measures`: only customers who had bought by then. */
function measuresAt(day: string, plan: RfmPlan): string {
  const i = snapshotIndex(day, plan);
  return `SELECT ${recencyDays(day, i)} AS recency_days, frequency_${i} AS frequency, monetary_${i} AS monetary
    FROM _measures WHERE last_${i} IS NOT NULL`;
}

/** The i of the measures at a day: last_i, frequency_i, … */
export function snapshotIndex(day: string, plan: RfmPlan): number {
  return plan.snapshots.findIndex((snapshot) => snapshot.day === day);
}

/** Days from the last purchase to the day of snapshot i. */
export function recencyDays(day: string, i: number): string {
  return `(${date(day)} - last_${i})::INTEGER`;
}

/**
 * Breaks as values: with p points there are p - 1, the k-th being the smallest value that at least k/p of the customers do not exceed.
 * A row per fit, measure and points with the band of values: above `lower` (none at the bottom) up to and with `upper` (none at the
 * top). Where many customers share a value, bands are empty (lower = upper). For recency few days earn many points.
 */
export function compileBreaks(plan: RfmPlan): string {
  const shares = Array.from({ length: plan.points - 1 }, (_, k) => `${k + 1} / ${plan.points}.0::DOUBLE`).join(', ');
  const fits = plan.fits.flatMap((fit) =>
    MEASURES.map(
      (measure) => `
      SELECT ${date(fit)} AS fitted_at, '${measure}' AS measure,
        quantile_disc(${MEASURE_COLUMN[measure]}::DECIMAL(38,4), [${shares}]) AS breaks FROM (${measuresAt(fit, plan)})`,
    ),
  );
  return `
    SELECT fitted_at, measure, CASE measure WHEN 'recency' THEN ${plan.points} - band ELSE band + 1 END::INTEGER AS points,
      breaks[band] AS lower, breaks[band + 1] AS upper
    FROM (${fits.join(' UNION ALL ')}), range(${plan.points}) bands(band)
    ORDER BY fitted_at, measure, points`;
}

/** Break values as SQL literals, ascending, by fit and measure: `2026-01-31 recency`. */
export type BreakValues = ReadonlyMap<string, string[]>;

/** Break values of the table `fitted`: fitted_at, measure, value as text. */
export const BREAK_VALUES = `SELECT fitted_at, measure, upper::VARCHAR FROM _fitted WHERE upper IS NOT NULL ORDER BY fitted_at, measure, upper`;
