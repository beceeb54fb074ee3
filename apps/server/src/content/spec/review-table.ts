import { z } from 'zod';
import { common } from './block-common.js';
import { format, localText, snakeName } from './common.js';

/** Statements that people are asked about; what they think of them stands in the next issue. */
export const reviewTable = z.strictObject({
  ...common,
  kind: z.literal('review_table'),
  /** One row for each statement; must end in an ORDER BY that leaves no ties. */
  sql: z.string(),
  /** Column that names each row for good: opinions are kept under it, from issue to issue. */
  item: snakeName,
  /** All but the item when left out. */
  columns: z
    .array(
      z.strictObject({
        name: snakeName,
        title: localText.optional(),
        format: format.optional(),
        bar: z.boolean().optional(),
      }),
    )
    .min(1)
    .optional(),
});

export type ReviewTableSpec = z.infer<typeof reviewTable>;
