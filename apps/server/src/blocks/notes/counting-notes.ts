import { standingOf } from './action-standing.js';
import type { Note } from './note.js';
import { opinionsOn } from './opinions.js';

/** The notes on these blocks that say what stands, in their order: what later ones overtook is no part of what an issue is made from. */
export function countingNotes(notes: readonly Note[], blocks: readonly string[]): Note[] {
  const rows = new Map(notes.map((note) => [JSON.stringify([note.block, note.item]), note]));
  const counting = [...rows.values()].flatMap(({ block, item }) =>
    blocks.includes(block)
      ? [...(standingOf(notes, block, item)?.counting ?? []), ...opinionsOn(notes, block, item).map(({ note }) => note)]
      : [],
  );
  const kept = new Set(counting);
  return notes.filter((note) => kept.has(note));
}
