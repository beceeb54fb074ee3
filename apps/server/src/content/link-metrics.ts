import {
  aggregateProblems,
  derivedProblems,
  dimensionProblems,
  filterProblem,
  strayProblems,
  type Problem,
} from './check-expression.js';
import { findCycles } from './dataset-order.js';
import { suggest } from './did-you-mean.js';
import { syntaxDiagnostic } from './link-sql.js';
import { sqlInYaml, type SqlText } from './sql-text.js';
import type { LinkedDimension, LinkedMetric, MetricSet } from './metric-set.js';
import type { Diagnostic, Expression, SqlReader } from './project.js';
import { writtenNames, type ParsedFile } from './parse-spec.js';
import type { DatasetSpec } from './spec/dataset.js';
import type { DimensionSpec, MetricSpec } from './spec/metric.js';
import type { YamlPath, YamlSource } from './yaml-source.js';

export interface MetricLink {
  /** Only what is sound; undefined where the dataset defines neither metrics nor dimensions. */
  set: MetricSet | undefined;
  diagnostics: Diagnostic[];
}

interface Context {
  dataset: string;
  spec: DatasetSpec;
  source: YamlSource;
  /** Names of all metrics that are written, those with mistakes too. */
  declared: readonly string[];
  sql: SqlReader;
}

type Found<Item> = { item: Item } | { diagnostics: Diagnostic[] };

/** Names that a query gives to its own columns. */
const TAKEN = new Set(['period']);

/** Checks the metrics and dimensions of a dataset: their SQL, the metrics that they name, circles, and names used twice. */
export async function linkMetrics(file: ParsedFile<DatasetSpec>, sql: SqlReader): Promise<MetricLink> {
  const { name, draft: spec, source } = file;
  if (!spec?.metrics && !spec?.dimensions) return { set: undefined, diagnostics: [] };
  const context = { dataset: name, spec, source, declared: writtenNames(file, 'metrics'), sql };
  const metrics = await Promise.all(Object.entries(spec.metrics ?? {}).map((each) => linkMetric(each, context)));
  const dimensions = await Promise.all(
    Object.entries(spec.dimensions ?? {}).map((each) => linkDimension(each, context)),
  );
  const soundMetrics = new Map(metrics.flatMap((each) => ('item' in each ? [[each.item.name, each.item]] : [])));
  const rooted = rootMetrics(soundMetrics, context);
  return {
    set: {
      metrics: rooted.metrics,
      dimensions: new Map(dimensions.flatMap((each) => ('item' in each ? [[each.item.name, each.item]] : []))),
    },
    diagnostics: [
      ...[...metrics, ...dimensions].flatMap((each) => ('diagnostics' in each ? each.diagnostics : [])),
      ...rooted.diagnostics,
      ...takenNames(context),
    ],
  };
}

async function linkMetric([name, spec]: [string, MetricSpec], context: Context): Promise<Found<LinkedMetric>> {
  const { title, description, format, direction, targets } = spec;
  const words = { name, title, ...(description === undefined ? {} : { description }), format, direction, targets };
  const path = ['metrics', name];
  if (spec.expression !== undefined) return linkAggregate(words, spec, spec.expression, path, context);
  if (spec.ratio) {
    const { numerator, denominator } = spec.ratio;
    const found = [
      unknownMetric(numerator, [...path, 'ratio', 'numerator'], context),
      unknownMetric(denominator, [...path, 'ratio', 'denominator'], context),
    ].flat();
    if (found.length > 0) return { diagnostics: found };
    return {
      item: { ...words, ...DERIVED, sql: `"${numerator}" / "${denominator}"`, inputs: [numerator, denominator] },
    };
  }
  return linkDerived(words, spec.derived ?? '', [...path, 'derived'], context);
}

/** Until the roots of a derived metric are known; see rootMetrics. */
const DERIVED = { table: '', countsFromZero: false, addsUp: false };

type Words = Pick<LinkedMetric, 'name' | 'title' | 'description' | 'format' | 'direction' | 'targets'>;

