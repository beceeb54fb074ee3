import type { ConditionColumn, MinedRules } from './mine-rules.js';
import { itemsOf } from './rule-sums.js';

/** Finds the rules that ask for less than another one, so that its rows are among theirs. */
export class Generalisations {
  /** Rules by their items. */
  private readonly rules = new Map<string, number>();
  /** Items of the same column with a wider range, by item. */
  private readonly wider: readonly (readonly number[])[];

  constructor(
    private readonly mined: MinedRules,
    columns: readonly ConditionColumn[],
  ) {
    for (let rule = 0; rule < mined.count; rule += 1) this.rules.set(itemsOf(mined, rule).join(), rule);
    this.wider = widerItems(columns);
  }

  /**
   * Rules with some but not all of the conditions, shortest first, then those with one condition widened ("at most 500" for "at most 200").
   * Each has been mined too, as it covers no fewer rows.
   */
  of(rule: number): number[] {
    const items = itemsOf(this.mined, rule);
    const parts: number[][] = [];
    for (let mask = 1; mask < 2 ** items.length - 1; mask += 1) parts.push(items.filter((_, i) => mask & (1 << i)));
    parts.sort((a, b) => a.length - b.length);
    const widened = items.flatMap((item, i) => this.wider[item]!.map((other) => items.with(i, other)));
    return [...parts, ...widened].flatMap((each) => this.rules.get(each.join()) ?? []);
  }
}

function widerItems(columns: readonly ConditionColumn[]): number[][] {
  let first = 0;
  return columns.flatMap(({ ranges }) => {
    const start = first;
    first += ranges.length;
    return ranges.map(({ from, to }, i) =>
      ranges.flatMap((other, j) => (j !== i && other.from <= from && other.to >= to ? [start + j] : [])),
    );
  });
}
