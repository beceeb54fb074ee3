import { localize, type LocalText } from '../common/local-text.js';
import type { QueryResult } from '../common/value.js';
import type { BlockContext } from './block-context.js';
import { defaultFormat } from './figures.js';
import { fullFormat } from './format-value.js';
import type { ResolvedColumn } from './result.js';

/** What a block says of a column itself. */
export interface OwnWords {
  title?: LocalText | undefined;
  format?: ResolvedColumn['format'] | undefined;
  /** Where neither block nor dataset has a title. */
  otherwise?: LocalText | undefined;
  /** `<dataset>.<metric>` that it is. */
  metric?: string | undefined;
}

/** Words and format of a column: the block's own, else those of the dataset that it came from, else of its role and type. */
export function describeColumn(
  name: string,
  result: QueryResult,
  index: number,
  reads: readonly string[],
  context: Pick<BlockContext, 'columnsOf' | 'text' | 'settings'>,
  own: OwnWords | undefined,
): ResolvedColumn {
  const declared = reads.flatMap((table) => context.columnsOf(table)).find((column) => column.name === name);
  const format = own?.format ?? declared?.format ?? defaultFormat(result.columns[index]?.type ?? '');
  const title = own?.title ?? declared?.title ?? own?.otherwise ?? name.replaceAll('_', ' ');
  const isText = ['text', 'date', 'month'].includes(fullFormat(format).kind);
  return {
    name,
    title: context.text.render(localize(title, context.settings.language)),
    format,
    align: isText ? 'left' : 'right',
    ...(own?.metric !== undefined && { metric: own.metric }),
  };
}
