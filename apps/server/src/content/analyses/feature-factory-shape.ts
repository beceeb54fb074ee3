import { factoryFeatures, type FactoryFeature } from '../feature-list.js';
import { type AnalysisShape, typeOf } from './analysis-kind.js';

const TYPES: Record<FactoryFeature['measure'], string> = {
  count: 'BIGINT',
  sum: 'DECIMAL(38,6)',
  mean: 'DOUBLE',
  max: 'DECIMAL(28,6)',
  min: 'DECIMAL(28,6)',
  distinct: 'BIGINT',
  share: 'DOUBLE',
  recency: 'INTEGER',
  gap: 'DOUBLE',
  change: 'DOUBLE',
  slope: 'DOUBLE',
};

export const featureFactoryShape: AnalysisShape<'feature_factory'> = {
  columns: ({ entity, date, known_on, values, distinct, shares }) => [
    { name: entity, path: ['entity'] },
    { name: date, path: ['date'] },
    ...(known_on === undefined ? [] : [{ name: known_on, path: ['known_on'] }]),
    ...Object.keys(values).map((name) => ({ name, path: ['values', name] })),
    ...distinct.map((name, i) => ({ name, path: ['distinct', i] })),
    ...Object.keys(shares).map((name) => ({ name, path: ['shares', name] })),
  ],
  tables(analysis, input) {
    const features = factoryFeatures(analysis).map(({ name, measure }) => [name, TYPES[measure]]);
    return {
      features: {
        base_month: 'DATE',
        [analysis.entity]: typeOf(analysis.entity, input),
        ...Object.fromEntries(features),
      },
      inventory: {
        place: 'INTEGER',
        feature: 'VARCHAR',
        source: 'VARCHAR',
        measure: 'VARCHAR',
        window_months: 'INTEGER',
        value: 'VARCHAR',
        changes: 'VARCHAR',
        rows: 'BIGINT',
        missing: 'BIGINT',
        distinct_values: 'BIGINT',
      },
    };
  },
};
