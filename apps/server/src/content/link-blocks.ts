import { namesOf, unknownColumn, type SqlBinding } from './bind-sql.js';
import { suggest } from './did-you-mean.js';
import type { DraftDataset } from './draft-dataset.js';
import { linkSql, linkTable, mergeLinked, type DatasetShapes, type LinkedSql } from './link-sql.js';
import { checkTotals, linkMetricQuery } from './link-metric-query.js';
import type { ColumnShape, Diagnostic, TablesOf } from './project.js';
import type { Images } from './read-images.js';
import type { ActionTableSpec } from './spec/action-table.js';
import type { GradeTableSpec, ImageSpec, WrittenBlock, WrittenFigures, WrittenKpi } from './spec/block.js';
import { mayAskMetrics } from './spec/chart.js';
import type { HypothesisTableSpec } from './spec/hypothesis-table.js';
import type { IssueDiffSpec } from './spec/issue-diff.js';
import { kpiQuery, type MetricQuery } from './spec/metric.js';
import { sqlInYaml } from './sql-text.js';
import { usedColumns, type QueryBlock } from './used-columns.js';
import type { YamlPath, YamlSource } from './yaml-source.js';

/** What the datasets of the project are, sound or not, and those that can be read with their metrics. */
export interface LinkGround {
  shapes: DatasetShapes;
  datasets: ReadonlyMap<string, DraftDataset>;
  tablesOf: TablesOf;
  /** Absent where columns are not to be looked at. */
  binding?: SqlBinding | undefined;
}

/** What is needed to link anything that holds SQL. */
export interface LinkContext extends LinkGround {
  source: YamlSource;
  /** Pictures of the report's folder; a dashboard has none. */
  images?: Images;
}

/** Columns of each declared figure; undefined where they can't be told without data. */
export type FigureColumns = ReadonlyMap<string, readonly ColumnShape[] | undefined>;

/** A block and where it stands. */
export interface PlacedBlock {
  block: WrittenBlock;
  path: YamlPath;
}

/** Links what is asked at a path of the spec: its SQL, or its metrics. */
function linkAsked(
  context: LinkContext,
  path: YamlPath,
  { sql, metrics = [], from = '', ...more }: Partial<MetricQuery> & { sql?: string | undefined },
): Promise<LinkedSql> {
  if (sql !== undefined) return linkSqlAt(context, [...path, 'sql'], sql);
  const places = { path, dataset: [...path, 'from'], metric: (index: number) => [...path, 'metrics', index] };
  return linkMetricQuery({ ...more, metrics, from }, places, context);
}

/** Links the SQL at a path of the spec. */
export function linkSqlAt(
  context: LinkContext,
  path: YamlPath,
  sql: string,
  before = '',
  after = '',
): Promise<LinkedSql> {
  const { shapes, tablesOf, binding } = context;
  return linkSql(sqlInYaml(context.source, path, sql, before, after), shapes, tablesOf, binding);
}

/**
 * Links figures: datasets that they read, columns that they give, formats of columns that they do not give. `written` names those that are
 * there but cannot be read, too.
 */
export async function linkFigures(
  context: LinkContext,
  figures: WrittenFigures,
  written: readonly string[],
): Promise<{ linked: LinkedSql; columns: FigureColumns }> {
  const entries = await Promise.all(
    Object.entries(figures).map(async ([name, figure]) => {
      const linked = await linkAsked(context, ['figures', name], figure);
      const wrong = Object.keys(figure.formats).flatMap((column) => {
        const place = () => context.source.locate(['figures', name, 'formats', column], 'key');
        return unknownColumn(column, linked.columns, place, 'figure.unknown-format');
      });
      return { name, linked: { ...linked, diagnostics: [...linked.diagnostics, ...wrong] } };
    }),
  );
  return {
    linked: mergeLinked(entries.map(({ linked }) => linked)),
    columns: new Map([
      ...written.map((name) => [name, undefined] as const),
      ...entries.map(({ name, linked }) => [name, linked.columns] as const),
    ]),
  };
}

