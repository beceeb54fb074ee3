import { type AnalysisShape, moneyScale, typeOf } from './analysis-kind.js';

export const rfmShape: AnalysisShape<'rfm'> = {
  columns: ({ customer, date, amount }) => [
    { name: customer, path: ['customer'] },
    { name: date, path: ['date'] },
    { name: amount, path: ['amount'] },
  ],
  tables({ customer, amount }, input) {
    const money = `DECIMAL(38,${moneyScale(typeOf(amount, input))})`;
    return {
      scores: {
        month_end: 'DATE',
        customer: typeOf(customer, input),
        recency_days: 'INTEGER',
        frequency: 'BIGINT',
        monetary: money,
        recency_points: 'INTEGER',
        frequency_points: 'INTEGER',
        monetary_points: 'INTEGER',
        rfm: 'DECIMAL(5,2)',
        grade: 'VARCHAR',
        last_purchase: 'DATE',
        next_sales: money,
      },
      breaks: { fitted_at: 'DATE', measure: 'VARCHAR', points: 'INTEGER', lower: money, upper: money },
      shares: {
        month_end: 'DATE',
        grade: 'VARCHAR',
        grade_order: 'INTEGER',
        customers: 'BIGINT',
        share: 'DOUBLE',
        monetary: money,
        month_sales: money,
        refitted: 'BOOLEAN',
        counted_from: 'DATE',
      },
      movements: {
        month_end: 'DATE',
        from_grade: 'VARCHAR',
        to_grade: 'VARCHAR',
        reason: 'VARCHAR',
        customers: 'BIGINT',
        month_sales: money,
      },
      next_period: {
        month_end: 'DATE',
        grade: 'VARCHAR',
        grade_order: 'INTEGER',
        customers: 'BIGINT',
        next_sales: money,
        next_sales_per_customer: 'DOUBLE',
      },
      alerts: {
        month_end: 'DATE',
        compared_with: 'DATE',
        share: 'DOUBLE',
        share_before: 'DOUBLE',
        change: 'DOUBLE',
        low: 'DOUBLE',
        high: 'DOUBLE',
        fall: 'DOUBLE',
        state: 'VARCHAR',
      },
    };
  },
};
