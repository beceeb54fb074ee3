import type { BasketRule, BasketRules } from '../../analytics/association/basket-rules.js';
import type { Itemsets } from '../../analytics/association/frequent-itemsets.js';
import { runGang } from '../../compute/run-gang.js';
import { basketRulesShape } from '../../content/analyses/basket-rules-shape.js';
import type { BasketRulesAnalysis } from '../../content/spec/basket-rules.js';
import type { BuildContext, Built } from '../build-context.js';
import { type Cell, rowsRelation } from '../write-rows.js';
import { writeTable } from '../write-table.js';
import { readBaskets, type ReadBaskets } from './read-baskets.js';

/** What joins the items of a set in one text. */
const JOINED = ' & ';

/**
 * Tables `<name>.rules` (the first one: tests concern it), `.itemsets`, `.summary`. What the caps hide is logged and stands in the summary.
 * Throws `dataset.column-missing`, `dataset.empty`, `baskets.null-values`.
 */
export async function buildBasketRules(context: BuildContext, spec: BasketRulesAnalysis): Promise<Built> {
  const { item, signal } = context;
  const read = await readBaskets(context, spec);
  context.progress(0.3);
  const search = {
    table: read.table,
    limits: {
      minimum: read.minimum,
      maxItems: spec.max_items ?? Math.max(1, read.names.length),
      maxItemsets: spec.max_itemsets,
    },
    options: {
      baskets: read.baskets,
      minConfidence: spec.min_confidence,
      minLift: spec.min_lift,
      maxRight: spec.max_right,
    },
  };
  const progress = (share: number) => context.progress(0.3 + 0.3 * share);
  const [answer] = await runGang('find-basket-rules', search, { threads: 1, signal, progress });
  const [itemsets, found] = answer!;
  const kept = found.rules.slice(0, spec.max_rules);
  const summary = summaryRow(spec, read, itemsets, found, kept.length);
  if (summary['capped_by'] !== null) context.log(`${item.name}: ${String(summary['capped_by'])} leaves some out`);
  const rows = {
    rules: kept.map((rule, i) => ruleRow(rule, i + 1, read.names)),
    itemsets: itemsetRows(itemsets, read),
    summary: [summary],
  };
  const tables = [];
  for (const [table, types] of Object.entries(basketRulesShape.tables(spec, []))) {
    const relation = await rowsRelation(context, table, types, rows[table as keyof typeof rows]);
    tables.push(await writeTable(context, `${item.name}.${table}`, `SELECT * FROM ${relation}`));
  }
  return { tables, read: 0, refused: 0 };
}

function ruleRow(rule: BasketRule, rank: number, names: readonly string[]): Record<string, Cell> {
  const text = (items: readonly number[]) => items.map((item) => names[item]!).join(JOINED);
  const { difference, interval, p } = rule.comparison;
  const { coverage, support, confidence, lift, leverage, conviction, zhang } = rule;
  return {
    rank,
    rule: `${text(rule.left)} → ${text(rule.right)}`,
    left_items: text(rule.left),
    right_items: text(rule.right),
    length: rule.left.length + rule.right.length,
    n: rule.n,
    left_n: rule.leftN,
    right_n: rule.rightN,
    coverage,
    support,
    confidence,
    lift,
    leverage,
    conviction,
    zhang,
    difference,
    difference_low: interval?.low ?? null,
    difference_high: interval?.high ?? null,
    p_value: p,
    q_value: rule.q,
  };
}

/** Most frequent first, shorter ones before longer ones, then by the order of their items. */
function itemsetRows({ count, starts, items, counts }: Itemsets, { names, baskets }: ReadBaskets) {
  const order = Array.from({ length: count }, (_, s) => s);
  const length = (s: number) => starts[s + 1]! - starts[s]!;
  const byItems = (a: number, b: number) => {
    for (let i = 0; i < length(a); i += 1) {
      const difference = items[starts[a]! + i]! - items[starts[b]! + i]!;
      if (difference !== 0) return difference;
    }
    return 0;
  };
  order.sort((a, b) => counts[b]! - counts[a]! || length(a) - length(b) || byItems(a, b));
  return order.map((s) => ({
    items: Array.from(items.subarray(starts[s]!, starts[s + 1]!), (item) => names[item]!).join(JOINED),
    length: length(s),
    n: counts[s]!,
    support: counts[s]! / baskets,
  }));
}

function summaryRow(
  { min_support }: BasketRulesAnalysis,
  { baskets, items, entries, minimum, names }: ReadBaskets,
  itemsets: Itemsets,
  { rules, lookedAt }: BasketRules,
  kept: number,
): Record<string, Cell> {
  let longest = 0;
  for (let s = 0; s < itemsets.count; s += 1) {
    longest = Math.max(longest, itemsets.starts[s + 1]! - itemsets.starts[s]!);
  }
  return {
    baskets,
    items,
    mean_items: entries / baskets,
    min_support,
    min_baskets: minimum,
    frequent_items: names.length,
    itemsets: itemsets.count,
    longest,
    capped_by: itemsets.cappedBy ?? (kept < rules.length ? 'max_rules' : null),
    rules: rules.length,
    rules_kept: kept,
    rules_tested: lookedAt,
  };
}
