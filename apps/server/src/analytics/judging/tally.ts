import { badInput } from '../statistics/estimate.js';

/** Rows as scored by a model that has not learned from them. */
export interface Scored {
  /** The greater, the likelier a 1. */
  scores: ArrayLike<number>;
  /** 1 where it happened, 0 where not. */
  outcomes: ArrayLike<number>;
  /** How much a row counts, not negative; a row of weight 0 is left out. 1 each when left out. */
  weights?: ArrayLike<number>;
}

/** Why a figure can't be told. */
export type Reason =
  'no rows' | 'one class' | 'too few for an interval' | 'no variation' | 'out of reach' | 'no profit';

/** Rows of one class at each distinct score. */
export interface ClassTally {
  rows: number;
  /** Sum of weights. */
  total: number;
  /** Sum of weights, and of their squares, by score. */
  weights: Float64Array;
  squares: Float64Array;
}

/** Scored rows, equal scores put together: what figures that depend on the order of scores are made from. */
export interface Tally {
  /** Distinct, falling. */
  scores: Float64Array;
  ones: ClassTally;
  zeros: ClassTally;
  /** Place of each row's score among the distinct ones, −1 for weight 0. */
  places: Int32Array;
  isWeighted: boolean;
}

/**
 * Puts rows of equal score together. Throws `statistics.bad-input`, naming the row, for a score that is not finite, an outcome other than 0
 * and 1, or a bad weight. O(n log n).
 */
export function tallyScores(scored: Scored): Tally {
  requireScored(scored);
  const { scores, outcomes, weights } = scored;
  const distinct = distinctFalling(scores, weights);
  const [ones, zeros] = [emptyTally(distinct.length), emptyTally(distinct.length)];
  const places = new Int32Array(scores.length).fill(-1);
  for (let row = 0; row < scores.length; row += 1) {
    const weight = weights?.[row] ?? 1;
    if (weight === 0) continue;
    const side = outcomes[row] === 1 ? ones : zeros;
    const place = placeOf(distinct, scores[row]!);
    places[row] = place;
    side.rows += 1;
    side.total += weight;
    side.weights[place]! += weight;
    side.squares[place]! += weight * weight;
  }
  return { scores: distinct, ones, zeros, places, isWeighted: weights !== undefined };
}

/** Place of a score among falling ones, by bisection: how many are above it. */
function placeOf(falling: Float64Array, score: number): number {
  let low = 0;
  let high = falling.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (falling[middle]! > score) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Sums of an amount by row over rows of one score, falling as the scores. Throws `statistics.bad-input`, naming the row. O(rows). */
export function sumByScore({ scores, places }: Tally, amounts: ArrayLike<number>): Float64Array {
  if (amounts.length !== places.length) throw badInput(`there are ${amounts.length} amounts for ${places.length} rows`);
  const sums = new Float64Array(scores.length);
  for (let row = 0; row < places.length; row += 1) {
    if (!Number.isFinite(amounts[row])) throw badInput(`the amount of row ${row + 1} is ${amounts[row]}`);
    if (places[row]! >= 0) sums[places[row]!]! += amounts[row]!;
  }
  return sums;
}

/** Null unless both classes are there. */
export function whyOneClass({ ones, zeros }: Tally): Reason | null {
  if (ones.rows + zeros.rows === 0) return 'no rows';
  return ones.rows === 0 || zeros.rows === 0 ? 'one class' : null;
}

/** Throws `statistics.bad-input`, naming the row, unless scores are finite, outcomes 0 or 1 and weights not negative. */
export function requireScored({ scores, outcomes, weights }: Scored): void {
  const rows = scores.length;
  if (outcomes.length !== rows) throw badInput(`there are ${outcomes.length} outcomes for ${rows} scores`);
  if (weights && weights.length !== rows) throw badInput(`there are ${weights.length} weights for ${rows} scores`);
  for (let row = 0; row < rows; row += 1) {
    if (!Number.isFinite(scores[row])) throw badInput(`the score of row ${row + 1} is ${scores[row]}`);
    if (outcomes[row] !== 0 && outcomes[row] !== 1)
      throw badInput(`the outcome of row ${row + 1} is ${outcomes[row]}, which is neither 0 nor 1`);
    const weight = weights?.[row] ?? 1;
    if (!(weight >= 0 && weight < Infinity)) throw badInput(`the weight of row ${row + 1} is ${weight}`);
  }
}

function distinctFalling(scores: ArrayLike<number>, weights: ArrayLike<number> | undefined): Float64Array {
  const used = Float64Array.from(scores);
  const sorted = (weights ? used.filter((_, row) => weights[row] !== 0) : used).sort().toReversed();
  // 0 and −0 are one score.
  return sorted.filter((score, at) => at === 0 || score !== sorted[at - 1]);
}

function emptyTally(scores: number): ClassTally {
  return { rows: 0, total: 0, weights: new Float64Array(scores), squares: new Float64Array(scores) };
}
