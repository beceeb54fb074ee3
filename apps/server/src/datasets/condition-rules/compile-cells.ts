import type { ConditionRulesAnalysis } from '../../content/spec/condition-rules.js';
import { quoteName, quoteTable } from '../../engine/quote.js';
import { compileOutcome } from '../models/outcome.js';
import { codeSql, type PlannedCondition } from './plan-conditions.js';

/** Columns with money and the decimal digits that are kept of them; undefined without both margin and cost. */
export interface MoneyColumns {
  margin: string;
  marginScale: number;
  cost: string;
  costScale: number;
}

/** Names that the SQL of the analysis needs of its spec. */
export interface CellSource {
  input: string;
  /** True for a row with the outcome. */
  outcome: string;
  /** True for a row on which rules are found. */
  found: string;
  /** What rows are seen. */
  where: string;
}

/** A millionth is as fine as parts are cut. */
const MILLION = 1_000_000;

/** Where the cells come from, as SQL. `asOf` is the last day seen where rows have a date. */
export function compileSource(spec: ConditionRulesAnalysis, asOf: string): CellSource {
  const { outcome, holdout } = spec;
  const base = { input: quoteTable(spec.input), outcome: `(${compileOutcome(outcome)}) = 1` };
  if ('date' in holdout) {
    const day = `${quoteName(holdout.date)}::DATE`;
    return { ...base, found: `${day} < ${firstJudged(holdout, asOf)}`, where: `${day} <= DATE '${asOf}'` };
  }
  // Hashed twice: data that was itself made by hash() of the key must not fall into parts by its outcome.
  const place = `hash(xor(hash(${quoteName(holdout.key)}), ${holdout.seed}::UBIGINT)) % ${MILLION}`;
  return { ...base, found: `${place} >= ${Math.round(holdout.share * MILLION)}`, where: 'true' };
}

/** First day on which rules are judged, as SQL. */
function firstJudged(holdout: Extract<ConditionRulesAnalysis['holdout'], { date: string }>, asOf: string): string {
  if ('from' in holdout) return `DATE '${holdout.from}'`;
  return `(date_trunc('month', DATE '${asOf}') - INTERVAL ${holdout.last_months - 1} MONTH)::DATE`;
}

/** Borders of the conditions that are cut by quantiles, one list each, from the rows on which rules are found. */
export function compileQuantiles({ input, found, where }: CellSource, conditions: readonly PlannedCondition[]): string {
  const lists = conditions.map(({ value, quantiles }) => {
    const shares = Array.from({ length: quantiles! - 1 }, (_, i) => `${i + 1} / ${quantiles}.0::DOUBLE`);
    return `to_json(quantile_disc(${value}, [${shares.join(', ')}])::VARCHAR[])`;
  });
  return `SELECT ${lists.join(', ')} FROM ${input} WHERE ${where} AND ${found}`;
}

/** Equal rows collapsed: c0 … c<last> (a level's value, or the code of a band), found, n, k, and with money m, c, mm, mc, cc. */
export function compileCells(
  { input, outcome, found, where }: CellSource,
  conditions: readonly PlannedCondition[],
  money: MoneyColumns | undefined,
): string {
  const codes = conditions.map((condition, i) => `${codeSql(condition)} AS c${i}`);
  return `
    SELECT ${codes.join(', ')}, ${found} AS found, count(*) AS n, count(*) FILTER (${outcome}) AS k${money ? moneySums(money) : ''}
    FROM ${input} WHERE ${where} GROUP BY ALL`;
}

function moneySums({ margin, marginScale, cost, costScale }: MoneyColumns): string {
  const m = `${quoteName(margin)}::DECIMAL(18,${marginScale})`;
  const c = `${quoteName(cost)}::DECIMAL(18,${costScale})`;
  return `, sum(${m}) AS m, sum(${c}) AS c, sum(${m} * ${m}) AS mm, sum(${m} * ${c}) AS mc, sum(${c} * ${c}) AS cc`;
}

/** Values that are frequent enough to stand in a rule: condition, value as text, code by condition in the order of the texts. */
export function compileLevels(conditions: readonly PlannedCondition[], minimum: number): string {
  const selects = conditions.flatMap(({ kind }, i) =>
    kind === 'levels'
      ? [
          `SELECT ${i} AS condition, c${i}::VARCHAR AS value FROM _cells WHERE c${i} IS NOT NULL
           GROUP BY c${i} HAVING sum(n) FILTER (found) >= ${minimum}`,
        ]
      : [],
  );
  if (selects.length === 0) return `SELECT 0 AS condition, '' AS value, 0 AS code WHERE false`;
  return `
    SELECT condition, value, row_number() OVER (PARTITION BY condition ORDER BY value) AS code
    FROM (${selects.join(' UNION ALL ')}) ORDER BY condition, value`;
}

/** How many values of each condition are too rare to stand in a rule, by condition. */
export function compileRareLevels(conditions: readonly PlannedCondition[]): string {
  const counts = conditions.map(({ kind }, i) =>
    kind === 'levels'
      ? `(SELECT count(DISTINCT c${i}) FROM _cells) - (SELECT count(*) FROM _levels WHERE condition = ${i})`
      : '0',
  );
  return `SELECT ${counts.join(', ')}`;
}

/**
 * The cells with a code for each condition (x0 … x<last>, 0 for none), collapsed again, in the order of the codes. Sums of the finding part are
 * doubles, as they only rank (found_n, found_k, found_m …); those of the judging part are exact (n, k, m …).
 */
export function compileCoded(conditions: readonly PlannedCondition[], hasMoney: boolean): string {
  const codes = conditions.map(
    ({ kind }, i) => `${kind === 'levels' ? `coalesce(l${i}.code, 0)` : `c${i}`}::USMALLINT AS x${i}`,
  );
  const joins = conditions.flatMap(({ kind }, i) =>
    kind === 'levels' ? [`LEFT JOIN _levels l${i} ON l${i}.condition = ${i} AND l${i}.value = c${i}::VARCHAR`] : [],
  );
  const names = hasMoney ? ['n', 'k', 'm', 'c', 'mm', 'mc', 'cc'] : ['n', 'k'];
  const found = names.map((name) => `coalesce(sum(${name}) FILTER (found), 0)::DOUBLE AS found_${name}`);
  const judged = names.map((name) => `coalesce(sum(${name}) FILTER (NOT found), 0) AS ${name}`);
  const order = conditions.map((_, i) => `x${i}`).join(', ');
  return `SELECT ${[...codes, ...found, ...judged].join(', ')} FROM _cells ${joins.join(' ')} GROUP BY ${order} ORDER BY ${order}`;
}

/** Codes of the coded cells, then the sums that mining needs, as doubles, in the places of SUM. */
export function compileMined(conditions: readonly PlannedCondition[], hasMoney: boolean): string {
  const codes = conditions.map((_, i) => `x${i}`);
  const money = hasMoney ? ['found_m', 'found_c', 'found_mm', 'found_mc', 'found_cc'] : [];
  return `SELECT ${[...codes, 'found_n', 'found_k', 'n::DOUBLE', 'k::DOUBLE', ...money].join(', ')} FROM _coded`;
}
