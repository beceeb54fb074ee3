import { type AnalysisShape, namedOutcome, typeOf } from './analysis-kind.js';

export const controlChartShape: AnalysisShape<'control_chart'> = {
  columns: ({ date, value, outcome, by, group, sequence }) => [
    { name: date, path: ['date'] },
    ...(value === undefined ? [] : [{ name: value, path: ['value'] }]),
    ...(outcome === undefined ? [] : [namedOutcome(outcome)]),
    ...by.map((name, i) => ({ name, path: ['by', i] })),
    ...(group && 'column' in group ? [{ name: group.column, path: ['group', 'column'] }] : []),
    ...(sequence === undefined ? [] : [{ name: sequence, path: ['sequence'] }]),
  ],
  tables({ by, group }, input) {
    const segment = Object.fromEntries(by.map((name) => [name, typeOf(name, input)]));
    return {
      points: {
        ...segment,
        ...(group && 'column' in group && { [group.column]: typeOf(group.column, input) }),
        place: 'INTEGER',
        time: 'TIMESTAMP',
        value: 'DOUBLE',
        n: 'BIGINT',
        centre: 'DOUBLE',
        lower: 'DOUBLE',
        upper: 'DOUBLE',
        spread: 'DOUBLE',
        spread_centre: 'DOUBLE',
        spread_lower: 'DOUBLE',
        spread_upper: 'DOUBLE',
        rules: 'VARCHAR',
        is_signal: 'BOOLEAN',
        is_base: 'BOOLEAN',
        is_provisional: 'BOOLEAN',
        refitted: 'BOOLEAN',
      },
      signals: {
        ...segment,
        rule: 'VARCHAR',
        from: 'TIMESTAMP',
        to: 'TIMESTAMP',
        place: 'INTEGER',
        points: 'INTEGER',
        value: 'DOUBLE',
      },
      limits: {
        ...segment,
        fitted_from: 'DATE',
        fitted_to: 'DATE',
        readings: 'BIGINT',
        centre: 'DOUBLE',
        sigma: 'DOUBLE',
        provisional: 'BOOLEAN',
        reason: 'VARCHAR',
      },
    };
  },
};
