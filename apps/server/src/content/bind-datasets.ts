import { analysisColumns, analysisTables } from './analysis-tables.js';
import { bindMetrics } from './bind-metrics.js';
import { unknownColumn, type SqlBinding } from './bind-sql.js';
import { datasetOrder } from './dataset-order.js';
import type { DraftDataset } from './draft-dataset.js';
import { lacks } from './parse-spec.js';
import type { ColumnShape, DatasetItem, Diagnostic } from './project.js';
import { snakeName } from './spec/common.js';
import { asPushedRows } from './decided-rows.js';
import { dataset, type DatasetSpec } from './spec/dataset.js';
import { sqlFile } from './sql-text.js';
import type { YamlPath, YamlSource } from './yaml-source.js';

/**
 * Makes the columns of datasets known, inputs first, as far as they can be told without rows: from a SELECT, from declared types, from the
 * kind of an analysis. Returns the mistakes by dataset: columns that a SELECT, a declaration or a test names and that are not there. Where a
 * dataset has mistakes, what it was meant to give is guessed; `circular` ones are not looked at.
 */
export async function bindDatasets(
  drafts: ReadonlyMap<string, DraftDataset>,
  sources: ReadonlyMap<string, YamlSource>,
  circular: ReadonlySet<string>,
  binding: SqlBinding,
): Promise<Map<string, Diagnostic[]>> {
  const found = new Map<string, Diagnostic[]>();
  for (const name of orderOf(drafts, circular))
    found.set(name, await bindDataset(drafts.get(name)!, sources.get(name)!, binding));
  return found;
}

/** Inputs first, whatever they are. */
function orderOf(drafts: ReadonlyMap<string, DraftDataset>, circular: ReadonlySet<string>): string[] {
  const straight = [...drafts.values()].filter(({ name }) => !circular.has(name));
  const names = new Set(straight.map(({ name }) => name));
  const datasets = new Map(
    straight.map((item) => [item.name, { ...item, inputs: item.inputs.filter((input) => names.has(input)) }]),
  );
  return datasetOrder({ datasets }, names);
}

async function bindDataset(item: DraftDataset, source: YamlSource, binding: SqlBinding): Promise<Diagnostic[]> {
  const { tables, diagnostics: found, isSure } = await tablesOf(item, source, binding);
  if (tables !== undefined && snakeName.safeParse(item.name).success) {
    if (await binding.define(item.name, tables, isSure)) found.push(...(await bindMetrics(item, source, binding)));
    else found.push(...(await badTypes(item, source, binding)));
  }
  return [...found, ...wrongColumns(item, source, [...(tables?.values() ?? [])][0])];
}

interface Known {
  tables?: Map<string, ColumnShape[]> | undefined;
  diagnostics: Diagnostic[];
  /** False where the tables are a guess. */
  isSure: boolean;
}

async function tablesOf(item: DraftDataset, source: YamlSource, binding: SqlBinding): Promise<Known> {
  const { name, spec, sql, calendar, inputs } = item;
  const known = (columns: ColumnShape[] | undefined): Known => ({
    tables: columns && new Map([[name, columns]]),
    diagnostics: [],
    isSure: true,
  });
  if (calendar) return { ...known(undefined), tables: new Map([[`${name}.days`, declaredTypes(spec) ?? []]]) };
  if (!item.hasSoundOrigin || lacks(item, dataset.shape, 'columns', 'file', 'analysis')) return known(undefined);
  if (spec.analysis) {
    const input = await binding.columnsOf(spec.analysis.input);
    const wrong = analysisColumns(spec.analysis).flatMap((column) =>
      unknownColumn(column.name, input, () => source.locate(['analysis', ...column.path]), 'dataset.unknown-column'),
    );
    const tables = input && analysisTables(name, spec.analysis, input);
    return { tables, diagnostics: wrong, isSure: binding.isSureOf(inputs) };
  }
  return sql === undefined ? known(declaredTypes(spec)) : selected(item, sql, source, binding);
}

/** What the SELECT of a dataset gives, in the types that are declared. */
async function selected(item: DraftDataset, sql: string, source: YamlSource, binding: SqlBinding): Promise<Known> {
  const { name, spec, inputs, file } = item;
  const bound = await binding.bind(sqlFile(file.replace(/\.yaml$/, '.sql'), sql), inputs);
  const wrong = (spec.columns ?? []).flatMap((column, i) =>
    unknownColumn(column.name, bound.columns, () => source.locate(['columns', i, 'name']), 'dataset.unknown-column'),
  );
  const columns = bound.columns?.map((column) => ({ ...column, type: declaredType(spec, column.name) ?? column.type }));
  const diagnostics = [...bound.diagnostics, ...wrong];
  const isSure = diagnostics.length === 0 && binding.isSureOf(inputs);
  return { tables: columns && new Map([[name, columns]]), diagnostics, isSure };
}

async function badTypes({ spec }: DatasetItem, source: YamlSource, binding: SqlBinding): Promise<Diagnostic[]> {
  const found: Diagnostic[] = [];
  for (const [i, { type }] of (spec.columns ?? []).entries()) {
    if (type === undefined || (await binding.hasType(type))) continue;
    found.push({
      ...source.locate(['columns', i, 'type']),
      severity: 'error',
      code: 'dataset.bad-type',
      message: `there is no type "${type}"`,
      hint: 'use a type like VARCHAR, BIGINT, DECIMAL(18,2), DOUBLE, DATE, TIMESTAMP or BOOLEAN',
    });
  }
  return found;
}

/** Columns of a dataset whose rows come from outside: known when all of them are declared with their types. */
function declaredTypes(spec: DatasetSpec): ColumnShape[] | undefined {
  const { columns, file } = asPushedRows(spec);
  if (columns === undefined) return undefined;
  const typed = columns.flatMap(({ name, type }) => (type === undefined ? [] : [{ name, type }]));
  if (typed.length < columns.length) return undefined;
  return file?.name_column === undefined ? typed : [...typed, { name: file.name_column, type: 'VARCHAR' }];
}

function declaredType({ columns }: DatasetSpec, name: string): string | undefined {
  return columns?.find((column) => column.name === name)?.type;
}

/** Columns named by tests and `date_column` that the first table does not have. */
function wrongColumns({ spec }: DatasetItem, source: YamlSource, columns: ColumnShape[] | undefined): Diagnostic[] {
  const check = (name: string, path: YamlPath): Diagnostic[] =>
    unknownColumn(name, columns, () => source.locate(path), 'dataset.unknown-column');
  const tests = spec.tests.flatMap((test, i) => {
    if ('unique' in test) return test.unique.flatMap((name, j) => check(name, ['tests', i, 'unique', j]));
    if ('not_null' in test) return test.not_null.flatMap((name, j) => check(name, ['tests', i, 'not_null', j]));
    if ('accepted' in test) return check(test.accepted.column, ['tests', i, 'accepted', 'column']);
    if ('range' in test) return check(test.range.column, ['tests', i, 'range', 'column']);
    return [];
  });
  return [...tests, ...(spec.date_column === undefined ? [] : check(spec.date_column, ['date_column']))];
}
