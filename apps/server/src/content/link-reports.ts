import type { SqlBinding } from './bind-sql.js';
import { checkLayouts, type TemplateFiles } from './check-layouts.js';
import { checkTexts } from './check-templates.js';
import { suggest } from './did-you-mean.js';
import {
  linkBlocks,
  linkFigures,
  linkSqlAt,
  repeatedIds,
  unknownFigure,
  type LinkContext,
  type LinkGround,
} from './link-blocks.js';
import { linkTable, mergeLinked, type DatasetShapes, type LinkedSql } from './link-sql.js';
import { lacks, writtenNames, type ParsedFile } from './parse-spec.js';
import type { Diagnostic, Location } from './project.js';
import type { Images } from './read-images.js';
import type { DashboardSpec } from './spec/dashboard.js';
import type { JobSpec } from './spec/job.js';
import { report, type WrittenReport } from './spec/report.js';
import type { YamlPath, YamlSource } from './yaml-source.js';

/** Links a report: its queries, figures, block ids, needs, checks, texts, and the layout and partials of its folder. */
export async function linkReport(
  parsed: ParsedFile<WrittenReport>,
  template: TemplateFiles & { images: Images },
  services: LinkGround,
): Promise<LinkedSql> {
  const { draft: spec, source } = parsed;
  if (!spec) return { inputs: [], diagnostics: checkLayouts(template) };
  const binding = services.binding && bindingOf(parsed, spec, services.binding);
  const { shapes, datasets, tablesOf } = services;
  const unbound = { source, shapes: withOptional(spec, shapes), datasets, tablesOf };
  const context: LinkContext = { ...unbound, images: template.images };
  const bound = { ...context, binding };
  const needs = await linkNeeds(spec, source, { ...services, binding });
  // Figures that only an omitted section uses may name what is not there; which ones those are is known only by its texts.
  const figures = await linkFigures(
    needs.omitted.size > 0 ? context : bound,
    spec.figures,
    writtenNames(parsed, 'figures'),
  );
  const sections = await Promise.all(
    spec.sections.map(({ id, blocks }, i) =>
      linkBlocks(needs.omitted.has(id) ? context : bound, placed(blocks, ['sections', i, 'blocks']), figures.columns),
    ),
  );
  const checks = spec.checks.map((check, index) => linkSqlAt(bound, ['checks', index, 'sql'], check.sql));
  const period = spec.period_from === undefined ? [] : [linkSqlAt(bound, ['period_from'], spec.period_from, 'SELECT ')];
  const texts = [
    ...repeatedIds(source, placed(spec.sections, ['sections']), 'section'),
    ...repeatedIds(
      source,
      spec.sections.flatMap(({ blocks }, i) => placed(blocks, ['sections', i, 'blocks'])),
      'block',
    ),
    ...spec.sections.flatMap(({ when }, i) =>
      unknownFigure(when, figures.columns, () => source.locate(['sections', i, 'when']), 'section.unknown-figure'),
    ),
    ...checkTexts(spec, source, figures.columns),
    ...checkLayouts(template),
  ];
  const linked = [figures.linked, ...sections, ...(await Promise.all([...checks, ...period]))];
  return mergeLinked([...linked, { inputs: [], diagnostics: [...needs.diagnostics, ...texts] }]);
}

/** Links a dashboard: its queries, figures, block ids and texts. */
export async function linkDashboard(parsed: ParsedFile<DashboardSpec>, ground: LinkGround): Promise<LinkedSql> {
  const { draft: spec, source } = parsed;
  if (!spec) return { inputs: [], diagnostics: [] };
  const context: LinkContext = { ...ground, source, binding: ground.binding?.with({}) };
  const figures = await linkFigures(context, spec.figures, writtenNames(parsed, 'figures'));
  const blocks = placed(spec.blocks, ['blocks']);
  const linked = await linkBlocks(context, blocks, figures.columns);
  const misplaced = blocks.flatMap(({ block, path }) =>
    ONLY_IN_REPORTS.has(block.kind) ? [onlyInReports(source, block.kind, path)] : [],
  );
  const texts = checkTexts(spec, source, figures.columns);
  const diagnostics = [...repeatedIds(source, blocks, 'block'), ...misplaced, ...texts];
  return mergeLinked([figures.linked, linked, { inputs: [], diagnostics }]);
}

