import { badInput, CONFIDENCE, type Interval } from '../statistics/estimate.js';
import { wilsonInterval } from '../statistics/proportions.js';
import { tallyScores, type Scored } from './tally.js';

/** Rows of neighbouring scores: what was said and what happened. */
export interface CalibrationBin {
  n: number;
  low: number;
  high: number;
  meanScore: number;
  /** Share of ones, with Wilson's interval. */
  rate: number;
  interval: Interval;
}

export interface Calibration {
  bins: CalibrationBin[];
  /** Expected calibration error: mean over rows of their bin's |rate − mean score|; null for no rows. */
  error: number | null;
}

/**
 * Calibration curve over equally full bins of unweighted rows, lowest scores first. Equal scores are not parted: they go to the bin in which
 * their middle rank falls, so there may be fewer bins than asked for. (Naeini, Cooper and Hauskrecht 2015 for the error.) Throws
 * `statistics.bad-input`. O(n log n).
 */
export function calibrate(
  { scores, outcomes }: Omit<Scored, 'weights'>,
  bins = 10,
  confidence = CONFIDENCE,
): Calibration {
  if (!Number.isInteger(bins) || bins < 1) throw badInput(`${bins} bins`);
  const tally = tallyScores({ scores, outcomes });
  const n = scores.length;
  const sums = Array.from({ length: bins }, () => ({ n: 0, ones: 0, score: 0, low: Infinity, high: -Infinity }));
  let before = 0;
  for (let at = tally.scores.length - 1; at >= 0; at -= 1) {
    const [score, ones] = [tally.scores[at]!, tally.ones.weights[at]!];
    const count = ones + tally.zeros.weights[at]!;
    const sum = sums[Math.floor((bins * (before + count / 2)) / n)]!;
    sum.n += count;
    sum.ones += ones;
    sum.score += count * score;
    sum.low = Math.min(sum.low, score);
    sum.high = Math.max(sum.high, score);
    before += count;
  }
  const curve = sums
    .filter((sum) => sum.n > 0)
    .map(({ ones, score, ...rest }) => ({
      ...rest,
      meanScore: score / rest.n,
      rate: ones / rest.n,
      interval: wilsonInterval({ successes: ones, n: rest.n }, confidence)!,
    }));
  const error = curve.reduce((sum, bin) => sum + (bin.n / n) * Math.abs(bin.rate - bin.meanScore), 0);
  return { bins: curve, error: n === 0 ? null : error };
}
