import { z } from 'zod';
import { snakeName, tableName } from './common.js';
import { features, outcome } from './model-columns.js';

const share = z.number().gt(0).max(1);

/** When a column is dropped; see `screenColumns`. */
const limits = z.strictObject({
  missing: share.default(0.95),
  dominant: share.default(0.99),
  information: z.number().min(0).default(0.02),
  stability: z.number().gt(0).default(0.25),
  alike: share.default(0.95),
});

/** Which columns are worth learning from, and why the others are not. */
export const screeningAnalysis = z.strictObject({
  kind: z.literal('screening'),
  /** Rows with and without an outcome; best other rows than those that the model is judged on. */
  input: tableName,
  /** Column that names a row. */
  key: snakeName,
  /** Rows without one count for all but information; without it information is not measured. */
  outcome: outcome.optional(),
  /** Column of the month of a row: later ones are held against the first. */
  period: snakeName.optional(),
  features: features.prefault({}),
  /** Columns that may be known only after the outcome, with the column of the day at which they became known. */
  known_on: z.record(snakeName, snakeName).default({}),
  /** Day of the outcome, against which `known_on` is held; as-of when left out. */
  decided_on: snakeName.optional(),
  bins: z.number().int().min(2).max(50).default(10),
  limits: limits.prefault({}),
});

export type ScreeningAnalysis = z.infer<typeof screeningAnalysis>;
