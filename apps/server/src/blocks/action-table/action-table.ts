import { AppError } from '../../common/errors.js';
import type { Language, LocalText } from '../../common/local-text.js';
import type { Value } from '../../common/value.js';
import type { ActionTableSpec } from '../../content/spec/action-table.js';
import type { BlockContext } from '../block-context.js';
import { EFFECT_COLUMNS, effectColumns, effectFormats } from '../effect-columns.js';
import { standingOf, type ActionStanding } from '../notes/action-standing.js';
import { printable } from '../notes/note.js';
import type { ResolvedColumn, ResolvedTable } from '../result.js';
import { actionWords } from './action-words.js';
import { carriedActions } from './carried-actions.js';
import { actionsOf, type Action } from './list-actions.js';

interface Line extends Action {
  standing: ActionStanding | undefined;
  carried: boolean;
  late: boolean;
}

/**
 * Actions, a row each: what was found, what is to be done, what it is expected to bring, owner and date. Where people wrote on earlier issues,
 * what they wrote stands beside it with what became of it, and open actions that this issue does not find any more come after the others.
 * Throws AppError `action-table.nowhere` outside reports, and what `actionsOf` throws.
 */
export async function resolveActionTable(
  spec: ActionTableSpec,
  context: BlockContext,
  write: (text: LocalText, key?: string) => string,
): Promise<Omit<ResolvedTable, 'id'>> {
  const { issue } = context;
  if (issue === undefined) {
    throw new AppError(
      'action-table.nowhere',
      `block "${spec.id}" is written on in issues, and only reports have them`,
    );
  }
  const { notes = [], previous } = issue;
  const standing = (item: string) => standingOf(notes, spec.id, item, previous?.as_of);
  const { actions, reads } = await actionsOf(spec, context, write);
  const carried = carriedActions(previous, spec.id, actions, standing);
  refuseNone(spec, actions.length + carried.length);
  const lines = [...actions, ...carried].map((action): Line => {
    const known = standing(action.item);
    const late = known?.state === 'open' && known.due !== null && known.due < issue.as_of;
    return { ...action, standing: known, carried: carried.includes(action), late };
  });
  return { kind: 'action_table', reads, ...tableOf(lines, context.settings.language) };
}

function refuseNone({ id, empty }: ActionTableSpec, found: number): void {
  if (found > 0 || empty === 'allow') return;
  throw new AppError('block.empty', `block "${id}" has no actions`, {
    hint: 'say `empty: allow` if that is fine, or keep an item without `when`',
  });
}

function tableOf(lines: readonly Line[], language: Language): Omit<ResolvedTable, 'id' | 'kind' | 'reads'> {
  const words = actionWords(language);
  const columns = columnsOf(lines, language);
  const formats = effectFormats(lines, columns);
  const progress = columns.findIndex(({ name }) => name === 'progress');
  return {
    columns,
    rows: lines.map((line) => {
      const cells = cellsOf(line, language);
      return columns.map(({ name }) => cells[name] ?? null);
    }),
    ...(formats && { formats }),
    // The date of what is overdue stands out; the word for it is in the column behind.
    ...(progress >= 0 && {
      tones: { column: progress - 1, rows: lines.map(({ late }) => (late ? 'bad' : 'neutral')) },
    }),
    items: lines.map(({ item }) => item),
    fill_in: columns.flatMap(({ name }, index) => (name === 'owner' || name === 'due' ? [index] : [])),
    note: progress >= 0 ? words.written : words.toWrite,
  };
}

function columnsOf(lines: readonly Line[], language: Language): ResolvedColumn[] {
  const words = actionWords(language);
  const text = (name: 'finding' | 'action' | 'owner' | 'progress'): ResolvedColumn => ({
    name,
    title: words[name],
    format: 'text',
    align: 'left',
  });
  const shown = EFFECT_COLUMNS.filter((name) => lines.some((line) => line[name] !== null));
  return [
    text('finding'),
    text('action'),
    ...effectColumns(lines, words, shown),
    text('owner'),
    { name: 'due', title: words.due, format: 'date', align: 'left' },
    ...(lines.some(({ standing }) => standing !== undefined) ? [text('progress')] : []),
  ];
}

function cellsOf(line: Line, language: Language): Record<string, Value> {
  const { finding, action, effect, low, high, standing } = line;
  return {
    finding,
    action,
    effect,
    low,
    high,
    owner: standing === undefined || standing.owner === '' ? null : printable(standing.owner),
    due: standing?.due ?? null,
    progress: standing === undefined ? null : progressWords(line, standing, language),
  };
}

/** "carried over, open, overdue: two of five called (Kim, 2026-10-12)". */
function progressWords({ carried, late }: Line, { state, comment, last }: ActionStanding, language: Language): string {
  const words = actionWords(language);
  const states = [...(carried ? [words.carried] : []), words.states[state], ...(late ? [words.late] : [])].join(', ');
  const said = comment === '' ? '' : `: ${printable(comment)}`;
  return `${states}${said} (${printable(last.author)}, ${last.written_on})`;
}
