import { describe, expect, it } from 'vitest';
import { planColumns, uniqueNames } from './plan-columns.js';

describe('names of columns', () => {
  it('become snake_case, unique, and are matched by title or name', () => {
    expect(uniqueNames(['Order Date', 'MonthlyCharges', 'id', 'ID', '매출', '2024', ''])).toEqual([
      'order_date', 'monthly_charges', 'id', 'id_2', 'column_5', 'column_2024', 'column_7',
    ]); // prettier-ignore
    const plan = planColumns('d', { header: true, first: ['매출', 'Order Date'] }, [
      { name: 'order_date' },
      { name: 'sales', from: '매출' },
    ]);
    expect(plan.columns.map(({ index }) => index)).toEqual([1, 0]);
  });

  it('tell titles that stand twice apart by number, in whatever way they are asked for', () => {
    const plan = planColumns('d', { header: true, first: ['id', 'x', 'x', 'y'] }, [
      { name: 'x' },
      { name: 'x_2' },
      { name: 'second', from: 'x_2' },
      { name: 'y' },
    ]);
    expect(plan.columns.map(({ index }) => index)).toEqual([1, 2, 2, 3]);
    expect(() => planColumns('d', { header: true, first: ['a b'] }, [{ name: 'c', from: 'a_b' }])).toThrow(/a_b/);
  });
});
