import { z } from 'zod';
import { block, figures } from './block.js';
import { localText } from './common.js';

/** `dashboards/<name>.yaml`: the same blocks as a report, resolved on the current versions. */
export const dashboard = z.strictObject({
  title: localText,
  description: localText.optional(),
  figures: figures.default({}),
  blocks: z.array(block).min(1),
});

/** A dashboard as it is written; its metrics are compiled when it is resolved. */
export type DashboardSpec = z.infer<typeof dashboard>;
