import { z } from 'zod';
import { isoDate, localText } from './common.js';

/** `calendar:` of decile.yaml: where weeks, quarters and years begin, and which days are holidays. */
export const calendar = z.strictObject({
  week_start: z.enum(['monday', 'sunday']).default('monday'),
  /** Month in which the fiscal year begins; quarters and years follow it. */
  fiscal_year_start: z.number().int().min(1).max(12).default(1),
  /** Whether a fiscal year over two calendar years bears the number of the one it starts or ends in. */
  fiscal_year_named_by: z.enum(['start', 'end']).default('end'),
  /** ISO 3166: country, or country-state: KR, DE-BY. */
  holidays: z
    .string()
    .regex(/^[A-Z]{2}(-[A-Z0-9]{1,3})?$/, 'use an ISO 3166 code like KR or DE-BY')
    .optional(),
  /** Days that are holidays too: one-off days off, elections, days of the company. */
  extra: z.array(z.strictObject({ date: isoDate, name: localText })).default([]),
  /** Years that the table `calendar.days` covers. */
  first_year: z.number().int().min(1970).max(2050).default(2000),
  last_year: z.number().int().min(1970).max(2050).default(2040),
});

export type CalendarSpec = z.infer<typeof calendar>;
