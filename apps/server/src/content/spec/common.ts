import { z } from 'zod';
import { RESERVED_WORDS } from '../reserved-words.js';

/** Names of things that reach SQL: datasets, columns, figures, blocks. */
export const snakeName = z
  .string()
  .regex(/^[a-z][a-z0-9_]*$/, 'use lower-case letters, digits and _, starting with a letter');

/** Name of a dataset: what its queries can write without quotes. */
export const datasetName = snakeName.refine((name) => !RESERVED_WORDS.has(name), {
  error: ({ input }) => `"${String(input)}" is a word of SQL itself: choose another, like ${String(input)}_rows`,
});

/** A table: a dataset, or one of the tables of an analysis as `<dataset>.<table>`. */
export const tableName = z
  .string()
  .regex(/^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?$/, 'use the name of a dataset, or <dataset>.<table>');

/** Names of things that reach a URL: reports, dashboards, jobs. */
export const kebabName = z
  .string()
  .regex(/^[a-z][a-z0-9-]*$/, 'use lower-case letters, digits and -, starting with a letter');

/** A text for the reader: one string, or one for each language. */
export const localText = z.union([z.string(), z.strictObject({ ko: z.string(), en: z.string() })]);

export const language = z.enum(['ko', 'en']);

/** IANA time zone that this machine knows. */
export const timeZone = z.string().refine(isTimeZone, 'use an IANA time zone like Asia/Seoul');

function isTimeZone(zone: string): boolean {
  try {
    return Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

export const isoDate = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'use a date like 2026-10-31');

/**
 * How a value is written. `percent` and `points` take fractions (0.325 → 32.5 %, +0.3 → +30.0 %p), `multiple` writes 2.6x,
 * `money` uses the project's currency, `p_value` writes <0.001 for what is smaller.
 */
export const formatKind = z.enum([
  'number',
  'percent',
  'points',
  'multiple',
  'money',
  'p_value',
  'date',
  'month',
  'text',
]);

/** Numbers in round units: 만 and 억 in Korean (K and M in English), K, M, B (천, 백만, 십억 in Korean); `auto` goes by the size. */
export const scale = z.enum(['auto', 'man', 'eok', 'thousand', 'million', 'billion']);

export const format = z.union([
  formatKind,
  z
    .strictObject({
      kind: formatKind,
      /** Digits after the decimal point. */
      digits: z.number().int().min(0).max(6).optional(),
      /** Always write + or −. */
      sign: z.boolean().optional(),
      /** Written behind the number in texts and KPI tiles, in the head of a table column. */
      unit: localText.optional(),
      /** Of numbers and money; cells of a workbook keep the whole number. */
      scale: scale.optional(),
    })
    .refine((full) => full.scale === undefined || full.kind === 'number' || full.kind === 'money', {
      path: ['scale'],
      message: 'only number and money have a scale',
    }),
]);

export type Format = z.infer<typeof format>;
export type Scale = z.infer<typeof scale>;
