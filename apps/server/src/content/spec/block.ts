import { z } from 'zod';
import { actionTable } from './action-table.js';
import { beforeAfter } from './before-after.js';
import { common, figureRef } from './block-common.js';
import { chart, type ChartSpec } from './chart.js';
import { format, localText, snakeName, type Format } from './common.js';
import { hypothesisTable } from './hypothesis-table.js';
import { issueDiff } from './issue-diff.js';
import { blockMetrics, direction, figureMetrics, kpiMetric } from './metric.js';
import { askedOnce, kpiAsked } from './metric-rules.js';
import { reviewTable } from './review-table.js';
import { migration } from './migration.js';
import { ruleTable } from './rule-table.js';

const kpi = z.strictObject({
  ...common,
  kind: z.literal('kpi'),
  items: z
    .array(
      z
        .strictObject({
          /** Required with `value`; with `metric` its title when left out. */
          label: localText.optional(),
          /** Exactly one of `value` and `metric`. */
          value: figureRef.optional(),
          ...kpiMetric,
          /** Figure with the change against the period before. */
          change: figureRef.optional(),
          change_label: localText.optional(),
          target: figureRef.optional(),
          /** `up` when neither the item nor its metric says otherwise. */
          good: direction.optional(),
          note: localText.optional(),
          /** True for a tile that is left out where its figure can't be asked, because its table is not there. */
          optional: z.boolean().optional(),
        })
        .superRefine(kpiAsked),
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

const table = z
  .strictObject({
    ...common,
    kind: z.literal('table'),
    /** One SELECT over datasets; must end in an ORDER BY that leaves no ties. Exactly one of `sql` and `metrics`. */
    sql: z.string().optional(),
    ...blockMetrics,
    columns: z.array(tableColumn).optional(),
    /** Column whose true rows are printed strong. */
    highlight: snakeName.optional(),
  })
  .superRefine(askedOnce);

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

const text = z.strictObject({
  ...common,
  kind: z.literal('text'),
  /** Handlebars over figures; blank line = paragraph, "- " = list. */
  text: localText,
});

const code = z.strictObject({
  ...common,
  kind: z.literal('code'),
  /** Printed as it is, line by line; no template. */
  code: z.string(),
});

const image = z.strictObject({
  ...common,
  kind: z.literal('image'),
  /** File in the folder of the report template: .png, .jpg or .svg. */
  file: z
    .string()
    .regex(/^[\w-][\w.-]*\.(?:png|jpe?g|svg)$/i, 'name a .png, .jpg or .svg file in the folder of the report'),
  /** What the picture shows, for those who cannot see it. */
  alt: localText,
  /** Share of the text width. */
  width: z.number().min(0.1).max(1).default(1),
});

const pageBreak = z.strictObject({ ...common, kind: z.literal('page_break') });

export const block = z.discriminatedUnion('kind', [
  kpi,
  table,
  gradeTable,
  ruleTable,
  beforeAfter,
  issueDiff,
  migration,
  hypothesisTable,
  actionTable,
  reviewTable,
  chart,
  text,
  code,
  image,
  pageBreak,
]);

/** One-row queries whose columns are numbers that texts, KPIs and checks refer to. */
export const figures = z.record(
  snakeName,
  z
    .strictObject({
      /** Exactly one of `sql` and `metrics`. */
      sql: z.string().optional(),
      ...figureMetrics,
      formats: z.record(snakeName, format).default({}),
    })
    .superRefine(askedOnce),
);

/** Blocks and figures as they are written: with SQL, or with metrics in its place. */
export type WrittenBlock = z.infer<typeof block>;
export type WrittenFigures = z.infer<typeof figures>;
export type WrittenKpi = z.infer<typeof kpi>;
export type WrittenTable = z.infer<typeof table>;

/** Blocks and figures as they are resolved: metrics are compiled, there is SQL everywhere. */
export type BlockSpec = KpiSpec | TableSpec | ChartSpec | Exclude<WrittenBlock, { kind: 'kpi' | 'table' | 'chart' }>;
export type KpiSpec = Omit<WrittenKpi, 'items'> & { items: KpiItem[] };
export type TableSpec = Omit<WrittenTable, QueryKey | 'columns'> & { sql: string; columns?: TableColumn[] | undefined };
export type GradeTableSpec = z.infer<typeof gradeTable>;
export type CodeSpec = z.infer<typeof code>;
export type ImageSpec = z.infer<typeof image>;
export type TextSpec = z.infer<typeof text>;
export type FiguresSpec = Record<string, FigureSpec>;
export interface FigureSpec {
  sql: string;
  formats: Record<string, Format>;
  /** Column → `<dataset>.<metric>` that it is. */
  metrics?: Record<string, string>;
}

type QueryKey = 'sql' | keyof typeof blockMetrics;
type WrittenItem = WrittenKpi['items'][number];
export type KpiItem = Pick<WrittenItem, 'change' | 'change_label' | 'target' | 'note' | 'optional'> &
  Required<Pick<WrittenItem, 'label' | 'value' | 'good'>>;
/** A column that stands for a metric names it, for whoever asks where the figure comes from. */
export type TableColumn = z.infer<typeof tableColumn> & { metric?: string };
