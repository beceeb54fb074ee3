import { type AnalysisShape, typeOf } from './analysis-kind.js';

export const scoreShape: AnalysisShape<'score'> = {
  columns: ({ key, by }) => [{ name: key, path: ['key'] }, ...(by === undefined ? [] : [{ name: by, path: ['by'] }])],
  reads: ({ model }) => [{ name: `${model}.model`, path: ['model'] }],
  tables: ({ key, by }, input) => ({
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
    ...(by !== undefined && {
      drift_by: {
        [by]: typeOf(by, input),
        rows: 'BIGINT',
        feature: 'VARCHAR',
        psi: 'DOUBLE',
        by_chance: 'DOUBLE',
        finding: 'VARCHAR',
      },
    }),
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
