import { analysisColumns, analysisTables } from './analysis-tables.js';
import { bindMetrics } from './bind-metrics.js';
import { unknownColumn, type SqlBinding } from './bind-sql.js';
import { datasetOrder } from './dataset-order.js';
import type { ColumnShape, DatasetItem, Diagnostic } from './project.js';
import type { DatasetSpec } from './spec/dataset.js';
import { sqlFile } from './sql-text.js';
import type { YamlPath, YamlSource } from './yaml-source.js';

/**
 * Makes the columns of datasets known, inputs first, as far as they can be told without rows: from a SELECT, from declared types, from the
 * kind of an analysis. Returns the mistakes: columns that a SELECT, a declaration or a test names and that are not there.
 */
export async function bindDatasets(
  items: ReadonlyMap<string, DatasetItem>,
  sources: ReadonlyMap<string, YamlSource>,
  binding: SqlBinding,
): Promise<Diagnostic[]> {
  const found: Diagnostic[] = [];
  for (const name of datasetOrder({ datasets: items }, items.keys())) {
    const item = items.get(name)!;
    const source = sources.get(name)!;
    const { tables, diagnostics } = await tablesOf(item, source, binding);
    const isSound = tables !== undefined && diagnostics.length === 0;
    if (isSound && !(await binding.define(name, tables))) diagnostics.push(...(await badTypes(item, source, binding)));
    if (isSound) diagnostics.push(...(await bindMetrics(item, source, binding)));
    found.push(...diagnostics, ...wrongColumns(item, source, [...(tables?.values() ?? [])][0]));
  }
  return found;
}

interface Known {
  tables?: Map<string, ColumnShape[]> | undefined;
  diagnostics: Diagnostic[];
}

async function tablesOf(item: DatasetItem, source: YamlSource, binding: SqlBinding): Promise<Known> {
  const { name, spec, sql, inputs, file, calendar } = item;
  if (calendar) return { tables: new Map([[`${name}.days`, declaredTypes(spec) ?? []]]), diagnostics: [] };
  if (spec.analysis) {
    const input = await binding.columnsOf(spec.analysis.input);
    const wrong = analysisColumns(spec.analysis).flatMap((column) =>
      unknownColumn(column.name, input, () => source.locate(['analysis', ...column.path]), 'dataset.unknown-column'),
    );
    return { tables: input && analysisTables(name, spec.analysis, input), diagnostics: wrong };
  }
  if (sql === undefined) {
    const columns = declaredTypes(spec);
    return { ...(columns && { tables: new Map([[name, columns]]) }), diagnostics: [] };
  }
  const bound = await binding.bind(sqlFile(file.replace(/\.yaml$/, '.sql'), sql), inputs);
  const wrong = (spec.columns ?? []).flatMap((column, i) =>
    unknownColumn(column.name, bound.columns, () => source.locate(['columns', i, 'name']), 'dataset.unknown-column'),
  );
  const columns = bound.columns?.map((column) => ({ ...column, type: declaredType(spec, column.name) ?? column.type }));
  return { ...(columns && { tables: new Map([[name, columns]]) }), diagnostics: [...bound.diagnostics, ...wrong] };
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
function declaredTypes({ columns, file }: DatasetSpec): ColumnShape[] | undefined {
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
