import type { ResponseModelAnalysis } from '../spec/response-model.js';
import { type AnalysisShape, type Named, typeOf } from './analysis-kind.js';

export const responseModelShape: AnalysisShape<'response_model'> = {
  columns: namedColumns,
  reads: ({ features: { screened_by: screening } }) =>
    screening === undefined ? [] : [{ name: `${screening}.columns`, path: ['features', 'screened_by'] }],
  tables: ({ key }, input) => ({
    scores: { [key]: typeOf(key, input), outcome: 'INTEGER', fold: 'INTEGER', score: 'DOUBLE' },
    ...TABLES,
  }),
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
  model: { name: 'VARCHAR', value: 'VARCHAR' },
};

function namedColumns({ key, outcome, features, validation, known_on, decided_on }: ResponseModelAnalysis): Named[] {
  return [
    { name: key, path: ['key'] },
    typeof outcome === 'string'
      ? { name: outcome, path: ['outcome'] }
      : { name: outcome.column, path: ['outcome', 'column'] },
    ...(features.only ?? []).map((name, i) => ({ name, path: ['features', 'only', i] })),
    ...features.except.map((name, i) => ({ name, path: ['features', 'except', i] })),
    ...Object.keys(features.dates).map((name) => ({ name, path: ['features', 'dates', name] })),
    ...('date' in validation
      ? [{ name: validation.date, path: ['validation', 'date'] }]
      : validation.together === undefined
        ? []
        : [{ name: validation.together, path: ['validation', 'together'] }]),
    ...Object.entries(known_on).flatMap(([name, date]) => [
      { name, path: ['known_on', name] },
      { name: date, path: ['known_on', name] },
    ]),
    ...(decided_on === undefined ? [] : [{ name: decided_on, path: ['decided_on'] }]),
  ];
}
