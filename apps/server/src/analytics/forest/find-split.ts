import { countBins, MISSING_BIN, type FeatureBins } from '../features/bins.js';
import { WORDS } from '../trees/tree.js';

/** Sums of one bin: weight, weight × target, rows. */
const STRIDE = 3;
const BINS = 32 * WORDS;
/** So many bins are looked at in the time in which one row's is noted. */
const BINS_A_NOTE = 4;

/** Rows that a tree learns, those of a node side by side: place in the table, weight (× times drawn), target. */
export interface DrawnRows {
  rows: Uint32Array;
  weights: Float64Array;
  targets: Float64Array;
}

/** The drawn rows `from` to `to − 1`, which are at one node. */
export interface NodeRows {
  from: number;
  to: number;
  weight: number;
  /** Of weight × target. */
  sum: number;
}

/** The best division of a node so far. */
export interface Split {
  /** Sum of both sides' sum² ÷ weight: the higher, the smaller the squared error and, for a 0/1 target, Gini's impurity. */
  score: number;
  feature: number;
  leftBins: Uint32Array;
}

/** What is looked at to split a node, and memory that serves each node anew. */
export interface SplitSearch {
  features: readonly FeatureBins[];
  columns: readonly Uint8Array[];
  minLeafRows: number;
  drawn: DrawnRows;
  sums: Float64Array;
  /** A bit a bin, all 0 between two uses. */
  noted: Uint32Array;
  /** Bins that rows of the node are in, that of missing values not among them. */
  bins: Uint8Array;
}

/** Bins up to `place` of `SplitSearch.bins` go left. */
interface Cut {
  score: number;
  place: number;
  missingLeft: boolean;
  leftWeight: number;
}

export function searchSplits(given: Pick<SplitSearch, 'features' | 'columns' | 'minLeafRows' | 'drawn'>): SplitSearch {
  const bins = new Uint8Array(BINS);
  return { ...given, bins, sums: new Float64Array(STRIDE * BINS), noted: new Uint32Array(WORDS) };
}

/**
 * Splits a node by one column where that is better than `best`. Levels stand in the order of their mean target, where the best of all
 * divisions of them in two is (Breiman, Friedman, Olshen, Stone 1984, theorem 4.5); missing values are tried on both sides. Bins that no
 * row of the node is in go with the greater weight, or, between two bins of a measured column, with the nearer. O(rows + bins).
 */
export function improveSplit(best: Split, search: SplitSearch, node: NodeRows, feature: number): void {
  const isMeasured = search.features[feature]!.kind === 'numeric';
  sumByBin(search, node, search.columns[feature]!);
  const found = listBins(search, node, feature);
  if (!isMeasured) sortByMean(search, found);
  const cut = bestCut(search, node, found);
  if (cut.score > best.score) {
    best.score = cut.score;
    best.feature = feature;
    writeLeftBins(best.leftBins, search, found, cut, node, isMeasured);
  }
  for (let i = 0; i < found; i += 1) clearBin(search, search.bins[i]!);
  clearBin(search, MISSING_BIN);
}

function clearBin({ sums }: SplitSearch, bin: number): void {
  const at = STRIDE * bin;
  sums[at] = 0;
  sums[at + 1] = 0;
  sums[at + 2] = 0;
}

function sumByBin({ drawn, sums }: SplitSearch, { from, to }: NodeRows, column: Uint8Array): void {
  const { rows, weights, targets } = drawn;
  for (let i = from; i < to; i += 1) {
    const at = STRIDE * column[rows[i]!]!;
    const weight = weights[i]!;
    sums[at]! += weight;
    sums[at + 1]! += weight * targets[i]!;
    sums[at + 2]! += 1;
  }
}

/** Writes the bins that rows are in, ascending; returns how many. Where rows are few it is cheaper to note their bins than to look at all. */
function listBins(search: SplitSearch, { from, to }: NodeRows, feature: number): number {
  const { sums, bins, features } = search;
  const last = countBins(features[feature]!);
  if (BINS_A_NOTE * (to - from) < last) return noteBins(search, from, to, search.columns[feature]!);
  let found = 0;
  for (let bin = 1; bin <= last; bin += 1) if (sums[STRIDE * bin + 2]! > 0) bins[found++] = bin;
  return found;
}

