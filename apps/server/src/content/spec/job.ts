import { z } from 'zod';
import { brandOverride } from './brand.js';
import { kebabName, language, localText, snakeName } from './common.js';
import { schedule } from './schedule.js';

/** `jobs/<name>.yaml`: refresh what a report reads, then issue it. */
export const job = z.strictObject({
  title: localText,
  report: kebabName,
  language: language.optional(),
  /** What looks other than in the report: a customer's logo and colours. */
  brand: brandOverride.optional(),
  formats: z
    .array(z.enum(['pdf', 'xlsx', 'html', 'json']))
    .min(1)
    .default(['pdf', 'xlsx', 'html', 'json']),
  /** As-of when the command does not say: the last complete month's end, or the day before the run, in the project's zone. */
  as_of: z.enum(['month_end', 'yesterday']).default('month_end'),
  parameters: z.record(snakeName, z.union([z.string(), z.number()])).default({}),
  /** Time budget of one run. */
  timeout_minutes: z
    .number()
    .int()
    .min(1)
    .max(24 * 60)
    .default(60),
  schedule: schedule.optional(),
});

export type JobSpec = z.infer<typeof job>;
