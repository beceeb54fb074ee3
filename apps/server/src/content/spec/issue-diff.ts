import { z } from 'zod';
import { common, figureRef, good } from './block-common.js';
import { localText } from './common.js';

/** What changed since the last issue of the same report with the same parameters. */
export const issueDiff = z.strictObject({
  ...common,
  kind: z.literal('issue_diff'),
  /** Figures to compare; those of all KPI tiles of the report when left out. */
  figures: z
    .array(z.strictObject({ figure: figureRef, label: localText, good }))
    .min(1)
    .max(40)
    .optional(),
});

export type IssueDiffSpec = z.infer<typeof issueDiff>;
