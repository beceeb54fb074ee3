import type { Random } from '../random.js';

/** Writes `wanted` of the rows into `into`, each choice as likely, in the order they have (Algorithm S: D. E. Knuth, The Art of Computer Programming 2). O(rows). */
export function sampleRows(rows: Uint32Array, wanted: number, random: Random, into: Uint32Array): void {
  let taken = 0;
  for (let i = 0; taken < wanted; i += 1)
    if (random.next() * (rows.length - i) < wanted - taken) into[taken++] = rows[i]!;
}

/** 1 for `wanted` of so many columns, each choice as likely. */
export function sampleColumns(columns: number, wanted: number, random: Random): Uint8Array {
  const asked = new Uint8Array(columns);
  let taken = 0;
  for (let i = 0; taken < wanted; i += 1) {
    if (random.next() * (columns - i) >= wanted - taken) continue;
    asked[i] = 1;
    taken += 1;
  }
  return asked;
}
