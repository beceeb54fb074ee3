import { z } from 'zod';
import { beforeAfter } from './before-after.js';
import { common, figureRef, good } from './block-common.js';
import { format, localText, snakeName } from './common.js';
import { issueDiff } from './issue-diff.js';
import { ruleTable } from './rule-table.js';

const kpi = z.strictObject({
  ...common,
  kind: z.literal('kpi'),
  items: z
    .array(
      z.strictObject({
        label: localText,
        value: figureRef,
        /** Figure with the change against the period before. */
        change: figureRef.optional(),
        change_label: localText.optional(),
        target: figureRef.optional(),
        good,
        note: localText.optional(),
      }),
    )
    .min(1)
    .max(8),
});

const tableColumn = z.strictObject({
  name: snakeName,
  title: localText.optional(),
  format: format.optional(),
  /** Draws a bar behind the number, scaled to the column. */
  bar: z.boolean().optional(),
  /** `sum` adds the column up in the totals row, live in the workbook. */
  total: z.enum(['sum']).optional(),
});

const table = z.strictObject({
  ...common,
  kind: z.literal('table'),
  /** One SELECT over datasets; must end in an ORDER BY that leaves no ties. */
  sql: z.string(),
  columns: z.array(tableColumn).optional(),
  /** Column whose true rows are printed strong. */
  highlight: snakeName.optional(),
});

const gradeTable = z.strictObject({
  ...common,
  kind: z.literal('grade_table'),
  /** Table with one row per scored subject: `<dataset>` or `<dataset>.<table>`. */
  from: z.string(),
  /** SQL condition on that table, for instance the held-out part. */
  where: z.string().optional(),
  score: snakeName,
  /** 0/1 or boolean. */
  response: snakeName,
  /** Money columns of the subject; with margin and cost the row of highest cumulative profit is marked `Max`. */
  sales: snakeName.optional(),
  margin: snakeName.optional(),
  cost: snakeName.optional(),
  grades: z.number().int().min(2).max(100).default(10),
});

const chart = z.strictObject({
  ...common,
  kind: z.literal('chart'),
  chart: z.enum(['bar', 'line']),
  sql: z.string(),
  x: z.strictObject({ column: snakeName, title: localText.optional(), format: format.optional() }),
  y: z
    .array(z.strictObject({ column: snakeName, title: localText, format: format.optional() }))
    .min(1)
    .max(8),
  /** Bars lie, with the labels on the left. */
  horizontal: z.boolean().optional(),
  stacked: z.boolean().optional(),
  /** Column that holds a short text to mark on the x axis (an event), or null. */
  mark: snakeName.optional(),
});

const text = z.strictObject({
  ...common,
  kind: z.literal('text'),
  /** Handlebars over figures; blank line = paragraph, "- " = list. */ text: localText,
});

const pageBreak = z.strictObject({ ...common, kind: z.literal('page_break') });

export const block = z.discriminatedUnion('kind', [
  kpi,
  table,
  gradeTable,
  ruleTable,
  beforeAfter,
  issueDiff,
  chart,
  text,
  pageBreak,
]);

/** One-row queries whose columns are numbers that texts, KPIs and checks refer to. */
export const figures = z.record(
  snakeName,
  z.strictObject({ sql: z.string(), formats: z.record(snakeName, format).default({}) }),
);

export type BlockSpec = z.infer<typeof block>;
export type KpiSpec = z.infer<typeof kpi>;
export type TableSpec = z.infer<typeof table>;
export type GradeTableSpec = z.infer<typeof gradeTable>;
export type ChartSpec = z.infer<typeof chart>;
export type TextSpec = z.infer<typeof text>;
export type FiguresSpec = z.infer<typeof figures>;
