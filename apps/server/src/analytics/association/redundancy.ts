import { compareShares } from '../statistics/proportions.js';
import { Generalisations } from './generalisations.js';
import type { ConditionColumn, MinedRules } from './mine-rules.js';
import { SUM, WIDTH } from './rule-sums.js';

/** Each rule is held against several others, and there are many: 95 % would let too many lucky details pass. */
const SURE = 0.99;

/**
 * Finds more general rules that do as well. A rule must exceed each of them: its rate that of their other rows by more than the stated improvement,
 * the 99 % interval of the difference lying above it (improvement: Bayardo, Agrawal, Gunopulos 2000; productive rules: Webb 2007), and with money its
 * efficiency theirs. All on the part that finds.
 */
export class Redundancy {
  private readonly generalisations: Generalisations;

  /** `scores` holds the value of each rule that is better than the rest. */
  constructor(
    readonly mined: MinedRules,
    columns: readonly ConditionColumn[],
    private readonly scores: readonly ({ value: number } | null)[],
    private readonly improvement: number,
  ) {
    this.generalisations = new Generalisations(mined, columns);
  }

  /** The first more general rule, among those that count, that does as well. */
  asGoodAs(rule: number, counts: (general: number) => boolean = () => true): number | undefined {
    return this.generalisations.of(rule).find((general) => counts(general) && this.isAsGood(general, rule));
  }

  private isAsGood(general: number, rule: number): boolean {
    const { width, sums } = this.mined;
    const [score, other] = [this.scores[rule], this.scores[general]];
    if (width === WIDTH.money && score && other && other.value >= score.value) return true;
    const rows = sums[rule * width + SUM.foundRows]!;
    const outcomes = sums[rule * width + SUM.foundOutcomes]!;
    const rest = {
      successes: sums[general * width + SUM.foundOutcomes]! - outcomes,
      n: sums[general * width + SUM.foundRows]! - rows,
    };
    const { interval } = compareShares(rest, { successes: outcomes, n: rows }, SURE);
    return interval === null || interval.low <= this.improvement;
  }
}
