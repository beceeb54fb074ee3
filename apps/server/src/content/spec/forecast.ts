import { z } from 'zod';
import { snakeName, tableName } from './common.js';

/** Columns that the tables made have of their own; no column of `by` may be called so. */
const OWN =
  `period value one_step step forecast low high model part n mae mse rmse mape smape r2 mase intervals coverage coverage_low
  coverage_high width origins difference difference_low difference_high p_value verdict reason chosen series day`.split(
    /\s+/,
  );

/** What comes next: models that are tried on the past again and again, against the floor of last season's value. */
export const forecastAnalysis = z
  .strictObject({
    kind: z.literal('forecast'),
    /** Dataset with dated rows; those after the last period that is complete by as-of are not seen. */
    input: tableName,
    date: snakeName,
    /** Summed up by period. */
    value: snakeName.optional(),
    /** In place of a value: rows are counted. */
    count: z.literal(true).optional(),
    unit: z.enum(['day', 'week', 'month', 'quarter']).default('month'),
    /** One series for each combination of these columns' values, up to 200. */
    by: z.array(snakeName).max(3).default([]),
    /** Periods that are forecast. */
    horizon: z.number().int().min(1).max(366).default(3),
    /** Periods after which the pattern comes again, 1 for none: 7 days, 52 weeks, 12 months, 4 quarters when left out. */
    season: z.number().int().min(1).max(366).optional(),
    /** A period without rows: unknown, or 0. Counts are 0 when left out, values missing. */
    empty: z.enum(['missing', 'zero']).optional(),
    /** What is known of each period beforehand, up to the end of what is forecast: mean over the rows of the period. */
    known: z
      .strictObject({
        input: tableName,
        date: snakeName,
        columns: z.array(snakeName).min(1).max(50),
        /** A period without rows: unknown, which is refused where it is forecast, or 0 as in a list of events. */
        empty: z.enum(['missing', 'zero']).default('missing'),
      })
      .optional(),
    /** Beside the floor, which is always there. */
    models: z
      .array(z.enum(['seasonal_naive', 'smoothing', 'linear', 'boosting']))
      .min(1)
      .default(['seasonal_naive', 'smoothing', 'linear', 'boosting'])
      .refine((names) => new Set(names).size === names.length, 'name each model once'),
    /** Times that the past is forecast again, at most. */
    origins: z.number().int().min(3).max(200).default(30),
    /** Share of intervals that shall hold what comes. 80 % takes 9 origins, 90 % takes 19, 95 % takes 39. */
    confidence: z.number().min(0.5).max(0.99).default(0.8),
  })
  .refine(({ value, count }) => (value === undefined) !== (count === undefined), {
    path: ['value'],
    message: 'give either value or count: true',
  })
  .refine(({ by }) => by.every((name) => !OWN.includes(name)), {
    path: ['by'],
    message: `a column of by can't be called as a column of the tables made: ${OWN.join(', ')}`,
  });

export type ForecastAnalysis = z.infer<typeof forecastAnalysis>;
