import { type AnalysisShape, moneyScale, typeOf } from './analysis-kind.js';

const ERRORS = {
  n: 'BIGINT',
  mae: 'DOUBLE',
  mse: 'DOUBLE',
  rmse: 'DOUBLE',
  mape: 'DOUBLE',
  smape: 'DOUBLE',
  r2: 'DOUBLE',
  mase: 'DOUBLE',
};

/** Type of what is summed up by period: exact for exact columns, BIGINT for counted rows (undefined). */
export function periodType(type: string | undefined): string {
  if (type === undefined) return 'BIGINT';
  return type.startsWith('DECIMAL') || type.includes('INT') ? `DECIMAL(38,${moneyScale(type)})` : 'DOUBLE';
}

export const forecastShape: AnalysisShape<'forecast'> = {
  columns: ({ date, value, by }) => [
    { name: date, path: ['date'] },
    ...(value === undefined ? [] : [{ name: value, path: ['value'] }]),
    ...by.map((name, i) => ({ name, path: ['by', i] })),
  ],
  reads: ({ known }) => (known ? [{ name: known.input, path: ['known', 'input'] }] : []),
  tables({ by, value }, input) {
    const series = Object.fromEntries(by.map((name) => [name, typeOf(name, input)]));
    return {
      forecast: {
        ...series,
        period: 'DATE',
        step: 'INTEGER',
        forecast: 'DOUBLE',
        low: 'DOUBLE',
        high: 'DOUBLE',
        model: 'VARCHAR',
      },
      history: {
        ...series,
        period: 'DATE',
        value: periodType(value === undefined ? undefined : typeOf(value, input)),
        one_step: 'DOUBLE',
      },
      backtest: {
        ...series,
        model: 'VARCHAR',
        part: 'VARCHAR',
        step: 'INTEGER',
        ...ERRORS,
        intervals: 'BIGINT',
        coverage: 'DOUBLE',
        coverage_low: 'DOUBLE',
        coverage_high: 'DOUBLE',
        width: 'DOUBLE',
      },
      models: {
        ...series,
        model: 'VARCHAR',
        mae: 'DOUBLE',
        mase: 'DOUBLE',
        r2: 'DOUBLE',
        difference: 'DOUBLE',
        difference_low: 'DOUBLE',
        difference_high: 'DOUBLE',
        p_value: 'DOUBLE',
        verdict: 'VARCHAR',
        reason: 'VARCHAR',
        chosen: 'BOOLEAN',
      },
    };
  },
};
