import { AppError } from '../common/errors.js';
import { localize, type LocalText } from '../common/local-text.js';
import type { QueryResult, QuerySession, Value } from '../common/value.js';
import type { ProjectImage } from '../content/image.js';
import type { DatasetColumn } from '../content/spec/dataset.js';
import { defaultFormat, type Figures } from './figures.js';
import { fullFormat, type FormatSettings } from './format-value.js';
import type { ResolvedColumn } from './result.js';
import type { TextRenderer } from './text-template.js';

/** Most rows that a table or chart of a report may have; more belongs into a data sheet or a LIMIT. */
export const MAX_BLOCK_ROWS = 10_000;

export interface BlockContext {
  session: QuerySession;
  parameters: Record<string, Value>;
  figures: Figures;
  text: TextRenderer;
  settings: FormatSettings;
  /** Names of the tables that a SELECT reads. */
  tablesOf: (sql: string) => Promise<string[]>;
  /** Declared columns of a table: titles and formats where the block gives none. */
  columnsOf: (table: string) => readonly DatasetColumn[];
  /** Pictures of the report's template folder, by file name. */
  images?: ReadonlyMap<string, ProjectImage>;
  signal?: AbortSignal;
}

/** Asks a block's query. Throws AppError `block.empty` where that is refused, `block.too-long` beyond `most` rows. */
export async function askBlock(
  spec: { id: string; sql: string; empty: 'allow' | 'refuse' },
  context: BlockContext,
  most = MAX_BLOCK_ROWS,
): Promise<{ result: QueryResult; reads: string[] }> {
  const [result, reads] = [
    await context.session.query(spec.sql, context.parameters, context.signal),
    await context.tablesOf(spec.sql),
  ];
  if (result.rows.length === 0 && spec.empty === 'refuse') {
    throw new AppError('block.empty', `block "${spec.id}" has no rows`, {
      hint: 'say `empty: allow` if that is fine, or check the period',
    });
  }
  if (result.rows.length > most) {
    throw new AppError('block.too-long', `block "${spec.id}" has ${result.rows.length} rows, more than ${most}`, {
      hint: 'add a LIMIT or aggregate',
    });
  }
  return { result, reads };
}

/** Place of a column in a query's answer. Throws AppError `block.unknown-column`. */
export function columnIndex(result: QueryResult, name: string, block: string): number {
  const index = result.columns.findIndex((column) => column.name === name);
  if (index >= 0) return index;
  throw new AppError(
    'block.unknown-column',
    `block "${block}" asks for column "${name}", which its query does not select`,
    {
      hint: `selected: ${result.columns.map((column) => column.name).join(', ')}`,
    },
  );
}

type OwnWords = { title?: LocalText | undefined; format?: ResolvedColumn['format'] | undefined };

/** Words and format of a column: the block's own, else those of the dataset that it came from, else of its type. */
export function describeColumn(
  name: string,
  result: QueryResult,
  index: number,
  reads: readonly string[],
  context: BlockContext,
  own: OwnWords | undefined,
): ResolvedColumn {
  const declared = reads.flatMap((table) => context.columnsOf(table)).find((column) => column.name === name);
  const format = own?.format ?? declared?.format ?? defaultFormat(result.columns[index]?.type ?? '');
  const title = own?.title ?? declared?.title ?? name.replaceAll('_', ' ');
  const isText = ['text', 'date', 'month'].includes(fullFormat(format).kind);
  return {
    name,
    title: context.text.render(localize(title, context.settings.language)),
    format,
    align: isText ? 'left' : 'right',
  };
}
