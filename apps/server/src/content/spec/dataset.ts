import { z } from 'zod';
import { basketRulesAnalysis } from './basket-rules.js';
import { format, isoDate, localText, snakeName } from './common.js';
import { compareAnalysis } from './compare.js';
import { compareScoresAnalysis } from './compare-scores.js';
import { conditionRulesAnalysis } from './condition-rules.js';
import { controlChartAnalysis } from './control-chart.js';
import { databaseSource, keep, rowsSource } from './dataset-source.js';
import { decisionsSource } from './decisions.js';
import { explainAnalysis } from './explain.js';
import { driversAnalysis } from './drivers.js';
import { failureModelAnalysis } from './failure-model.js';
import { featureFactoryAnalysis } from './feature-factory.js';
import { forecastAnalysis } from './forecast.js';
import { dimension, metric } from './metric.js';
import { computedOnce, groupedOnce } from './metric-rules.js';
import { responseModelAnalysis } from './response-model.js';
import { rfmAnalysis } from './rfm.js';
import { scoreAnalysis } from './score.js';
import { screeningAnalysis } from './screening.js';

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

function namedOnce(columns: readonly { name: string }[], context: z.RefinementCtx): void {
  const names = new Set<string>();
  for (const [i, { name }] of columns.entries()) {
    if (names.has(name)) context.addIssue({ code: 'custom', path: [i, 'name'], message: `"${name}" is used twice` });
    names.add(name);
  }
}

const test = z.union([
  z.strictObject({ unique: z.array(snakeName).min(1) }),
  z.strictObject({ not_null: z.array(snakeName).min(1) }),
  z.strictObject({
    accepted: z.strictObject({ column: snakeName, values: z.array(z.union([z.string(), z.number()])) }),
  }),
  z.strictObject({
    range: z
      .strictObject({
        column: snakeName,
        min: z.union([z.number(), isoDate]).optional(),
        max: z.union([z.number(), isoDate]).optional(),
      })
      .refine(({ min, max }) => min === undefined || max === undefined || min <= max, {
        path: ['max'],
        message: 'the range is empty: max is below min',
      }),
  }),
  z.strictObject({ rows: z.strictObject({ min: z.number().int().optional(), max: z.number().int().optional() }) }),
]);

export const analysis = z.discriminatedUnion('kind', [
  rfmAnalysis,
  conditionRulesAnalysis,
  basketRulesAnalysis,
  compareAnalysis,
  featureFactoryAnalysis,
  controlChartAnalysis,
  forecastAnalysis,
  responseModelAnalysis,
  explainAnalysis,
  scoreAnalysis,
  screeningAnalysis,
  compareScoresAnalysis,
  failureModelAnalysis,
  driversAnalysis,
]);

/** `datasets/<name>.yaml`. Rows come from a file, a database, pushes, decisions, an analysis, or from `datasets/<name>.sql` beside it. */
export const dataset = z.strictObject({
  title: localText,
  description: localText.optional(),
  file: fileSource.optional(),
  database: databaseSource.optional(),
  rows: rowsSource.optional(),
  decisions: decisionsSource.optional(),
  analysis: analysis.optional(),
  /** Columns that name a row: a later row of the same key takes the place of the earlier one. */
  key: z.array(snakeName).min(1).optional(),
  columns: z.array(column).superRefine(namedOnce).optional(),
  tests: z.array(test).default([]),
  /** Share of refused rows (0.01 = 1 %) up to which a version is still published. */
  rejects: z.strictObject({ tolerance: z.number().min(0).max(1) }).default({ tolerance: 0 }),
  /** Column with the date a row belongs to: gives the range printed in reports, and staleness. */
  date_column: snakeName.optional(),
  /** Figures by name, defined once for reports, dashboards and whoever asks. */
  metrics: z.record(snakeName, metric.superRefine(computedOnce)).optional(),
  /** What the figures can be grouped by. */
  dimensions: z.record(snakeName, dimension.superRefine(groupedOnce)).optional(),
  keep: keep.default({ versions: 5, days: 30 }),
});

export type DatasetSpec = z.infer<typeof dataset>;
export type FileSource = z.infer<typeof fileSource>;
export type DatasetColumn = z.infer<typeof column>;
export type DatasetTest = z.infer<typeof test>;
export type Analysis = z.infer<typeof analysis>;
export type AnalysisKind = Analysis['kind'];
/** The analysis of one kind. */
export type AnalysisOf<Kind extends AnalysisKind> = Extract<Analysis, { kind: Kind }>;
