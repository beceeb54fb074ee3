import { z } from 'zod';
import { format, isoDate, localText, snakeName } from './common.js';
import { dimension, metric } from './metric.js';
import { computedOnce, groupedOnce } from './metric-rules.js';

const column = z.strictObject({
  name: snakeName,
  /** DuckDB type; sniffed for files and taken from the query for SQL when left out. */
  type: z.string().optional(),
  /** Name of the column in the file when it differs; columns of a file without header are matched by order. */
  from: z.string().optional(),
  title: localText.optional(),
  description: localText.optional(),
  format: format.optional(),
});

const fileSource = z.strictObject({
  /** Relative to the project folder; `*`, `?`, `**`, `[…]` and `{…}` stand for several files that make one table. */
  path: z.string().min(1),
  /** Sniffed when left out, as all that follow but `range` and `name_column`. */
  format: z.enum(['csv', 'json', 'ndjson', 'xlsx', 'parquet']).optional(),
  encoding: z.enum(['utf-8', 'utf-16', 'cp949', 'euc-kr']).optional(),
  /** Name or place (1, 2 …) of the sheet of a workbook; its first one when left out. */
  sheet: z.union([z.string().min(1), z.number().int().min(1)]).optional(),
  /** Part of the sheet: `B3:H200`, or `B3` for all from there on. */
  range: z
    .string()
    .regex(
      /^[A-Z]{1,3}[1-9]\d{0,6}(:[A-Z]{1,3}[1-9]\d{0,6})?$/,
      'use a range like B3:H200, or B3 for all from there on',
    )
    .optional(),
  /** Column that is added for the name of the file a row comes from. */
  name_column: snakeName.optional(),
  /** One character, `\t`, or `blank` for runs of blanks. */
  delimiter: z.string().optional(),
  quote: z.string().max(1).optional(),
  header: z.boolean().optional(),
  /** strptime pattern, for instance %d-%m-%Y. */
  date_format: z.string().optional(),
  timestamp_format: z.string().optional(),
  decimal_separator: z.enum(['.', ',']).optional(),
  /** Texts that mean "no value". */
  missing: z.array(z.string()).optional(),
});

const test = z.union([
  z.strictObject({ unique: z.array(snakeName).min(1) }),
  z.strictObject({ not_null: z.array(snakeName).min(1) }),
  z.strictObject({
    accepted: z.strictObject({ column: snakeName, values: z.array(z.union([z.string(), z.number()])) }),
  }),
  z.strictObject({
    range: z.strictObject({
      column: snakeName,
      min: z.union([z.number(), isoDate]).optional(),
      max: z.union([z.number(), isoDate]).optional(),
    }),
  }),
  z.strictObject({ rows: z.strictObject({ min: z.number().int().optional(), max: z.number().int().optional() }) }),
]);

const grade = z.strictObject({ name: z.string(), label: localText.optional(), from: z.number().min(0).max(100) });

/** Recency, frequency, monetary: points by frozen breaks, RFM 0-100, grades, month-end shares and movements. */
export const rfmAnalysis = z.strictObject({
  kind: z.literal('rfm'),
  /** Dataset with one row per purchase. */
  input: snakeName,
  customer: snakeName,
  date: snakeName,
  amount: snakeName,
  /** How many month-ends up to as-of are graded. */
  months: z.number().int().min(1).max(60).default(13),
  /** Frequency and monetary look back so many months; all history when left out. */
  window_months: z.number().int().min(1).max(120).optional(),
  /** Points per measure, 1 … points. */
  points: z.number().int().min(2).max(20).default(5),
  /** Month-ends at which the breaks were fitted; each month is graded with the latest fit not after it (the first one before that). */
  breaks: z.strictObject({ fitted_at: z.array(isoDate).min(1) }),
  grades: z
    .array(grade)
    .min(2)
    .default([
      { name: 'Very Strong', label: { ko: '우량', en: 'Very Strong' }, from: 90 },
      { name: 'Strong', label: { ko: '양호', en: 'Strong' }, from: 70 },
      { name: 'Normal', label: { ko: '보통', en: 'Normal' }, from: 50 },
      { name: 'Weak', label: { ko: '이탈 위험', en: 'Weak' }, from: 0 },
    ]),
});

export const analysis = z.discriminatedUnion('kind', [rfmAnalysis]);

/** `datasets/<name>.yaml`. Rows come from a file, from an analysis, or from `datasets/<name>.sql` beside it. */
export const dataset = z.strictObject({
  title: localText,
  description: localText.optional(),
  file: fileSource.optional(),
  analysis: analysis.optional(),
  columns: z.array(column).optional(),
  tests: z.array(test).default([]),
  /** Share of refused rows (0.01 = 1 %) up to which a version is still published. */
  rejects: z.strictObject({ tolerance: z.number().min(0).max(1) }).default({ tolerance: 0 }),
  /** Column with the date a row belongs to: gives the range printed in reports, and staleness. */
  date_column: snakeName.optional(),
  /** Figures by name, defined once for reports, dashboards and whoever asks. */
  metrics: z.record(snakeName, metric.superRefine(computedOnce)).optional(),
  /** What the figures can be grouped by. */
  dimensions: z.record(snakeName, dimension.superRefine(groupedOnce)).optional(),
});

export type DatasetSpec = z.infer<typeof dataset>;
export type FileSource = z.infer<typeof fileSource>;
export type DatasetColumn = z.infer<typeof column>;
export type DatasetTest = z.infer<typeof test>;
export type RfmAnalysis = z.infer<typeof rfmAnalysis>;
export type Analysis = z.infer<typeof analysis>;
