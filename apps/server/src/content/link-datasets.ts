import { analysisReads } from './analysis-tables.js';
import { bindDatasets } from './bind-datasets.js';
import type { SqlBinding } from './bind-sql.js';
import { CALENDAR } from './calendar-item.js';
import { checkDecisions } from './check-decisions.js';
import { columnTitles } from './column-titles.js';
import { checkSource } from './check-source.js';
import { findCycles } from './dataset-order.js';
import { linkSql, linkTable, mergeLinked, type DatasetShapes, type LinkedSql } from './link-sql.js';
import { isOutside, isPattern } from './match-files.js';
import { lacks, writtenNames, type ParsedFile } from './parse-spec.js';
import { wholeDataset, type DraftDataset } from './draft-dataset.js';
import { linkMetrics } from './link-metrics.js';
import type { DatasetItem, Diagnostic, Location, SqlReader } from './project.js';
import type { SourceFile } from './read-sources.js';
import { member } from './schema-keys.js';
import { snakeName } from './spec/common.js';
import { dataset, type Analysis, type AnalysisKind, type DatasetSpec } from './spec/dataset.js';
import { sqlFile } from './sql-text.js';
import type { YamlSource } from './yaml-source.js';

export interface DatasetLink {
  /** Only datasets that are sound and whose inputs are sound, by name. */
  items: Map<string, DatasetItem>;
  /** Every dataset that can be read, and what others may take from it. */
  drafts: ReadonlyMap<string, DraftDataset>;
  /** Names of the datasets that hold mistakes of their own. */
  wrong: ReadonlySet<string>;
  diagnostics: Diagnostic[];
}

/** How each named dataset is read: an analysis gives several tables, everything else one. */
export function datasetShapes(
  parsed: readonly ParsedFile<DatasetSpec>[],
  queries: readonly SourceFile[],
): DatasetShapes {
  const known = parsed.map((file) => [file.name, shapeOf(file)] as const);
  const undescribed = queries.map((query) => [query.name, 'unknown'] as const);
  return new Map([...undescribed, ...known, [CALENDAR, 'schema']]);
}

function shapeOf(file: ParsedFile<DatasetSpec>): 'table' | 'schema' | 'unknown' {
  if (!file.draft || !isNamed(file)) return 'unknown';
  if (member(file.written, 'analysis') !== undefined || file.draft.analysis) return 'schema';
  return lacks(file, dataset.shape) ? 'unknown' : 'table';
}

/** Whether others can read it by its name. */
function isNamed({ name }: { name: string }): boolean {
  return snakeName.safeParse(name).success;
}

/** The datasets that are there without a file, and where columns are looked at. */
interface Surroundings {
  builtIn: readonly DatasetItem[];
  binding?: SqlBinding | undefined;
}

/**
 * Finds the inputs of each dataset and every mistake between datasets, with a binding also columns that are not there. `missing` holds the
 * data files that are not on disk.
 */
export async function linkDatasets(
  parsed: readonly ParsedFile<DatasetSpec>[],
  queries: readonly SourceFile[],
  shapes: DatasetShapes,
  missing: ReadonlySet<string>,
  sql: SqlReader,
  { builtIn, binding }: Surroundings,
): Promise<DatasetLink> {
  const sqlOf = new Map(queries.map((query) => [query.name, query]));
  const kinds = new Map(parsed.flatMap(({ name, draft }) => (draft?.analysis ? [[name, draft.analysis.kind]] : [])));
  const context: LinkContext = { shapes, kinds, missing, sql };
  const linked = await Promise.all(parsed.map((file) => linkDataset(file, sqlOf.get(file.name), context)));
  const undescribed = await linkUndescribed(parsed, queries, shapes, sql);
  const drafts = new Map(linked.flatMap(({ draft }) => (draft ? [[draft.name, draft]] : [])));
  const cycles = cycleDiagnostics([...drafts.values()]);
  for (const item of builtIn) drafts.set(item.name, wholeDataset(item));
  const circular = new Set(cycles.names);
  const decided = new Map(parsed.map((file) => [file.name, checkDecisions(file, drafts)]));
  const sources = new Map(parsed.map(({ name, source }) => [name, source]));
  const bound = binding && (await bindDatasets(drafts, sources, circular, binding));
  const wrong = new Set([
    ...cycles.names,
    ...parsed.filter(({ spec }) => spec === undefined).map(({ name }) => name),
    ...linked.filter(({ diagnostics }) => hasErrors(diagnostics)).map(({ name }) => name),
    ...[...decided].filter(([, diagnostics]) => hasErrors(diagnostics)).map(([name]) => name),
    ...[...(bound ?? [])].filter(([, diagnostics]) => hasErrors(diagnostics)).map(([name]) => name),
    ...undescribed.names,
  ]);
  const sound = [...drafts.values()].filter(({ name }) => !wrong.has(name));
  return {
    items: withTitles(withSoundInputs(sound.map(itemOf))),
    drafts,
    wrong,
    diagnostics: [
      ...linked.flatMap(({ diagnostics }) => diagnostics),
      ...undescribed.diagnostics,
      ...cycles.diagnostics,
      ...[...decided.values()].flat(),
      ...[...(bound?.values() ?? [])].flat(),
    ],
  };
}

