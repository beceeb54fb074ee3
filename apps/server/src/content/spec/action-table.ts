import { z } from 'zod';
import { common, figureRef } from './block-common.js';
import { format, localText, snakeName } from './common.js';
import { listedOnce } from './items.js';

const action = z.strictObject({
  /** What people write of the action is kept under this name, from issue to issue. */
  id: snakeName,
  /** The row is there only where this figure is true. */
  when: figureRef.optional(),
  /** What was found, and what is to be done about it; Handlebars over figures. */
  finding: localText,
  action: localText,
  /** What it is expected to bring, with the ends of its 95 % interval. */
  effect: figureRef.optional(),
  low: figureRef.optional(),
  high: figureRef.optional(),
  /** Of effect and interval; the figure's own when left out. */
  format: format.optional(),
});

/** Findings with what is to be done about them; owner and date are written by people and carried to the next issue. */
export const actionTable = z
  .strictObject({
    ...common,
    kind: z.literal('action_table'),
    /** Exactly one of `items` and `sql`. */
    items: z.array(action).min(1).max(40).optional(),
    /** One row per action in the order of print: item (its name), finding, action, and if there are any effect, low, high. */
    sql: z.string().optional(),
    /** Of effect and interval of a query. */
    format: format.optional(),
  })
  .superRefine(listedOnce);

export type ActionTableSpec = z.infer<typeof actionTable>;
