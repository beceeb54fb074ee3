import { bindDatasets } from './bind-datasets.js';
import type { SqlBinding } from './bind-sql.js';
import { CALENDAR } from './calendar-item.js';
import { findCycles } from './dataset-order.js';
import { linkSql, linkTable, type DatasetShapes, type LinkedSql } from './link-sql.js';
import { isOutside, isPattern } from './match-files.js';
import type { ParsedFile } from './parse-spec.js';
import { linkMetrics } from './link-metrics.js';
import type { MetricSet } from './metric-set.js';
import type { DatasetItem, Diagnostic, SqlReader } from './project.js';
import type { SourceFile } from './read-sources.js';
import type { DatasetSpec } from './spec/dataset.js';
import { sqlFile } from './sql-text.js';
import type { YamlSource } from './yaml-source.js';

export interface DatasetLink {
  /** Only datasets that are sound and whose inputs are sound, by name. */
  items: Map<string, DatasetItem>;
  diagnostics: Diagnostic[];
}

/** How each named dataset is read: an analysis gives several tables, everything else one. */
export function datasetShapes(
  parsed: readonly ParsedFile<DatasetSpec>[],
  queries: readonly SourceFile[],
): DatasetShapes {
  const known = parsed.map(
    (file) => [file.name, file.spec ? (file.spec.analysis ? 'schema' : 'table') : 'unknown'] as const,
  );
  const undescribed = queries.map((query) => [query.name, 'unknown'] as const);
  return new Map([...undescribed, ...known, [CALENDAR, 'schema']]);
}

/**
 * Finds the inputs of each dataset and every mistake between datasets, with a binding also columns that are not there; `builtIn` ones are there
 * without a file. `missing` holds the data files that are not on disk.
 */
export async function linkDatasets(
  parsed: readonly ParsedFile<DatasetSpec>[],
  queries: readonly SourceFile[],
  shapes: DatasetShapes,
  missing: ReadonlySet<string>,
  sql: SqlReader,
  { builtIn, binding }: { builtIn: readonly DatasetItem[]; binding?: SqlBinding | undefined },
): Promise<DatasetLink> {
  const sqlOf = new Map(queries.map((query) => [query.name, query]));
  const linked = await Promise.all(
    parsed
      .filter((file) => file.spec !== undefined)
      .map(async (file) => ({ file, ...(await linkDataset(file, sqlOf.get(file.name), shapes, missing, sql)) })),
  );
  const cycles = cycleDiagnostics(linked.map(({ file, inputs }) => ({ name: file.name, file: file.file, inputs })));
  const broken = new Set(cycles.names);
  const items = linked.flatMap(({ file, inputs, diagnostics, metrics }) => {
    if (file.spec === undefined || broken.has(file.name) || diagnostics.some((each) => each.severity === 'error'))
      return [];
    const text = sqlOf.get(file.name)?.text;
    return [
      {
        name: file.name,
        file: file.file,
        spec: file.spec,
        inputs,
        ...(text === undefined ? {} : { sql: text }),
        ...(metrics && { metrics }),
      },
    ];
  });
  const sound = withSoundInputs([...items, ...builtIn]);
  const sources = new Map(parsed.map(({ name, source }) => [name, source]));
  const bound = binding === undefined ? [] : await bindDatasets(sound, sources, binding);
  const wrong = new Set(bound.map(({ file: at }) => at.replace(/\.sql$/, '.yaml')));
  return {
    items: withSoundInputs([...sound.values()].filter(({ file }) => !wrong.has(file))),
    diagnostics: [
      ...orphans(parsed, queries),
      ...linked.flatMap((each) => each.diagnostics),
      ...cycles.diagnostics,
      ...bound,
    ],
  };
}

/** Where its rows come from, and what it defines over them. */
async function linkDataset(
  file: ParsedFile<DatasetSpec>,
  query: SourceFile | undefined,
  shapes: DatasetShapes,
  missing: ReadonlySet<string>,
  sql: SqlReader,
): Promise<LinkedSql & { metrics: MetricSet | undefined }> {
  const { name, spec, source } = file;
  if (!spec) return { inputs: [], diagnostics: [], metrics: undefined };
  const [{ inputs, diagnostics }, metrics] = await Promise.all([
    linkOrigin(file, query, shapes, missing, sql),
    linkMetrics(name, spec, source, sql),
  ]);
  return { inputs, diagnostics: [...diagnostics, ...metrics.diagnostics], metrics: metrics.set };
}

async function linkOrigin(
  file: ParsedFile<DatasetSpec>,
  query: SourceFile | undefined,
  shapes: DatasetShapes,
  missing: ReadonlySet<string>,
  { tablesOf }: SqlReader,
): Promise<LinkedSql> {
  const { spec, source } = file;
  if (!spec) return { inputs: [], diagnostics: [] };
  const origin = checkOrigin(file, query);
  if (origin) return { inputs: [], diagnostics: [origin] };
  if (query) return linkSql(sqlFile(query.file, query.text), shapes, tablesOf);
  if (spec.analysis) return linkTable(spec.analysis.input, shapes, () => source.locate(['analysis', 'input']));
  const path = spec.file?.path ?? '';
  return { inputs: [], diagnostics: missing.has(path) ? [missingFile(path, source)] : [] };
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

function checkOrigin(file: ParsedFile<DatasetSpec>, query: SourceFile | undefined): Diagnostic | undefined {
  const { spec, source, name } = file;
  const origins = [spec?.file && 'file', spec?.analysis && 'analysis', query && `${name}.sql`].filter(
    (each) => each !== undefined,
  );
  if (origins.length === 1) return undefined;
  if (origins.length === 0) {
    return {
      ...source.locate([]),
      severity: 'error',
      code: 'dataset.no-origin',
      message: `nothing says where the rows of "${name}" come from`,
      hint: `write file: or analysis:, or put the SELECT into datasets/${name}.sql`,
    };
  }
  return {
    ...source.locate([spec?.analysis ? 'analysis' : 'file'], 'key'),
    severity: 'error',
    code: 'dataset.several-origins',
    message: `the rows of "${name}" come from ${origins.join(' and ')}`,
    hint: 'keep exactly one of them',
  };
}

function orphans(parsed: readonly ParsedFile<DatasetSpec>[], queries: readonly SourceFile[]): Diagnostic[] {
  const described = new Set(parsed.map((file) => file.name));
  return queries
    .filter((query) => !described.has(query.name))
    .map((query) => ({
      file: query.file,
      line: 1,
      column: 1,
      severity: 'error',
      code: 'dataset.no-yaml',
      message: `"${query.name}.sql" has no "${query.name}.yaml" beside it`,
      hint: `write datasets/${query.name}.yaml with at least a title`,
    }));
}

function cycleDiagnostics(nodes: { name: string; file: string; inputs: string[] }[]) {
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
