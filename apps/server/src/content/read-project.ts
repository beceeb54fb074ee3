import { resolve } from 'node:path';
import { linkBrands } from './link-brands.js';
import { datasetShapes, linkDatasets } from './link-datasets.js';
import type { LinkedSql } from './link-sql.js';
import { linkDashboard, linkJob, linkReport } from './link-reports.js';
import { parseSpec, type ParsedFile } from './parse-spec.js';
import type { DashboardItem, Diagnostic, Item, Project, ReportItem, TablesOf } from './project.js';
import { checkName, misnamedFiles } from './check-names.js';
import { missingFiles, readSources, type PartialFile, type SourceFile, type Sources } from './read-sources.js';
import { kebabName, snakeName } from './spec/common.js';
import { dashboard, type DashboardSpec } from './spec/dashboard.js';
import { dataset, type DatasetSpec } from './spec/dataset.js';
import { job, type JobSpec } from './spec/job.js';
import { project as projectSchema, type ProjectSpec } from './spec/project.js';
import { report, type ReportSpec } from './spec/report.js';

interface ParsedProject {
  project: ParsedFile<ProjectSpec> | undefined;
  datasets: ParsedFile<DatasetSpec>[];
  dashboards: ParsedFile<DashboardSpec>[];
  reports: ParsedFile<ReportSpec>[];
  jobs: ParsedFile<JobSpec>[];
}

/**
 * Reads, parses and links the content of a project folder (absolute or relative path). Mistakes of the writer become
 * diagnostics, sorted by place; what is sound, and reads only what is sound, is in the maps. A missing or broken decile.yaml
 * gives the default settings and an error. Throws only on disk errors and infrastructure errors of `tablesOf`.
 */
export async function readProject(root: string, tablesOf: TablesOf): Promise<Project> {
  const sources = await readSources(root);
  const parsed = parseSources(sources);
  const paths = parsed.datasets.flatMap((file) => file.spec?.file?.path ?? []);
  const missing = await missingFiles(root, paths);
  return linkProject(resolve(root), sources, parsed, missing, tablesOf);
}

function parseSources(sources: Sources): ParsedProject {
  return {
    project: sources.project && parseSpec('project', projectSchema, sources.project),
    datasets: sources.datasets.map((file) => checkName(parseSpec('dataset', dataset, file), snakeName)),
    dashboards: sources.dashboards.map((file) => checkName(parseSpec('dashboard', dashboard, file), kebabName)),
    reports: sources.reports.map((file) => checkName(parseSpec('report', report, file), kebabName)),
    jobs: sources.jobs.map((file) => checkName(parseSpec('job', job, file), kebabName)),
  };
}

