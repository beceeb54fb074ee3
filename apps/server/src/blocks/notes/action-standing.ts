import type { NoteFields } from '../../catalog/tables.js';
import { notesOn, type Note } from './note.js';

/** How an action stands after what people wrote of it. */
export interface ActionStanding {
  owner: string;
  due: string | null;
  state: NonNullable<NoteFields['state']>;
  comment: string;
  /** The note written last. */
  last: Note;
  /** Notes that say what stands now; the others were overtaken by later ones. */
  counting: Note[];
}

type Field = 'owner' | 'due' | 'state' | 'comment';
const FIELDS: readonly Field[] = ['owner', 'due', 'state', 'comment'];

/**
 * Puts the notes on an action together, in their order: each field as it was written last, so that two people who fill in different fields
 * lose nothing. An action that was done or dropped begins anew with the first note on a later issue, and is over for issues after the one
 * that follows (`lastIssue`: as-of day of the issue before the one that asks). Undefined where nothing stands.
 */
export function standingOf(
  notes: readonly Note[],
  block: string,
  item: string,
  lastIssue: string | null = null,
): ActionStanding | undefined {
  let setBy = new Map<Field, Note>();
  let last: Note | undefined;
  for (const note of notesOn(notes, block, item)) {
    if (note.fields.opinion !== undefined) continue;
    if (endedBefore(setBy, note.as_of)) setBy = new Map();
    for (const field of FIELDS) if (note.fields[field] !== undefined) setBy.set(field, note);
    last = note;
  }
  if (last === undefined || (lastIssue !== null && endedBefore(setBy, lastIssue))) return undefined;
  const value = <Key extends Field>(field: Key): NoteFields[Key] => setBy.get(field)?.fields[field];
  return {
    owner: value('owner') ?? '',
    due: value('due') ?? null,
    state: value('state') ?? 'open',
    comment: value('comment') ?? '',
    last,
    counting: [...new Set([...setBy.values(), last])].sort((a, b) => notes.indexOf(a) - notes.indexOf(b)),
  };
}

function endedBefore(setBy: ReadonlyMap<Field, Note>, day: string): boolean {
  const ending = setBy.get('state');
  return ending !== undefined && ending.fields.state !== 'open' && ending.as_of < day;
}
