import { shareOf, SOLO, type Member } from '../member.js';
import { note, NOTE, noteOf, type Board } from './board.js';

/** Rows of a tree by leaf, and two rooms as large to sort them in; shared. */
export interface RowOrder {
  order: Uint32Array;
  lefts: Uint32Array;
  rights: Uint32Array;
}

/** Rows that one member sorts sooner alone than several do that meet twice. */
const FEW = 4096;

/**
 * Sorts the places `from` to `to` − 1 of the order so that rows whose bin is in `leftBins` come first, both parts in the order they had.
 * All members together: each sorts a part, and moves it where it belongs when it knows how many rows the others send left. O(rows ÷ members).
 */
export function divideRows(
  rowOrder: RowOrder,
  column: Uint8Array,
  leftBins: Uint32Array,
  [from, to]: readonly [number, number],
  leftRows: number,
  member: Member,
  board: Board,
): void {
  if (to - from < FEW && member.count > 1) {
    if (member.index === 0) divideRows(rowOrder, column, leftBins, [from, to], leftRows, SOLO, board);
    member.meet();
    return;
  }
  const { order, lefts, rights } = rowOrder;
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
  let before = 0;
  for (let other = 0; other < member.index; other += 1) before += noteOf(board, other, NOTE.lefts);
  order.set(lefts.subarray(first, left), from + before);
  order.set(rights.subarray(first, right), from + leftRows + (first - from - before));
  member.meet();
}