function noteBins({ drawn, noted, bins }: SplitSearch, from: number, to: number, column: Uint8Array): number {
  const { rows } = drawn;
  for (let i = from; i < to; i += 1) {
    const bin = column[rows[i]!]!;
    noted[bin >> 5]! |= 1 << (bin & 31);
  }
  noted[0]! &= ~(1 << MISSING_BIN);
  let found = 0;
  for (let word = 0; word < WORDS; word += 1) {
    for (let bits = noted[word]!; bits !== 0; bits &= bits - 1)
      bins[found++] = 32 * word + 31 - Math.clz32(bits & -bits);
    noted[word] = 0;
  }
  return found;
}

/** Insertion sort; equal means stay in the order of the bins. */
function sortByMean({ sums, bins }: SplitSearch, found: number): void {
  const mean = (bin: number): number => sums[STRIDE * bin + 1]! / sums[STRIDE * bin]!;
  for (let i = 1; i < found; i += 1) {
    const bin = bins[i]!;
    const own = mean(bin);
    let place = i;
    for (; place > 0 && mean(bins[place - 1]!) > own; place -= 1) bins[place] = bins[place - 1]!;
    bins[place] = bin;
  }
}

function bestCut({ sums, bins, minLeafRows }: SplitSearch, { from, to, weight, sum }: NodeRows, found: number): Cut {
  const best: Cut = { score: -Infinity, place: -1, missingLeft: false, leftWeight: 0 };
  const [missingWeight, missingSum, missingRows] = [sums[0]!, sums[1]!, sums[2]!];
  const sides = missingRows > 0 ? 2 : 1;
  let [leftWeight, leftSum, leftRows] = [0, 0, 0];
  // The last place has only missing values to its right.
  const last = missingRows > 0 ? found : found - 1;
  for (let place = 0; place < last; place += 1) {
    const at = STRIDE * bins[place]!;
    leftWeight += sums[at]!;
    leftSum += sums[at + 1]!;
    leftRows += sums[at + 2]!;
    for (let side = 0; side < sides; side += 1) {
      const rows = leftRows + side * missingRows;
      if (rows < minLeafRows || to - from - rows < minLeafRows) continue;
      const onLeft = leftWeight + side * missingWeight;
      const summed = leftSum + side * missingSum;
      if (onLeft >= weight) continue;
      const score = (summed * summed) / onLeft + ((sum - summed) * (sum - summed)) / (weight - onLeft);
      if (score > best.score) {
        best.score = score;
        best.place = place;
        best.missingLeft = side === 1;
        best.leftWeight = onLeft;
      }
    }
  }
  return best;
}

function writeLeftBins(
  leftBins: Uint32Array,
  { bins, sums }: SplitSearch,
  found: number,
  { place, missingLeft, leftWeight }: Cut,
  { weight }: NodeRows,
  isMeasured: boolean,
): void {
  const leftIsHeavier = 2 * leftWeight >= weight;
  const put = (bin: number, left: boolean): void => {
    const bit = 1 << (bin & 31);
    if (left) leftBins[bin >> 5]! |= bit;
    else leftBins[bin >> 5]! &= ~bit;
  };
  if (isMeasured) {
    const next = place + 1 < found ? bins[place + 1]! : BINS;
    const middle = place + 1 < found ? (bins[place]! + next) >> 1 : BINS - 1;
    for (let word = 0; word < WORDS; word += 1) leftBins[word] = lowestBits(middle + 1 - 32 * word);
  } else {
    leftBins.fill(leftIsHeavier ? 0xffff_ffff : 0);
    for (let i = 0; i < found; i += 1) put(bins[i]!, i <= place);
  }
  put(MISSING_BIN, sums[2]! > 0 ? missingLeft : leftIsHeavier);
}

/** A word with its `count` lowest bits set, none where it is below 1 and all from 32. */
function lowestBits(count: number): number {
  return count >= 32 ? 0xffff_ffff : count <= 0 ? 0 : 2 ** count - 1;
}
