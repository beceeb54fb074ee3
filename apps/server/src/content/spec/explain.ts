import { z } from 'zod';
import { snakeName, tableName } from './common.js';

const count = (max: number) => z.number().int().min(1).max(max);

/** Why a kept model scores rows as it does. */
export const explainAnalysis = z.strictObject({
  kind: z.literal('explain'),
  /** Dataset whose analysis is a response_model. */
  model: snakeName,
  /** Rows to explain: best some that the model did not learn from. */
  input: tableName,
  /** Column that names a row. */
  key: snakeName,
  /** Rows whose contributions are computed, drawn by seed where there are more. */
  rows: count(100_000).default(2000),
  /** The most important columns, whose effect is followed over their values. */
  columns: count(50).default(8),
  /** Rows whose own curve is kept. */
  curves: count(200).default(30),
  /** Rows with the highest scores that are explained by a local fit. */
  local: z.number().int().min(0).max(100).default(5),
  seed: z.number().int().min(0).max(4_294_967_295).default(1),
});

export type ExplainAnalysis = z.infer<typeof explainAnalysis>;
