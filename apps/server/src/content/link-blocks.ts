import { unknownColumn, type SqlBinding } from './bind-sql.js';
import { suggest } from './did-you-mean.js';
import { linkSql, linkTable, mergeLinked, type DatasetShapes, type LinkedSql } from './link-sql.js';
import type { ColumnShape, Diagnostic, TablesOf } from './project.js';
import type { BlockSpec, FiguresSpec, GradeTableSpec, KpiSpec } from './spec/block.js';
import type { IssueDiffSpec } from './spec/issue-diff.js';
import { sqlInYaml } from './sql-text.js';
import { usedColumns, type QueryBlock } from './used-columns.js';
import type { YamlPath, YamlSource } from './yaml-source.js';

/** What is needed to link anything that holds SQL. */
export interface LinkContext {
  source: YamlSource;
  shapes: DatasetShapes;
  tablesOf: TablesOf;
  /** Absent where columns are not to be looked at. */
  binding?: SqlBinding | undefined;
}

/** Columns of each declared figure; undefined where they can't be told without data. */
export type FigureColumns = ReadonlyMap<string, readonly ColumnShape[] | undefined>;

/** A block and where it stands. */
export interface PlacedBlock {
  block: BlockSpec;
  path: YamlPath;
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

/** Links figures: datasets that they read, columns that they give, formats of columns that they do not give. */
export async function linkFigures(
  context: LinkContext,
  figures: FiguresSpec,
): Promise<{ linked: LinkedSql; columns: FigureColumns }> {
  const entries = await Promise.all(
    Object.entries(figures).map(async ([name, { sql, formats }]) => {
      const linked = await linkSqlAt(context, ['figures', name, 'sql'], sql);
      const wrong = Object.keys(formats).flatMap((column) => {
        const place = () => context.source.locate(['figures', name, 'formats', column], 'key');
        return unknownColumn(column, linked.columns, place, 'figure.unknown-format');
      });
      return { name, linked: { ...linked, diagnostics: [...linked.diagnostics, ...wrong] } };
    }),
  );
  return {
    linked: mergeLinked(entries.map(({ linked }) => linked)),
    columns: new Map(entries.map(({ name, linked }) => [name, linked.columns])),
  };
}

/** Links blocks: datasets that they read, columns and figures that they name. */
export async function linkBlocks(
  context: LinkContext,
  blocks: readonly PlacedBlock[],
  figures: FigureColumns,
): Promise<LinkedSql> {
  return mergeLinked(await Promise.all(blocks.map((placed) => linkBlock(context, placed, figures))));
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
      return { inputs: [], diagnostics: linkKpi(context.source, block, path, figures) };
    case 'table':
    case 'chart':
    case 'rule_table':
    case 'before_after':
      return linkQuery(context, block, path);
    case 'grade_table':
      return linkGradeTable(context, block, path);
    case 'issue_diff':
      return { inputs: [], diagnostics: linkIssueDiff(context.source, block, path, figures) };
    case 'text':
    case 'page_break':
      return { inputs: [], diagnostics: [] };
  }
}

/** Links the query of a block and the columns that the block takes from it. */
async function linkQuery(context: LinkContext, block: QueryBlock, path: YamlPath): Promise<LinkedSql> {
  const linked = await linkSqlAt(context, [...path, 'sql'], block.sql);
  const wrong = usedColumns(block).flatMap(({ name, at }) =>
    unknownColumn(name, linked.columns, () => context.source.locate([...path, ...at])),
  );
  return { ...linked, diagnostics: [...linked.diagnostics, ...wrong] };
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

function linkKpi(source: YamlSource, block: KpiSpec, path: YamlPath, figures: FigureColumns): Diagnostic[] {
  return block.items.flatMap((item, index) =>
    (['value', 'change', 'target'] as const).flatMap((key) =>
      unknownFigure(item[key], figures, () => source.locate([...path, 'items', index, key])),
    ),
  );
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
    const hint = suggest(
      column,
      columns.map(({ name }) => name),
      'columns',
    );
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
