import { profitEfficiency } from '../../analytics/association/rule-measures.js';
import { SUM } from '../../analytics/association/rule-sums.js';
import type { Pruning } from '../../analytics/association/select-rules.js';
import type { Cell } from '../write-rows.js';
import type { Base, FoundRules } from './describe-rules.js';
import { ALL_ROWS, type JudgedSums, UNION } from './judge-rules.js';

/** The one row of the summary; the four sums of money are left to SQL. Every figure is of the judging part, but for how rules were pruned. */
export function summaryRow(
  { mined, selection, totals }: FoundRules,
  rules: readonly Record<string, Cell>[],
  judged: ReadonlyMap<number, JudgedSums>,
  { efficiency, hasMoney }: Base,
  rareLevels: number,
): Record<string, Cell> {
  const all = judged.get(ALL_ROWS)!;
  const union = judged.get(UNION);
  const base = all.n === 0 ? null : all.responders / all.n;
  const representatives = rules.filter((row) => row['is_representative'] === true);
  const reliable = rules.filter((row) => row['reliable'] === true).length;
  const pruned = (reason: Pruning) => selection.pruned.filter((each) => each.reason === reason).length;
  const unionRate = union === undefined || union.n === 0 ? null : union.responders / union.n;
  return {
    verdict: reliable > 0 ? 'reliable_rules' : 'no_reliable_rule',
    ranked_by: hasMoney ? 'profit_efficiency' : 'confidence',
    rows: totals[SUM.foundRows]! + totals[SUM.judgedRows]!,
    found_on: totals[SUM.foundRows]!,
    judged_on: all.n,
    responders: all.responders,
    base_rate: base,
    base_efficiency: efficiency,
    looked_at: mined.count,
    kept: rules.length,
    reliable,
    not_better: pruned('not_better'),
    redundant: pruned('redundant'),
    beyond_keep: pruned('beyond_keep'),
    rare_levels: rareLevels,
    representatives: representatives.length,
    union_n: union?.n ?? null,
    union_responders: union?.responders ?? null,
    union_rate: unionRate,
    union_lift: unionRate === null || base === null || base === 0 ? null : unionRate / base,
    union_efficiency: union && hasMoney ? profitEfficiency(union.margin, union.cost) : null,
    mean_rate: mean(representatives, 'confidence'),
    mean_lift: mean(representatives, 'lift'),
    mean_efficiency: mean(representatives, 'profit_efficiency'),
  };
}

/** Mean of a column; null where a row has no value, as the mean of the others would say something else. */
function mean(rows: readonly Record<string, Cell>[], column: string): number | null {
  const values = rows.flatMap((row) => (typeof row[column] === 'number' ? [row[column]] : []));
  if (values.length === 0 || values.length < rows.length) return null;
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
