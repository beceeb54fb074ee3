import { z } from 'zod';
import { common, figureRef } from './block-common.js';
import { format, localText, snakeName } from './common.js';
import { listedOnce } from './items.js';

/** What a hypothesis says of its effect: above zero, below zero, or either. */
export const expectation = z.enum(['up', 'down', 'differ']);

const hypothesis = z.strictObject({
  id: snakeName,
  /** The hypothesis in a sentence; Handlebars over figures. */
  statement: localText,
  /** The derived variables that test it. */
  variables: localText.optional(),
  expect: expectation,
  effect: figureRef,
  /** Ends of the 95 % interval of the effect. */
  low: figureRef,
  high: figureRef,
  p: figureRef.optional(),
  /** Of effect and interval; the figure's own when left out. */
  format: format.optional(),
});

/** Hypotheses with the variables that test them, and what the data say. */
export const hypothesisTable = z
  .strictObject({
    ...common,
    kind: z.literal('hypothesis_table'),
    /** Exactly one of `items` and `sql`. */
    items: z.array(hypothesis).min(1).max(40).optional(),
    /** One row per hypothesis in the order of print: statement, expect, effect, low, high, and if there are any variables, p. */
    sql: z.string().optional(),
    /** Of effect and interval of a query. */
    format: format.optional(),
  })
  .superRefine(listedOnce);

export type HypothesisTableSpec = z.infer<typeof hypothesisTable>;
export type Expectation = z.infer<typeof expectation>;
