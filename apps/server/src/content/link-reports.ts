import { checkTemplate, checkTexts } from './check-templates.js';
import { suggest } from './did-you-mean.js';
import {
  linkBlocks,
  linkSqlAt,
  repeatedIds,
  type LinkContext,
  type LinkGround,
  type PlacedBlock,
} from './link-blocks.js';
import { linkTable, mergeLinked, type DatasetShapes, type LinkedSql } from './link-sql.js';
import type { ParsedFile } from './parse-spec.js';
import type { Location } from './project.js';
import type { SourceFile } from './read-sources.js';
import type { DashboardSpec } from './spec/dashboard.js';
import type { JobSpec } from './spec/job.js';
import type { WrittenReport } from './spec/report.js';

/** Links a report: its queries, figures, block ids, needs, checks and texts; `layout` is checked for syntax only. */
export async function linkReport(
  parsed: ParsedFile<WrittenReport>,
  layout: SourceFile | undefined,
  ground: LinkGround,
): Promise<LinkedSql> {
  const { spec, source } = parsed;
  if (!spec) return { inputs: [], diagnostics: [] };
  const { shapes } = ground;
  const context: LinkContext = { ...ground, source, shapes: withOptional(spec, shapes), figures: spec.figures };
  const sections = spec.sections.map((section, index) => ({ block: section, path: ['sections', index] }));
  const blocks: PlacedBlock[] = spec.sections.flatMap((section, i) =>
    section.blocks.map((block, j) => ({ block, path: ['sections', i, 'blocks', j] })),
  );
  const checks = spec.checks.map((check, index) => linkSqlAt(context, ['checks', index, 'sql'], check.sql));
  const period =
    spec.period_from === undefined ? [] : [linkSqlAt(context, ['period_from'], spec.period_from, 'SELECT ')];
  const linked = await Promise.all([linkBlocks(context, blocks), ...checks, ...period]);
  const needs = linkNeeds(spec, { source, shapes });
  const texts = [
    ...repeatedIds(source, sections, 'section'),
    ...checkTexts(spec, source, Object.keys(spec.figures)),
    ...(layout ? checkTemplate(layout.text, (line, column) => ({ file: layout.file, line, column })) : []),
  ];
  return mergeLinked([...linked, { inputs: [], diagnostics: [...needs, ...texts] }]);
}

/** Links a dashboard: its queries, figures, block ids and texts. */
export async function linkDashboard(parsed: ParsedFile<DashboardSpec>, ground: LinkGround): Promise<LinkedSql> {
  const { spec, source } = parsed;
  if (!spec) return { inputs: [], diagnostics: [] };
  const blocks = spec.blocks.map((block, index) => ({ block, path: ['blocks', index] }));
  const linked = await linkBlocks({ ...ground, source, figures: spec.figures }, blocks);
  return mergeLinked([linked, { inputs: [], diagnostics: checkTexts(spec, source, Object.keys(spec.figures)) }]);
}

/** Links a job to its report; `reports` holds every report that the project names, its spec undefined where it is broken. */
export function linkJob(
  parsed: ParsedFile<JobSpec>,
  reports: ReadonlyMap<string, WrittenReport | undefined>,
): LinkedSql['diagnostics'] {
  const { spec, source } = parsed;
  if (!spec) return [];
  if (!reports.has(spec.report)) {
    const hint = suggest(spec.report, reports.keys(), 'reports');
    const message = `unknown report "${spec.report}"`;
    return [{ ...source.locate(['report']), severity: 'error', code: 'job.unknown-report', message, hint }];
  }
  const declared = reports.get(spec.report)?.parameters;
  if (!declared) return [];
  return Object.entries(spec.parameters).flatMap(([name, value]) => {
    const parameter = declared[name];
    if (!parameter) {
      const hint = suggest(name, Object.keys(declared), 'parameters');
      const message = `the report "${spec.report}" has no parameter "${name}"`;
      return [
        {
          ...source.locate(['parameters', name], 'key'),
          severity: 'error',
          code: 'job.unknown-parameter',
          message,
          hint,
        },
      ];
    }
    if (fits(value, parameter.type)) return [];
    const message = `the parameter "${name}" must be a ${parameter.type}, not ${JSON.stringify(value)}`;
    return [{ ...source.locate(['parameters', name]), severity: 'error', code: 'job.parameter-type', message }];
  });
}

function fits(value: string | number, type: 'string' | 'number' | 'date'): boolean {
  if (type === 'number') return typeof value === 'number';
  if (type === 'string') return typeof value === 'string';
  return typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value);
}

/** Datasets that only sections need which may be left out: their SQL is not a mistake where the dataset is not there. */
function withOptional(spec: WrittenReport, shapes: DatasetShapes): DatasetShapes {
  const optional = spec.sections
    .filter((section) => section.when_missing === 'omit_with_note')
    .flatMap(({ needs }) => needs);
  const absent = optional.map((need) => need.split('.')[0] ?? '').filter((dataset) => !shapes.has(dataset));
  return new Map([...shapes, ...absent.map((dataset) => [dataset, 'absent'] as const)]);
}

/** A need is `<table>` or `<table>.<column>`, where the table of an analysis is `<dataset>.<table>`: only its dataset can be checked without data. */
function linkNeeds(
  spec: WrittenReport,
  { source, shapes }: Pick<LinkContext, 'source' | 'shapes'>,
): LinkedSql['diagnostics'] {
  return spec.sections.flatMap((section, i) =>
    section.needs.flatMap((need, j) => {
      const dataset = need.split('.')[0] ?? '';
      if (shapes.has(dataset)) return [];
      const place = (): Location => source.locate(['sections', i, 'needs', j]);
      if (section.when_missing === 'refuse') return linkTable(dataset, shapes, place).diagnostics;
      const message = `there is no dataset "${dataset}": section "${section.id}" will be left out, with a note`;
      return [{ ...place(), severity: 'warning' as const, code: 'report.section-omitted', message }];
    }),
  );
}
