import { checkSource } from './check-source.js';
import { findCycles } from './dataset-order.js';
import { linkSql, linkTable, sqlFile, type DatasetShapes, type LinkedSql } from './link-sql.js';
import type { ParsedFile } from './parse-spec.js';
import type { DatasetItem, Diagnostic, TablesOf } from './project.js';
import type { SourceFile } from './read-sources.js';
import type { DatasetSpec } from './spec/dataset.js';

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
  return new Map([...undescribed, ...known]);
}

/** Finds the inputs of each dataset and every mistake between datasets. `missing` holds the data files that are not on disk. */
export async function linkDatasets(
  parsed: readonly ParsedFile<DatasetSpec>[],
  queries: readonly SourceFile[],
  shapes: DatasetShapes,
  missing: ReadonlySet<string>,
  tablesOf: TablesOf,
): Promise<DatasetLink> {
  const sqlOf = new Map(queries.map((query) => [query.name, query]));
  const linked = await Promise.all(
    parsed
      .filter((file) => file.spec !== undefined)
      .map(async (file) => {
        const { inputs, diagnostics } = await linkDataset(file, sqlOf.get(file.name), shapes, missing, tablesOf);
        return { file, inputs, diagnostics: [...diagnostics, ...checkSource(file)] };
      }),
  );
  const cycles = cycleDiagnostics(linked.map(({ file, inputs }) => ({ name: file.name, file: file.file, inputs })));
  const broken = new Set(cycles.names);
  const items = linked.flatMap(({ file, inputs, diagnostics }) => {
    if (file.spec === undefined || broken.has(file.name) || diagnostics.some((each) => each.severity === 'error'))
      return [];
    const sql = sqlOf.get(file.name)?.text;
    return [{ name: file.name, file: file.file, spec: file.spec, inputs, ...(sql === undefined ? {} : { sql }) }];
  });
  return {
    items: withSoundInputs(items),
    diagnostics: [...orphans(parsed, queries), ...linked.flatMap((each) => each.diagnostics), ...cycles.diagnostics],
  };
}

async function linkDataset(
  file: ParsedFile<DatasetSpec>,
  query: SourceFile | undefined,
  shapes: DatasetShapes,
  missing: ReadonlySet<string>,
  tablesOf: TablesOf,
): Promise<LinkedSql> {
  const { spec, source } = file;
  if (!spec) return { inputs: [], diagnostics: [] };
  const origin = checkOrigin(file, query);
  if (origin) return { inputs: [], diagnostics: [origin] };
  if (query) return linkSql(sqlFile(query.file, query.text), shapes, tablesOf);
  if (spec.analysis) return linkTable(spec.analysis.input, shapes, () => source.locate(['analysis', 'input']));
  if (!spec.file) return { inputs: [], diagnostics: [] };
  const { path } = spec.file;
  if (!missing.has(path)) return { inputs: [], diagnostics: [] };
  return {
    inputs: [],
    diagnostics: [
      {
        ...source.locate(['file', 'path']),
        severity: 'error',
        code: 'dataset.file-missing',
        message: `there is no file "${path}"`,
        hint: 'the path is relative to the project folder',
      },
    ],
  };
}

const ORIGINS = ['file', 'database', 'rows', 'analysis'] as const;

function checkOrigin(file: ParsedFile<DatasetSpec>, query: SourceFile | undefined): Diagnostic | undefined {
  const { spec, source, name } = file;
  const keys = ORIGINS.filter((key) => spec?.[key] !== undefined);
  const origins = [...keys, ...(query ? [`${name}.sql`] : [])];
  if (origins.length === 1) return undefined;
  if (origins.length === 0) {
    return {
      ...source.locate([]),
      severity: 'error',
      code: 'dataset.no-origin',
      message: `nothing says where the rows of "${name}" come from`,
      hint: `write file:, database:, rows: or analysis:, or put the SELECT into datasets/${name}.sql`,
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
