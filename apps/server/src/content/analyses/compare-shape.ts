import { type AnalysisShape, typeOf } from './analysis-kind.js';

export const compareShape: AnalysisShape<'compare'> = {
  columns: ({ groups, control, pair, by, measures }) => [
    'column' in groups
      ? { name: groups.column, path: ['groups', 'column'] }
      : { name: groups.date, path: ['groups', 'date'] },
    ...(control ? [{ name: control.column, path: ['control', 'column'] }] : []),
    ...(pair === undefined ? [] : [{ name: pair, path: ['pair'] }]),
    ...by.map((name, i) => ({ name, path: ['by', i] })),
    ...measures.map(({ share, mean }, i) => {
      if (mean !== undefined) return { name: mean, path: ['measures', i, 'mean'] };
      return typeof share === 'string'
        ? { name: share, path: ['measures', i, 'share'] }
        : { name: share!.column, path: ['measures', i, 'share', 'column'] };
    }),
  ],
  tables: ({ by }, input) => ({
    effects: {
      ...Object.fromEntries(by.map((name) => [name, typeOf(name, input)])),
      measure: 'VARCHAR',
      method: 'VARCHAR',
      base_rows: 'BIGINT',
      other_rows: 'BIGINT',
      base: 'DOUBLE',
      other: 'DOUBLE',
      control_change: 'DOUBLE',
      difference: 'DOUBLE',
      low: 'DOUBLE',
      high: 'DOUBLE',
      p_value: 'DOUBLE',
      corrected_p: 'DOUBLE',
      finding: 'VARCHAR',
      is_weak: 'BOOLEAN',
    },
  }),
};
