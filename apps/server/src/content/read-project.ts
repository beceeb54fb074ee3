import { resolve } from 'node:path';
import { SqlBinding } from './bind-sql.js';
import { linkBrands } from './link-brands.js';
import { datasetShapes, linkDatasets, type DatasetLink } from './link-datasets.js';
import type { LinkGround } from './link-blocks.js';
import type { LinkedSql } from './link-sql.js';
import { linkDashboard, linkJob, linkReport } from './link-reports.js';
import { parseSpec, type ParsedFile } from './parse-spec.js';
import type {
  DashboardItem,
  DatasetItem,
  Diagnostic,
  Item,
  Project,
  ReportItem,
  SqlReader,
  Unchecked,
} from './project.js';
import { findUnchecked } from './unchecked.js';
import { CALENDAR_MISTAKE, checkCalendar } from './check-calendar.js';
import { CALENDAR, calendarItem } from './calendar-item.js';
import { checkName, checkReserved, misnamedFiles } from './check-names.js';
import { missingFiles } from './match-files.js';
import { readImages, soundImages, type Images } from './read-images.js';
import { readSources, type PartialFile, type SourceFile, type Sources } from './read-sources.js';
import { kebabName, datasetName } from './spec/common.js';
import { dashboard, type DashboardSpec } from './spec/dashboard.js';
import { dataset, type DatasetSpec } from './spec/dataset.js';
import { job, type JobSpec } from './spec/job.js';
import { project as projectSchema, type ProjectSpec } from './spec/project.js';
import { report, type WrittenReport } from './spec/report.js';

interface ParsedProject {
  project: ParsedFile<ProjectSpec> | undefined;
  datasets: ParsedFile<DatasetSpec>[];
  dashboards: ParsedFile<DashboardSpec>[];
  reports: ParsedFile<WrittenReport>[];
  jobs: ParsedFile<JobSpec>[];
}

/**
 * Reads, parses and links the content of a project folder (absolute or relative path). Mistakes of the writer become
 * diagnostics, sorted by place; what is sound, and reads only what is sound, is in the maps. A missing or broken decile.yaml
 * gives the default settings and an error. With a `sketch` columns are looked at too, as far as they can be told without data. Throws only on
 * disk errors and infrastructure errors of `sql`.
 */
export async function readProject(root: string, sql: SqlReader): Promise<Project> {
  const sources = await readSources(root);
  const parsed = parseSources(sources);
  const paths = parsed.datasets.flatMap(({ draft }) => draft?.file?.path ?? []);
  const missing = await missingFiles(root, paths);
  const images = new Map(
    await Promise.all(
      parsed.reports.map(async ({ name, draft }) => [name, await readImages(root, name, draft)] as const),
    ),
  );
  return linkProject(resolve(root), sources, parsed, { missing, images }, sql);
}

function parseSources(sources: Sources): ParsedProject {
  return {
    project: sources.project && parseSpec('project', projectSchema, sources.project),
    datasets: sources.datasets.map((file) =>
      checkReserved(checkName(parseSpec('dataset', dataset, file), datasetName)),
    ),
    dashboards: sources.dashboards.map((file) => checkName(parseSpec('dashboard', dashboard, file), kebabName)),
    reports: sources.reports.map((file) => checkName(parseSpec('report', report, file), kebabName)),
    jobs: sources.jobs.map((file) => checkName(parseSpec('job', job, file), kebabName)),
  };
}

