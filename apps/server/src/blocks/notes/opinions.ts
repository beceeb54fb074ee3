import type { NoteFields } from '../../catalog/tables.js';
import { notesOn, type Note } from './note.js';

export type Opinion = NonNullable<NoteFields['opinion']>;

/** What one person thinks of a row, as written last. */
export interface StatedOpinion {
  opinion: Opinion;
  comment: string;
  note: Note;
}

/** The opinions on a row, one for each person as written last, the latest first. */
export function opinionsOn(notes: readonly Note[], block: string, item: string): StatedOpinion[] {
  const byAuthor = new Map<string, StatedOpinion>();
  for (const note of notesOn(notes, block, item)) {
    const { opinion, comment = '' } = note.fields;
    if (opinion === undefined) continue;
    byAuthor.delete(note.author);
    byAuthor.set(note.author, { opinion, comment, note });
  }
  return [...byAuthor.values()].toReversed();
}
