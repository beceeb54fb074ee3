import { z } from 'zod';
import { snakeName, tableName } from './common.js';

/** What is bought together: frequent itemsets of baskets and the rules between their parts. */
export const basketRulesAnalysis = z.strictObject({
  kind: z.literal('basket_rules'),
  /** Dataset with one row per item of a basket; an item that occurs twice counts once. */
  input: tableName,
  basket: snakeName,
  item: snakeName,
  /** Share of the baskets that hold an itemset, at least. */
  min_support: z.number().gt(0).max(1).default(0.01),
  /** Items in an itemset, at most; as many as there are when left out. */
  max_items: z.number().int().min(1).max(50).optional(),
  /** Itemsets looked for, at most; what lies beyond is not found, and the summary says so. */
  max_itemsets: z.number().int().min(1).max(2_000_000).default(200_000),
  /** Share of the baskets with the items of the left side that hold those of the right side too, at least. */
  min_confidence: z.number().min(0).max(1).default(0.2),
  min_lift: z.number().min(0).default(1),
  /** Rules kept, at most; the summary says how many there are. */
  max_rules: z.number().int().min(1).max(1_000_000).default(10_000),
  /** Items on the right side, at most. */
  max_right: z.number().int().min(1).max(10).default(1),
});

export type BasketRulesAnalysis = z.infer<typeof basketRulesAnalysis>;
