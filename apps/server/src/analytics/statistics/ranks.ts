import { requireFinite } from './estimate.js';

/** Ranks from 1, equal values sharing their mean rank, and the sizes of the groups of equal values. */
export interface Ranking {
  ranks: Float64Array;
  ties: number[];
}

/** Midranks of values. O(n log n). Throws `statistics.bad-input` for NaN. */
export function rank(values: ArrayLike<number>): Ranking {
  const list = Array.from(values);
  for (const value of list) requireFinite('values', value);
  const order = list.map((_, index) => index).sort((a, b) => (list[a] ?? 0) - (list[b] ?? 0) || a - b);
  const ranks = new Float64Array(list.length);
  const ties: number[] = [];
  for (let start = 0; start < order.length;) {
    let end = start + 1;
    while (end < order.length && list[order[end] ?? 0] === list[order[start] ?? 0]) end += 1;
    for (let at = start; at < end; at += 1) ranks[order[at] ?? 0] = (start + 1 + end) / 2;
    if (end - start > 1) ties.push(end - start);
    start = end;
  }
  return { ranks, ties };
}
