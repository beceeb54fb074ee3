import { z } from 'zod';

/** Least and greatest value that is tried, both within what the setting may be. */
const between = (least: number, most: number, value = z.number()) =>
  z
    .tuple([value.min(least).max(most), value.min(least).max(most)])
    .refine(([low, high]) => low <= high, 'write the smaller value first')
    .optional();
const whole = (least: number, most: number) => between(least, most, z.number().int());

/** Settings of learners that are looked for: random ones, the better part of which sees more rows. */
export const search = z.strictObject({
  /** Settings tried for each learner, the declared ones among them, each time that a search is made. */
  trials: z.number().int().min(2).max(1000).default(18),
  /** Parts of the training rows by which a trial is scored. */
  folds: z.number().int().min(2).max(10).default(3),
  /** The run fails when training takes longer: what is found must not depend on how busy a machine is. */
  seconds: z.number().int().min(1).max(86_400).optional(),
  /** Least and greatest value tried of a setting; each has a range of its own when left out. */
  ranges: z
    .strictObject({
      boosting: z
        .strictObject({
          learning_rate: between(0.001, 1),
          max_leaves: whole(2, 1024),
          max_depth: whole(1, 64),
          min_leaf_rows: whole(1, 1_000_000),
          l2: between(0.001, 1_000_000),
          rounds: whole(1, 5000),
        })
        .prefault({}),
      forest: z
        .strictObject({ trees: whole(1, 5000), max_depth: whole(1, 64), min_leaf_rows: whole(1, 1_000_000) })
        .prefault({}),
      linear: z.strictObject({ penalty: between(0.000_001, 1_000_000) }).prefault({}),
    })
    .prefault({}),
});

export type SearchSpec = z.infer<typeof search>;
