import { badInput } from '../features/feature-table.js';

/** Row numbers to learn from and to judge on, each ascending; no row is in both. */
export interface Split {
  train: Int32Array;
  test: Int32Array;
}

/** The k splits of a partition: each part is judged once by what the others teach. */
export function splitByPart(parts: Int32Array, count: number): Split[] {
  return Array.from({ length: count }, (_, part) => splitRows(parts.length, (row) => parts[row] === part));
}

/** Rows that are tested against the rest, and rows that neither teach nor are tested where `isTrain` is given. */
export function splitRows(
  rows: number,
  isTest: (row: number) => boolean,
  isTrain: (row: number) => boolean = (row) => !isTest(row),
): Split {
  const [train, test]: [number[], number[]] = [[], []];
  for (let row = 0; row < rows; row += 1) {
    if (isTest(row)) test.push(row);
    else if (isTrain(row)) train.push(row);
  }
  return { train: Int32Array.from(train), test: Int32Array.from(test) };
}

/**
 * Puts the scores of each split's test rows (in its order) into one column. Throws `model.bad-input` unless every row is tested exactly once
 * and by a model that did not learn from it, so that what is judged from the column is out of sample. O(splits × rows).
 */
export function gatherOutOfFold(
  rows: number,
  splits: readonly Split[],
  scores: readonly ArrayLike<number>[],
): Float64Array {
  const out = new Float64Array(rows);
  const seen = new Uint8Array(rows);
  for (const [i, { train, test }] of splits.entries()) {
    const learned = new Uint8Array(rows);
    for (const row of train) learned[row] = 1;
    if (scores[i]?.length !== test.length) throw badInput(`split ${i + 1} has ${test.length} rows to score`);
    for (const [at, row] of test.entries()) {
      if (learned[row] === 1) throw badInput(`row ${row + 1} is scored by a model that learned from it`);
      if (seen[row] === 1) throw badInput(`row ${row + 1} is scored twice`);
      seen[row] = 1;
      out[row] = scores[i]![at]!;
    }
  }
  const missed = seen.indexOf(0);
  if (missed >= 0) throw badInput(`row ${missed + 1} is never scored`);
  return out;
}
