import { type AnalysisShape, TITLES, typeOf } from './analysis-kind.js';

export const explainShape: AnalysisShape<'explain'> = {
  columns: ({ key }) => [{ name: key, path: ['key'] }],
  reads: ({ model }) => [{ name: `${model}.model`, path: ['model'] }],
  tables({ key }, input) {
    const name = { [key]: typeOf(key, input) };
    return {
      importance: {
        rank: 'INTEGER',
        feature: 'VARCHAR',
        mean_contribution: 'DOUBLE',
        share: 'DOUBLE',
        ...TITLES,
      },
      branches: { rank: 'INTEGER', feature: 'VARCHAR', branch: 'VARCHAR', ...TITLES, ko: 'VARCHAR', en: 'VARCHAR' },
      rows: { ...name, score: 'DOUBLE', raw: 'DOUBLE', base: 'DOUBLE' },
      contributions: {
        ...name,
        feature: 'VARCHAR',
        value: 'VARCHAR',
        number: 'DOUBLE',
        level: 'DOUBLE',
        contribution: 'DOUBLE',
      },
      effects: { feature: 'VARCHAR', point: 'INTEGER', level: 'VARCHAR', number: 'DOUBLE', mean: 'DOUBLE' },
      curves: { feature: 'VARCHAR', ...name, point: 'INTEGER', number: 'DOUBLE', value: 'DOUBLE' },
      linearity: {
        feature: 'VARCHAR',
        rows: 'BIGINT',
        slope: 'DOUBLE',
        p_value: 'DOUBLE',
        unexplained: 'DOUBLE',
        missed: 'DOUBLE',
        shape: 'VARCHAR',
        is_linear: 'BOOLEAN',
      },
      words: { feature: 'VARCHAR', ...TITLES, ko: 'VARCHAR', en: 'VARCHAR' },
      steps: {
        ...name,
        step: 'INTEGER',
        part: 'VARCHAR',
        feature: 'VARCHAR',
        ...TITLES,
        value: 'VARCHAR',
        contribution: 'DOUBLE',
        is_total: 'BOOLEAN',
      },
      local: {
        ...name,
        rank: 'INTEGER',
        condition: 'VARCHAR',
        weight: 'DOUBLE',
        predicted: 'DOUBLE',
        fitted: 'DOUBLE',
        r2: 'DOUBLE',
      },
    };
  },
};
