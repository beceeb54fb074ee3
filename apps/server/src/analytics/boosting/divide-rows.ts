import { shareOf, type Member } from '../member.js';
import { note, NOTE, noteOf, type Board } from './board.js';

/** Rows of a tree by leaf, and two rooms as large to sort them in; shared. */
export interface RowOrder {
  order: Uint32Array;
  lefts: Uint32Array;
  rights: Uint32Array;
}

/** Places from … to − 1. */
export type Places = readonly [from: number, to: number];

/** Where the rows of two children are: places in the room `lefts` or `rights`, one stretch a member. */
export interface Divided {
  lefts: Places[];
  rights: Places[];
}

/**
 * Sorts a node's places of the order so that rows whose bin is in `leftBins` come first, both parts in the order they had. All members
 * together: each sorts a part into the rooms, and moves it into the order when it knows how many rows the others send left. The rooms can be read
 * when it returns; the order only once all have met again, which spares a meeting. O(rows ÷ members).
 */
export function divideRows(
  { order, lefts, rights }: RowOrder,
  column: Uint8Array,
  leftBins: Uint32Array,
  [from, to]: Places,
  leftRows: number,
  member: Member,
  board: Board,
): Divided {
  const goesLeft = Uint8Array.from({ length: 256 }, (_, bin) => (leftBins[bin >> 5]! >>> (bin & 31)) & 1);
  const [first, last] = shareOf(member, to - from).map((place) => from + place) as [number, number];
  let left = first;
  let right = first;
  for (let place = first; place < last; place += 1) {
    const row = order[place]!;
    const step = goesLeft[column[row]!]!;
    // Written to both, and one of them again by the next row: a branch would be guessed wrong half of the time.
    lefts[left] = row;
    rights[right] = row;
    left += step;
    right += 1 - step;
  }
  note(board, member.index, NOTE.lefts, left - first);
  member.meet();
  const divided = stretches(from, to - from, member.count, board);
  let before = 0;
  for (const [start, end] of divided.lefts.slice(0, member.index)) before += end - start;
  order.set(lefts.subarray(first, left), from + before);
  order.set(rights.subarray(first, right), from + leftRows + (first - from - before));
  return divided;
}

function stretches(from: number, rows: number, members: number, board: Board): Divided {
  const divided: Divided = { lefts: [], rights: [] };
  for (let index = 0; index < members; index += 1) {
    const [first, last] = shareOf({ index, count: members }, rows).map((place) => from + place) as [number, number];
    const sentLeft = noteOf(board, index, NOTE.lefts);
    divided.lefts.push([first, first + sentLeft]);
    divided.rights.push([first, last - sentLeft]);
  }
  return divided;
}
