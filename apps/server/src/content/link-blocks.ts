import { suggest } from './did-you-mean.js';
import { linkSql, linkTable, mergeLinked, sqlInYaml, type DatasetShapes, type LinkedSql } from './link-sql.js';
import { checkTotals, linkMetricQuery } from './link-metric-query.js';
import type { DatasetItem, Diagnostic, TablesOf } from './project.js';
import type { GradeTableSpec, WrittenBlock, WrittenFigures, WrittenKpi, WrittenTable } from './spec/block.js';
import { kpiQuery, type MetricQuery } from './spec/metric.js';
import type { YamlPath, YamlSource } from './yaml-source.js';

/** What the datasets of the project are, sound or not, and the sound ones with their metrics. */
export interface LinkGround {
  shapes: DatasetShapes;
  datasets: ReadonlyMap<string, DatasetItem>;
  tablesOf: TablesOf;
}

/** What is needed to link anything that holds SQL and blocks. */
export interface LinkContext extends LinkGround {
  source: YamlSource;
  figures: WrittenFigures;
}

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
  return linkSql(sqlInYaml(context.source, path, sql, before, after), context.shapes, context.tablesOf);
}

/** Links figures and blocks: datasets that they read, figures that they name, ids that are used twice. */
export async function linkBlocks(context: LinkContext, blocks: readonly PlacedBlock[]): Promise<LinkedSql> {
  const figures = Object.entries(context.figures).map(([name, figure]) =>
    linkAsked(context, ['figures', name], figure),
  );
  const linked = await Promise.all([...figures, ...blocks.map((placed) => linkBlock(context, placed))]);
  return mergeLinked([...linked, { inputs: [], diagnostics: repeatedIds(context.source, blocks, 'block') }]);
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

async function linkBlock(context: LinkContext, { block, path }: PlacedBlock): Promise<LinkedSql> {
  switch (block.kind) {
    case 'kpi':
      return linkKpi(context, block, path);
    case 'table':
      return linkTableBlock(context, block, path);
    case 'chart':
      return linkAsked(context, path, block);
    case 'grade_table':
      return linkGradeTable(context, block, path);
    case 'text':
    case 'page_break':
      return { inputs: [], diagnostics: [] };
  }
}

async function linkTableBlock(context: LinkContext, block: WrittenTable, path: YamlPath): Promise<LinkedSql> {
  const linked = await linkAsked(context, path, block);
  const { columns = [], from = '', metrics = [] } = block;
  return mergeLinked([linked, { inputs: [], diagnostics: checkTotals(columns, { from, metrics }, path, context) }]);
}

async function linkGradeTable(context: LinkContext, block: GradeTableSpec, path: YamlPath): Promise<LinkedSql> {
  const table = linkTable(block.from, context.shapes, () => context.source.locate([...path, 'from']));
  if (block.where === undefined) return table;
  return mergeLinked([table, await linkSqlAt(context, [...path, 'where'], block.where, 'SELECT 1 WHERE (', '\n)')]);
}

async function linkKpi(context: LinkContext, block: WrittenKpi, path: YamlPath): Promise<LinkedSql> {
  const metrics = block.items.flatMap((item, index) => {
    if (item.metric === undefined) return [];
    const tile = [...path, 'items', index];
    const places = { path: tile, dataset: [...tile, 'metric'], metric: () => [...tile, 'metric'] };
    return [linkMetricQuery(kpiQuery(item.metric, item), places, context)];
  });
  return mergeLinked([
    ...(await Promise.all(metrics)),
    { inputs: [], diagnostics: unknownFigures(context, block, path) },
  ]);
}

function unknownFigures({ source, figures }: LinkContext, block: WrittenKpi, path: YamlPath): Diagnostic[] {
  return block.items.flatMap((item, index) =>
    (['value', 'change', 'target'] as const).flatMap((key) => {
      const figure = item[key]?.split('.')[0];
      if (figure === undefined || Object.hasOwn(figures, figure)) return [];
      const place = source.locate([...path, 'items', index, key]);
      const hint = suggest(figure, Object.keys(figures), 'figures');
      return [
        {
          ...place,
          severity: 'error' as const,
          code: 'block.unknown-figure',
          message: `unknown figure "${figure}"`,
          hint,
        },
      ];
    }),
  );
}
