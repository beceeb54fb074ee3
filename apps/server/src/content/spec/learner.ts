import { z } from 'zod';

const count = (max: number) => z.number().int().min(1).max(max);

/** Histogram gradient boosting. */
const boosting = z.strictObject({
  kind: z.literal('boosting'),
  /** Trees, at most: training ends earlier when held-out rows have not gained for `patience` trees. */
  rounds: count(5000).default(300),
  learning_rate: z.number().gt(0).max(1).default(0.05),
  max_leaves: z.number().int().min(2).max(1024).default(31),
  max_depth: count(64).optional(),
  min_leaf_rows: count(1_000_000).default(20),
  /** Penalty on large leaves. */
  l2: z.number().min(0).default(1),
  patience: count(1000).default(20),
});

/** Random forest. */
const forest = z.strictObject({
  kind: z.literal('forest'),
  trees: count(5000).default(300),
  max_depth: count(64).optional(),
  min_leaf_rows: count(1_000_000).default(5),
  /** Columns that a split chooses among. */
  tried_columns: z.union([z.enum(['sqrt', 'third', 'all']), count(100_000)]).default('sqrt'),
  /** Gives both classes the same weight in sum. */
  balanced: z.boolean().default(false),
});

/** Logistic regression of an outcome, least squares of an amount. */
const linear = z.strictObject({
  kind: z.literal('linear'),
  /** Ridge penalty; 0 gives errors and intervals, and refuses a column that parts yes from no. */
  penalty: z.number().min(0).default(1),
});

export const learner = z.discriminatedUnion('kind', [boosting, forest, linear]);

export type LearnerSpec = z.infer<typeof learner>;
export type BoostingSpec = z.infer<typeof boosting>;
export type ForestSpec = z.infer<typeof forest>;
