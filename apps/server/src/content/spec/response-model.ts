import { z } from 'zod';
import { isoDate, snakeName, tableName } from './common.js';
import { learner } from './learner.js';
import { features, outcome } from './model-columns.js';
import { search } from './search.js';

/** On which rows a model is judged: never on those that it learned from. */
export const validation = z.union([
  z.strictObject({
    /** Parts; each is scored by a model that learned the others. */
    folds: z.number().int().min(2).max(20).default(5),
    /** Rows with the same value fall into the same part: a customer with several rows. */
    together: snakeName.optional(),
  }),
  z.strictObject({
    date: snakeName,
    /** Rows before the day are learned from, rows from it on are scored. */
    from: isoDate,
  }),
]);

/** Who responds: a model of an outcome, judged on rows that it did not learn from, graded and explained. */
export const responseModelAnalysis = z.strictObject({
  kind: z.literal('response_model'),
  /** Table with one row per case; rows without an outcome are not learned from. */
  input: tableName,
  /** Column that names a row. */
  key: snakeName,
  outcome,
  features: features
    .extend({
      /** A dataset whose analysis is a `screening`: columns that it dropped are not learned from. Best made on other rows. */
      screened_by: snakeName.optional(),
    })
    .prefault({}),
  /** The first one is the champion; a later one takes its place only where its AUROC is reliably higher. */
  learners: z
    .array(learner)
    .min(1)
    .max(6)
    .prefault([{ kind: 'boosting' }]),
  /** Looks for the settings of the learners, among the training rows of each part by itself; as declared when left out. */
  search: search.optional(),
  validation: validation.prefault({}),
  /** Also turns scores into calibrated probabilities, by the best rising line through what happened. */
  calibration: z.literal('isotonic').optional(),
  /** Score from which on to act, for each that is named: it finds this share of the responders, is right in this share, or earns most. */
  thresholds: z
    .strictObject({
      recall: z.number().gt(0).max(1).optional(),
      precision: z.number().gt(0).max(1).optional(),
      /** Columns with the gross margin of a responder, and with the cost of contacting the row. */
      profit: z.strictObject({ margin: snakeName, cost: snakeName }).optional(),
    })
    .prefault({}),
  grades: z.number().int().min(2).max(100).default(10),
  /** Columns that may be known only after the outcome, with the column of the day at which they became known. */
  known_on: z.record(snakeName, snakeName).default({}),
  /** Day of the outcome, against which `known_on` is held; as-of when left out. */
  decided_on: snakeName.optional(),
  /** Times that a column is shuffled to see what it is worth. */
  shuffles: z.number().int().min(2).max(50).default(3),
  seed: z.number().int().min(0).max(4_294_967_295).default(1),
});

export type ResponseModelAnalysis = z.infer<typeof responseModelAnalysis>;
export type Validation = z.infer<typeof validation>;
