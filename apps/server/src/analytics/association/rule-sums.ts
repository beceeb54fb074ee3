import type { MinedRules } from './mine-rules.js';
import type { RuleCounts } from './rule-measures.js';

/** Places of the sums of a cell and of a rule: rows and outcomes of both parts, then the money of the part that finds. */
export const SUM = {
  foundRows: 0,
  foundOutcomes: 1,
  judgedRows: 2,
  judgedOutcomes: 3,
  margin: 4,
  cost: 5,
  marginSquares: 6,
  products: 7,
  costSquares: 8,
} as const;

/** Sums of a cell without money, and with it. */
export const WIDTH = { plain: 4, money: 9 } as const;

/** Counts of a rule on one of the parts, whose rows stand at `place` and outcomes behind them. */
export function countsOf(mined: MinedRules, rule: number, totals: ArrayLike<number>, place: number): RuleCounts {
  const at = rule * mined.width + place;
  return { rows: totals[place]!, outcomes: totals[place + 1]!, covered: mined.sums[at]!, both: mined.sums[at + 1]! };
}

/** Items of a rule. */
export function itemsOf({ items, maxLength }: MinedRules, rule: number): number[] {
  return [...items.subarray(rule * maxLength, (rule + 1) * maxLength)].filter((item) => item >= 0);
}
