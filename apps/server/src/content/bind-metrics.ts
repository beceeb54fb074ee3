import { unknownColumn, type SqlBinding } from './bind-sql.js';
import type { LinkedMetric } from './metric-set.js';
import type { DatasetItem, Diagnostic } from './project.js';
import type { DimensionSpec, MetricSpec } from './spec/metric.js';
import { sqlInYaml } from './sql-text.js';
import type { YamlPath, YamlSource } from './yaml-source.js';

/** Tries the expressions of a dataset's metrics and dimensions on its tables: columns that are not there, functions that do not fit. */
export async function bindMetrics(item: DatasetItem, source: YamlSource, binding: SqlBinding): Promise<Diagnostic[]> {
  const { name, spec, metrics } = item;
  const context = { dataset: name, source, binding };
  const found = await Promise.all([
    ...Object.entries(spec.metrics ?? {}).map(([metric, written]) =>
      bindMetric(written, metrics?.metrics.get(metric), ['metrics', metric], context),
    ),
    // Which table of an analysis a dimension is a column of, is known only where it is asked for.
    ...Object.entries(spec.analysis ? {} : (spec.dimensions ?? {})).map(([dimension, written]) =>
      bindDimension(dimension, written, ['dimensions', dimension], context),
    ),
  ]);
  return found.flat();
}

interface Context {
  dataset: string;
  source: YamlSource;
  binding: SqlBinding;
}

async function bindMetric(
  { expression, where, date }: MetricSpec,
  metric: LinkedMetric | undefined,
  path: YamlPath,
  context: Context,
): Promise<Diagnostic[]> {
  if (expression === undefined || !metric) return [];
  const { table } = metric;
  const columns = await context.binding.columnsOf(table);
  const unknownDate =
    date === undefined ? [] : unknownColumn(date, columns, () => context.source.locate([...path, 'date']), CODE);
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
  if (expression !== undefined)
    return bindAt([...path, 'expression'], expression, 'SELECT (', `\n) FROM ${context.dataset}`, context);
  const columns = await context.binding.columnsOf(context.dataset);
  const place = () =>
    column === undefined ? context.source.locate(path, 'key') : context.source.locate([...path, 'column']);
  return unknownColumn(column ?? name, columns, place, CODE);
}

const CODE = 'metric.unknown-column';

async function bindAt(
  path: YamlPath,
  sql: string,
  before: string,
  after: string,
  { dataset, source, binding }: Context,
) {
  return (await binding.bind(sqlInYaml(source, path, sql, before, after), [dataset])).diagnostics;
}
