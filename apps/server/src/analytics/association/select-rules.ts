import type { Comparison, Interval } from '../statistics/estimate.js';
import { benjaminiHochberg } from '../statistics/multiple-testing.js';
import { wilsonInterval } from '../statistics/proportions.js';
import { compareToRest } from './compare-to-rest.js';
import type { ConditionColumn, MinedRules } from './mine-rules.js';
import { Redundancy } from './redundancy.js';
import { efficiencyInterval, profitEfficiency } from './rule-measures.js';
import { countsOf, itemsOf, SUM, WIDTH } from './rule-sums.js';

export interface SelectionOptions {
  /** Items that name the category of a rule: the first of the first list of which it has one. */
  categories: readonly (readonly number[])[];
  /** Best rules of their category that stand for it, at most. */
  representatives: number;
  /** Rules kept, at most, representatives among them. */
  keep: number;
  /** A rule must exceed the rate of each more general one by more than this. */
  improvement: number;
}

/** Why a rule was not kept: no better than the rest, no better than a more general rule, or good but beyond `keep`. */
export type Pruning = 'not_better' | 'redundant' | 'beyond_keep';

export interface KeptRule {
  rule: number;
  /** Item that names the category; null for a rule without one. */
  category: number | null;
  isRepresentative: boolean;
}

export interface PrunedRule {
  rule: number;
  reason: Pruning;
  /** The more general rule that does as well. */
  by: number | null;
}

export interface RuleSelection {
  /** Best first, by the part that found them. */
  kept: KeptRule[];
  /** All others, in the order in which they were found. */
  pruned: PrunedRule[];
  /** Rate of the rule less that of the rest on the part that judges; by rule. */
  judged: Comparison[];
  /** Adjusted for all rules that were looked at; by rule. */
  q: (number | null)[];
}

/**
 * Chooses rules by one part of the data and tests them on the other. A rule is a candidate when its rate is above that of the rest (interval
 * above zero) and, with money, its profit efficiency above that of all rows (interval above it). Candidates are ranked by the lower end of the interval of
 * what counts (efficiency, without money confidence), so that few lucky rows do not lead. The best of each category is kept, whatever more general rule
 * of another category does as well; then redundant ones go (see Redundancy). p-values come from the judging part alone, Benjamini and Hochberg's
 * over every rule found.
 */
export function selectRules(
  mined: MinedRules,
  columns: readonly ConditionColumn[],
  totals: ArrayLike<number>,
  options: SelectionOptions,
): RuleSelection {
  const judged = Array.from({ length: mined.count }, (_, rule) =>
    compareToRest(countsOf(mined, rule, totals, SUM.judgedRows)),
  );
  const q = benjaminiHochberg(judged.map(({ p }) => p));
  const scores = Array.from({ length: mined.count }, (_, rule) => scoreOf(mined, rule, totals));
  const candidates = scores.flatMap((score, rule) => (score === null ? [] : [{ ...score, rule }])).sort(byScore);
  const ranked = candidates.map(({ rule }) => ({ rule, category: categoryOf(mined, rule, options.categories) }));
  const { kept, reasons } = prune(ranked, new Redundancy(mined, columns, scores, options.improvement), options);
  const stays = new Set(kept.map(({ rule }) => rule));
  const pruned = judged.flatMap((_, rule): PrunedRule[] => {
    if (stays.has(rule)) return [];
    return [{ rule, ...(reasons.get(rule) ?? { reason: 'not_better', by: null }) }];
  });
  return { kept, pruned, judged, q };
}

/** How a rule does where rules are found. */
interface Score {
  /** What rules are ranked by, and its value without caution. */
  cautious: number;
  value: number;
  rows: number;
}

type Scored = Score & { rule: number };

/** Null for a rule that is not better than the rest. */
function scoreOf(mined: MinedRules, rule: number, totals: ArrayLike<number>): Score | null {
  const counts = countsOf(mined, rule, totals, SUM.foundRows);
  const { interval } = compareToRest(counts);
  if (interval === null || interval.low <= 0) return null;
  const share = { successes: counts.both, n: counts.covered };
  if (mined.width === WIDTH.plain) {
    return { cautious: wilsonInterval(share)!.low, value: share.successes / share.n, rows: share.n };
  }
  const efficient = efficiencyOf(mined, rule);
  const base = profitEfficiency(totals[SUM.margin]!, totals[SUM.cost]!);
  if (efficient === null || base === null || efficient.interval.low <= base) return null;
  return { cautious: efficient.interval.low, value: efficient.value, rows: share.n };
}

function efficiencyOf({ sums, width }: MinedRules, rule: number): { value: number; interval: Interval } | null {
  const at = (place: number) => sums[rule * width + place]!;
  const [margin, cost] = [at(SUM.margin), at(SUM.cost)];
  const value = profitEfficiency(margin, cost);
  const interval = efficiencyInterval({
    n: at(SUM.foundRows),
    margin,
    cost,
    marginSquares: at(SUM.marginSquares),
    products: at(SUM.products),
    costSquares: at(SUM.costSquares),
  });
  return value === null || interval === null ? null : { value, interval };
}

function byScore(a: Scored, b: Scored): number {
  return b.cautious - a.cautious || b.value - a.value || b.rows - a.rows || a.rule - b.rule;
}

function categoryOf(mined: MinedRules, rule: number, categories: SelectionOptions['categories']): number | null {
  const items = itemsOf(mined, rule);
  for (const named of categories) {
    const item = items.find((each) => named.includes(each));
    if (item !== undefined) return item;
  }
  return null;
}

type Ranked = Pick<KeptRule, 'rule' | 'category'>;

function prune(ranked: readonly Ranked[], redundancy: Redundancy, options: SelectionOptions) {
  const representatives = representativesOf(ranked, redundancy, options);
  const kept: KeptRule[] = [];
  const reasons = new Map<number, Omit<PrunedRule, 'rule'>>();
  let room = options.keep - representatives.size;
  for (const each of ranked) {
    const isRepresentative = representatives.has(each.rule);
    const by = isRepresentative ? undefined : redundancy.asGoodAs(each.rule);
    if (by !== undefined) reasons.set(each.rule, { reason: 'redundant', by });
    else if (!isRepresentative && room-- <= 0) reasons.set(each.rule, { reason: 'beyond_keep', by: null });
    else kept.push({ ...each, isRepresentative });
  }
  return { kept, reasons };
}

/** The best rule of each category that is as good as no more general one of the same category. */
function representativesOf(
  ranked: readonly Ranked[],
  redundancy: Redundancy,
  { categories, representatives }: SelectionOptions,
): Set<number> {
  const best = new Map<number | null, number>();
  for (const { rule, category } of ranked) {
    if (best.has(category)) continue;
    const isAlike = (general: number) => categoryOf(redundancy.mined, general, categories) === category;
    if (redundancy.asGoodAs(rule, isAlike) === undefined) best.set(category, rule);
  }
  return new Set([...best.values()].slice(0, representatives));
}
