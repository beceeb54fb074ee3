import { z } from 'zod';
import { snakeName, tableName } from './common.js';

const hour = z.number().int().min(0).max(23);

/** Events that are decided as they come: send or not. What was decided is the dataset's rows. */
export const decisionsSource = z.strictObject({
  /** Column that names an event; VARCHAR or a whole number. */
  event: snakeName,
  /** Column that names the customer. */
  customer: snakeName,
  /** TIMESTAMP column: when the event happened, by the clock of the project's time zone. */
  time: snakeName,
  /** Dataset of kind condition_rules; its conditions name columns of the event. */
  rules: snakeName,
  /** Table with the grade of each customer. */
  grades: z.strictObject({ from: tableName, customer: snakeName, grade: snakeName.default('grade') }),
  policy: z.strictObject({
    /** Customers down to this grade are sent to: a number, or the first row of a table's column. */
    max_grade: z.union([z.number().int().min(1).max(100), z.strictObject({ from: tableName, column: snakeName })]),
    /** Rules below this profit efficiency are not followed. */
    min_efficiency: z.number().optional(),
    /** Nothing is sent from this full hour to before that one; `from: 21, to: 8` goes over midnight. */
    quiet_hours: z
      .strictObject({ from: hour, to: hour })
      .refine(({ from, to }) => from !== to, 'write two different hours')
      .optional(),
    /** Sent to one customer in one day, at most. */
    per_customer_day: z.number().int().min(1).max(1000).optional(),
  }),
});

export type DecisionsSource = z.infer<typeof decisionsSource>;
export type DecisionPolicy = DecisionsSource['policy'];

/** What a decision adds to the columns of its event. */
export const DECISION_COLUMNS: readonly { name: string; type: string }[] = [
  { name: 'decision', type: 'VARCHAR' },
  { name: 'reason', type: 'VARCHAR' },
  { name: 'missing', type: 'VARCHAR' },
  { name: 'rule', type: 'VARCHAR' },
  { name: 'category', type: 'VARCHAR' },
  { name: 'grade', type: 'INTEGER' },
  { name: 'efficiency', type: 'DOUBLE' },
  { name: 'rules_version', type: 'VARCHAR' },
  { name: 'grades_version', type: 'VARCHAR' },
  { name: 'decided_at', type: 'TIMESTAMP' },
];
