import { z } from 'zod';
import { isoDate, snakeName, tableName } from './common.js';
import { outcome } from './model-columns.js';

const period = z
  .strictObject({ from: isoDate, to: isoDate })
  .refine(({ from, to }) => from <= to, { path: ['to'], message: 'a base period ends on its first day or later' });

/** Columns that a table of points has of its own; no column of the input that is carried into it may be called so. */
const OWN =
  `place time value n centre lower upper spread spread_centre spread_lower spread_upper rules is_signal is_base
  is_provisional refitted rule from to points segment fitted_from fitted_to readings sigma provisional reason
  moment grp`.split(/\s+/);

/** Is a process as it was? Readings against limits that were fitted in a base period and are frozen since. */
export const controlChartAnalysis = z
  .strictObject({
    kind: z.literal('control_chart'),
    /** Dataset with one row per reading, or per case for an outcome; rows after as-of are not seen. */
    input: tableName,
    /** When it was read. */
    date: snakeName,
    chart: z.enum(['individuals', 'subgroups', 'share', 'ewma']),
    value: snakeName.optional(),
    /** Yes or no of each case; its share is charted. */
    outcome: outcome.optional(),
    /** One chart for each combination of these columns' values. */
    by: z.array(snakeName).max(3).default([]),
    /** Rows that make one point: those of a lot, or of a day. Needed for subgroups and outcomes; else the mean is the reading. */
    group: z
      .union([
        z.strictObject({ column: snakeName }),
        z.strictObject({ every: z.enum(['hour', 'day', 'week', 'month']) }),
      ])
      .optional(),
    /** Column that orders readings of the same moment. */
    sequence: snakeName.optional(),
    /** Where limits are fitted; of several, each holds from its first day to that of the next. */
    base: z.union([period, z.array(period).min(1).max(50)]),
    rules: z.enum(['western_electric', 'nelson', 'limits_only']).default('western_electric'),
    /** Spread within subgroups: range for small ones (up to 25), standard deviation for any. */
    spread: z.enum(['range', 'deviation']).default('deviation'),
    /** Of EWMA: weight of the newest reading, and limits in standard errors. */
    lambda: z.number().gt(0).max(1).default(0.2),
    reach: z.number().gt(0).max(10).default(2.962),
  })
  .refine(({ value, outcome: share }) => (value === undefined) !== (share === undefined), {
    path: ['value'],
    message: 'give either value or outcome',
  })
  .refine(({ chart, outcome: share }) => chart !== 'share' || share !== undefined, {
    path: ['chart'],
    message: 'a share chart needs an outcome',
  })
  .refine(({ chart, value }) => chart !== 'subgroups' || value !== undefined, {
    path: ['chart'],
    message: 'subgroups need a value; chart an outcome as a share',
  })
  .refine(({ chart, outcome: share, group }) => group !== undefined || (chart !== 'subgroups' && share === undefined), {
    path: ['group'],
    message: 'subgroups and outcomes need a group',
  })
  .refine(({ group, sequence }) => group === undefined || sequence === undefined, {
    path: ['sequence'],
    message: 'readings that are grouped have no order among themselves',
  })
  .refine(({ base }) => [base].flat().every(({ from }, i, all) => i === 0 || all[i - 1]!.from < from), {
    path: ['base'],
    message: 'order the base periods by their first day',
  })
  .refine(
    ({ by, group }) =>
      [...by, ...(group && 'column' in group ? [group.column] : [])].every((name) => !OWN.includes(name)),
    {
      path: ['by'],
      message: `a column of by or group can't be called as a column of the tables made: ${OWN.join(', ')}`,
    },
  );

export type ControlChartAnalysis = z.infer<typeof controlChartAnalysis>;
