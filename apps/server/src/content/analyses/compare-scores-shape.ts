import { type AnalysisShape, namedOutcome } from './analysis-kind.js';

export const compareScoresShape: AnalysisShape<'compare_scores'> = {
  columns: ({ outcome, scores, together }) => [
    namedOutcome(outcome),
    ...scores.map((name, i) => ({ name, path: ['scores', i] })),
    ...(together === undefined ? [] : [{ name: together, path: ['together'] }]),
  ],
  tables: () => ({
    differences: {
      score: 'VARCHAR',
      against: 'VARCHAR',
      measure: 'VARCHAR',
      base: 'DOUBLE',
      value: 'DOUBLE',
      difference: 'DOUBLE',
      low: 'DOUBLE',
      high: 'DOUBLE',
      p_value: 'DOUBLE',
      finding: 'VARCHAR',
    },
    quality: { score: 'VARCHAR', measure: 'VARCHAR', value: 'DOUBLE', low: 'DOUBLE', high: 'DOUBLE' },
    curve: { score: 'VARCHAR', step: 'INTEGER', share_contacted: 'DOUBLE', gain: 'DOUBLE' },
    summary: {
      rows: 'BIGINT',
      left_out: 'BIGINT',
      responders: 'BIGINT',
      base_rate: 'DOUBLE',
      groups: 'BIGINT',
      top: 'DOUBLE',
      draws: 'INTEGER',
    },
  }),
};
