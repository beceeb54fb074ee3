import { describe, expect, it } from 'vitest';
import type { FeatureTable } from '../features/feature-table.js';
import { buildLagTable } from './lag-features.js';
import { lagRegression, type Regressor } from './lag-regression.js';
import { seasonalNaive } from './seasonal-naive.js';
import { dayOf, periodOf, seriesFromRows, type PeriodUnit, type Series } from './series.js';

const bad = expect.objectContaining({ code: 'forecast.bad-input' });
const short = expect.objectContaining({ code: 'forecast.too-short' });
const series = (values: number[], unit: PeriodUnit = 'day', first = periodOf(unit, '2024-01-01')): Series => ({
  unit,
  first,
  values: Float64Array.from(values),
});
const column = (table: FeatureTable, name: string): (number | string | null)[] => {
  const found = table.features.find((feature) => feature.name === name)!;
  if (found.kind === 'numeric') return [...found.values].map((value) => (Number.isNaN(value) ? null : value));
  return [...found.codes].map((code) => found.levels[code]!);
};

describe('periods', () => {
  it.each([
    ['day', '1970-01-01', 0, '1970-01-01'],
    ['day', '2024-02-29', 19_782, '2024-02-29'],
    ['week', '1970-01-04', 0, '1969-12-29'],
    ['week', '1970-01-05', 1, '1970-01-05'],
    ['month', '2024-02-29', 24_289, '2024-02-01'],
    ['quarter', '2024-11-30', 8099, '2024-10-01'],
    ['year', '0099-06-01', 99, '0099-01-01'],
  ] as const)('are numbered: the %s of %s', (unit, date, period, start) => {
    expect(periodOf(unit, date)).toBe(period);
    const { year, month, day } = dayOf(unit, period);
    const text = [String(year).padStart(4, '0'), String(month).padStart(2, '0'), String(day).padStart(2, '0')].join(
      '-',
    );
    expect(text).toBe(start);
  });

  it('know their weekday', () => {
    expect(dayOf('day', periodOf('day', '2024-02-29')).weekday).toBe(4);
    expect(dayOf('week', periodOf('week', '2024-02-29')).weekday).toBe(1);
  });

  it('make a series of dated rows in any order, with holes as missing values', () => {
    const rows = [
      { date: '2024-03-05', value: 3 },
      { date: '2023-12-31', value: 0 },
      { date: '2024-01-15', value: null },
    ];
    expect(seriesFromRows(rows, 'month')).toEqual(
      series([0, Number.NaN, Number.NaN, 3], 'month', periodOf('month', '2023-12-01')),
    );
  });

  it('refuse no rows, a period twice, an infinity and what is no date', () => {
    expect(() => seriesFromRows([], 'day')).toThrow(bad);
    const row = (date: string, value = 1) => ({ date, value });
    expect(() => seriesFromRows([row('2024-01-01'), row('2024-01-31')], 'month')).toThrow(bad);
    expect(() => seriesFromRows([row('2024-01-01', Infinity)], 'month')).toThrow(bad);
    for (const date of ['2024-02-30', '2024', 'soon']) expect(() => seriesFromRows([row(date)], 'day')).toThrow(bad);
  });
});

describe('columns of the past', () => {
  const design = { lags: [1, 3], means: [2], trend: true, calendar: ['weekday', 'month'] as const };
  const holiday = { name: 'holiday', values: [0, 0, 0, 0, 1, 0, 1] };

  it('see only what was before, and what is known', () => {
    const table = buildLagTable(series([1, 2, Number.NaN, 4, 5]), design, [holiday], [2, 7]);
    expect(column(table, 'lag_1')).toEqual([2, null, 4, 5, null]);
    expect(column(table, 'lag_3')).toEqual([null, 1, 2, null, 4]);
    expect(column(table, 'mean_2')).toEqual([1.5, 2, 4, 4.5, 5]);
    expect(column(table, 'trend')).toEqual([2, 3, 4, 5, 6]);
    expect(column(table, 'weekday')).toEqual(['3', '4', '5', '6', '7']);
    expect(column(table, 'month')).toEqual(['01', '01', '01', '01', '01']);
    expect(column(table, 'holiday')).toEqual([0, 0, 1, 0, 1]);
  });

  it('do not change when the present and the future do', () => {
    const before = buildLagTable(series([1, 2, 3, 4, 5]), design, [], [2, 3]);
    expect(buildLagTable(series([1, 2, 99, -7, 0]), design, [], [2, 3])).toEqual(before);
  });

  it('are refused where a known input ends too early, or a lag is none', () => {
    expect(() => buildLagTable(series([1, 2]), design, [holiday], [6, 8])).toThrow(bad);
    expect(() => lagRegression('x', { lags: [0] }, persist).fit(series([1, 2]), { season: 1 })).toThrow(bad);
    expect(() => buildLagTable(series([1, 2]), design, [{ name: 'lag_1', values: [1, 1] }], [0, 2])).toThrow(
      expect.objectContaining({ code: 'model.bad-input', details: { column: 'lag_1' } }),
    );
  });
});

/** Says the first lag again, times a factor that it learned. */
const persist: Regressor = (table, target) => {
  const past = (rows: FeatureTable): Float64Array => (rows.features[0] as { values: Float64Array }).values;
  const [top, bottom] = past(table).reduce(([a, b], lag, row) => [a + lag * target[row]!, b + lag * lag], [0, 0]);
  return (rows) => past(rows).map((lag) => lag * (top / bottom));
};

describe('a learner over lags', () => {
  it('feeds its forecasts back as the past of the next period', () => {
    const doubling = lagRegression('doubling', { lags: [1] }, persist).fit(series([1, 2, 4, 8, 16]), { season: 1 });
    expect([...doubling.forecast(3)]).toEqual([32, 64, 128]);
    expect([...doubling.forecast(1)]).toEqual([32]);
  });

  it('does not learn from periods that are missing or lack a past', () => {
    const rows: number[] = [];
    const spy: Regressor = (table, target) => {
      rows.push(table.rows, ...target);
      return persist(table, target);
    };
    lagRegression('spy', { lags: [2], means: [3] }, spy).fit(series([1, 1, 1, 2, Number.NaN, 4]), { season: 1 });
    expect(rows).toEqual([2, 2, 4]);
    expect(() => lagRegression('spy', { lags: [9] }, spy).fit(series([1, 2, 3]), { season: 1 })).toThrow(short);
  });
});

describe('seasonal repetition', () => {
  it('says what was said a season before, and looks further back where that is missing', () => {
    const fitted = seasonalNaive.fit(series([1, 2, 3, 4, Number.NaN, 6]), { season: 3 });
    expect([...fitted.forecast(7)]).toEqual([4, 2, 6, 4, 2, 6, 4]);
    expect([...seasonalNaive.fit(series([1, 5, Number.NaN]), { season: 1 }).forecast(2)]).toEqual([5, 5]);
  });

  it('needs each part of a season once', () => {
    expect(() => seasonalNaive.fit(series([1, 2]), { season: 3 })).toThrow(short);
    expect(() => seasonalNaive.fit(series([1, Number.NaN, 3]), { season: 3 })).toThrow(short);
    for (const season of [0, 1.5, Number.NaN]) expect(() => seasonalNaive.fit(series([1, 2]), { season })).toThrow(bad);
  });
});
