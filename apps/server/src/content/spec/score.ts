import { z } from 'zod';
import { snakeName, tableName } from './common.js';

/** Rows scored by a model that is kept, and how far they are from those that it learned from. */
export const scoreAnalysis = z.strictObject({
  kind: z.literal('score'),
  /** Dataset whose analysis is a response_model. */
  model: snakeName,
  input: tableName,
  /** Column that names a row. */
  key: snakeName,
  /** Column whose values (months, branches) are each held against what was learned from. */
  by: snakeName.optional(),
});

export type ScoreAnalysis = z.infer<typeof scoreAnalysis>;
