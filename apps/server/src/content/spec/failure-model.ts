import { z } from 'zod';
import { isoDate, snakeName, tableName } from './common.js';
import { learner } from './learner.js';

const ascending = (values: number[]) => values.every((value, i) => i === 0 || value > values[i - 1]!);

/** Things that happened to a unit, each at a time: `kind` tells them apart. */
const happenings = z.strictObject({
  input: tableName,
  unit: snakeName,
  time: snakeName,
  kind: snakeName.optional(),
});

/** Will a unit fail within the next hours: judged on units, and where asked on a time, that the model did not learn from. */
export const failureModelAnalysis = z
  .strictObject({
    kind: z.literal('failure_model'),
    /** Dataset of readings or events, one row per unit and time. */
    input: tableName,
    /** Column of the machine, and of the time of the row. */
    unit: snakeName,
    time: snakeName,
    /** Columns of measured values. */
    readings: z.array(snakeName).max(200).default([]),
    /** Column of event or alarm codes; rows without one are no event. */
    codes: snakeName.optional(),
    /** When units failed; `until` is the column of the time at which the unit ran again. */
    failures: happenings.extend({ until: snakeName.optional() }),
    /** What is known of a unit whenever it is: model, age. Without it the units are those of the input and the failures. */
    units: z.strictObject({ input: tableName, unit: snakeName, columns: z.array(snakeName).default([]) }).optional(),
    /** When units were maintained. */
    maintenance: happenings.optional(),
    /** Hours from one row of a unit to its next. */
    every: z.number().int().min(1).max(8760).default(24),
    /** Hours that features look back, each a multiple of `every`. */
    windows: z
      .array(z.number().int().min(1))
      .min(1)
      .max(6)
      .refine(ascending, 'write the windows in ascending order, each once')
      .default([24, 168]),
    /** Hours that a failure is foretold ahead. */
    within: z.number().int().min(1).default(24),
    /** What engineers take for the sign of a coming failure: this code, before this kind of failure. */
    precursors: z
      .array(z.strictObject({ code: z.union([z.string(), z.number()]), before: z.string().optional() }))
      .default([]),
    learner: learner
      .refine(({ kind }) => kind !== 'linear', 'take boosting or forest: the reasons are read from trees')
      .prefault({ kind: 'boosting' }),
    /** Parts that the units are divided into; each is scored by a model that learned the others. */
    folds: z.number().int().min(2).max(20).default(5),
    /** Rows from this day on are judged, by models that learned what was known before it. */
    test_from: isoDate.optional(),
    /** Share of the rows before a failure that the alarm is to find; it sets the threshold. */
    recall: z.number().gt(0).max(1).default(0.8),
    /** Times that a column is shuffled to see what it is worth. */
    shuffles: z.number().int().min(2).max(50).default(3),
    seed: z.number().int().min(0).max(4_294_967_295).default(1),
  })
  .refine(({ readings, codes }) => readings.length > 0 || codes !== undefined, {
    path: ['readings'],
    message: 'give readings, codes or both',
  })
  .refine(({ windows, every }) => windows.every((hours) => hours % every === 0), {
    path: ['windows'],
    message: 'a window is a multiple of `every`, so that it holds whole steps',
  })
  .refine(({ precursors, codes }) => precursors.length === 0 || codes !== undefined, {
    path: ['precursors'],
    message: 'precursors are codes: name their column in `codes`',
  });

export type FailureModelAnalysis = z.infer<typeof failureModelAnalysis>;
