import type { Comparison } from '../statistics/estimate.js';
import { benjaminiHochberg } from '../statistics/multiple-testing.js';
import { compareToRest } from './compare-to-rest.js';
import type { Itemsets } from './frequent-itemsets.js';
import { ruleMeasures, type RuleMeasures } from './rule-measures.js';

export interface BasketRuleOptions {
  /** Baskets in all. */
  baskets: number;
  minConfidence: number;
  minLift: number;
  /** Items on the right side, at most. */
  maxRight: number;
}

/** "Who buys the left items buys the right ones too." Items ascending. */
export interface BasketRule extends RuleMeasures {
  left: number[];
  right: number[];
  /** Baskets with all items, with the left ones, with the right ones. */
  n: number;
  leftN: number;
  rightN: number;
  /** Share of the right side among baskets with the left side less that among all others. */
  comparison: Comparison;
  /** Benjamini and Hochberg's, over all rules that were looked at. */
  q: number | null;
}

export interface BasketRules {
  /** Highest lift first; equal ones by confidence, baskets, then items. */
  rules: BasketRule[];
  /** Rules that were looked at: those of little confidence or lift among them, and those whose items are together in too few baskets. */
  lookedAt: number;
}

/**
 * Rules between the parts of itemsets (Agrawal and Srikant 1994, ap-genrules: a right side grows only while the rule is confident, as confidence
 * can only fall). `itemsets` holds each subset of what it holds. p-values are corrected for every rule that was looked at; a frequent itemset with one
 * more frequent item counts as looked at although too few baskets hold all of it, since what is frequent was chosen by what is tested.
 */
export function basketRules(itemsets: Itemsets, options: BasketRuleOptions): BasketRules {
  const countOf = countsByItems(itemsets);
  const rules: Omit<BasketRule, 'q'>[] = [];
  for (let s = 0; s < itemsets.count; s += 1) {
    const items = [...itemsets.items.subarray(itemsets.starts[s]!, itemsets.starts[s + 1]!)];
    if (items.length > 1) growRight(items, itemsets.counts[s]!, [], 0, countOf, options, rules);
  }
  const lookedAt = Math.max(rules.length, pairsOf(itemsets));
  const q = benjaminiHochberg(
    rules.map(({ comparison }) => comparison.p),
    lookedAt,
  );
  const kept = rules.flatMap((rule, i) => (isWanted(rule, options) ? [{ ...rule, q: q[i]! }] : []));
  return { rules: kept.sort(byLift), lookedAt };
}

/** Pairs of an itemset and a frequent item that is not in it. */
function pairsOf({ count, starts }: Itemsets): number {
  let items = 0;
  let pairs = 0;
  for (let s = 0; s < count; s += 1) if (starts[s]! + 1 === starts[s + 1]) items += 1;
  for (let s = 0; s < count; s += 1) pairs += items - (starts[s + 1]! - starts[s]!);
  return pairs;
}

function countsByItems({ count, starts, items, counts }: Itemsets): ReadonlyMap<string, number> {
  const known = new Map<string, number>();
  for (let s = 0; s < count; s += 1) known.set(items.subarray(starts[s]!, starts[s + 1]!).join(), counts[s]!);
  return known;
}

function growRight(
  items: readonly number[],
  n: number,
  right: readonly number[],
  from: number,
  countOf: ReadonlyMap<string, number>,
  options: BasketRuleOptions,
  rules: Omit<BasketRule, 'q'>[],
): void {
  if (right.length === Math.min(options.maxRight, items.length - 1)) return;
  for (let i = from; i < items.length; i += 1) {
    const longer = [...right, items[i]!];
    const left = items.filter((item) => !longer.includes(item));
    const rule = measured(left, longer, n, countOf, options.baskets);
    rules.push(rule);
    if (rule.confidence! >= options.minConfidence) growRight(items, n, longer, i + 1, countOf, options, rules);
  }
}

function measured(
  left: number[],
  right: number[],
  n: number,
  countOf: ReadonlyMap<string, number>,
  baskets: number,
): Omit<BasketRule, 'q'> {
  const [leftN, rightN] = [countOf.get(left.join())!, countOf.get(right.join())!];
  const counts = { rows: baskets, outcomes: rightN, covered: leftN, both: n };
  return { left, right, n, leftN, rightN, ...ruleMeasures(counts), comparison: compareToRest(counts) };
}

function isWanted({ confidence, lift }: RuleMeasures, { minConfidence, minLift }: BasketRuleOptions): boolean {
  return confidence! >= minConfidence && lift! >= minLift;
}

function byLift(a: BasketRule, b: BasketRule): number {
  return (
    b.lift! - a.lift! ||
    b.confidence! - a.confidence! ||
    b.n - a.n ||
    compareItems(a.left, b.left) ||
    compareItems(a.right, b.right)
  );
}

function compareItems(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < Math.min(a.length, b.length); i += 1) if (a[i] !== b[i]) return a[i]! - b[i]!;
  return a.length - b.length;
}
