import { z } from 'zod';
import { snakeName, tableName } from './common.js';

const month = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'use a month like 2026-10');
const ascending = (list: number[]) => list.every((each, i) => i === 0 || each > list[i - 1]!);

export const valueAggregate = z.enum(['sum', 'mean', 'max', 'min']);
const changed = z.enum(['count', 'sum', 'mean', 'max', 'min', 'distinct', 'share']);

/** Variables of each customer (card, shop, machine …) at the end of each base month, from its events in windows of months up to then. */
export const featureFactoryAnalysis = z.strictObject({
  kind: z.literal('feature_factory'),
  /** Dataset with one row per event, a payment for instance. */
  input: tableName,
  /** Column of whom the variables are about. */
  entity: snakeName,
  /** When the event happened. */
  date: snakeName,
  /** When it became known, where that may be later: it counts from then on only, so that no variable knows the future. */
  known_on: snakeName.optional(),
  /** Months at whose end the variables are measured: named ones, or the last so many full ones up to as-of. */
  base_months: z.union([z.array(month).min(1).max(120), z.strictObject({ last: z.number().int().min(1).max(120) })]),
  /** Lengths of the windows in months; each ends with the base month. */
  windows: z
    .array(z.number().int().min(1).max(60))
    .min(1)
    .refine(ascending, 'write the windows in ascending order, each once')
    .default([1, 3, 6, 12]),
  /** Amounts and what is taken of them. */
  values: z.record(snakeName, z.array(valueAggregate).min(1)).default({}),
  /** Columns whose different values are counted, merchants for instance. */
  distinct: z.array(snakeName).default([]),
  /** Values whose share among the events is taken: `{category: [grocery, fuel]}`. */
  shares: z
    .record(
      snakeName,
      z
        .array(z.union([z.string(), z.number()]))
        .min(1)
        .max(50),
    )
    .default({}),
  /** Share of the events from `from` o'clock to before `to`, over midnight where `from` is the later one. */
  night: z.strictObject({ from: z.number().int().min(0).max(23), to: z.number().int().min(0).max(23) }).optional(),
  /** Share of the events on Saturday and Sunday. */
  weekend: z.boolean().default(false),
  /** Days since the last event, and the mean days between two. */
  recency: z.boolean().default(true),
  /**
   * Measures of a window against the one of equal length before it: as a share of that one, and for shares as the difference. Of those
   * that are taken at all; counts and sums for `true`.
   */
  change: z
    .union([z.boolean(), z.array(changed).min(1)])
    .default(true)
    .transform((written) => (written === true ? (['count', 'sum'] as const) : written === false ? [] : written)),
  /** Straight line through the monthly sums of a window of 3 months or more: change a month. */
  slope: z.boolean().default(false),
});

export type FeatureFactoryAnalysis = z.infer<typeof featureFactoryAnalysis>;
