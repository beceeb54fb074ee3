import { z } from 'zod';
import { snakeName, tableName } from './common.js';
import { outcome } from './model-columns.js';

/** Several scores of the same rows, each of a model that did not learn from the row: is one better than another? */
export const compareScoresAnalysis = z.strictObject({
  kind: z.literal('compare_scores'),
  /** Rows without an outcome, or without one of the scores, have no part. */
  input: tableName,
  outcome,
  /** Columns with a score each; the others are held against the first. */
  scores: z
    .array(snakeName)
    .min(2)
    .max(6)
    .refine((names) => new Set(names).size === names.length, 'name each score once'),
  /** Rows with the same value may depend on each other: a customer with several rows. */
  together: snakeName.optional(),
  /** Share of the rows whose lift is measured. */
  top: z.number().gt(0).lt(1).default(0.1),
  draws: z.number().int().min(200).max(10_000).default(1000),
  seed: z.number().int().min(0).max(4_294_967_295).default(1),
});

export type CompareScoresAnalysis = z.infer<typeof compareScoresAnalysis>;
