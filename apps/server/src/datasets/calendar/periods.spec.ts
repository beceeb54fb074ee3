import { describe, expect, it } from 'vitest';
import { calendar } from '../../content/spec/calendar.js';
import { counterpart, fiscalQuarter, fiscalYear, lastPeriods, periodAt } from './periods.js';

const plain = calendar.parse({});
const april = calendar.parse({ fiscal_year_start: 4 });
const february = calendar.parse({ fiscal_year_start: 2, fiscal_year_named_by: 'start' });

describe('periodAt', () => {
  it('begins a week where the calendar says', () => {
    // 2026-10-31 is a Saturday.
    expect(periodAt('2026-10-31', 'week', plain)).toEqual({ from: '2026-10-26', to: '2026-11-01' });
    const sunday = calendar.parse({ week_start: 'sunday' });
    expect(periodAt('2026-10-31', 'week', sunday)).toEqual({ from: '2026-10-25', to: '2026-10-31' });
    expect(periodAt('2026-10-25', 'week', sunday)).toEqual({ from: '2026-10-25', to: '2026-10-31' });
  });

  it('begins quarters and years with the fiscal year', () => {
    expect(periodAt('2026-10-31', 'quarter', plain)).toEqual({ from: '2026-10-01', to: '2026-12-31' });
    expect(periodAt('2026-03-31', 'quarter', april)).toEqual({ from: '2026-01-01', to: '2026-03-31' });
    expect(periodAt('2026-03-31', 'year', april)).toEqual({ from: '2025-04-01', to: '2026-03-31' });
    expect(periodAt('2026-01-15', 'quarter', february)).toEqual({ from: '2025-11-01', to: '2026-01-31' });
    expect(periodAt('2026-02-28', 'year', february)).toEqual({ from: '2026-02-01', to: '2027-01-31' });
  });

  it('knows leap years and the turn of the year', () => {
    expect(periodAt('2024-02-10', 'month', plain)).toEqual({ from: '2024-02-01', to: '2024-02-29' });
    expect(periodAt('2025-12-31', 'month', plain)).toEqual({ from: '2025-12-01', to: '2025-12-31' });
    expect(periodAt('2026-01-01', 'week', plain)).toEqual({ from: '2025-12-29', to: '2026-01-04' });
  });
});

describe('lastPeriods', () => {
  const months = (asOf: string, toDate = false) => lastPeriods({ asOf, grain: 'month', last: 2, toDate }, plain);

  it('counts a period only when it is complete on the as-of day', () => {
    expect(months('2026-10-31')).toEqual([
      { from: '2026-09-01', to: '2026-09-30' },
      { from: '2026-10-01', to: '2026-10-31' },
    ]);
    expect(months('2026-10-30').at(-1)).toEqual({ from: '2026-09-01', to: '2026-09-30' });
  });

  it('cuts the running period at as-of when it is asked for', () => {
    expect(months('2026-10-12', true)).toEqual([
      { from: '2026-09-01', to: '2026-09-30' },
      { from: '2026-10-01', to: '2026-10-12' },
    ]);
    expect(months('2026-10-31', true).at(-1)).toEqual({ from: '2026-10-01', to: '2026-10-31' });
  });
});

describe('counterpart', () => {
  it('is as many days of the period before, and no more than that has', () => {
    const cut = { from: '2026-03-01', to: '2026-03-31' };
    expect(counterpart(cut, 'month', { periods: 1 }, plain)).toEqual({ from: '2026-02-01', to: '2026-02-28' });
    const running = { from: '2026-03-01', to: '2026-03-12' };
    expect(counterpart(running, 'month', { periods: 1 }, plain)).toEqual({ from: '2026-02-01', to: '2026-02-12' });
    const late = { from: '2026-03-01', to: '2026-03-30' };
    expect(counterpart(late, 'month', { periods: 1 }, plain)).toEqual({ from: '2026-02-01', to: '2026-02-28' });
  });

  it('is 52 weeks back for a week, so that weekdays meet, and 28 February for a 29th', () => {
    const week = { from: '2026-10-26', to: '2026-11-01' };
    expect(counterpart(week, 'week', 'year', plain)).toEqual({ from: '2025-10-27', to: '2025-11-02' });
    expect(counterpart({ from: '2024-02-29', to: '2024-02-29' }, 'day', 'year', plain).from).toBe('2023-02-28');
  });
});

describe('the fiscal year', () => {
  it('is named by the calendar year in which it ends, or in which it starts', () => {
    expect(fiscalYear('2026-03-31', april)).toBe(2026);
    expect(fiscalYear('2026-04-01', april)).toBe(2027);
    expect(fiscalYear('2026-01-31', february)).toBe(2025);
    expect(fiscalYear('2026-02-01', february)).toBe(2026);
    expect(fiscalYear('2026-12-31', plain)).toBe(2026);
  });

  it('has its quarters from its first month', () => {
    expect(['2026-04-01', '2026-07-01', '2026-12-31', '2026-03-31'].map((day) => fiscalQuarter(day, april))).toEqual([
      1, 2, 3, 4,
    ]);
  });
});