/** Blocks that compare issues or are written on in issues. */
const ONLY_IN_REPORTS: ReadonlySet<string> = new Set(['issue_diff', 'action_table', 'review_table']);

function onlyInReports(source: YamlSource, kind: string, path: YamlPath): Diagnostic {
  const message = `a block of kind ${kind} belongs to issues, and a dashboard has none`;
  const hint = 'move the block into a report';
  return { ...source.locate([...path, 'kind']), severity: 'error', code: 'dashboard.no-issues', message, hint };
}

function placed<Entry>(entries: readonly Entry[], path: YamlPath): { block: Entry; path: YamlPath }[] {
  return entries.map((block, index) => ({ block, path: [...path, index] }));
}

/** Tables with the report's parameters; any name goes where some of them cannot be read. */
function bindingOf(parsed: ParsedFile<WrittenReport>, { parameters }: WrittenReport, binding: SqlBinding): SqlBinding {
  return lacks(parsed, report.shape, 'parameters') ? binding : binding.with(sampleValues(parameters));
}

/** A value of the right type for each declared parameter: its default where it has one. */
function sampleValues(parameters: WrittenReport['parameters']): Record<string, string | number> {
  const samples = { string: 'x', number: 1, date: '2020-01-31' };
  return Object.fromEntries(
    Object.entries(parameters).map(([name, { type, default: fallback }]) => [name, fallback ?? samples[type]]),
  );
}

/** Links a job to its report; `reports` holds every report that the project names. */
export function linkJob(
  parsed: ParsedFile<JobSpec>,
  reports: ReadonlyMap<string, ParsedFile<WrittenReport>>,
): LinkedSql['diagnostics'] {
  const { draft: spec, source } = parsed;
  if (!spec) return [];
  const asked = reports.get(spec.report);
  if (!asked) {
    const hint = suggest(spec.report, reports.keys(), 'reports');
    const message = `unknown report "${spec.report}"`;
    return [{ ...source.locate(['report']), severity: 'error', code: 'job.unknown-report', message, hint }];
  }
  const declared = asked.draft?.parameters;
  if (!declared || lacks(asked, report.shape, 'parameters')) return [];
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

interface LinkedNeeds {
  diagnostics: LinkedSql['diagnostics'];
  /** Ids of the sections that will be left out. */
  omitted: Set<string>;
}

/** A need is `<table>` or `<table>.<column>`, where the table of an analysis is `<dataset>.<table>`. */
async function linkNeeds(spec: WrittenReport, source: YamlSource, services: LinkGround): Promise<LinkedNeeds> {
  const diagnostics: LinkedSql['diagnostics'] = [];
  const omitted = new Set<string>();
  for (const [i, { id, needs, when_missing }] of spec.sections.entries()) {
    for (const [j, need] of needs.entries()) {
      if (await isMet(need, services)) continue;
      const place = (): Location => source.locate(['sections', i, 'needs', j]);
      const dataset = need.split('.')[0] ?? '';
      const what = services.shapes.has(dataset) ? `"${need}" is not there` : `there is no dataset "${dataset}"`;
      if (when_missing === 'omit_with_note') {
        omitted.add(id);
        const message = `${what}: section "${id}" will be left out, with a note`;
        diagnostics.push({ ...place(), severity: 'warning', code: 'report.section-omitted', message });
      } else if (services.shapes.has(dataset)) {
        const hint = 'bring the data, or say when_missing: omit_with_note';
        const message = `section "${id}" needs "${need}", which is not there`;
        diagnostics.push({ ...place(), severity: 'error', code: 'report.section-missing', message, hint });
      } else diagnostics.push(...linkTable(dataset, services.shapes, place).diagnostics);
    }
  }
  return { diagnostics, omitted };
}

/** Whether a need is there, as far as that can be told without data. */
async function isMet(need: string, { shapes, binding }: LinkGround): Promise<boolean> {
  const parts = need.split('.');
  const shape = shapes.get(parts[0] ?? '');
  if (shape === undefined) return false;
  const table = parts.slice(0, shape === 'schema' ? 2 : 1).join('.');
  const column = parts.slice(shape === 'schema' ? 2 : 1).join('.');
  const columns = await binding?.columnsOf(table);
  if (columns === undefined) return true;
  return column === '' ? columns.length > 0 : columns.some(({ name }) => name === column);
}
