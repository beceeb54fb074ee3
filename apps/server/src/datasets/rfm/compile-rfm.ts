import type { RfmAnalysis } from '../../content/spec/dataset.js';
import { quoteName, quoteTable, quoteText } from '../../engine/quote.js';
import type { GradedMonth, RfmPlan, Snapshot } from './plan-rfm.js';

/** Measures of RFM in the order in which a tie between reasons is settled. */
export const MEASURES = ['recency', 'frequency', 'monetary'] as const;

const MEASURE_COLUMN = { recency: 'recency_days', frequency: 'frequency', monetary: 'monetary' } as const;

const date = (day: string) => `DATE ${quoteText(day)}`;

/** Purchases up to as-of as (customer, day, amount); `scale` digits of the amount are kept, so that sums are exact. */
export function compilePurchases(spec: RfmAnalysis, asOf: string, scale: number): string {
  return `
    SELECT ${quoteName(spec.customer)} AS customer, ${quoteName(spec.date)}::DATE AS day, ${quoteName(spec.amount)}::DECIMAL(18,${scale}) AS amount
    FROM ${quoteTable(spec.input)}
    WHERE ${quoteName(spec.date)}::DATE <= ${date(asOf)}`;
}

/**
 * One pass over the purchases (in the view `purchases`): a row per customer, ordered by customer, with the measures at each snapshot i as
 * last_i, frequency_i, monetary_i, month_sales_i. Time is cut at every day that a measure begins or ends with; a purchase is added to
 * the one stretch that it falls into, and the measures are sums of stretches: far cheaper than a sum per measure or a scan per month-end.
 */
export function compileMeasures(snapshots: Snapshot[]): string {
  const cuts = snapshots.flatMap(({ day, monthAfter, windowAfter }) => [
    day,
    monthAfter,
    ...(windowAfter === null ? [] : [windowAfter]),
  ]);
  const ends = [...new Set(cuts)].sort();
  const stretches = ends.map((end, k) => {
    const within = `FILTER (day <= ${date(end)}${k === 0 ? '' : ` AND day > ${date(ends[k - 1]!)}`})`;
    return `max(day) ${within} AS d${k}, count(*) ${within} AS n${k}, coalesce(sum(amount) ${within}, 0) AS s${k}`;
  });
  /** Columns of the stretches after one day up to and with another. */
  const between = (letter: string, after: string | null, until: string) =>
    ends.flatMap((end, k) => (end <= until && (after === null || end > after) ? [`${letter}${k}`] : []));
  const columns = snapshots.flatMap(({ day, monthAfter, windowAfter }, i) => [
    `greatest(${between('d', null, day).join(', ')}) AS last_${i}`,
    `${between('n', windowAfter, day).join(' + ')} AS frequency_${i}`,
    `${between('s', windowAfter, day).join(' + ')} AS monetary_${i}`,
    `${between('s', monthAfter, day).join(' + ')} AS month_sales_${i}`,
  ]);
  return `
    SELECT customer, ${columns.join(', ')}
    FROM (SELECT customer, ${stretches.join(', ')} FROM _purchases GROUP BY customer)
    ORDER BY customer`;
}