function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some(({ severity }) => severity === 'error');
}

function itemOf({
  declared: _declared,
  lost: _lost,
  hasSoundOrigin: _hasSoundOrigin,
  ...item
}: DraftDataset): DatasetItem {
  return item;
}

/** What a dataset is linked against. */
interface LinkContext {
  shapes: DatasetShapes;
  /** Of the datasets that are an analysis. */
  kinds: ReadonlyMap<string, AnalysisKind>;
  /** Data files that are not on disk. */
  missing: ReadonlySet<string>;
  sql: SqlReader;
}

interface LinkedDataset {
  name: string;
  draft?: DraftDataset;
  diagnostics: Diagnostic[];
}

/** Where its rows come from, and what it defines over them. */
async function linkDataset(
  file: ParsedFile<DatasetSpec>,
  query: SourceFile | undefined,
  context: LinkContext,
): Promise<LinkedDataset> {
  const { shapes, missing, sql } = context;
  const { name, draft: spec, lost } = file;
  if (!spec)
    return {
      name,
      diagnostics: query ? (await linkSql(sqlFile(query.file, query.text), shapes, sql.tablesOf)).diagnostics : [],
    };
  const [origin, metrics] = await Promise.all([linkOrigin(file, query, context), linkMetrics(file, sql)]);
  const absent = spec.file && missing.has(spec.file.path) ? [missingFile(spec.file.path, file.source)] : [];
  const draft: DraftDataset = {
    name,
    file: file.file,
    spec,
    inputs: origin.inputs,
    ...(query && { sql: query.text }),
    ...(metrics.set && { metrics: metrics.set }),
    declared: { metrics: writtenNames(file, 'metrics'), dimensions: writtenNames(file, 'dimensions') },
    lost,
    hasSoundOrigin: !hasErrors(origin.diagnostics),
  };
  return { name, draft, diagnostics: [...origin.diagnostics, ...absent, ...metrics.diagnostics, ...checkSource(file)] };
}

async function linkOrigin(
  file: ParsedFile<DatasetSpec>,
  query: SourceFile | undefined,
  { shapes, kinds, sql: { tablesOf } }: LinkContext,
): Promise<LinkedSql> {
  const { draft, source } = file;
  const origin = checkOrigin(file, query);
  const parts = [
    ...(query ? [await linkSql(sqlFile(query.file, query.text), shapes, tablesOf)] : []),
    ...(draft?.analysis ? linkAnalysis(draft.analysis, shapes, kinds, source) : []),
  ];
  return mergeLinked([{ inputs: [], diagnostics: origin ? [origin] : [] }, ...parts]);
}

function linkAnalysis(
  analysis: Analysis,
  shapes: DatasetShapes,
  kinds: LinkContext['kinds'],
  source: YamlSource,
): LinkedSql[] {
  return analysisReads(analysis).map(({ name, path }) => {
    const place = () => source.locate(['analysis', ...path]);
    const [origin = ''] = name.split('.');
    const kind = kinds.get(origin);
    const isNoModel = kind === undefined ? shapes.get(origin) === 'table' : kind !== 'response_model';
    return path[0] === 'model' && isNoModel
      ? { inputs: [], diagnostics: [noModel(origin, kinds, place())] }
      : linkTable(name, shapes, place);
  });
}

function noModel(origin: string, kinds: LinkContext['kinds'], place: Location): Diagnostic {
  const models = [...kinds].flatMap(([name, kind]) => (kind === 'response_model' ? [name] : []));
  const there = models.length === 0 ? 'there is none yet' : `there is ${models.sort().join(', ')}`;
  return {
    ...place,
    severity: 'error',
    code: 'dataset.not-a-model',
    message: `"${origin}" keeps no model`,
    hint: `name a dataset whose analysis is a response_model: ${there}`,
  };
}