/** Links blocks: datasets that they read, columns and figures that they name. */
export async function linkBlocks(
  context: LinkContext,
  blocks: readonly PlacedBlock[],
  figures: FigureColumns,
): Promise<LinkedSql> {
  const conditions = blocks.flatMap(({ block, path }) =>
    unknownFigure(block.when, figures, () => context.source.locate([...path, 'when'])),
  );
  const linked = await Promise.all(blocks.map((placed) => linkBlock(context, placed, figures)));
  return mergeLinked([...linked, { inputs: [], diagnostics: conditions }]);
}

/** Entries whose `id` was used before, each located at its own id. */
export function repeatedIds(
  source: YamlSource,
  entries: readonly { block: { id: string }; path: YamlPath }[],
  what: string,
): Diagnostic[] {
  const seen = new Map<string, number | undefined>();
  return entries.flatMap(({ block, path }) => {
    const place = source.locate([...path, 'id']);
    if (!seen.has(block.id)) {
      seen.set(block.id, place.line);
      return [];
    }
    const message = `the ${what} id "${block.id}" is used twice`;
    const hint = `it is first used in line ${seen.get(block.id)}; give this ${what} another id`;
    return [{ ...place, severity: 'error' as const, code: `${what}.id-repeated`, message, hint }];
  });
}

async function linkBlock(
  context: LinkContext,
  { block, path }: PlacedBlock,
  figures: FigureColumns,
): Promise<LinkedSql> {
  switch (block.kind) {
    case 'kpi':
      return linkKpi(context, block, path, figures);
    case 'table':
    case 'chart':
    case 'rule_table':
    case 'migration':
    case 'before_after':
    case 'review_table':
      return linkQuery(context, block, path);
    case 'grade_table':
      return linkGradeTable(context, block, path);
    case 'issue_diff':
      return { inputs: [], diagnostics: linkIssueDiff(context.source, block, path, figures) };
    case 'hypothesis_table':
    case 'action_table':
      return linkItems(context, block, path, figures);
    case 'image':
      return { inputs: [], diagnostics: linkImage(context, block, path) };
    case 'text':
    case 'code':
    case 'page_break':
      return { inputs: [], diagnostics: [] };
  }
}

/** Links the query of a block and the columns that the block takes from it. */
async function linkQuery(context: LinkContext, block: QueryBlock, path: YamlPath): Promise<LinkedSql> {
  const linked = await linkAsked(context, path, askedOf(block));
  const wrong = usedColumns(block).flatMap(({ name, at }) =>
    unknownColumn(name, linked.columns, () => context.source.locate([...path, ...at])),
  );
  const own = { ...linked, diagnostics: [...linked.diagnostics, ...wrong, ...wrongTotals(context, block, path)] };
  return mergeLinked([own, await linkThinLines(context, block, path)]);
}

/** The second query of a curve, and the columns that it must give: those it names, and that of the panels. */
async function linkThinLines(context: LinkContext, block: QueryBlock, path: YamlPath): Promise<LinkedSql> {
  if (block.kind !== 'chart' || block.chart !== 'curve' || block.curves === undefined)
    return { inputs: [], diagnostics: [] };
  const linked = await linkSqlAt(context, [...path, 'curves', 'sql'], block.curves.sql);
  const { group, x, y } = block.curves;
  const named = Object.entries({ group, x, y }).flatMap(([role, name]) =>
    unknownColumn(name, linked.columns, () => context.source.locate([...path, 'curves', role])),
  );
  const panels = unknownColumn(block.split?.column ?? x, linked.columns, () =>
    context.source.locate([...path, 'split']),
  );
  return { ...linked, diagnostics: [...linked.diagnostics, ...named, ...(block.split ? panels : [])] };
}

/** Tables and charts with one axis may ask metrics, all others have SQL. */
function askedOf(block: QueryBlock): Parameters<typeof linkAsked>[2] {
  if (block.kind === 'table') return block;
  if (block.kind !== 'chart') return { sql: block.sql };
  return mayAskMetrics(block) ? block : { sql: block.sql };
}

/** Totals over metrics that do not add up. */
function wrongTotals(context: LinkContext, block: QueryBlock, path: YamlPath): Diagnostic[] {
  if (block.kind !== 'table') return [];
  const { columns = [], from = '', metrics = [] } = block;
  return checkTotals(columns, { from, metrics }, path, context);
}