/** Measures of one snapshot from the table `measures`: only customers who had bought by then. */
function measuresAt(day: string, plan: RfmPlan): string {
  const i = plan.snapshots.findIndex((snapshot) => snapshot.day === day);
  return `
    SELECT customer, last_${i} AS last_purchase, (${date(day)} - last_${i})::INTEGER AS recency_days, frequency_${i}::BIGINT AS frequency,
      monetary_${i} AS monetary, month_sales_${i} AS month_sales
    FROM _measures WHERE last_${i} IS NOT NULL`;
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

/**
 * Scores of all graded months from the table `measures`, ordered by month and customer as that table is: there is nothing in it that
 * changes the order of rows, which saves sorting months × customers.
 */
export function compileScores(plan: RfmPlan, breaks: BreakValues): string {
  return plan.months.map((month) => compileMonthScores(plan, month, breaks)).join(' UNION ALL ');
}

function compileMonthScores(plan: RfmPlan, { snapshot, fit }: GradedMonth, breaks: BreakValues): string {
  const passed = (measure: (typeof MEASURES)[number]) =>
    (breaks.get(`${fit} ${measure}`) ?? [])
      .map((value) => `(${MEASURE_COLUMN[measure]} > ${value})::INTEGER`)
      .join(' + ');
  const full = 3 * plan.points;
  const grades = plan.grades
    .map(({ name, from }) => `WHEN 100 * points_total >= ${from * full} THEN ${quoteText(name)}`)
    .join(' ');
  return `
    SELECT ${date(snapshot.day)} AS month_end, customer, recency_days, frequency, monetary, recency_points, frequency_points, monetary_points,
      (100 * points_total / ${full}.0)::DECIMAL(5,2) AS rfm, CASE ${grades} END AS grade, last_purchase, month_sales
    FROM (
      SELECT *, recency_points + frequency_points + monetary_points AS points_total FROM (
        SELECT *, ${plan.points} - (${passed('recency')}) AS recency_points, 1 + ${passed('frequency')} AS frequency_points,
          1 + ${passed('monetary')} AS monetary_points
        FROM (${measuresAt(snapshot.day, plan)})))`;
}

/** VALUES of the months and of the grades, joined with what was counted so that a grade without customers still has its row. */
function monthsTable(plan: RfmPlan): string {
  const rows = plan.months.map(({ snapshot, refitted, previous, next }) => {
    const optional = (day: string | null) => (day === null ? 'NULL::DATE' : date(day));
    return `(${date(snapshot.day)}, ${refitted}, ${optional(previous)}, ${optional(next)})`;
  });
  return `(VALUES ${rows.join(', ')}) months(month_end, refitted, previous, next)`;
}

function gradesTable(plan: RfmPlan): string {
  return `(VALUES ${plan.grades.map(({ name, order }) => `(${quoteText(name)}, ${order})`).join(', ')}) grades(grade, grade_order)`;
}

/** Share of each grade at each month-end, with the sales of its customers in the window and in the month. */
export function compileShares(plan: RfmPlan, scale: number): string {
  return `
    SELECT month_end, grade, grade_order::INTEGER AS grade_order, count(customer) AS customers,
      count(customer) / nullif(sum(count(customer)) OVER (PARTITION BY month_end), 0)::DOUBLE AS share,
      coalesce(sum(monetary), 0)::DECIMAL(38,${scale}) AS monetary, coalesce(sum(month_sales), 0)::DECIMAL(38,${scale}) AS month_sales, refitted
    FROM ${monthsTable(plan)} CROSS JOIN ${gradesTable(plan)} LEFT JOIN _scored USING (month_end, grade)
    GROUP BY month_end, grade, grade_order, refitted
    ORDER BY month_end, grade_order`;
}

/**
 * Customers by grade at the month-end before and at this one. New customers come from 'New'. For those who left the top grade the
 * reason is the measure that lost most points; a tie goes to recency, then frequency.
 */
export function compileMovements(plan: RfmPlan, scale: number): string {
  const top = quoteText(plan.grades[0]!.name);
  const lost = MEASURES.map((measure) => `b.${measure}_points - s.${measure}_points`);
  const reason = MEASURES.map((measure, i) => `WHEN ${lost[i]} = greatest(${lost.join(', ')}) THEN '${measure}'`).join(
    ' ',
  );
  return `
    SELECT s.month_end, coalesce(b.grade, 'New') AS from_grade, s.grade AS to_grade,
      CASE WHEN b.grade = ${top} AND s.grade <> ${top} THEN CASE ${reason} END END AS reason,
      count(*) AS customers, sum(s.month_sales)::DECIMAL(38,${scale}) AS month_sales
    FROM ${monthsTable(plan)} JOIN _scored s USING (month_end)
    LEFT JOIN _scored b ON b.month_end = months.previous AND b.customer = s.customer
    WHERE months.previous IS NOT NULL
    GROUP BY ALL ORDER BY ALL`;
}

/** What the customers of each grade bought in the month after; only where that month is complete by as-of. */
export function compileNextPeriod(plan: RfmPlan, scale: number): string {
  return `
    SELECT month_end, grade, grade_order::INTEGER AS grade_order, count(s.customer) AS customers,
      coalesce(sum(n.month_sales), 0)::DECIMAL(38,${scale}) AS next_sales,
      sum(n.month_sales) / nullif(count(s.customer), 0) AS next_sales_per_customer
    FROM ${monthsTable(plan)} CROSS JOIN ${gradesTable(plan)}
    LEFT JOIN _scored s USING (month_end, grade)
    LEFT JOIN _scored n ON n.month_end = months.next AND n.customer = s.customer
    WHERE months.next IS NOT NULL
    GROUP BY month_end, grade, grade_order
    ORDER BY month_end, grade_order`;
}