async function linkProject(
  root: string,
  sources: Sources,
  parsed: ParsedProject,
  { missing, images }: { missing: ReadonlySet<string>; images: ReadonlyMap<string, Images> },
  sql: SqlReader,
): Promise<Project> {
  const settings = parsed.project?.spec ?? projectSchema.parse({ name: 'project', title: 'Project' });
  const ofProject = await projectDiagnostics(parsed.project);
  const builtIn = ofProject.some(({ code }) => code === CALENDAR_MISTAKE) ? [] : [calendarItem(settings.calendar)];
  const shapes = datasetShapes(parsed.datasets, sources.queries);
  const binding = sql.sketch && new SqlBinding(sql.sketch);
  const bound = { builtIn, binding };
  const datasets = await linkDatasets(parsed.datasets, sources.queries, shapes, missing, sql, bound);
  const ground: LinkGround = { shapes, datasets: datasets.drafts, tablesOf: sql.tablesOf, binding };
  const templateOf = templatesByName(sources, images);
  const reports = await linkAll(parsed.reports, (file) => linkReport(file, templateOf(file.name), ground));
  const dashboards = await linkAll(parsed.dashboards, (file) => linkDashboard(file, ground));
  const reportFiles = new Map(parsed.reports.map((file) => [file.name, file]));
  const brands = await linkBrands(root, [
    ...(parsed.project ? [parsed.project] : []),
    ...parsed.reports,
    ...parsed.jobs,
  ]);
  const jobs = await linkAll(parsed.jobs, async (file) => ({ inputs: [], diagnostics: linkJob(file, reportFiles) }));

  const soundReports = soundItems(reports, datasets.items).map((item): [string, ReportItem] => [
    item.name,
    { ...item, ...templateTexts(templateOf(item.name)) },
  ]);
  const reportMap = new Map(soundReports);
  const soundJobs = soundItems(jobs, datasets.items).filter((item) => reportMap.has(item.spec.report));
  const diagnostics = [
    ...ofProject,
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
    spec: settings,
    datasets: withoutUnread(datasets.items, [...reports, ...dashboards]),
    reports: reportMap,
    dashboards: new Map(
      soundItems(dashboards, datasets.items).map((item): [string, DashboardItem] => [item.name, item]),
    ),
    jobs: new Map(soundJobs.map(({ name, file, spec }): [string, Item<JobSpec>] => [name, { name, file, spec }])),
    logos: brands.logos,
    diagnostics: diagnostics.sort(byPlace),
    unchecked: binding ? uncheckedBy(binding, datasets, [...reports, ...dashboards]) : [],
  };
}

interface Template {
  layout: SourceFile | undefined;
  style: SourceFile | undefined;
  partials: PartialFile[];
  images: Images;
}

/** What the template folder of each report holds beside report.yaml. */
function templatesByName(sources: Sources, images: ReadonlyMap<string, Images>): (report: string) => Template {
  const layouts = byName(sources.layouts);
  const styles = byName(sources.styles);
  return (name) => ({
    layout: layouts.get(name),
    style: styles.get(name),
    partials: ownPartials(sources.partials, name),
    images: images.get(name) ?? new Map(),
  });
}

function templateTexts({ layout, style, partials, images }: Template): Partial<ReportItem> {
  return { ...textOf('layout', layout), ...textOf('style', style), ...partialTexts(partials), ...soundImages(images) };
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

function uncheckedBy(
  binding: SqlBinding,
  { wrong, drafts }: DatasetLink,
  readers: readonly { file: { file: string }; linked: LinkedSql }[],
): Unchecked[] {
  const others = readers.map(({ file, linked }) => ({ file: file.file, inputs: linked.inputs }));
  return findUnchecked(wrong, drafts, others, (name) => binding.knows(name));
}

/** The built-in dataset counts only where somebody reads it. */
function withoutUnread(
  items: ReadonlyMap<string, DatasetItem>,
  readers: readonly { linked: LinkedSql }[],
): ReadonlyMap<string, DatasetItem> {
  const read = [...items.values()]
    .flatMap(({ inputs }) => inputs)
    .concat(readers.flatMap(({ linked }) => linked.inputs));
  return read.includes(CALENDAR) ? items : new Map([...items].filter(([name]) => name !== CALENDAR));
}

async function projectDiagnostics(parsed: ParsedFile<ProjectSpec> | undefined): Promise<Diagnostic[]> {
  if (parsed) return [...parsed.diagnostics, ...(await checkCalendar(parsed))];
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
