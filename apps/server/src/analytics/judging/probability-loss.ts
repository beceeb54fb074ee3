import { badInput } from '../statistics/estimate.js';
import { requireScored, type Scored } from './tally.js';

export interface ProbabilityLoss {
  /** Rows of weight above 0. */
  n: number;
  /** Mean squared distance of probability and outcome (Brier 1950); null for no rows, as the next one. */
  brier: number | null;
  /** Mean −log of the probability of what happened; a probability is taken to be 2.2e-16 from 0 and 1 at least, so that it stays finite. */
  logLoss: number | null;
}

const LEAST = Number.EPSILON;

/** How far probabilities are from what happened. Throws `statistics.bad-input` for a probability outside 0 to 1. O(n). */
export function probabilityLoss(scored: Scored): ProbabilityLoss {
  requireScored(scored);
  const { scores, outcomes, weights } = scored;
  let [n, total, squares, logs] = [0, 0, 0, 0];
  for (let row = 0; row < scores.length; row += 1) {
    const score = scores[row]!;
    if (score < 0 || score > 1) throw badInput(`the probability of row ${row + 1} is ${score}`);
    const weight = weights?.[row] ?? 1;
    if (weight === 0) continue;
    const happened = outcomes[row] === 1 ? score : 1 - score;
    n += 1;
    total += weight;
    squares += weight * (1 - happened) ** 2;
    logs -= weight * Math.log(Math.min(1 - LEAST, Math.max(LEAST, happened)));
  }
  return n === 0 ? { n, brier: null, logLoss: null } : { n, brier: squares / total, logLoss: logs / total };
}
