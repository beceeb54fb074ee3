import type { Random } from '../random.js';

/** Up to `count` different rows of `rows`, ascending, each set equally likely (selection sampling: Knuth, TAOCP 2, algorithm S). O(rows). */
export function drawRows(rows: number, count: number, random: Random): number[] {
  const drawn: number[] = [];
  for (let row = 0; row < rows && drawn.length < count; row += 1)
    if (random.next() * (rows - row) < count - drawn.length) drawn.push(row);
  return drawn;
}
