import { type AnalysisShape, moneyScale, type TableTypes, TITLES, typeOf } from './analysis-kind.js';

export const driversShape: AnalysisShape<'drivers'> = {
  columns: ({ date, amount, drivers, by }) => [
    { name: date, path: ['date'] },
    { name: amount, path: ['amount'] },
    ...drivers.map((name, i) => ({ name, path: ['drivers', i] })),
    ...(by === undefined ? [] : [{ name: by, path: ['by'] }]),
  ],
  tables: ({ amount }, input) => {
    const money = `DECIMAL(38,${moneyScale(typeOf(amount, input))})`;
    return {
      drivers: DRIVERS,
      method: {
        ...METHOD,
        base_rows: 'BIGINT',
        current_rows: 'BIGINT',
        base_amount: money,
        current_amount: money,
        change: money,
      },
      contributions: CONTRIBUTIONS,
      scenario: SCENARIO,
    };
  },
};

type Types = TableTypes[string];

const DRIVERS: Types = {
  driver: 'VARCHAR',
  ...TITLES,
  method: 'VARCHAR',
  measure: 'VARCHAR',
  n: 'BIGINT',
  direction: 'VARCHAR',
  estimate: 'DOUBLE',
  low: 'DOUBLE',
  high: 'DOUBLE',
  p_value: 'DOUBLE',
  q_value: 'DOUBLE',
  finding: 'VARCHAR',
  pearson: 'DOUBLE',
  spearman: 'DOUBLE',
  spearman_low: 'DOUBLE',
  spearman_high: 'DOUBLE',
  base_mean: 'DOUBLE',
  current_mean: 'DOUBLE',
};

const METHOD: Types = {
  method: 'VARCHAR',
  reason: 'VARCHAR',
  learner: 'VARCHAR',
  rows: 'BIGINT',
  left_out: 'BIGINT',
  periods: 'BIGINT',
  drivers: 'BIGINT',
  rows_needed: 'BIGINT',
  judged_rows: 'BIGINT',
  r2: 'DOUBLE',
  r2_low: 'DOUBLE',
  r2_high: 'DOUBLE',
};

const CONTRIBUTIONS: Types = {
  place: 'INTEGER',
  area: 'VARCHAR',
  part: 'VARCHAR',
  driver: 'VARCHAR',
  base: 'DOUBLE',
  current: 'DOUBLE',
  contribution: 'DOUBLE',
};

const SCENARIO: Types = {
  place: 'INTEGER',
  area: 'VARCHAR',
  driver: 'VARCHAR',
  actual: 'DOUBLE',
  predicted: 'DOUBLE',
  at_base: 'DOUBLE',
  difference: 'DOUBLE',
};
