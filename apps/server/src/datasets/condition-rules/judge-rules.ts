import type { CodeRange, MinedRules } from '../../analytics/association/mine-rules.js';
import type { MoneySums } from '../../analytics/association/rule-measures.js';
import { itemsOf } from '../../analytics/association/rule-sums.js';
import type { Workspace } from '../../engine/workspace.js';
import type { ConditionLevel } from './condition-levels.js';
import { readNumbers } from './read-cells.js';

/** Sums over rows of the judging part; money is 0 without margin and cost. */
export interface JudgedSums extends MoneySums {
  responders: number;
}

/** Ids in the table `_judged` of all rows, and of the rows that some representative covers; rules have their rank, 1 … */
export const ALL_ROWS = 0;
export const UNION = -1;

/** Test in SQL that a cell of `_coded` meets the conditions of a rule. */
export function ruleTest(mined: MinedRules, rule: number, levels: readonly ConditionLevel[]): string {
  const within = (condition: number, { from, to }: CodeRange) =>
    from === to ? `x${condition} = ${from}` : `x${condition} BETWEEN ${from} AND ${to}`;
  return itemsOf(mined, rule)
    .map((item) => within(levels[item]!.condition, levels[item]!.range))
    .join(' AND ');
}

/**
 * Makes the table `_judged` (id, n, k, and money exactly) of the judging part: all rows, the rules by rank, the union of the representatives; a
 * row that several of them cover counts once. Returns its sums by id.
 */
export async function judgeRules(
  workspace: Workspace,
  tests: readonly { test: string; isRepresentative: boolean }[],
  hasMoney: boolean,
  signal?: AbortSignal,
): Promise<Map<number, JudgedSums>> {
  const names = ['n', 'k', ...(hasMoney ? ['m', 'c', 'mm', 'mc', 'cc'] : [])];
  const sums = names.map((name) => `coalesce(sum(${name}), 0) AS ${name}`).join(', ');
  const representatives = tests.filter(({ isRepresentative }) => isRepresentative);
  const union = representatives.map(({ test }) => `(${test})`).join(' OR ');
  const parts = [[ALL_ROWS, 'true'] as const, ...tests.map(({ test }, i) => [i + 1, test] as const)];
  if (union !== '') parts.push([UNION, union]);
  const selects = parts.map(([id, test]) => `SELECT ${id} AS id, ${sums} FROM _coded WHERE ${test}`);
  await workspace.run(`CREATE TABLE _judged AS ${selects.join(' UNION ALL ')}`, {}, signal);
  const doubles = names.map((name) => `${name}::DOUBLE`).join(', ');
  const rows = await readNumbers(workspace, `SELECT id, ${doubles} FROM _judged`, signal);
  return new Map(rows.map(([id, ...values]) => [id!, sumsOf(values)]));
}

function sumsOf([n, k, m = 0, c = 0, mm = 0, mc = 0, cc = 0]: number[]): JudgedSums {
  return { n: n!, responders: k!, margin: m, cost: c, marginSquares: mm, products: mc, costSquares: cc };
}
