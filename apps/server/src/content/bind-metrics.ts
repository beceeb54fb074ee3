import { unknownColumn, type SqlBinding } from './bind-sql.js';
import type { DatasetItem, Diagnostic } from './project.js';
import type { DimensionSpec, MetricSpec } from './spec/metric.js';
import { UNKNOWN_COLUMN } from './sql-mistake.js';
import { sqlInYaml } from './sql-text.js';
import type { YamlPath, YamlSource } from './yaml-source.js';

/** Tries the expressions of a dataset's metrics and dimensions on its tables: columns that are not there, functions that do not fit. */
export async function bindMetrics(item: DatasetItem, source: YamlSource, binding: SqlBinding): Promise<Diagnostic[]> {
  const { name, spec, metrics: sound } = item;
  const context = { dataset: name, source, binding };
  const found = await Promise.all([
    ...Object.entries(spec.metrics ?? {}).map(([metric, written]) => {
      const isSound = sound?.metrics.has(metric) ?? false;
      return bindMetric(written, ['metrics', metric], { ...context, table: tableOf(item, written), isSound });
    }),
    // Which table of an analysis a dimension is a column of, is known only where it is asked for.
    ...Object.entries(spec.analysis ? {} : (spec.dimensions ?? {})).map(([dimension, written]) => {
      const isSound = sound?.dimensions.has(dimension) ?? false;
      return bindDimension(dimension, written, ['dimensions', dimension], { ...context, table: name, isSound });
    }),
  ]);
  return found.flat();
}

/** Table that the expression of a metric is over; undefined where that is a mistake of its own. */
function tableOf({ name, spec }: DatasetItem, { table }: MetricSpec): string | undefined {
  if (!spec.analysis) return name;
  return table === undefined ? undefined : `${name}.${table}`;
}

interface Context {
  dataset: string;
  source: YamlSource;
  binding: SqlBinding;
  table: string | undefined;
  /** Without it some mistakes are known, and only columns that are not there are news. */
  isSound: boolean;
}

async function bindMetric(
  { expression, where, date }: MetricSpec,
  path: YamlPath,
  context: Context,
): Promise<Diagnostic[]> {
  const { table, binding, source } = context;
  if (expression === undefined || table === undefined) return [];
  const columns = await binding.columnsOf(table);
  const unknownDate =
    date === undefined ? [] : unknownColumn(date, columns, () => source.locate([...path, 'date']), CODE);
  return [
    ...(await bindAt([...path, 'expression'], expression, 'SELECT (', `\n) FROM ${table}`, context)),
    ...(where === undefined
      ? []
      : await bindAt([...path, 'where'], where, `SELECT 1 FROM ${table} WHERE (`, '\n)', context)),
    ...unknownDate,
  ];
}

async function bindDimension(
  name: string,
  { expression, column }: DimensionSpec,
  path: YamlPath,
  context: Context,
): Promise<Diagnostic[]> {
  const { dataset, binding, source } = context;
  if (expression !== undefined)
    return bindAt([...path, 'expression'], expression, 'SELECT (', `\n) FROM ${dataset}`, context);
  const columns = await binding.columnsOf(dataset);
  const place = () => (column === undefined ? source.locate(path, 'key') : source.locate([...path, 'column']));
  return unknownColumn(column ?? name, columns, place, CODE);
}

const CODE = 'metric.unknown-column';

async function bindAt(
  path: YamlPath,
  sql: string,
  before: string,
  after: string,
  { dataset, source, binding, isSound }: Context,
): Promise<Diagnostic[]> {
  const { diagnostics } = await binding.bind(sqlInYaml(source, path, sql, before, after), [dataset]);
  return isSound ? diagnostics : diagnostics.filter(({ code }) => code === UNKNOWN_COLUMN);
}