async function linkGradeTable(context: LinkContext, block: GradeTableSpec, path: YamlPath): Promise<LinkedSql> {
  const { source, shapes, binding } = context;
  const table = linkTable(block.from, shapes, () => source.locate([...path, 'from']));
  const columns = await binding?.columnsOf(block.from);
  const wrong = (['score', 'response', 'sales', 'margin', 'cost'] as const).flatMap((role) => {
    const name = block[role];
    return name === undefined ? [] : unknownColumn(name, columns, () => source.locate([...path, role]));
  });
  const named = { ...table, diagnostics: [...table.diagnostics, ...wrong] };
  if (block.where === undefined || table.diagnostics.length > 0) return named;
  const where = await linkSqlAt(context, [...path, 'where'], block.where, `SELECT 1 FROM ${block.from} WHERE (`, '\n)');
  return mergeLinked([named, where]);
}

async function linkKpi(
  context: LinkContext,
  block: WrittenKpi,
  path: YamlPath,
  figures: FigureColumns,
): Promise<LinkedSql> {
  const metrics = block.items.flatMap((item, index) => {
    if (item.metric === undefined) return [];
    const tile = [...path, 'items', index];
    const places = { path: tile, dataset: [...tile, 'metric'], metric: () => [...tile, 'metric'] };
    return [linkMetricQuery(kpiQuery(item.metric, item), places, context)];
  });
  const unknown = block.items.flatMap((item, index) =>
    (['value', 'change', 'target'] as const).flatMap((key) =>
      unknownFigure(item[key], figures, () => context.source.locate([...path, 'items', index, key])),
    ),
  );
  return mergeLinked([...(await Promise.all(metrics)), { inputs: [], diagnostics: unknown }]);
}

/** A reference to a figure, or to a column of one, that is not there. */
export function unknownFigure(
  reference: string | undefined,
  figures: FigureColumns,
  place: () => Pick<Diagnostic, 'file' | 'line' | 'column'>,
  code = 'block.unknown-figure',
): Diagnostic[] {
  if (reference === undefined) return [];
  const [figure = '', column] = reference.split('.');
  if (figures.has(figure)) {
    const columns = figures.get(figure);
    if (column === undefined || columns === undefined || columns.some(({ name }) => name === column)) return [];
    const hint = suggest(column, namesOf(columns), 'columns');
    return [{ ...place(), severity: 'error', code, message: `figure "${figure}" has no column "${column}"`, hint }];
  }
  const hint = suggest(figure, figures.keys(), 'figures');
  return [{ ...place(), severity: 'error', code, message: `unknown figure "${figure}"`, hint }];
}

function linkIssueDiff(source: YamlSource, block: IssueDiffSpec, path: YamlPath, figures: FigureColumns): Diagnostic[] {
  return (block.figures ?? []).flatMap((item, index) =>
    unknownFigure(item.figure, figures, () => source.locate([...path, 'figures', index, 'figure'])),
  );
}

/** Links a table whose rows are listed in the file or asked for: figures of the items, or columns of the query. */
async function linkItems(
  context: LinkContext,
  block: HypothesisTableSpec | ActionTableSpec,
  path: YamlPath,
  figures: FigureColumns,
): Promise<LinkedSql> {
  const { source } = context;
  if (block.sql !== undefined) return linkQuery(context, { ...block, sql: block.sql }, path);
  const items: readonly Record<string, unknown>[] = block.items ?? [];
  const unknown = items.flatMap((item, index) =>
    FIGURES_OF_ITEMS.flatMap((key) => {
      const place = () => source.locate([...path, 'items', index, key]);
      return unknownFigure(item[key] as string | undefined, figures, place);
    }),
  );
  const placed = (block.items ?? []).map((item, index) => ({ block: item, path: [...path, 'items', index] }));
  return { inputs: [], diagnostics: [...unknown, ...repeatedIds(source, placed, 'item')] };
}

const FIGURES_OF_ITEMS = ['when', 'effect', 'low', 'high', 'p'];

function linkImage({ source, images }: LinkContext, { file }: ImageSpec, path: YamlPath): Diagnostic[] {
  const image = images?.get(file) ?? { problem: 'only reports have pictures' };
  if (!('problem' in image)) return [];
  const message = `the picture "${file}" cannot be used: ${image.problem}`;
  return [{ ...source.locate([...path, 'file']), severity: 'error', code: 'block.unusable-image', message }];
}
