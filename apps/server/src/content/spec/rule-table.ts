import { z } from 'zod';
import { common } from './block-common.js';
import { snakeName } from './common.js';

/** Rules as a model or a query found them: conditions as chips, their measures beside them. */
export const ruleTable = z.strictObject({
  ...common,
  kind: z.literal('rule_table'),
  /**
   * One row per rule in the order of print. Measures are columns named support, confidence, lift, leverage, conviction, zhang, efficiency,
   * multiple, low, high, p, n.
   */
  sql: z.string(),
  /** Columns with one condition each, or one column that joins them by " & ". */
  conditions: z.array(snakeName).min(1).max(8),
  /** Measure that low and high are the interval of. */
  interval_of: z.enum(['support', 'confidence', 'lift', 'efficiency']).default('lift'),
  /** Column that is true for the rule that stands for its like. */
  representative: snakeName.optional(),
});

export type RuleTableSpec = z.infer<typeof ruleTable>;
