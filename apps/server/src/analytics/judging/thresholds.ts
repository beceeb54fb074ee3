import { badInput } from '../statistics/estimate.js';
import { confusionAt, describeConfusion, type Confusion } from './confusion.js';
import { sumByScore, whyOneClass, type Reason, type Tally } from './tally.js';

/** A threshold with what comes of it on the rows that it was chosen on: judge it on others. */
export interface Choice<Cut = Confusion> {
  cut: Cut | null;
  /** Why there is none. */
  reason: Reason | null;
}

/** Sums of weights above a threshold differ from the wanted share by rounding. */
const ROUNDING = 1e-12;

/** Highest threshold that finds the wanted share of the ones (above 0, up to 1). Throws `statistics.bad-input`. O(distinct scores). */
export function thresholdForRecall(tally: Tally, wanted: number): Choice {
  requireWanted('recall', wanted);
  const reason = whyOneClass(tally);
  if (reason !== null) return { cut: null, reason };
  const found = walk(tally, (hits) => hits / tally.ones.total >= wanted - ROUNDING).next();
  return { cut: found.value ?? null, reason: null };
}

/** Threshold at which the wanted share of those acted on are ones, and of such thresholds the lowest: it finds most ones. `out of reach` when
 * there is none. Throws `statistics.bad-input`. O(distinct scores). */
export function thresholdForPrecision(tally: Tally, wanted: number): Choice {
  requireWanted('precision', wanted);
  const reason = whyOneClass(tally);
  if (reason !== null) return { cut: null, reason };
  let cut: Confusion | null = null;
  for (const each of walk(tally, (hits, alarms) => hits / (hits + alarms) >= wanted - ROUNDING)) cut = each;
  return { cut, reason: cut ? null : 'out of reach' };
}

export interface ProfitCut extends Confusion {
  /** Of all rows that are acted on, in the units given. */
  profit: number;
}

/**
 * Threshold of the greatest profit, the highest one of equals: fewest contacts. `profits` is what acting on each row brings, less what it costs, best in whole units
 * of money, whose sums have no rounding; weights count nothing. `no profit` where acting on nobody is as good. Throws `statistics.bad-input`. O(rows + distinct scores).
 */
export function thresholdForProfit(tally: Tally, profits: ArrayLike<number>): Choice<ProfitCut> {
  const sums = sumByScore(tally, profits);
  if (sums.length === 0) return { cut: null, reason: 'no rows' };
  let [at, most, found] = [-1, 0, 0];
  for (const [place, sum] of sums.entries()) {
    found += sum;
    if (found > most) [at, most] = [place, found];
  }
  if (at < 0) return { cut: null, reason: 'no profit' };
  return { cut: { ...confusionAt(tally, tally.scores[at]!), profit: most }, reason: null };
}

/** Thresholds from the highest down at which `isGood`. */
function* walk(tally: Tally, isGood: (hits: number, alarms: number) => boolean): Generator<Confusion, undefined> {
  let [hits, alarms] = [0, 0];
  for (let at = 0; at < tally.scores.length; at += 1) {
    hits += tally.ones.weights[at]!;
    alarms += tally.zeros.weights[at]!;
    if (isGood(hits, alarms)) yield describeConfusion(tally, tally.scores[at]!, hits, alarms);
  }
}

function requireWanted(what: string, wanted: number): void {
  if (!(wanted > 0 && wanted <= 1)) throw badInput(`the wanted ${what} is ${wanted}; it must be above 0, up to 1`);
}
