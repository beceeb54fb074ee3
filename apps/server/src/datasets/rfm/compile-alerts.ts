import type { RfmAnalysis } from '../../content/spec/rfm.js';
import { date, snapshotIndex } from './compile-rfm.js';
import type { GradedMonth, RfmPlan } from './plan-rfm.js';

/**
 * Share of the top grade at each month-end against the one so many months before, from the table `_scored`. The interval (95 %) is that of
 * a paired difference: the same customers are seen twice, so only those who moved add to the noise.
 */
export function compileAlerts(plan: RfmPlan, { fall, months }: RfmAnalysis['alert']): string {
  const rows = plan.months.map((month, i) => counted(plan, month, plan.months[i - months]));
  return `
    SELECT month_end, compared_with, share, share_before, change, change - half_width AS low, change + half_width AS high,
      ${fall}::DOUBLE AS fall,
      CASE
        WHEN compared_with IS NULL OR share IS NULL OR share_before IS NULL THEN 'first'
        WHEN refitted THEN 'refitted'
        WHEN change <= -${fall}::DOUBLE AND change + half_width < 0 THEN 'alert'
        WHEN change <= -${fall}::DOUBLE OR change + half_width < 0 THEN 'watch'
        ELSE 'calm'
      END AS state
    FROM (
      SELECT *, share - share_before AS change,
        1.96 * sqrt(greatest(entered + gone - (entered - gone) * (entered - gone) / total, 0)) / total AS half_width
      FROM (
        SELECT *, best / nullif(total, 0) AS share, best_before / nullif(total_before, 0) AS share_before
        FROM (${rows.join(' UNION ALL ')})))
    ORDER BY month_end`;
}

function counted(plan: RfmPlan, now: GradedMonth, before: GradedMonth | undefined): string {
  const grade = `grade_${snapshotIndex(now.snapshot.day, plan)}`;
  const earlier = before === undefined ? 'NULL::TINYINT' : `grade_${snapshotIndex(before.snapshot.day, plan)}`;
  const was = `coalesce(${earlier} = 1, false)`;
  const is = `coalesce(${grade} = 1, false)`;
  return `
      SELECT ${date(now.snapshot.day)} AS month_end, ${before ? date(before.snapshot.day) : 'NULL::DATE'} AS compared_with,
        ${before !== undefined && before.fit !== now.fit} AS refitted, count(${grade}) AS total, count(${earlier}) AS total_before,
        count(*) FILTER (${is}) AS best, count(*) FILTER (${was}) AS best_before,
        count(*) FILTER (${is} AND NOT ${was}) AS entered, count(*) FILTER (${was} AND NOT ${is}) AS gone
      FROM _scored`;
}