async function linkAggregate(
  words: Words,
  spec: MetricSpec,
  expression: string,
  path: YamlPath,
  context: Context,
): Promise<Found<LinkedMetric>> {
  const text = expressionIn(context.source, [...path, 'expression'], expression);
  const parsed = await parse(text, context.sql);
  const table = tableOf(spec, path, context);
  const found = [
    ...aggregateMistakes(parsed, text, spec),
    ...(await filterMistakes(spec, path, context)),
    ...(typeof table === 'string' ? [] : [table]),
  ];
  if (found.length > 0 || !('columns' in parsed) || typeof table !== 'string') return { diagnostics: found };
  const date = spec.date ?? context.spec.date_column;
  return {
    item: {
      ...words,
      sql: spec.where === undefined ? expression : `${expression}\nFILTER (WHERE (${spec.where}\n))`,
      inputs: [],
      table,
      ...(date === undefined ? {} : { date }),
      countsFromZero: parsed.countsFromZero,
      addsUp: parsed.addsUp,
    },
  };
}

function aggregateMistakes(parsed: Expression | Diagnostic, text: SqlText, { where }: MetricSpec): Diagnostic[] {
  if (!('columns' in parsed)) return [parsed];
  const problems = aggregateProblems(parsed);
  // Only a single call can take a condition.
  const unfilterable = problems.length > 0 || where === undefined ? undefined : filterProblem(parsed);
  return [...problems, ...(unfilterable ? [unfilterable] : [])].map((problem) => mistake(text, problem));
}

/** The metric's own condition, by itself. */
async function filterMistakes({ where }: MetricSpec, path: YamlPath, { source, sql }: Context): Promise<Diagnostic[]> {
  if (where === undefined) return [];
  const text = expressionIn(source, [...path, 'where'], where);
  const parsed = await parse(text, sql);
  return 'columns' in parsed ? strayProblems(parsed).map((problem) => mistake(text, problem)) : [parsed];
}

function tableOf(spec: MetricSpec, path: YamlPath, { dataset, spec: owner, source }: Context): string | Diagnostic {
  if (owner.analysis && spec.table !== undefined) return `${dataset}.${spec.table}`;
  if (!owner.analysis && spec.table === undefined) return dataset;
  const [message, hint] = owner.analysis
    ? [`"${dataset}" holds several tables`, 'add table: the one that the expression is over']
    : [`"${dataset}" is one table and has no "${spec.table}"`, 'remove table:; only an analysis has several'];
  const place = source.locate(owner.analysis ? path : [...path, 'table'], 'key');
  return { ...place, severity: 'error', code: 'metric.table', message, hint };
}

async function linkDerived(
  words: Words,
  derived: string,
  path: YamlPath,
  context: Context,
): Promise<Found<LinkedMetric>> {
  const text = expressionIn(context.source, path, derived);
  const parsed = await parse(text, context.sql);
  if (!('columns' in parsed)) return { diagnostics: [parsed] };
  const unknown = parsed.columns.flatMap((column) => unknownMetric(column, path, context));
  const found = [...unknown, ...derivedProblems(parsed).map((problem) => mistake(text, problem))];
  if (found.length > 0) return { diagnostics: found };
  return { item: { ...words, ...DERIVED, sql: derived, inputs: parsed.columns } };
}

async function linkDimension([name, spec]: [string, DimensionSpec], context: Context): Promise<Found<LinkedDimension>> {
  const { title, description, format } = spec;
  const words = {
    name,
    title,
    ...(description === undefined ? {} : { description }),
    ...(format === undefined ? {} : { format }),
  };
  if (spec.expression === undefined) return { item: { ...words, sql: `"${spec.column ?? name}"` } };
  const text = expressionIn(context.source, ['dimensions', name, 'expression'], spec.expression);
  const parsed = await parse(text, context.sql);
  if (!('columns' in parsed)) return { diagnostics: [parsed] };
  const found = dimensionProblems(parsed).map((problem) => mistake(text, problem));
  return found.length > 0 ? { diagnostics: found } : { item: { ...words, sql: `(${spec.expression.trim()}\n)` } };
}

