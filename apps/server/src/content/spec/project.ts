import { z } from 'zod';
import { brand } from './brand.js';
import { calendar } from './calendar.js';
import { language, localText, timeZone } from './common.js';

/** `decile.yaml`: what holds for the whole project. */
export const project = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9-]*$/),
  title: localText,
  /** Language of reports where neither job nor command says otherwise. */
  language: language.default('en'),
  /** IANA zone in which days and months begin. */
  time_zone: timeZone.default('UTC'),
  /** ISO 4217. */
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, 'use an ISO 4217 code like KRW')
    .default('USD'),
  calendar: calendar.prefault({}),
  brand: brand.optional(),
});

export type ProjectSpec = z.infer<typeof project>;
