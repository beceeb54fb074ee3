import { suggest } from './did-you-mean.js';
import { linkSql, linkTable, mergeLinked, sqlInYaml, type DatasetShapes, type LinkedSql } from './link-sql.js';
import type { Diagnostic, TablesOf } from './project.js';
import type { Images } from './read-images.js';
import type { BlockSpec, FiguresSpec, GradeTableSpec, ImageSpec, KpiSpec } from './spec/block.js';
import type { YamlPath, YamlSource } from './yaml-source.js';

/** What is needed to link anything that holds SQL and blocks. */
export interface LinkContext {
  source: YamlSource;
  shapes: DatasetShapes;
  tablesOf: TablesOf;
  figures: FiguresSpec;
  /** Pictures of the report's folder; a dashboard has none. */
  images?: Images;
}

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
  return linkSql(sqlInYaml(context.source, path, sql, before, after), context.shapes, context.tablesOf);
}

/** Links figures and blocks: datasets that they read, figures that they name, ids that are used twice. */
export async function linkBlocks(context: LinkContext, blocks: readonly PlacedBlock[]): Promise<LinkedSql> {
  const figures = Object.entries(context.figures).map(([name, figure]) =>
    linkSqlAt(context, ['figures', name, 'sql'], figure.sql),
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
      return { inputs: [], diagnostics: linkKpi(context, block, path) };
    case 'table':
    case 'chart':
      return linkSqlAt(context, [...path, 'sql'], block.sql);
    case 'grade_table':
      return linkGradeTable(context, block, path);
    case 'image':
      return { inputs: [], diagnostics: linkImage(context, block, path) };
    case 'text':
    case 'code':
    case 'page_break':
      return { inputs: [], diagnostics: [] };
  }
}

async function linkGradeTable(context: LinkContext, block: GradeTableSpec, path: YamlPath): Promise<LinkedSql> {
  const table = linkTable(block.from, context.shapes, () => context.source.locate([...path, 'from']));
  if (block.where === undefined) return table;
  return mergeLinked([table, await linkSqlAt(context, [...path, 'where'], block.where, 'SELECT 1 WHERE (', '\n)')]);
}

function linkKpi({ source, figures }: LinkContext, block: KpiSpec, path: YamlPath): Diagnostic[] {
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

function linkImage({ source, images }: LinkContext, { file }: ImageSpec, path: YamlPath): Diagnostic[] {
  const image = images?.get(file) ?? { problem: 'only reports have pictures' };
  if (!('problem' in image)) return [];
  const message = `the picture "${file}" cannot be used: ${image.problem}`;
  return [{ ...source.locate([...path, 'file']), severity: 'error', code: 'block.unusable-image', message }];
}
