import { z } from 'zod';
import { snakeName } from './common.js';

/** Column of true/false or 1/0; of other values with `is`, the one that counts as yes. */
export const outcome = z.union([
  snakeName,
  z.strictObject({ column: snakeName, is: z.union([z.string(), z.number(), z.boolean()]) }),
]);

/** What of a date a model may learn from: days up to as-of, or a place in the calendar. */
export const datePart = z.enum(['age_days', 'month', 'weekday', 'hour']);

/** Columns of the input that a model learns from. */
export const features = z.strictObject({
  /** These; every column that has no other part in the analysis when left out. */
  only: z.array(snakeName).min(1).optional(),
  except: z.array(snakeName).default([]),
  /** Dates are learned from only by declared parts: `{joined_on: [age_days, month]}` gives `joined_on_age_days` and `joined_on_month`. */
  dates: z.record(snakeName, z.array(datePart).min(1)).default({}),
});

export type Outcome = z.infer<typeof outcome>;
export type FeatureColumns = z.infer<typeof features>;
export type DatePart = z.infer<typeof datePart>;
