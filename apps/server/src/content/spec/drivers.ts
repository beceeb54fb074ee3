import { z } from 'zod';
import { isoDate, snakeName, tableName } from './common.js';
import { learner } from './learner.js';

const days = z
  .strictObject({ from: isoDate, to: isoDate })
  .refine(({ from, to }) => from <= to, { path: ['to'], message: 'the last day is before the first' });

/** What a change of an amount is associated with: a model where there are rows enough, else correlations. */
export const driversAnalysis = z
  .strictObject({
    kind: z.literal('drivers'),
    /** Dataset with one row per period, or per period and area. */
    input: tableName,
    /** Column of the period's date. */
    date: snakeName,
    amount: snakeName,
    /** Columns of numbers that the amount may go with. */
    drivers: z.array(snakeName).min(1).max(100),
    /** Column of the area. */
    by: snakeName.optional(),
    /** First and last day of what is compared; both have a part. */
    base: days,
    current: days,
    /** A model is made of at least so many rows, and so many for each driver. */
    enough: z
      .strictObject({
        rows: z.number().int().min(20).default(60),
        per_driver: z.number().int().min(2).default(10),
      })
      .prefault({}),
    /** The one with the least error on later periods is used. */
    learners: z
      .array(learner)
      .min(1)
      .max(4)
      .prefault([
        { kind: 'linear', penalty: 1 },
        { kind: 'boosting', max_leaves: 8 },
      ]),
    /** Later parts of the time, each foretold from what was before it. */
    folds: z.number().int().min(2).max(12).default(5),
    /** False findings among the drivers called associated, at most (share). */
    false_findings: z.number().gt(0).max(0.5).default(0.05),
    /** Times that a driver is shuffled to see what it is worth. */
    shuffles: z.number().int().min(2).max(50).default(10),
    seed: z.number().int().min(0).max(4_294_967_295).default(1),
  })
  .superRefine(({ drivers, date, amount, by }, { addIssue }) => {
    drivers.forEach((name, i) => {
      const taken = [date, amount, by].includes(name);
      if (!taken && drivers.indexOf(name) === i) return;
      const message = taken ? `"${name}" has another part already` : `"${name}" is among the drivers already`;
      addIssue({ code: 'custom', path: ['drivers', i], message });
    });
  });

export type DriversAnalysis = z.infer<typeof driversAnalysis>;
