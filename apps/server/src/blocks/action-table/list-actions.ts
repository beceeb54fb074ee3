import type { LocalText } from '../../common/local-text.js';
import type { ActionTableSpec } from '../../content/spec/action-table.js';
import { askBlock, numberIn } from '../ask-block.js';
import type { BlockContext } from '../block-context.js';
import { EFFECT_COLUMNS, type Effect } from '../effect-columns.js';
import { defaultFormat, figureOf, holds, numberOf } from '../figures.js';
import { itemNames, refuseOthers, textIn } from '../query-cells.js';

/** An action as this issue finds it. */
export interface Action extends Effect {
  item: string;
  finding: string;
  action: string;
}

type Write = (text: LocalText, key?: string) => string;

/** The actions of a block in the order of print, and the tables that were read. Throws what `listActions` and `askActions` throw. */
export async function actionsOf(
  spec: ActionTableSpec,
  context: BlockContext,
  write: Write,
): Promise<{ actions: Action[]; reads: string[] }> {
  if (spec.sql !== undefined) return askActions({ ...spec, sql: spec.sql }, context);
  return { actions: listActions(spec, context, write), reads: [] };
}

/**
 * Items whose `when` is true. One that stands on a table which is not there is left out, as a section is. Throws AppError
 * `figure.no-condition`, and those of figures and texts.
 */
function listActions({ items = [] }: ActionTableSpec, { figures }: BlockContext, write: Write): Action[] {
  return items
    .filter(({ when }) => holds(when, figures))
    .map((item): Action => {
      const number = (figure: string | undefined) => (figure === undefined ? null : numberOf(figures, figure));
      const place = `item "${item.id}"`;
      return {
        item: item.id,
        finding: write(item.finding, `${place}, finding`),
        action: write(item.action, `${place}, action`),
        effect: number(item.effect),
        low: number(item.low),
        high: number(item.high),
        format: item.format ?? (item.effect === undefined ? 'number' : figureOf(figures, item.effect).format),
      };
    });
}

/** Rows of the query. Throws AppError `block.item-missing`, `block.item-repeated`, `block.unknown-columns`, and those of `askBlock`. */
async function askActions(spec: ActionTableSpec & { sql: string }, context: BlockContext) {
  // What is carried over may stand where the query gives nothing.
  const { result, reads } = await askBlock({ ...spec, empty: 'allow' }, context);
  refuseOthers(result, ['item', 'finding', 'action', ...EFFECT_COLUMNS], spec.id);
  const names = itemNames(result, 'item', spec.id);
  const typeOf = (name: string): string | undefined => result.columns.find((column) => column.name === name)?.type;
  const actions = result.rows.map((row, index): Action => {
    const number = (name: string) => (typeOf(name) === undefined ? null : numberIn(result, row, name, spec.id));
    return {
      item: names[index] ?? '',
      finding: textIn(result, row, 'finding', spec.id),
      action: textIn(result, row, 'action', spec.id),
      effect: number('effect'),
      low: number('low'),
      high: number('high'),
      format: spec.format ?? defaultFormat(typeOf('effect') ?? ''),
    };
  });
  return { actions, reads };
}
