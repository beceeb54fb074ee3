import { quoteText } from '../../engine/quote.js';
import { type BreakValues, date, MEASURES, recencyDays, snapshotIndex } from './compile-rfm.js';
import type { GradedMonth, RfmPlan } from './plan-rfm.js';

/**
 * The measures with points and grade of each graded month, i being the month's snapshot: recency_points_i, frequency_points_i,
 * monetary_points_i, grade_i (its order, 1 is the best; null before the first purchase). All months of a customer in one row, so that a
 * month is compared with the one before or after without a join.
 */
export function compilePoints(plan: RfmPlan, breaks: BreakValues): string {
  const columns = plan.months.map(({ snapshot: { day }, fit }) => {
    const i = snapshotIndex(day, plan);
    const passed = (measure: (typeof MEASURES)[number], value: string) =>
      (breaks.get(`${fit} ${measure}`) ?? []).map((border) => `(${value} > ${border})::TINYINT`).join(' + ');
    return `(${plan.points} - (${passed('recency', recencyDays(day, i))}))::TINYINT AS recency_points_${i},
      (1 + ${passed('frequency', `frequency_${i}`)})::TINYINT AS frequency_points_${i},
      (1 + ${passed('monetary', `monetary_${i}`)})::TINYINT AS monetary_points_${i}`;
  });
  const grades = plan.months.map(({ snapshot: { day } }) => {
    const i = snapshotIndex(day, plan);
    const borders = plan.grades.map(
      ({ from, order }) => `WHEN 100 * ${total(i)} >= ${from * full(plan)} THEN ${order}`,
    );
    return `CASE ${borders.join(' ')} END::TINYINT AS grade_${i}`;
  });
  return `SELECT *, ${grades.join(', ')} FROM (SELECT *, ${columns.join(', ')} FROM _measures)`;
}

/** Most points that a customer can have. */
const full = (plan: RfmPlan) => MEASURES.length * plan.points;

const total = (i: number) =>
  `(recency_points_${i}::INTEGER + frequency_points_${i}::INTEGER + monetary_points_${i}::INTEGER)`;

/**
 * Scores of all graded months from the table `_scored`, ordered by month and customer as that table is: there is nothing in it that
 * changes the order of rows, which saves sorting months × customers.
 */
export function compileScores(plan: RfmPlan, scale: number): string {
  const months = plan.months.map(({ snapshot: { day }, next }) => {
    const i = snapshotIndex(day, plan);
    const sales = next === null ? 'NULL' : `month_sales_${snapshotIndex(next, plan)}`;
    const points = MEASURES.map((measure) => `${measure}_points_${i}::INTEGER AS ${measure}_points`).join(', ');
    return `
    SELECT ${date(day)} AS month_end, customer, ${recencyDays(day, i)} AS recency_days, frequency_${i}::BIGINT AS frequency,
      monetary_${i} AS monetary, ${points}, (100 * ${total(i)} / ${full(plan)}.0)::DECIMAL(5,2) AS rfm,
      ${gradeName(`grade_${i}`, plan)} AS grade, last_${i} AS last_purchase,
      ${sales}::DECIMAL(38,${scale}) AS next_sales
    FROM _scored WHERE grade_${i} IS NOT NULL`;
  });
  return months.join(' UNION ALL ');
}

function gradeName(order: string, plan: RfmPlan): string {
  return `CASE ${order} ${plan.grades.map((grade) => `WHEN ${grade.order} THEN ${quoteText(grade.name)}`).join(' ')} END`;
}

/**
 * Months × grades with the number of customers and the sums of `columns`, which are given the month and its snapshot; a grade without
 * customers still has its row.
 */
