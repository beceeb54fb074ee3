import type { ResponseModelAnalysis } from '../spec/response-model.js';
import type { ColumnShape } from '../project.js';
import {
  type AnalysisShape,
  moneyScale,
  type Named,
  namedFeatures,
  namedOutcome,
  namedTimes,
  TITLES,
  typeOf,
} from './analysis-kind.js';

export const responseModelShape: AnalysisShape<'response_model'> = {
  columns: namedColumns,
  reads: ({ features: { screened_by: screening } }) =>
    screening === undefined ? [] : [{ name: `${screening}.columns`, path: ['features', 'screened_by'] }],
  tables: (analysis, input) => ({
    scores: {
      [analysis.key]: typeOf(analysis.key, input),
      outcome: 'INTEGER',
      fold: 'INTEGER',
      score: 'DOUBLE',
      calibrated: 'DOUBLE',
    },
    ...TABLES,
    thresholds: { ...THRESHOLDS, profit: `DECIMAL(38,${profitScale(analysis, input)})`, reason: 'VARCHAR' },
  }),
};

/** Decimal digits of profits: those of margin and cost, whichever has more. */
export function profitScale({ thresholds }: ResponseModelAnalysis, input: readonly ColumnShape[]): number {
  if (thresholds.profit === undefined) return 0;
  const { margin, cost } = thresholds.profit;
  return Math.max(...[margin, cost].map((name) => moneyScale(typeOf(name, input))));
}

const THRESHOLDS = {
  rule: 'VARCHAR',
  wanted: 'DOUBLE',
  threshold: 'DOUBLE',
  contacted: 'BIGINT',
  contacted_share: 'DOUBLE',
  precision: 'DOUBLE',
  recall: 'DOUBLE',
  true_positives: 'BIGINT',
  false_positives: 'BIGINT',
  false_negatives: 'BIGINT',
  true_negatives: 'BIGINT',
};

const TABLES = {
  summary: {
    cases: 'BIGINT',
    without_outcome: 'BIGINT',
    responders: 'BIGINT',
    base_rate: 'DOUBLE',
    judged_on: 'BIGINT',
    validation: 'VARCHAR',
    columns_learned: 'INTEGER',
    columns_dropped: 'INTEGER',
    champion: 'VARCHAR',
    auroc: 'DOUBLE',
    auroc_low: 'DOUBLE',
    auroc_high: 'DOUBLE',
    verdict: 'VARCHAR',
  },
  quality: {
    learner: 'VARCHAR',
    is_champion: 'BOOLEAN',
    measure: 'VARCHAR',
    value: 'DOUBLE',
    low: 'DOUBLE',
    high: 'DOUBLE',
    reason: 'VARCHAR',
  },
  challengers: {
    challenger: 'VARCHAR',
    against: 'VARCHAR',
    auroc: 'DOUBLE',
    difference: 'DOUBLE',
    low: 'DOUBLE',
    high: 'DOUBLE',
    p_value: 'DOUBLE',
    corrected_p: 'DOUBLE',
    is_better: 'BOOLEAN',
  },
  grades: {
    grade: 'INTEGER',
    customers: 'BIGINT',
    responders: 'BIGINT',
    rate: 'DOUBLE',
    lift: 'DOUBLE',
    gain: 'DOUBLE',
    cumulative_lift: 'DOUBLE',
  },
  calibration: {
    bin: 'INTEGER',
    customers: 'BIGINT',
    mean_score: 'DOUBLE',
    rate: 'DOUBLE',
    rate_low: 'DOUBLE',
    rate_high: 'DOUBLE',
    mean_calibrated: 'DOUBLE',
  },
  curve: {
    point: 'INTEGER',
    share_contacted: 'DOUBLE',
    gain: 'DOUBLE',
    false_share: 'DOUBLE',
    contacted: 'BIGINT',
    responders: 'BIGINT',
    rate: 'DOUBLE',
    lift: 'DOUBLE',
    threshold: 'DOUBLE',
  },
  importance: {
    rank: 'INTEGER',
    feature: 'VARCHAR',
    drop: 'DOUBLE',
    low: 'DOUBLE',
    high: 'DOUBLE',
    finding: 'VARCHAR',
    gain_share: 'DOUBLE',
    splits: 'BIGINT',
    ...TITLES,
  },
  coefficients: {
    learner: 'VARCHAR',
    feature: 'VARCHAR',
    part: 'VARCHAR',
    level: 'VARCHAR',
    estimate: 'DOUBLE',
    low: 'DOUBLE',
    high: 'DOUBLE',
    p_value: 'DOUBLE',
    odds_ratio: 'DOUBLE',
    odds_low: 'DOUBLE',
    odds_high: 'DOUBLE',
    standardized: 'DOUBLE',
  },
  columns: { feature: 'VARCHAR', kind: 'VARCHAR', is_used: 'BOOLEAN', reason: 'VARCHAR', detail: 'VARCHAR' },
  parameters: {
    learner: 'VARCHAR',
    is_champion: 'BOOLEAN',
    parameter: 'VARCHAR',
    value: 'VARCHAR',
    settled_by: 'VARCHAR',
    low: 'DOUBLE',
    high: 'DOUBLE',
  },
  trials: {
    learner: 'VARCHAR',
    fold: 'INTEGER',
    rung: 'INTEGER',
    trial: 'INTEGER',
    parameters: 'VARCHAR',
    rows: 'BIGINT',
    score: 'DOUBLE',
    kept: 'BOOLEAN',
  },
  model: { name: 'VARCHAR', value: 'VARCHAR' },
};

function namedColumns(analysis: ResponseModelAnalysis): Named[] {
  const { key, outcome, features, validation, thresholds } = analysis;
  return [
    { name: key, path: ['key'] },
    namedOutcome(outcome),
    ...namedFeatures(features),
    ...('date' in validation
      ? [{ name: validation.date, path: ['validation', 'date'] }]
      : validation.together === undefined
        ? []
        : [{ name: validation.together, path: ['validation', 'together'] }]),
    ...namedTimes(analysis),
    ...Object.entries(thresholds.profit ?? {}).map(([part, name]) => ({ name, path: ['thresholds', 'profit', part] })),
  ];
}
