import { badInput } from '../features/feature-table.js';

/** Columns that a split chooses among, drawn anew for each: √columns, a third of them, all, or a number. */
export type TriedColumns = 'sqrt' | 'third' | 'all' | number;

/** Weight of a class, for 0 and for 1; `balanced` gives both classes the same weight in sum. */
export type ClassWeights = 'balanced' | readonly [number, number];

export interface ForestSettings {
  /** `classification`: the target is 0 or 1 and the forest gives the probability of 1. `regression`: any numbers, and it gives their mean. */
  task: 'classification' | 'regression';
  /** 1 to 10,000. */
  trees: number;
  /** Questions between root and leaf at most; without it trees grow until a leaf can't be split. */
  maxDepth?: number;
  /** Training rows of a leaf at least, a row that was drawn twice counted once. */
  minLeafRows: number;
  triedColumns: TriedColumns;
  /** Each tree learns rows drawn with replacement, and is judged by those that it did not draw; else all learn all rows. */
  bootstrap: boolean;
  /** For classification only. */
  classWeights?: ClassWeights;
  /** Whole, 0 to 2^32 − 1. */
  seed: number;
}

/** What scikit-learn takes for classification: 100 full trees, √columns a split. */
export const FOREST_DEFAULTS: ForestSettings = {
  task: 'classification',
  trees: 100,
  minLeafRows: 1,
  triedColumns: 'sqrt',
  bootstrap: true,
  seed: 0,
};

const MOST_TREES = 10_000;

/** Throws `model.bad-input`, naming the setting, unless a forest can be grown by them. */
export function requireForestSettings(settings: ForestSettings): void {
  const { trees, maxDepth = 1, minLeafRows, triedColumns, classWeights, seed, task } = settings;
  requireWhole('the number of trees', trees, 1, MOST_TREES);
  requireWhole('the depth', maxDepth, 1, Number.MAX_SAFE_INTEGER);
  requireWhole('the number of rows of a leaf', minLeafRows, 1, Number.MAX_SAFE_INTEGER);
  requireWhole('the seed', seed, 0, 2 ** 32 - 1);
  if (typeof triedColumns === 'number')
    requireWhole('the number of columns tried', triedColumns, 1, Number.MAX_SAFE_INTEGER);
  if (classWeights === undefined) return;
  if (task === 'regression') throw badInput('class weights are for classification');
  if (classWeights !== 'balanced' && !classWeights.every((weight) => weight > 0 && weight < Infinity))
    throw badInput(`the class weights are ${classWeights.join(' and ')}, but must be above 0`);
}

function requireWhole(name: string, value: number, least: number, most: number): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  const range = most === Number.MAX_SAFE_INTEGER ? `from ${least}` : `from ${least} to ${most}`;
  throw badInput(`${name} is ${value}, but must be whole, ${range}`);
}

/** Number of columns tried a split, of `columns`; a number above is all of them. */
export function countTried(tried: TriedColumns, columns: number): number {
  if (tried === 'all') return columns;
  const wanted = tried === 'sqrt' ? Math.sqrt(columns) : tried === 'third' ? columns / 3 : tried;
  return Math.min(columns, Math.max(1, Math.floor(wanted)));
}
