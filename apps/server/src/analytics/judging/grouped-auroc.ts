import type { BootstrapOptions } from '../statistics/bootstrap.js';
import { badInput, type Interval } from '../statistics/estimate.js';
import { groupInterval } from '../statistics/group-bootstrap.js';
import { auroc } from './auroc.js';
import { tallyScores, type Scored, type Tally } from './tally.js';

export interface GroupedAuroc {
  /** Null with one class. */
  value: number | null;
  interval: Interval | null;
}

/**
 * AUROC with an interval by drawing whole groups again: DeLong's takes rows to be independent, which the days of a machine are not.
 * `groups[row]` is the number of the row's group, 0 to `count` − 1. Not for weighted rows. Throws `statistics.bad-input`.
 * O(n log n + repeats × n).
 */
export function groupedAuroc(
  scored: Omit<Scored, 'weights'>,
  groups: ArrayLike<number>,
  count: number,
  options: BootstrapOptions,
): GroupedAuroc {
  if (groups.length !== scored.scores.length)
    throw badInput(`there are ${groups.length} groups of ${scored.scores.length} rows`);
  const tally = tallyScores(scored);
  const { value } = auroc(tally);
  if (value === null) return { value, interval: null };
  const interval = groupInterval(count, (draws) => drawnAuroc(tally, scored.outcomes, groups, draws), options);
  return { value, interval };
}

function drawnAuroc(
  { scores, places }: Tally,
  outcomes: ArrayLike<number>,
  groups: ArrayLike<number>,
  draws: Uint32Array,
): number | null {
  const ones = new Float64Array(scores.length);
  const zeros = new Float64Array(scores.length);
  for (let row = 0; row < outcomes.length; row += 1)
    (outcomes[row] === 1 ? ones : zeros)[places[row]!]! += draws[groups[row]!]!;
  let [above, pairs, allZeros] = [0, 0, 0];
  for (let place = 0; place < scores.length; place += 1) {
    pairs += zeros[place]! * (above + ones[place]! / 2);
    above += ones[place]!;
    allZeros += zeros[place]!;
  }
  return above === 0 || allZeros === 0 ? null : pairs / (above * allZeros);
}