function missingFile(path: string, source: YamlSource): Diagnostic {
  const where = { ...source.locate(['file', 'path']), severity: 'error' as const };
  if (isOutside(path)) {
    const hint = 'copy the file into the project, or bring it in with `decile import`';
    return { ...where, code: 'dataset.file-outside', message: `"${path}" is not in the project folder`, hint };
  }
  const message = isPattern(path) ? `no file matches "${path}"` : `there is no file "${path}"`;
  return { ...where, code: 'dataset.file-missing', message, hint: 'the path is relative to the project folder' };
}

const ORIGINS = ['file', 'database', 'rows', 'decisions', 'analysis'] as const;

function checkOrigin(file: ParsedFile<DatasetSpec>, query: SourceFile | undefined): Diagnostic | undefined {
  const { draft, source, name } = file;
  const keys = ORIGINS.filter((key) => draft?.[key] !== undefined);
  const origins = [...keys, ...(query ? [`${name}.sql`] : [])];
  if (origins.length === 1) return undefined;
  // One of them may have been meant by what could not be read.
  if (origins.length === 0 && lacks(file, dataset.shape, ...ORIGINS)) return undefined;
  if (origins.length === 0) {
    return {
      ...source.locate([]),
      severity: 'error',
      code: 'dataset.no-origin',
      message: `nothing says where the rows of "${name}" come from`,
      hint: `write file:, database:, rows:, decisions: or analysis:, or put the SELECT into datasets/${name}.sql`,
    };
  }
  return {
    ...source.locate([keys.at(-1) ?? ''], 'key'),
    severity: 'error',
    code: 'dataset.several-origins',
    message: `the rows of "${name}" come from ${origins.join(' and ')}`,
    hint: 'keep exactly one of them',
  };
}

/** SELECTs without a YAML file: they are no datasets, but their SQL can be read. */
async function linkUndescribed(
  parsed: readonly ParsedFile<DatasetSpec>[],
  queries: readonly SourceFile[],
  shapes: DatasetShapes,
  { tablesOf }: SqlReader,
): Promise<{ names: string[]; diagnostics: Diagnostic[] }> {
  const described = new Set(parsed.map((file) => file.name));
  const orphans = queries.filter((query) => !described.has(query.name));
  const linked = await Promise.all(orphans.map((query) => linkSql(sqlFile(query.file, query.text), shapes, tablesOf)));
  const undescribed = orphans.map(({ name, file }): Diagnostic => ({
    file,
    line: 1,
    column: 1,
    severity: 'error',
    code: 'dataset.no-yaml',
    message: `"${name}.sql" has no "${name}.yaml" beside it`,
    hint: `write datasets/${name}.yaml with at least a title`,
  }));
  const names = orphans.map(({ name }) => name);
  return { names, diagnostics: [...undescribed, ...linked.flatMap(({ diagnostics }) => diagnostics)] };
}

function cycleDiagnostics(nodes: readonly DatasetItem[]): { names: string[]; diagnostics: Diagnostic[] } {
  const cycles = findCycles(new Map(nodes.map((node) => [node.name, node.inputs])));
  const fileOf = new Map(nodes.map((node) => [node.name, node.file]));
  const diagnostics: Diagnostic[] = cycles.map((cycle) => ({
    file: fileOf.get(cycle[0] ?? '') ?? '',
    line: 1,
    column: 1,
    severity: 'error',
    code: 'dataset.cycle',
    message: `datasets read each other in a circle: ${[...cycle, cycle[0]].join(' → ')}`,
    hint: 'a dataset can only read what is made before it',
  }));
  return { names: cycles.flat(), diagnostics };
}

/** Leaves out what reads, over any number of steps, a dataset that is not there. */
function withSoundInputs(items: DatasetItem[]): Map<string, DatasetItem> {
  const names = new Set(items.map((item) => item.name));
  const sound = items.filter((item) => item.inputs.every((input) => names.has(input)));
  if (sound.length < items.length) return withSoundInputs(sound);
  return new Map(sound.map((item) => [item.name, item]));
}

/** Gives analyses the titles of the columns that they read, for their sentences. */
function withTitles(items: Map<string, DatasetItem>): Map<string, DatasetItem> {
  const titled = [...items.values()].map((item): [string, DatasetItem] => [
    item.name,
    item.spec.analysis === undefined ? item : { ...item, titles: columnTitles(item, items) },
  ]);
  return new Map(titled);
}
