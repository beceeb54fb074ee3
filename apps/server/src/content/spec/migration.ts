import { z } from 'zod';
import { common } from './block-common.js';
import { column } from './chart-column.js';
import { localText } from './common.js';

const values = z.array(localText).min(1).max(12);

/** From which grade, channel or segment to which: a matrix of counts and shares of the row, what stayed on its diagonal. */
export const migration = z.strictObject({
  ...common,
  kind: z.literal('migration'),
  /** One row per pair of values; a pair that is not there counts as zero. */
  sql: z.string(),
  from: column,
  to: column,
  value: column,
  /** Values from best to worst: moves up and down are then told apart. Without it, values stand as they come. */
  order: values.min(2).optional(),
  /** Values beside the order, such as new and lost: they stand last, and a move from or to them is neither up nor down. */
  others: values.optional(),
});

export type MigrationSpec = z.infer<typeof migration>;
