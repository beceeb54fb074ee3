import type { ColumnShape } from './project.js';
import type { Analysis, RfmAnalysis } from './spec/dataset.js';

/** Tables that an analysis will give, with their columns; undefined where the input lacks a column that it names. */
export function analysisTables(
  name: string,
  analysis: Analysis,
  input: readonly ColumnShape[],
): Map<string, ColumnShape[]> | undefined {
  return rfmTables(name, analysis, input);
}

function rfmTables(
  name: string,
  { customer, amount }: RfmAnalysis,
  input: readonly ColumnShape[],
): Map<string, ColumnShape[]> | undefined {
  const id = input.find((column) => column.name === customer)?.type;
  const paid = input.find((column) => column.name === amount)?.type;
  if (id === undefined || paid === undefined) return undefined;
  const money = `DECIMAL(38,${/^DECIMAL\(\d+,\s*(\d+)\)/.exec(paid)?.[1] ?? (paid.includes('INT') ? 0 : 4)})`;
  const tables: Record<string, Record<string, string>> = {
    scores: {
      month_end: 'DATE',
      customer: id,
      recency_days: 'INTEGER',
      frequency: 'BIGINT',
      monetary: money,
      recency_points: 'INTEGER',
      frequency_points: 'INTEGER',
      monetary_points: 'INTEGER',
      rfm: 'DECIMAL(5,2)',
      grade: 'VARCHAR',
      last_purchase: 'DATE',
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
  };
  return new Map(
    Object.entries(tables).map(([table, columns]) => [
      `${name}.${table}`,
      Object.entries(columns).map(([column, type]) => ({ name: column, type })),
    ]),
  );
}