/** Gives each derived metric the table and date of the metrics it is made of; circles and several tables are mistakes. */
function rootMetrics(metrics: ReadonlyMap<string, LinkedMetric>, context: Context) {
  const inputs = new Map([...metrics].map(([name, { inputs: from }]) => [name, from]));
  const cycles = findCycles(inputs);
  const inCycle = new Set(cycles.flat());
  const rootsOf = (name: string): LinkedMetric[] => {
    const metric = metrics.get(name);
    if (!metric || inCycle.has(name)) return [];
    return metric.inputs.length === 0 ? [metric] : metric.inputs.flatMap(rootsOf);
  };
  const diagnostics = cycles.map((cycle) => cycleDiagnostic(cycle, context));
  const rooted = new Map<string, LinkedMetric>();
  for (const [name, metric] of metrics) {
    const [first, ...others] = rootsOf(name);
    // Without roots its inputs hold mistakes of their own, which are shown.
    if (!first) continue;
    const other = others.find((each) => each.table !== first.table || each.date !== first.date);
    if (other) diagnostics.push(severalTables(name, first, other, context));
    else rooted.set(name, { ...metric, table: first.table, ...(first.date === undefined ? {} : { date: first.date }) });
  }
  return { metrics: rooted, diagnostics };
}

function cycleDiagnostic(cycle: string[], { source }: Context): Diagnostic {
  return {
    ...source.locate(['metrics', cycle[0] ?? ''], 'key'),
    severity: 'error',
    code: 'metric.cycle',
    message: `metrics are computed from each other in a circle: ${[...cycle, cycle[0]].join(' → ')}`,
    hint: 'at the bottom there must be an expression: over columns',
  };
}

function severalTables(name: string, first: LinkedMetric, other: LinkedMetric, { source }: Context): Diagnostic {
  return {
    ...source.locate(['metrics', name], 'key'),
    severity: 'error',
    code: 'metric.several-tables',
    message: `"${name}" is computed from ${first.name} (${first.table}) and ${other.name} (${other.table})`,
    hint: 'metrics are computed together only over one table and one date column: join the tables in a dataset',
  };
}

function unknownMetric(name: string, path: YamlPath, { declared, source, dataset }: Context): Diagnostic[] {
  if (declared.includes(name)) return [];
  const message = `"${dataset}" has no metric "${name}"`;
  return [
    {
      ...source.locate(path),
      severity: 'error',
      code: 'metric.unknown',
      message,
      hint: suggest(name, declared, 'metrics'),
    },
  ];
}

function takenNames({ spec, source }: Context): Diagnostic[] {
  const metrics = Object.keys(spec.metrics ?? {});
  const dimensions = Object.keys(spec.dimensions ?? {});
  const at = (path: YamlPath, message: string): Diagnostic => ({
    ...source.locate(path, 'key'),
    severity: 'error',
    code: 'metric.name-taken',
    message,
    hint: 'give it another name',
  });
  return [
    ...metrics
      .filter((name) => TAKEN.has(name))
      .map((name) => at(['metrics', name], `"${name}" is the column of the periods`)),
    ...dimensions
      .filter((name) => TAKEN.has(name) || metrics.includes(name))
      .map((name) =>
        at(
          ['dimensions', name],
          TAKEN.has(name) ? `"${name}" is the column of the periods` : `"${name}" is a metric too`,
        ),
      ),
  ];
}

function expressionIn(source: YamlSource, path: YamlPath, expression: string): SqlText {
  return sqlInYaml(source, path, expression, 'SELECT (', '\n)');
}

/** What the expression is made of, or the diagnostic of its syntax error. */
function parse(text: SqlText, sql: SqlReader): Promise<Expression | Diagnostic> {
  return sql.expressionOf(text.sql).catch((error: unknown) => syntaxDiagnostic(text, error));
}

function mistake(text: SqlText, { message, hint }: Problem): Diagnostic {
  return { ...text.at(1, 1), severity: 'error', code: 'metric.expression', message, hint };
}
