import { profitEfficiency } from '../../analytics/association/rule-measures.js';
import type { TableTypes } from '../../content/analyses/analysis-kind.js';
import type { BuildContext, BuiltTable } from '../build-context.js';
import { type Cell, rowsRelation } from '../write-rows.js';
import { writeTable } from '../write-table.js';
import { compileRareLevels } from './compile-cells.js';
import { type Base, type FoundRules, prunedRows, ruleRow } from './describe-rules.js';
import { ALL_ROWS, type JudgedSums, UNION } from './judge-rules.js';
import type { PlannedCondition } from './plan-conditions.js';
import { readNumbers } from './read-cells.js';
import { summaryRow } from './summarize-rules.js';

export interface TablePlan {
  shape: TableTypes;
  conditions: readonly PlannedCondition[];
  hasMoney: boolean;
  /** Largest q of a rule that is called reliable. */
  falseAlarms: number;
}

/** Writes `.rules`, `.summary`, `.pruned`, `.levels`; sums of money come from `_judged` as they are, never through a double. */
export async function writeRuleTables(
  context: BuildContext,
  found: FoundRules,
  judged: ReadonlyMap<number, JudgedSums>,
  { shape, conditions, hasMoney, falseAlarms }: TablePlan,
): Promise<BuiltTable[]> {
  const { name } = context.item;
  const all = judged.get(ALL_ROWS)!;
  const base: Base = { efficiency: hasMoney ? profitEfficiency(all.margin, all.cost) : null, hasMoney, falseAlarms };
  const rules = found.selection.kept.map((kept, i) => ruleRow(found, kept, i + 1, judged.get(i + 1)!, base));
  const summary = summaryRow(found, rules, judged, base, await countRareLevels(context, conditions));
  const rows: Record<string, Record<string, Cell>[]> = { rules, summary: [summary], pruned: prunedRows(found) };
  const money = {
    rules: [exactSum('margin', 'm', 'rank'), exactSum('cost', 'c', 'rank')],
    summary: [
      exactSum('margin', 'm', ALL_ROWS),
      exactSum('cost', 'c', ALL_ROWS),
      exactSum('union_margin', 'm', UNION),
      exactSum('union_cost', 'c', UNION),
    ],
  };
  const write = async (table: 'rules' | 'summary' | 'pruned', order: string) => {
    const relation = await rowsRelation(context, table, shape[table]!, rows[table]!);
    const exact = hasMoney && table !== 'pruned' ? ` REPLACE (${money[table].join(', ')})` : '';
    return writeTable(context, `${name}.${table}`, `SELECT *${exact} FROM ${relation} rows${order}`);
  };
  return [
    await write('rules', ' ORDER BY rank'),
    await write('summary', ''),
    await write('pruned', ''),
    await writeTable(context, `${name}.levels`, await compileLevelTable(context, found, conditions, shape['levels']!)),
  ];
}

/** A sum of `_judged` for a column, by the id of what it is the sum of. */
function exactSum(column: string, sum: 'm' | 'c', id: string | number): string {
  return `(SELECT ${sum} FROM _judged WHERE id = ${id}) AS ${column}`;
}

async function countRareLevels(
  { workspace, item, log }: BuildContext,
  conditions: readonly PlannedCondition[],
): Promise<number> {
  const [counts = []] = await readNumbers(workspace, compileRareLevels(conditions));
  const rare = counts.reduce((sum, count) => sum + count, 0);
  if (rare > 0) log(`${item.name}: ${rare} values cover too few rows to stand in a rule`);
  return rare;
}

/** Each condition by itself, on the judging part. */
async function compileLevelTable(
  context: BuildContext,
  { levels }: FoundRules,
  conditions: readonly PlannedCondition[],
  types: Record<string, string>,
): Promise<string> {
  if (levels.length === 0) return `SELECT * FROM ${await rowsRelation(context, 'levels', types, [])}`;
  const places = new Map<number, number>();
  const rows = levels.map(({ condition, range, label }) => {
    const level = (places.get(condition) ?? 0) + 1;
    places.set(condition, level);
    return {
      condition: conditions[condition]!.name,
      level,
      label,
      at: condition,
      from_code: range.from,
      to_code: range.to,
    };
  });
  const shape = {
    condition: 'VARCHAR',
    level: 'INTEGER',
    label: 'VARCHAR',
    at: 'INTEGER',
    from_code: 'INTEGER',
    to_code: 'INTEGER',
  };
  const relation = await rowsRelation(context, 'levels', shape, rows);
  const codes = conditions.map(
    (_, c) => `SELECT ${c} AS at, x${c} AS code, sum(n) AS n, sum(k) AS k FROM _coded GROUP BY x${c}`,
  );
  return `
    SELECT condition, level, label, coalesce(sum(n), 0)::BIGINT AS n, coalesce(sum(k), 0)::BIGINT AS responders, sum(k)::DOUBLE / sum(n)::DOUBLE AS rate
    FROM ${relation} levels LEFT JOIN (${codes.join(' UNION ALL ')}) counted
      ON counted.at = levels.at AND counted.code BETWEEN from_code AND to_code
    GROUP BY levels.at, condition, level, label ORDER BY levels.at, level`;
}
