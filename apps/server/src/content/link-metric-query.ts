import { nearest, suggest } from './did-you-mean.js';
import type { DraftDataset } from './draft-dataset.js';
import { lacks } from './parse-spec.js';
import { guessOf, type SqlBinding } from './bind-sql.js';
import { linkSql, linkTable, mergeLinked, type DatasetShapes, type LinkedSql } from './link-sql.js';
import type { MetricSet } from './metric-set.js';
import type { ColumnShape, Diagnostic, TablesOf } from './project.js';
import { metricColumnNames } from './metric-columns.js';
import { dataset } from './spec/dataset.js';
import type { MetricQuery } from './spec/metric.js';
import { sqlInYaml } from './sql-text.js';
import type { YamlPath, YamlSource } from './yaml-source.js';

interface Context {
  source: YamlSource;
  shapes: DatasetShapes;
  datasets: ReadonlyMap<string, DraftDataset>;
  tablesOf: TablesOf;
  binding?: SqlBinding | undefined;
}

/** Where the parts of a question are written. */
export interface QueryPlaces {
  /** The figure, block or tile. */
  path: YamlPath;
  dataset: YamlPath;
  metric: (index: number) => YamlPath;
}

const NOTHING: MetricSet = { metrics: new Map(), dimensions: new Map() };

/**
 * Links a question to metrics: its dataset, metrics, dimensions and condition. A dataset that cannot be read counts as there and is not
 * looked into; neither are metrics that hold mistakes.
 */
export async function linkMetricQuery(query: MetricQuery, places: QueryPlaces, context: Context): Promise<LinkedSql> {
  const item = context.datasets.get(query.from);
  if (!item) return withoutDataset(query, places, context);
  const set = item.metrics ?? NOTHING;
  const columns = columnsOf(query, item, set);
  const linked = { inputs: [query.from], diagnostics: checkQuery(query, places, item, context) };
  if (query.where === undefined) return { ...linked, columns };
  const place = [...places.path, 'where'];
  const table = query.metrics.flatMap((name) => set.metrics.get(name)?.table ?? [])[0];
  // Without a table the columns of the condition are free: only its syntax is read.
  const over = table === undefined ? 'SELECT 1 WHERE (' : `SELECT 1 FROM ${table} WHERE (`;
  const condition = sqlInYaml(context.source, place, query.where, over, '\n)');
  const bound = table === undefined ? undefined : context.binding;
  return { ...mergeLinked([linked, await linkSql(condition, context.shapes, context.tablesOf, bound)]), columns };
}

function withoutDataset({ from }: MetricQuery, places: QueryPlaces, { shapes, source }: Context): LinkedSql {
  const shape = shapes.get(from);
  if (shape === 'absent') return { inputs: [], diagnostics: [] };
  if (shape !== undefined) return { inputs: [from], diagnostics: [] };
  return linkTable(from, shapes, () => source.locate(places.dataset));
}

/** Columns that a question gives; in the place of a name that is not there both what was written and what was meant. */
function columnsOf(query: MetricQuery, { declared }: DraftDataset, { metrics, dimensions }: MetricSet): ColumnShape[] {
  const shape = (name: string): ColumnShape => ({ name, type: 'ANY' });
  const unsound = query.metrics.filter((name) => !metrics.has(name));
  const ungrouped = (query.by ?? []).filter((name) => !dimensions.has(name));
  const meant = [
    ...ungrouped.flatMap((name) => nearest(name, declared.dimensions) ?? []),
    ...unsound.flatMap((name) => nearest(name, declared.metrics) ?? []).flatMap((name) => beside(name, query)),
  ];
  const written = [...ungrouped, ...unsound.flatMap((name) => beside(name, query))];
  const there = new Set([...metricColumnNames(query, { metrics, dimensions }), ...meant]);
  return [...[...there].map(shape), ...written.filter((name) => !there.has(name)).map(guessOf)];
}

/** A metric and the columns that may stand beside it. */
function beside(name: string, { compare }: MetricQuery): string[] {
  const compared = compare === undefined ? [] : ['previous', 'change', 'change_rate'];
  return [name, ...[...compared, 'target'].map((part) => `${name}_${part}`)];
}

type Problem = (path: YamlPath, code: string, message: string, hint: string) => Diagnostic;

function checkQuery(query: MetricQuery, places: QueryPlaces, item: DraftDataset, { source }: Context): Diagnostic[] {
  const problem: Problem = (path, code, message, hint) => ({
    ...source.locate(path),
    severity: 'error',
    code,
    message,
    hint,
  });
  const unknown = (path: YamlPath, what: 'metric' | 'dimension', name: string): Diagnostic[] => {
    const known = item.declared[`${what}s`];
    if (known.includes(name) || lacks(item, dataset.shape)) return [];
    const message = `"${query.from}" has no ${what} "${name}"`;
    return [problem(path, `${what}.unknown`, message, suggest(name, known, `${what}s`))];
  };
  const order = query.order_by;
  const sortable = [...query.metrics, ...(query.by ?? [])];
  const orderHint = suggest(order ?? '', sortable, 'columns');
  return [
    ...query.metrics.flatMap((name, i) => unknown(places.metric(i), 'metric', name)),
    ...(query.by ?? []).flatMap((name, i) => unknown([...places.path, 'by', i], 'dimension', name)),
    ...(order === undefined || sortable.includes(order)
      ? []
      : [problem([...places.path, 'order_by'], 'metric.order', `"${order}" is not asked for here`, orderHint)]),
    ...checkTables(item, query, places, problem),
  ];
}

/** Metrics that are asked for together are over one table and one date column, which a question about time needs. */
function checkTables(item: DraftDataset, query: MetricQuery, places: QueryPlaces, problem: Problem): Diagnostic[] {
  const [first, ...others] = query.metrics.flatMap((name) => item.metrics?.metrics.get(name) ?? []);
  // Without the date column as it was meant there is no telling them apart.
  if (!first || lacks(item, dataset.shape, 'date_column', 'metrics')) return [];
  const other = others.find(({ table, date }) => table !== first.table || date !== first.date);
  if (other) {
    const message = `${first.name} is over ${first.table} and ${other.name} over ${other.table}, or over another date column`;
    const hint = 'ask for them in two figures or blocks';
    return [problem(places.metric(query.metrics.indexOf(other.name)), 'metric.several-tables', message, hint)];
  }
  const time = query.grain === undefined ? 'period' : 'grain';
  if (first.date !== undefined || query[time] === undefined) return [];
  const hint = `write date_column: in datasets/${query.from}.yaml`;
  return [
    problem(
      [...places.path, time],
      'metric.no-date',
      `"${query.from}" does not say which date its rows belong to`,
      hint,
    ),
  ];
}

/** Columns of a table that must be added up although their parts do not make the whole. */
export function checkTotals(
  columns: readonly { name: string; total?: 'sum' | undefined }[],
  { from, metrics }: Pick<MetricQuery, 'from' | 'metrics'>,
  path: YamlPath,
  { datasets, source }: Pick<Context, 'datasets' | 'source'>,
): Diagnostic[] {
  const set = datasets.get(from)?.metrics ?? NOTHING;
  return columns.flatMap(({ name, total }, index) => {
    const metric = set.metrics.get(metrics.find((each) => each === name) ?? '');
    if (total === undefined || !metric || metric.addsUp) return [];
    const place = source.locate([...path, 'columns', index, 'total']);
    const message = `the parts of "${name}" do not add up to the whole`;
    const hint = 'only sums and counts do; remove total: here';
    return [{ ...place, severity: 'error' as const, code: 'metric.total', message, hint }];
  });
}
