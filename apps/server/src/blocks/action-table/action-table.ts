import { AppError } from '../../common/errors.js';
import type { LocalText } from '../../common/local-text.js';
import type { Value } from '../../common/value.js';
import type { ActionTableSpec } from '../../content/spec/action-table.js';
import type { BlockContext } from '../block-context.js';
import { EFFECT_COLUMNS, effectColumns, effectFormats } from '../effect-columns.js';
import type { ResolvedColumn, ResolvedTable } from '../result.js';
import { actionWords } from './action-words.js';
import { actionsOf } from './list-actions.js';

/**
 * Actions, a row each: what was found, what is to be done, what it is expected to bring, and places for owner and date.
 * Throws AppError `action-table.nowhere` outside reports, and what `actionsOf` throws.
 */
export async function resolveActionTable(
  spec: ActionTableSpec,
  context: BlockContext,
  write: (text: LocalText, key?: string) => string,
): Promise<Omit<ResolvedTable, 'id'>> {
  if (context.issue === undefined) {
    throw new AppError(
      'action-table.nowhere',
      `block "${spec.id}" is written on in issues, and only reports have them`,
    );
  }
  const { actions, reads } = await actionsOf(spec, context, write);
  const words = actionWords(context.settings.language);
  const shown = EFFECT_COLUMNS.filter((name) => actions.some((action) => action[name] !== null));
  const text = (name: 'finding' | 'action' | 'owner'): ResolvedColumn => ({
    name,
    title: words[name],
    format: 'text',
    align: 'left',
  });
  const columns: ResolvedColumn[] = [
    text('finding'),
    text('action'),
    ...effectColumns(actions, words, shown),
    text('owner'),
    { name: 'due', title: words.due, format: 'date', align: 'left' },
  ];
  const formats = effectFormats(actions, columns);
  return {
    kind: 'action_table',
    reads,
    columns,
    rows: actions.map((action) => {
      const cells = { ...action } as unknown as Record<string, Value>;
      return columns.map(({ name }) => cells[name] ?? null);
    }),
    ...(formats && { formats }),
    items: actions.map(({ item }) => item),
    fill_in: columns.flatMap(({ name }, index) => (name === 'owner' || name === 'due' ? [index] : [])),
  };
}
