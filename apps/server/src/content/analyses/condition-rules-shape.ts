import type { ConditionRulesAnalysis } from '../spec/condition-rules.js';
import { type AnalysisShape, moneyScale, type Named, namedOutcome, typeOf } from './analysis-kind.js';

export const conditionRulesShape: AnalysisShape<'condition_rules'> = {
  columns: namedColumns,
  tables({ margin, cost }, input) {
    const money = (name: string | undefined) =>
      `DECIMAL(38,${name === undefined ? 0 : moneyScale(typeOf(name, input))})`;
    const sums: MoneyTypes = { earned: money(margin), spent: money(cost) };
    return { rules: ruleTypes(sums), summary: summaryTypes(sums), pruned: PRUNED, levels: LEVELS };
  },
};

interface MoneyTypes {
  earned: string;
  spent: string;
}

type ColumnTypes = Record<string, string>;

function ruleTypes({ earned, spent }: MoneyTypes): ColumnTypes {
  return {
    rank: 'INTEGER',
    rule: 'VARCHAR',
    category: 'VARCHAR',
    condition_1: 'VARCHAR',
    condition_2: 'VARCHAR',
    condition_3: 'VARCHAR',
    condition_4: 'VARCHAR',
    terms: 'VARCHAR',
    length: 'INTEGER',
    n: 'BIGINT',
    responders: 'BIGINT',
    coverage: 'DOUBLE',
    support: 'DOUBLE',
    confidence: 'DOUBLE',
    confidence_low: 'DOUBLE',
    confidence_high: 'DOUBLE',
    lift: 'DOUBLE',
    leverage: 'DOUBLE',
    conviction: 'DOUBLE',
    zhang: 'DOUBLE',
    difference: 'DOUBLE',
    difference_low: 'DOUBLE',
    difference_high: 'DOUBLE',
    p_value: 'DOUBLE',
    q_value: 'DOUBLE',
    margin: earned,
    cost: spent,
    profit_efficiency: 'DOUBLE',
    efficiency_low: 'DOUBLE',
    efficiency_high: 'DOUBLE',
    is_representative: 'BOOLEAN',
    reliable: 'BOOLEAN',
  };
}

function summaryTypes({ earned, spent }: MoneyTypes): ColumnTypes {
  return {
    verdict: 'VARCHAR',
    ranked_by: 'VARCHAR',
    rows: 'BIGINT',
    found_on: 'BIGINT',
    judged_on: 'BIGINT',
    responders: 'BIGINT',
    base_rate: 'DOUBLE',
    margin: earned,
    cost: spent,
    base_efficiency: 'DOUBLE',
    looked_at: 'BIGINT',
    kept: 'BIGINT',
    reliable: 'BIGINT',
    not_better: 'BIGINT',
    redundant: 'BIGINT',
    beyond_keep: 'BIGINT',
    rare_levels: 'BIGINT',
    representatives: 'BIGINT',
    union_n: 'BIGINT',
    union_responders: 'BIGINT',
    union_rate: 'DOUBLE',
    union_lift: 'DOUBLE',
    union_margin: earned,
    union_cost: spent,
    union_efficiency: 'DOUBLE',
    mean_rate: 'DOUBLE',
    mean_lift: 'DOUBLE',
    mean_efficiency: 'DOUBLE',
  };
}

const PRUNED: ColumnTypes = {
  rule: 'VARCHAR',
  length: 'INTEGER',
  reason: 'VARCHAR',
  as_good: 'VARCHAR',
  n: 'BIGINT',
  responders: 'BIGINT',
  confidence: 'DOUBLE',
  p_value: 'DOUBLE',
  q_value: 'DOUBLE',
};

const LEVELS: ColumnTypes = {
  condition: 'VARCHAR',
  level: 'INTEGER',
  label: 'VARCHAR',
  n: 'BIGINT',
  responders: 'BIGINT',
  rate: 'DOUBLE',
};

function namedColumns({ outcome, margin, cost, conditions, holdout }: ConditionRulesAnalysis): Named[] {
  const optional = (name: string | undefined, path: string) => (name === undefined ? [] : [{ name, path: [path] }]);
  return [
    namedOutcome(outcome),
    ...optional(margin, 'margin'),
    ...optional(cost, 'cost'),
    ...conditions.map((each, i) =>
      typeof each === 'string'
        ? { name: each, path: ['conditions', i] }
        : { name: each.column, path: ['conditions', i, 'column'] },
    ),
    'key' in holdout
      ? { name: holdout.key, path: ['holdout', 'key'] }
      : { name: holdout.date, path: ['holdout', 'date'] },
  ];
}
