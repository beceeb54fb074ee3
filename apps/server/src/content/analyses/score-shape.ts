import { type AnalysisShape, typeOf } from './analysis-kind.js';

export const scoreShape: AnalysisShape<'score'> = {
  columns: ({ key }) => [{ name: key, path: ['key'] }],
  reads: ({ model }) => [{ name: `${model}.model`, path: ['model'] }],
  tables: ({ key }, input) => ({
    scores: { [key]: typeOf(key, input), score: 'DOUBLE', calibrated: 'DOUBLE' },
    drift: {
      feature: 'VARCHAR',
      psi: 'DOUBLE',
      by_chance: 'DOUBLE',
      unseen: 'BIGINT',
      missing_before: 'DOUBLE',
      missing_now: 'DOUBLE',
      finding: 'VARCHAR',
    },
    summary: {
      rows: 'BIGINT',
      mean_score: 'DOUBLE',
      mean_calibrated: 'DOUBLE',
      learner: 'VARCHAR',
      learned_from: 'VARCHAR',
      drifted: 'INTEGER',
    },
  }),
};
