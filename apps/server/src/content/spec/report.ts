import { z } from 'zod';
import { block, figures, type BlockSpec, type FiguresSpec } from './block.js';
import { figureRef } from './block-common.js';
import { brandOverride } from './brand.js';
import { localText, snakeName } from './common.js';

const section = z
  .strictObject({
    id: snakeName,
    /** The finding in a sentence; Handlebars over figures. */
    title: localText,
    /** Short name for the contents page and the running head; the title when left out. */
    label: localText.optional(),
    /** Tables or columns without which the section makes no sense: `<table>` or `<table>.<column>`. */
    needs: z.array(z.string()).default([]),
    when_missing: z.enum(['omit_with_note', 'refuse']).default('refuse'),
    /** Figure that is true or false; where it is not true the section is left out, and `otherwise` is the note that says why. */
    when: figureRef.optional(),
    otherwise: localText.optional(),
    blocks: z.array(block),
  })
  .refine(({ when, otherwise }) => (when === undefined) === (otherwise === undefined), {
    path: ['when'],
    message: '`when` and `otherwise` go together: the figure, and why the section is left out where it is not true',
  });

const parameter = z.strictObject({
  type: z.enum(['string', 'number', 'date']),
  title: localText.optional(),
  default: z.union([z.string(), z.number()]).optional(),
});

/** `report-templates/<name>/report.yaml`; `layout.hbs` and `style.css` beside it replace the built-in ones. */
export const report = z.strictObject({
  title: localText,
  subtitle: localText.optional(),
  /** For whom the issue is made; on the cover. Handlebars. */
  customer: localText.optional(),
  /** What looks other than in the project. */
  brand: brandOverride.optional(),
  /** First day of the period as SQL over $as_of; the period ends on the as-of day. */
  period_from: z.string().optional(),
  parameters: z.record(snakeName, parameter).default({}),
  figures: figures.default({}),
  /** The first section is the summary: its KPI tiles stand on the page after the cover. */
  sections: z.array(section).min(1),
  /** How the figures were made, in plain words. */
  method: localText.optional(),
  glossary: z.array(z.strictObject({ term: localText, text: localText })).default([]),
  /** Each query must return no rows, else the run stops at the gate with the message. */
  checks: z.array(z.strictObject({ name: snakeName, message: localText, sql: z.string() })).default([]),
  /** Oldest last date that an input with a `date_column` may have, in days before as-of. */
  fresh_within_days: z.number().int().min(0).optional(),
});

/** A report as it is written, and as it is resolved: with SQL in the place of metrics. */
export type WrittenReport = z.infer<typeof report>;
export type ReportSpec = Omit<WrittenReport, 'figures' | 'sections'> & {
  figures: FiguresSpec;
  sections: SectionSpec[];
};
export type SectionSpec = Omit<z.infer<typeof section>, 'blocks'> & { blocks: BlockSpec[] };
