import { z } from 'zod';
import { common, good } from './block-common.js';
import { format, localText, snakeName } from './common.js';

/** A value of a column that tells groups apart, as the query gives it. */
const groupValue = z.union([z.string(), z.number(), z.boolean()]);

const measure = z
  .strictObject({
    label: localText,
    /** Columns with counts. */
    share: z.strictObject({ successes: snakeName, n: snakeName }).optional(),
    /** Columns with a mean, its sample standard deviation and n; `paired`: sd is that of the differences within pairs. */
    mean: z
      .strictObject({ mean: snakeName, sd: snakeName, n: snakeName, paired: z.boolean().default(false) })
      .optional(),
    /** Of a mean; shares are percent. */
    format: format.optional(),
    good,
  })
  .refine(({ share, mean }) => (share === undefined) !== (mean === undefined), 'give either share or mean')
  .refine(({ share, format: own }) => share === undefined || own === undefined, 'a share is written in percent');

/** Two groups compared measure by measure, with interval and p-value. */
export const beforeAfter = z
  .strictObject({
    ...common,
    kind: z.literal('before_after'),
    /** One row for each group; with `control`, one for each group and arm. */
    sql: z.string(),
    /** Decides the words: "before" and "after" are said of time only, "base" and "targeted" of a mere comparison. */
    reading: z.enum(['time', 'control', 'comparison']),
    /** Column that tells the groups apart, and its two values. */
    group: snakeName,
    before: groupValue,
    after: groupValue,
    /** Who was treated and who was not, both before and after: the control group's change is taken off. */
    control: z.strictObject({ column: snakeName, treated: groupValue, untreated: groupValue }).optional(),
    measures: z.array(measure).min(1).max(12),
    /** Fewer cases than this in a group make a finding weak. */
    weak_below: z.number().int().min(2).default(30),
  })
  .refine((block) => block.control === undefined || block.reading === 'control', {
    path: ['reading'],
    message: 'with `control` the reading is control',
  })
  .refine((block) => block.control === undefined || block.measures.every(({ mean }) => !mean?.paired), {
    path: ['control'],
    message: 'a paired measure has no control group',
  });

export type BeforeAfterSpec = z.infer<typeof beforeAfter>;
export type MeasureSpec = z.infer<typeof measure>;
