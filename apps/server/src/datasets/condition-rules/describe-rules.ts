import type { MinedRules } from '../../analytics/association/mine-rules.js';
import { efficiencyInterval, profitEfficiency, ruleMeasures } from '../../analytics/association/rule-measures.js';
import { countsOf, itemsOf, SUM } from '../../analytics/association/rule-sums.js';
import type { KeptRule, RuleSelection } from '../../analytics/association/select-rules.js';
import { wilsonInterval } from '../../analytics/statistics/proportions.js';
import type { Cell } from '../write-rows.js';
import type { ConditionLevel } from './condition-levels.js';
import type { JudgedSums } from './judge-rules.js';

/** Rules that were found, with all that is needed to say something about them. */
export interface FoundRules {
  mined: MinedRules;
  selection: RuleSelection;
  levels: readonly ConditionLevel[];
  /** Sums over all rows, in the places of SUM. */
  totals: ArrayLike<number>;
}

/** Category of rules that ask about none of the category conditions. */
const OTHER = 'other';

export function ruleText({ mined, levels }: Pick<FoundRules, 'mined' | 'levels'>, rule: number): string {
  return itemsOf(mined, rule)
    .map((item) => levels[item]!.label)
    .join(' & ');
}

/** What is judged of all rows. */
export interface Base {
  efficiency: number | null;
  hasMoney: boolean;
  /** Largest q of a rule that is called reliable. */
  falseAlarms: number;
}

/** Row of the table of rules; margin and cost, which stay exact, are left to SQL. Every figure is of the judging part. */
export function ruleRow(
  found: FoundRules,
  kept: KeptRule,
  rank: number,
  judged: JudgedSums,
  base: Base,
): Record<string, Cell> {
  const { mined, selection, levels, totals } = found;
  const items = itemsOf(mined, kept.rule);
  const counts = countsOf(mined, kept.rule, totals, SUM.judgedRows);
  const confidence = wilsonInterval({ successes: counts.both, n: counts.covered });
  const { difference, interval, p } = selection.judged[kept.rule]!;
  const q = selection.q[kept.rule]!;
  const efficiency = base.hasMoney ? profitEfficiency(judged.margin, judged.cost) : null;
  const efficient = base.hasMoney ? efficiencyInterval(judged) : null;
  const pays = !base.hasMoney || (efficient !== null && base.efficiency !== null && efficient.low > base.efficiency);
  return {
    rank,
    rule: ruleText(found, kept.rule),
    category: kept.category === null ? OTHER : levels[kept.category]!.label,
    ...Object.fromEntries(items.map((item, i) => [`condition_${i + 1}`, levels[item]!.label])),
    terms: `[${items.map((item) => levels[item]!.term).join(',')}]`,
    length: items.length,
    n: counts.covered,
    responders: counts.both,
    ...ruleMeasures(counts),
    confidence_low: confidence?.low ?? null,
    confidence_high: confidence?.high ?? null,
    difference,
    difference_low: interval?.low ?? null,
    difference_high: interval?.high ?? null,
    p_value: p,
    q_value: q,
    profit_efficiency: efficiency,
    efficiency_low: efficient?.low ?? null,
    efficiency_high: efficient?.high ?? null,
    is_representative: kept.isRepresentative,
    reliable: q !== null && q <= base.falseAlarms && interval !== null && interval.low > 0 && pays,
  };
}

/** Rows of the rules that were not kept, with why, in the order in which they were found. */
export function prunedRows(found: FoundRules): Record<string, Cell>[] {
  const { mined, selection, totals } = found;
  return selection.pruned.map(({ rule, reason, by }) => {
    const { covered, both } = countsOf(mined, rule, totals, SUM.judgedRows);
    return {
      rule: ruleText(found, rule),
      length: itemsOf(mined, rule).length,
      reason,
      as_good: by === null ? null : ruleText(found, by),
      n: covered,
      responders: both,
      confidence: covered === 0 ? null : both / covered,
      p_value: selection.judged[rule]!.p,
      q_value: selection.q[rule]!,
    };
  });
}
