import { z } from 'zod';
import { isoDate, snakeName, tableName } from './common.js';
import { outcome } from './model-columns.js';

const ascending = (values: number[]) => values.every((value, i) => i === 0 || value > values[i - 1]!);
const borders = z.array(z.number()).min(1).max(50).refine(ascending, 'write the values in ascending order, each once');

const fullCondition = z
  .strictObject({
    column: snakeName,
    /** Name in the tables; the column's, with the part behind it (`sensed_at_hour`), when left out. */
    name: snakeName.optional(),
    /** Of a date or time. */
    part: z.enum(['hour', 'weekday', 'day', 'month', 'quarter']).optional(),
    /** Bands between these values: below the first, from each up to below the next, from the last on. */
    breaks: borders.optional(),
    /** So many bands with equally many rows, their borders fitted where rules are found. */
    quantiles: z.number().int().min(2).max(20).optional(),
    /** At most the first value, at most the second …: a rule takes one of them. */
    at_most: borders.optional(),
    /** At least the first value, at least the second …: a rule takes one of them. */
    at_least: borders.optional(),
    /** How a rule says it: `within {value} m`, where {value} is the value or the band. */
    label: z.string().includes('{value}', 'write {value} where the value is to stand').optional(),
  })
  .refine(
    ({ breaks, quantiles, at_most, at_least }) =>
      [breaks, quantiles, at_most, at_least].filter((way) => way !== undefined).length <= 1,
    'take one of breaks, quantiles, at_most, at_least',
  )
  .refine(
    ({ part, breaks, quantiles, at_most, at_least }) =>
      part !== 'weekday' || (breaks ?? quantiles ?? at_most ?? at_least) === undefined,
    { path: ['part'], message: 'weekdays are names; take them as they are' },
  );

const writtenCondition = z.union([snakeName, fullCondition]);

const holdout = z.union([
  z.strictObject({
    /** Rows with the same key fall into the same part: an order, better a customer. */
    key: snakeName,
    /** Share of the keys on which the rules are judged. */
    share: z.number().min(0.1).max(0.9).default(0.5),
    seed: z.number().int().min(0).max(4_294_967_295).default(1),
  }),
  z.strictObject({
    date: snakeName,
    /** Rules are found before this day and judged from it on. */
    from: isoDate,
  }),
  z.strictObject({
    date: snakeName,
    /** Rules are judged on the month of as-of and so many less one before it, and found on what came before. */
    last_months: z.number().int().min(1).max(60),
  }),
]);

const category = z.union([snakeName, z.strictObject({ condition: snakeName, values: z.array(z.string()).min(1) })]);

/** Name of a condition in the tables and under `categories`. */
export function conditionName(condition: WrittenCondition): string {
  if (typeof condition === 'string') return condition;
  const { column, name, part } = condition;
  return name ?? (part === undefined ? column : `${column}_${part}`);
}

/** Combinations of conditions under which an outcome is more likely and pays: found on one part of the rows, judged on the other. */
export const conditionRulesAnalysis = z
  .strictObject({
    kind: z.literal('condition_rules'),
    /** Dataset with one row per contact. */
    input: tableName,
    outcome,
    /** Gross margin and marketing cost of each row; without both there is no profit efficiency. */
    margin: snakeName.optional(),
    cost: snakeName.optional(),
    conditions: z.array(writtenCondition).min(1).max(40),
    /** Conditions in a rule, at most. */
    max_length: z.number().int().min(1).max(4).default(3),
    /** Share of the rows that a rule covers, at least. */
    min_coverage: z.number().gt(0).max(0.5).default(0.005),
    holdout,
    /** Conditions whose value, or one of some values, is the category of a rule: the first that it has. All, in their order, when left out. */
    categories: z.array(category).min(1).optional(),
    /** Best rules of their category that are kept whatever more general rule does as well, at most. */
    representatives: z.number().int().min(1).max(50).default(5),
    /** Rules kept, at most. */
    keep: z.number().int().min(1).max(200).default(20),
    /** By how much a rule's rate must exceed that of each more general one, beyond chance (0.02 = 2 %p). */
    improvement: z.number().min(0).max(1).default(0),
    /** False alarms among the rules called reliable, at most (share). */
    false_alarms: z.number().gt(0).max(0.5).default(0.05),
  })
  .superRefine(({ conditions, categories = [] }, { addIssue }) => {
    const names = conditions.map(conditionName);
    names.forEach((name, i) => {
      if (names.indexOf(name) === i) return;
      addIssue({
        code: 'custom',
        path: ['conditions', i],
        message: `there is a condition "${name}" already; give this one a name`,
      });
    });
    categories.forEach((each, i) => {
      const name = typeof each === 'string' ? each : each.condition;
      if (names.includes(name)) return;
      addIssue({
        code: 'custom',
        path: ['categories', i],
        message: `"${name}" is none of the conditions ${names.join(', ')}`,
      });
    });
  });

export type Condition = z.infer<typeof fullCondition>;
export type WrittenCondition = z.infer<typeof writtenCondition>;
export type ConditionRulesAnalysis = z.infer<typeof conditionRulesAnalysis>;
