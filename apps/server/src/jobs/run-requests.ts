import { isDay } from '../common/is-day.js';
import { z } from 'zod';
import { isoDate, language, snakeName } from '../content/spec/common.js';

const formats = z.array(z.enum(['pdf', 'xlsx', 'html', 'json'])).min(1);

/** Body of `POST /api/jobs/:name/runs`; what is left out is taken from the job and the project. */
export const startRequest = z
  .strictObject({
    as_of: isoDate.refine(isDay, 'there is no such day').optional(),
    set: z.record(snakeName, z.union([z.string(), z.number()])).optional(),
    language: language.optional(),
    formats: formats.optional(),
  })
  .default({});

export const listRequest = z.strictObject({ limit: z.coerce.number().int().min(1).max(200).default(50) });
export const eventsRequest = z.strictObject({ after: z.coerce.number().int().min(0).default(0) });
export const fileRequest = z.strictObject({ inline: z.stringbool().default(false) });

export type StartRequest = z.infer<typeof startRequest>;
export type ListRequest = z.infer<typeof listRequest>;
export type EventsRequest = z.infer<typeof eventsRequest>;
export type FileRequest = z.infer<typeof fileRequest>;