function countGrades(plan: RfmPlan, months: GradedMonth[], columns: (i: number, month: GradedMonth) => string): string {
  const days = months.map(({ snapshot: { day, windowAfter }, refitted }) => {
    const from = windowAfter === null ? 'NULL' : `${date(windowAfter)} + 1`;
    return `(${date(day)}, ${refitted}, (${from})::DATE)`;
  });
  const grades = plan.grades.map(({ name, order }) => `(${quoteText(name)}, ${order})`);
  const counts = months.map((month) => {
    const { day } = month.snapshot;
    const i = snapshotIndex(day, plan);
    return `
      SELECT ${date(day)} AS month_end, grade_${i}::INTEGER AS grade_order, count(*) AS customers, ${columns(i, month)}
      FROM _scored WHERE grade_${i} IS NOT NULL GROUP BY grade_${i}`;
  });
  return `(VALUES ${days.join(', ')}) months(month_end, refitted, counted_from) CROSS JOIN (VALUES ${grades.join(', ')}) grades(grade, grade_order)
    LEFT JOIN (${counts.join(' UNION ALL ')}) counted USING (month_end, grade_order)`;
}

/** Share of each grade at each month-end, with the sales of its customers in the window and in the month. */
export function compileShares(plan: RfmPlan, scale: number): string {
  const sums = (i: number) => `sum(monetary_${i}) AS monetary, sum(month_sales_${i}) AS month_sales`;
  return `
    SELECT month_end, grade, grade_order::INTEGER AS grade_order, coalesce(customers, 0) AS customers,
      coalesce(customers, 0) / nullif(sum(customers) OVER (PARTITION BY month_end), 0)::DOUBLE AS share,
      coalesce(monetary, 0)::DECIMAL(38,${scale}) AS monetary, coalesce(month_sales, 0)::DECIMAL(38,${scale}) AS month_sales, refitted, counted_from
    FROM ${countGrades(plan, plan.months, sums)}
    ORDER BY month_end, grade_order`;
}

/**
 * Customers by grade at the month-end before and at this one. New customers come from 'New'. For those who left the top grade the
 * reason is the measure that lost most points; a tie goes to recency, then frequency.
 */
export function compileMovements(plan: RfmPlan, scale: number): string {
  const pairs = plan.months.flatMap(({ snapshot: { day }, previous }) => (previous === null ? [] : [[previous, day]]));
  const [only] = plan.months;
  // A single month is compared with itself and left out: the table is there, without rows.
  const compared = pairs.length > 0 ? pairs : [[only!.snapshot.day, only!.snapshot.day]];
  const moves = compared.map(([before, now]) => monthMovements(plan, before!, now!, scale));
  return `
    SELECT month_end, coalesce(${gradeName('from_order', plan)}, 'New') AS from_grade, ${gradeName('to_order', plan)} AS to_grade, reason,
      customers, month_sales
    FROM (${moves.join(' UNION ALL ')}) WHERE ${pairs.length > 0} ORDER BY ALL`;
}

function monthMovements(plan: RfmPlan, previous: string, day: string, scale: number): string {
  const before = snapshotIndex(previous, plan);
  const now = snapshotIndex(day, plan);
  const lost = MEASURES.map((measure) => `${measure}_points_${before} - ${measure}_points_${now}`);
  const most = `greatest(${lost.join(', ')})`;
  const reason = MEASURES.map((measure, m) => `WHEN ${lost[m]} = ${most} THEN '${measure}'`).join(' ');
  return `
      SELECT ${date(day)} AS month_end, grade_${before} AS from_order, grade_${now} AS to_order,
        CASE WHEN grade_${before} = 1 AND grade_${now} <> 1 THEN CASE ${reason} END END AS reason,
        count(*) AS customers, sum(month_sales_${now})::DECIMAL(38,${scale}) AS month_sales
      FROM _scored WHERE grade_${now} IS NOT NULL GROUP BY ALL`;
}

/** What the customers of each grade bought in the month after; only where that month is complete by as-of. */
export function compileNextPeriod(plan: RfmPlan, scale: number): string {
  const followed = plan.months.filter(({ next }) => next !== null);
  const months = followed.length > 0 ? followed : plan.months.slice(0, 1);
  const sums = (i: number, { next }: GradedMonth) =>
    `sum(month_sales_${next === null ? i : snapshotIndex(next, plan)}) AS next_sales`;
  return `
    SELECT month_end, grade, grade_order::INTEGER AS grade_order, coalesce(customers, 0) AS customers,
      coalesce(next_sales, 0)::DECIMAL(38,${scale}) AS next_sales, next_sales / customers AS next_sales_per_customer
    FROM ${countGrades(plan, months, sums)}
    WHERE ${followed.length > 0}
    ORDER BY month_end, grade_order`;
}
