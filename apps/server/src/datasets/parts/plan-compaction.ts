/** A part is taken into the new one while it is less than so many times as big. */
const RATIO = 4;

/**
 * How many of the last parts the new rows are merged with, given the rows of each part. Each part that stays is at least 4 times as big as
 * all that follow it, so their number grows with the logarithm of the rows and each row is written again a few times only.
 */
export function planCompaction(parts: readonly number[], added: number): number {
  let merged = 0;
  let rows = added;
  for (const part of parts.toReversed()) {
    if (part >= RATIO * rows) break;
    rows += part;
    merged += 1;
  }
  return merged;
}