async function linkProject(
  root: string,
  sources: Sources,
  parsed: ParsedProject,
  missing: ReadonlySet<string>,
  tablesOf: TablesOf,
): Promise<Project> {
  const shapes = datasetShapes(parsed.datasets, sources.queries);
  const datasets = await linkDatasets(parsed.datasets, sources.queries, shapes, missing, tablesOf);
  const layouts = byName(sources.layouts);
  const styles = byName(sources.styles);
  const partialsOf = (name: string) => ownPartials(sources.partials, name);
  const reports = await linkAll(parsed.reports, (file) =>
    linkReport(file, { layout: layouts.get(file.name), partials: partialsOf(file.name) }, shapes, tablesOf),
  );
  const dashboards = await linkAll(parsed.dashboards, (file) => linkDashboard(file, shapes, tablesOf));
  const reportSpecs = new Map(parsed.reports.map((file) => [file.name, file.spec]));
  const brands = await linkBrands(root, [
    ...(parsed.project ? [parsed.project] : []),
    ...parsed.reports,
    ...parsed.jobs,
  ]);
  const jobs = await linkAll(parsed.jobs, async (file) => ({ inputs: [], diagnostics: linkJob(file, reportSpecs) }));

  const soundReports = soundItems(reports, datasets.items).map((item): [string, ReportItem] => [
    item.name,
    {
      ...item,
      ...textOf('layout', layouts.get(item.name)),
      ...textOf('style', styles.get(item.name)),
      ...partialTexts(partialsOf(item.name)),
    },
  ]);
  const reportMap = new Map(soundReports);
  const soundJobs = soundItems(jobs, datasets.items).filter((item) => reportMap.has(item.spec.report));
  const diagnostics = [
    ...projectDiagnostics(parsed.project),
    ...misnamedFiles(sources),
    ...[...parsed.datasets, ...parsed.dashboards, ...parsed.reports, ...parsed.jobs].flatMap(
      (file) => file.diagnostics,
    ),
    ...datasets.diagnostics,
    ...brands.diagnostics,
    ...once([...reports, ...dashboards, ...jobs].flatMap((each) => each.linked.diagnostics)),
  ];
  return {
    root,
    spec: parsed.project?.spec ?? projectSchema.parse({ name: 'project', title: 'Project' }),
    datasets: datasets.items,
    reports: reportMap,
    dashboards: new Map(
      soundItems(dashboards, datasets.items).map((item): [string, DashboardItem] => [item.name, item]),
    ),
    jobs: new Map(soundJobs.map(({ name, file, spec }): [string, Item<JobSpec>] => [name, { name, file, spec }])),
    logos: brands.logos,
    diagnostics: diagnostics.sort(byPlace),
  };
}

interface LinkedFile<Spec> {
  file: ParsedFile<Spec>;
  linked: LinkedSql;
}

function linkAll<Spec>(
  files: readonly ParsedFile<Spec>[],
  link: (file: ParsedFile<Spec>) => Promise<LinkedSql>,
): Promise<LinkedFile<Spec>[]> {
  return Promise.all(files.map(async (file) => ({ file, linked: await link(file) })));
}

function soundItems<Spec>(
  files: readonly LinkedFile<Spec>[],
  datasets: ReadonlyMap<string, unknown>,
): (Item<Spec> & { inputs: string[] })[] {
  return files.flatMap(({ file, linked }) => {
    const isSound = !linked.diagnostics.some((each) => each.severity === 'error');
    if (file.spec === undefined || !isSound || !linked.inputs.every((input) => datasets.has(input))) return [];
    return [{ name: file.name, file: file.file, spec: file.spec, inputs: linked.inputs }];
  });
}

function projectDiagnostics(parsed: ParsedFile<ProjectSpec> | undefined): Diagnostic[] {
  if (parsed) return parsed.diagnostics;
  const message = 'this folder has no decile.yaml';
  const hint = 'start a project with "decile init DIR", or name its folder with --project DIR';
  return [{ file: 'decile.yaml', severity: 'error', code: 'project.missing', message, hint }];
}

function byName(files: readonly SourceFile[]): Map<string, SourceFile> {
  return new Map(files.map((file) => [file.name, file]));
}

function textOf<Key extends string>(key: Key, file: SourceFile | undefined): Partial<Record<Key, string>> {
  return file ? ({ [key]: file.text } as Partial<Record<Key, string>>) : {};
}

/** Partials that a report may use, its own in place of shared ones of the same name. */
function ownPartials(partials: readonly PartialFile[], name: string): PartialFile[] {
  const usable = partials.filter((file) => file.report === null || file.report === name);
  return [...new Map(usable.map((file) => [file.name, file])).values()];
}

function partialTexts(partials: readonly PartialFile[]): Pick<ReportItem, 'partials'> {
  if (partials.length === 0) return {};
  return { partials: Object.fromEntries(partials.map(({ name, file, text }) => [name, { file, text }])) };
}

/** A mistake in a shared partial is found by each report that uses it. */
function once(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  return [...new Map(diagnostics.map((each) => [JSON.stringify(each), each])).values()];
}

function byPlace(a: Diagnostic, b: Diagnostic): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0);
}
