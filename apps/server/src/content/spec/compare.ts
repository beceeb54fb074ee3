import { z } from 'zod';
import { isoDate, snakeName, tableName } from './common.js';
import { outcome } from './model-columns.js';

const value = z.union([z.string(), z.number(), z.boolean()]);

const measure = z
  .strictObject({
    name: snakeName,
    /** Share of the rows with this outcome. */
    share: outcome.optional(),
    /** Mean of this column. */
    mean: snakeName.optional(),
  })
  .refine(({ share, mean }) => (share === undefined) !== (mean === undefined), 'give either share or mean');

/** Two groups of rows compared, measure by measure: before and after a day, or base and targeted. */
export const compareAnalysis = z
  .strictObject({
    kind: z.literal('compare'),
    input: tableName,
    groups: z.union([
      /** Rows with the value `base` against those with the value `other`; others have no part. */
      z.strictObject({ column: snakeName, base: value, other: value }),
      /** Rows before the day against those from it on. */
      z.strictObject({ date: snakeName, from: isoDate }),
    ]),
    /** Who was treated and who was not, in both groups: the change of the untreated is taken off. */
    control: z.strictObject({ column: snakeName, treated: value, untreated: value }).optional(),
    /** Unit that is in both groups with one row each: means are compared within it. */
    pair: snakeName.optional(),
    /** The comparison is made in each combination of these columns' values. */
    by: z.array(snakeName).max(3).default([]),
    measures: z.array(measure).min(1).max(50),
    /** How p-values are corrected for the number of comparisons. */
    correction: z.enum(['holm', 'benjamini_hochberg']).default('holm'),
    /** Fewer rows than this in a group make a finding weak. */
    weak_below: z.number().int().min(2).default(30),
  })
  .refine(({ pair, control }) => pair === undefined || control === undefined, {
    path: ['pair'],
    message: 'a paired comparison has no control group',
  })
  .refine(({ pair, measures }) => pair === undefined || measures.every(({ mean }) => mean !== undefined), {
    path: ['pair'],
    message: 'only means are compared within pairs',
  });

export type CompareAnalysis = z.infer<typeof compareAnalysis>;
export type CompareMeasure = z.infer<typeof measure>;
