import { MISSING_BIN } from '../features/bins.js';
import { WORDS } from '../trees/tree.js';
import type { BinSums } from './slopes.js';

/** Sums over the rows of a node. */
export interface NodeSums {
  gradient: number;
  hessian: number;
  rows: number;
}

/** A node in two. */
export interface Split {
  gain: number;
  feature: number;
  /** What the left child has. */
  left: NodeSums;
  /** Bit b: rows of bin b go left. */
  leftBins: Uint32Array;
  /** Bit b: no row of the node is in bin b. */
  absentBins: Uint32Array;
}

/** What a split is judged by. */
export interface SplitRules {
  minLeafRows: number;
  minHessian: number;
  minGain: number;
  l2: number;
  /** Hessian by which each level's mean slope is drawn to that of the node, and that splits of many levels pay beside `l2`. */
  levelSmoothing: number;
}

/** The best split of a column so far, without its feature. */
export type ColumnSplit = Omit<Split, 'feature'>;

/** gradient² ÷ (hessian + l2): twice what the best constant takes off the loss (T. Chen, C. Guestrin, XGBoost, 2016). */
export function worthOf(gradient: number, hessian: number, l2: number): number {
  return (gradient * gradient) / (hessian + l2);
}

/** The gain that a split must be above. Two parts with the mean of the whole gain what rounding leaves: that is none. */
export function leastGain({ gradient, hessian }: NodeSums, { minGain, l2 }: SplitRules): number {
  return Math.max(minGain, 1e-12 * worthOf(gradient, hessian, l2));
}

/**
 * Cuts a measured column where the gain is highest and above `toBeat`, trying missing values on either side, and apart from all others;
 * of equal cuts the first one, missing right before missing left. O(bins).
 */
export function splitNumeric(
  sums: BinSums,
  bins: number,
  node: NodeSums,
  rules: SplitRules,
  toBeat: number,
): ColumnSplit | null {
  const hasMissing = sums.rows[MISSING_BIN]! > 0;
  const right = bestPrefix(RAMP.subarray(1, bins + 1), sums, node, rules, rules.l2, toBeat);
  const left = hasMissing
    ? bestPrefix(RAMP.subarray(0, bins + 1), sums, node, rules, rules.l2, right?.gain ?? toBeat)
    : null;
  const best = left ?? right;
  return best && { ...best, absentBins: binSet(hasMissing ? [] : [MISSING_BIN]) };
}

/** Levels up to which a split pays no penalty beside `l2`. */
const FEW_LEVELS = 4;

/**
 * Cuts a column of names in two groups of levels. Levels in the order of their mean slope have the best grouping among their prefixes (W. D.
 * Fisher, On grouping for maximum homogeneity, 1958); so that rare ones don't come first by chance, each mean is drawn to the node's
 * (D. Micci-Barreca, 2001), and where there are more than four levels the gain is taken with more l2 (as LightGBM's cat_smooth and
 * cat_l2). Missing is a level like others. O(levels²), mostly far below.
 */
export function splitLevels(
  sums: BinSums,
  bins: number,
  node: NodeSums,
  rules: SplitRules,
  toBeat: number,
): ColumnSplit | null {
  const present = sortLevels(sums, bins, node, rules.levelSmoothing);
  const l2 = rules.l2 + (present.length > FEW_LEVELS ? rules.levelSmoothing : 0);
  const best = bestPrefix(present, sums, node, rules, l2, toBeat);
  return best && { ...best, absentBins: binSet(RAMP.subarray(0, bins + 1).filter((bin) => sums.rows[bin] === 0)) };
}

/** Bins with rows by the mean slope of their rows, drawn to that of the node; of equal ones the earlier first. */
function sortLevels(sums: BinSums, bins: number, { gradient, hessian }: NodeSums, smoothing: number): Uint8Array {
  const levels = new Uint8Array(bins + 1);
  const means = new Float64Array(bins + 1);
  const pull = (smoothing * gradient) / hessian;
  let count = 0;
  for (let bin = 0; bin <= bins; bin += 1) {
    if (sums.rows[bin] === 0) continue;
    const mean = (sums.gradient[bin]! + pull) / (sums.hessian[bin]! + smoothing);
    // By insertion: most nodes have few levels, and a sort with a comparator costs more than all the rest.
    let place = count;
    for (; place > 0 && means[place - 1]! > mean; place -= 1) {
      means[place] = means[place - 1]!;
      levels[place] = levels[place - 1]!;
    }
    means[place] = mean;
    levels[place] = bin;
    count += 1;
  }
  return levels.subarray(0, count);
}

/** All bins in order. */
const RAMP = Uint8Array.from({ length: 256 }, (_, bin) => bin);

/** The split of a node between the first bins of a list and the rest, with the highest gain above `toBeat`. */
function bestPrefix(
  bins: Uint8Array,
  sums: BinSums,
  node: NodeSums,
  { minLeafRows, minHessian }: SplitRules,
  l2: number,
  toBeat: number,
): Omit<ColumnSplit, 'absentBins'> | null {
  const parent = worthOf(node.gradient, node.hessian, l2);
  let [gradient, hessian, rows] = [0, 0, 0];
  let gain = toBeat;
  let left: NodeSums | null = null;
  let taken = 0;
  for (let i = 0; i < bins.length; i += 1) {
    const bin = bins[i]!;
    if (sums.rows[bin] === 0) continue;
    gradient += sums.gradient[bin]!;
    hessian += sums.hessian[bin]!;
    rows += sums.rows[bin]!;
    if (node.rows - rows < minLeafRows || node.hessian - hessian < minHessian) break;
    if (rows < minLeafRows || hessian < minHessian) continue;
    const other = worthOf(node.gradient - gradient, node.hessian - hessian, l2);
    const gained = worthOf(gradient, hessian, l2) + other - parent;
    if (gained <= gain) continue;
    gain = gained;
    left = { gradient, hessian, rows };
    taken = i + 1;
  }
  return left && { gain, left, leftBins: binSet(bins.subarray(0, taken)) };
}

function binSet(bins: Iterable<number>): Uint32Array {
  const set = new Uint32Array(WORDS);
  for (const bin of bins) set[bin >> 5]! |= 1 << (bin & 31);
  return set;
}
