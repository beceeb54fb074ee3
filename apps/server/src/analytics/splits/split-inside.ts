import { splitFolds, holdOut } from './folds.js';
import { splitRows, type Split } from './split.js';

/** Rows that teach, and what a split among them has to keep to: the same as the split outside that they are the training rows of. */
export interface InsideRows {
  rows: number;
  /** 1 or 0, of an outcome. */
  classes?: ArrayLike<number>;
  /** Rows of one group stay together. */
  groups?: Int32Array;
  /** Time of a row, NaN where it is not known: later rows are judged by what earlier ones teach. */
  times?: Float64Array;
}

/** Share of the rows with a time that are judged, the newest ones. */
const NEWEST = 0.25;

/**
 * Splits among training rows, by which settings or a calibration are chosen: `folds` parts, or the newest quarter against what was before it where
 * rows have a time. By place and seed. Throws `model.bad-input` for a class with fewer rows or groups than folds.
 */
export function splitInside({ rows, classes, groups, times }: InsideRows, folds: number, seed: number): Split[] {
  if (times === undefined)
    return splitFolds({ rows, seed, ...(classes && { classes }), ...(groups && { groups }) }, folds);
  const known = times.filter((time) => !Number.isNaN(time)).sort();
  const from = known[Math.floor(known.length * (1 - NEWEST))];
  return [splitRows(rows, (row) => times[row]! >= from!)];
}

/** About `count` of the rows, with their share of each class and whole groups, ascending; all where `count` is that many. */
export function sampleInside({ rows, classes, groups }: InsideRows, count: number, seed: number): Int32Array {
  if (count >= rows) return Int32Array.from({ length: rows }, (_, row) => row);
  return holdOut({ rows, seed, ...(classes && { classes }), ...(groups && { groups }) }, count / rows).test;
}
