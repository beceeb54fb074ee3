import type { BoostingLoss } from './boosting-settings.js';
import { exactSum } from './fixed-point.js';
import { quantileOf } from './quantile.js';

/** Target and weight (null: 1 each, else such that sums are exact) of rows, and what the model says of them so far. */
export interface Labelled {
  target: Float64Array;
  weights: Float64Array | null;
  totalWeight: number;
  raw: Float64Array;
}

/** First and second derivative of the loss by the raw prediction, times weight; entry 0 is row `from`. */
export interface Slopes {
  gradient: Float64Array;
  hessian: Float64Array;
}

/** Writes the slopes of the rows `from` to `to` − 1 and returns the sum of their weighted losses. */
export type DeriveLoss = (rows: Labelled, from: number, to: number, slopes: Slopes) => number;

/** The constant that fits best: log odds, mean or quantile. The same for any order of the rows. */
export function baseOf(loss: BoostingLoss, { target, weights, totalWeight }: Labelled): number {
  if (loss.kind === 'quantile') return quantileOf(target, weights, loss.alpha);
  const mean = exactSum(target, weights) / totalWeight;
  return loss.kind === 'squared' ? mean : Math.log(mean / (1 - mean));
}

/** The loss with its slopes. Log loss, squared error (its gradient halved: raw − target), pinball loss. */
export function deriveLoss(loss: BoostingLoss): DeriveLoss {
  if (loss.kind === 'logistic') return deriveLogistic;
  if (loss.kind === 'squared') return deriveSquared;
  return (rows, from, to, slopes) => deriveQuantile(loss.alpha, rows, from, to, slopes);
}

/** Factors up to 2 that are multiplied before a logarithm is taken: a product of so many is still finite. */
const FACTORS = 512;

function deriveLogistic({ target, weights, raw }: Labelled, from: number, to: number, slopes: Slopes): number {
  const { gradient, hessian } = slopes;
  let sum = 0;
  // The log of a product costs less than a sum of logs.
  let product = 1;
  for (let row = from; row < to; row += 1) {
    const said = raw[row]!;
    const small = Math.exp(said < 0 ? said : -said);
    const inverse = 1 / (1 + small);
    const isOne = target[row] === 1;
    // |target − probability|, without taking near ones from each other.
    const miss = said < 0 === isOne ? inverse : small * inverse;
    const weight = weights ? weights[row]! : 1;
    gradient[row - from] = isOne ? -miss * weight : miss * weight;
    hessian[row - from] = small * inverse * inverse * weight;
    if (said < 0 === isOne) sum += Math.abs(said) * weight;
    if (weights) sum += Math.log(1 + small) * weight;
    else product *= 1 + small;
    if ((row - from) % FACTORS === FACTORS - 1) {
      sum += Math.log(product);
      product = 1;
    }
  }
  return sum + Math.log(product);
}

function deriveSquared({ target, weights, raw }: Labelled, from: number, to: number, slopes: Slopes): number {
  let sum = 0;
  for (let row = from; row < to; row += 1) {
    const weight = weights ? weights[row]! : 1;
    const difference = raw[row]! - target[row]!;
    slopes.gradient[row - from] = difference * weight;
    slopes.hessian[row - from] = weight;
    sum += difference * difference * weight;
  }
  return sum;
}

function deriveQuantile(
  alpha: number,
  { target, weights, raw }: Labelled,
  from: number,
  to: number,
  slopes: Slopes,
): number {
  let sum = 0;
  for (let row = from; row < to; row += 1) {
    const weight = weights ? weights[row]! : 1;
    const above = target[row]! - raw[row]!;
    const slope = above >= 0 ? -alpha : 1 - alpha;
    slopes.gradient[row - from] = slope * weight;
    slopes.hessian[row - from] = weight;
    sum -= slope * above * weight;
  }
  return sum;
}
