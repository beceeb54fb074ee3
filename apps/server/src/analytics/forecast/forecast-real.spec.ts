import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { realData } from '../../../../../test/support/dataset-lab.js';
import { fitLeastSquares } from '../linear/least-squares.js';
import { predictLinear } from '../linear/linear-model.js';
import { backTest, type BackTest } from './back-test.js';
import { calibrate, measureCoverage } from './conformal.js';
import { exponentialSmoothing } from './exponential-smoothing.js';
import type { Forecaster } from './forecaster.js';
import { judgeBackTest, type ModelJudgement } from './judge-back-test.js';
import type { LagDesign } from './lag-features.js';
import { lagRegression } from './lag-regression.js';
import { seriesFromRows, type DatedValue } from './series.js';

const folder = realData();

const SMOOTHING: Forecaster[] = [
  exponentialSmoothing({ trend: 'none', season: 'none' }),
  exponentialSmoothing({ trend: 'damped', season: 'none' }),
  exponentialSmoothing({ trend: 'linear', season: 'additive' }),
  exponentialSmoothing({ trend: 'none', season: 'additive' }),
];

function linearOverLags(design: LagDesign): Forecaster {
  return lagRegression('linear_over_lags', design, (table, target) => {
    const model = fitLeastSquares(table, target, { penalty: 1 });
    return (rows) => predictLinear(model, rows).values;
  });
}

function linesOf(path: string): string[] {
  return readFileSync(join(folder!, path), 'utf8')
    .replace(/^\uFEFF/, '')
    .trim()
    .split(/\r?\n/);
}

function sumByMonth(rows: readonly { month: string; amount: number }[]): DatedValue[] {
  const sums = new Map<string, number>();
  for (const { month, amount } of rows) sums.set(month, (sums.get(month) ?? 0) + amount);
  return [...sums].map(([month, value]) => ({ date: `${month}-01`, value }));
}

function judge(test: BackTest): Map<string, ModelJudgement> {
  return new Map(judgeBackTest(test).map((judged) => [judged.name, judged]));
}

const names = (judged: Map<string, ModelJudgement>, verdict: string): string[] =>
  [...judged.values()].filter((each) => each.verdict === verdict).map(({ name }) => name);

describe.skipIf(folder === undefined)('real series', () => {
  it('daily grocery spending in an epidemic: models beat last week, and most intervals hold', () => {
    const [head, ...lines] = linesOf('covid_spending/affinity_national_daily.csv').map((line) => line.split(','));
    const at = (name: string): number => head!.indexOf(name);
    const rows = lines
      .filter((line) => line[at('freq')] === 'd' && line[at('spend_grf')] !== '.')
      .map((line) => ({
        date: [line[0]!, line[1]!.padStart(2, '0'), line[2]!.padStart(2, '0')].join('-'),
        value: Number(line[at('spend_grf')]),
      }));
    expect(rows.find(({ date }) => date === '2020-03-18')!.value).toBeCloseTo(0.747, 3);
    const models = [...SMOOTHING, linearOverLags({ lags: [1, 2, 7, 14], means: [7, 28], calendar: ['weekday'] })];
    const test = backTest(seriesFromRows(rows, 'day'), models, { season: 7 }, { train: 120, horizon: 7, step: 28 });
    const judged = judge(test);
    expect(test.refused).toEqual([]);
    expect(names(judged, 'loses_to_floor')).toEqual([]);
    expect(names(judged, 'beats_floor')).toEqual(
      expect.arrayContaining(['simple_smoothing', 'seasonal_smoothing_additive', 'linear_over_lags']),
    );
    const { byHorizon, overall } = judged.get('simple_smoothing')!;
    expect(byHorizon[6]!.mae!).toBeGreaterThan(byHorizon[0]!.mae!);
    expect(overall.mase!).toBeLessThan(0.6);
    const coverage = measureCoverage(test, test.models[1]!, { confidence: 0.8 }).overall;
    expect(coverage.n).toBeGreaterThan(120);
    expect(coverage.share!).toBeGreaterThan(0.7);
  });

  it('monthly sales of a store: a season is what there is to know', () => {
    const cells = (line: string): string[] =>
      [...line.matchAll(/("([^"]|"")*"|[^,]*)(,|$)/g)].map((match) => match[1]!);
    const [head, ...lines] = linesOf('superstore/Sample-Superstore.csv').map(cells);
    const [date, sales] = [head!.indexOf('Order Date'), head!.indexOf('Sales')];
    const rows = lines.map((line) => {
      const [month, , year] = line[date]!.split('/');
      return { month: `${year}-${month!.padStart(2, '0')}`, amount: Number(line[sales]) };
    });
    const series = seriesFromRows(sumByMonth(rows), 'month');
    expect(series.values).toHaveLength(48);
    expect(series.values.reduce((sum, value) => sum + value, 0)).toBeCloseTo(2_297_200.86, 2);
    const models = [
      ...SMOOTHING,
      exponentialSmoothing({ trend: 'linear', season: 'multiplicative' }),
      linearOverLags({ lags: [1, 12], trend: true }),
    ];
    const test = backTest(series, models, { season: 12 }, { train: 24, horizon: 3 });
    const judged = judge(test);
    expect(names(judged, 'beats_floor')).toEqual(['holt_winters_additive', 'seasonal_smoothing_additive']);
    expect(judged.get('holt_winters_additive')!.overall.mase!).toBeLessThan(
      judged.get('seasonal_naive')!.overall.mase!,
    );
    expect(judged.get('simple_smoothing')!.overall.r2!).toBeLessThan(0);
    const winters = test.models.find(({ name }) => name === 'holt_winters_additive')!;
    expect(calibrate(test, winters, { confidence: 0.8 }).every((offset) => offset!.low < offset!.high)).toBe(true);
    expect(calibrate(test, winters, { confidence: 0.95 })).toEqual([null, null, null]);
  });

  it('eighteen months of a shop: too short for a season, and said so', () => {
    const rows = linesOf('cdnow/CDNOW_master.txt').map((line) => {
      const [, day, , amount] = line.trim().split(/\s+/);
      return { month: `${day!.slice(0, 4)}-${day!.slice(4, 6)}`, amount: Number(amount) };
    });
    const series = seriesFromRows(sumByMonth(rows), 'month');
    expect(series.values).toHaveLength(18);
    expect(series.values.reduce((sum, value) => sum + value, 0)).toBeCloseTo(2_500_315.63, 2);
    const test = backTest(series, SMOOTHING, { season: 12 }, { train: 12, horizon: 1 });
    expect(test.refused.map(({ name }) => name)).toEqual(['holt_winters_additive', 'seasonal_smoothing_additive']);
    // Everybody bought first in the first quarter, so the year before is no guide to the second.
    const judged = judge(test);
    expect(judged.get('simple_smoothing')!.overall.mae!).toBeLessThan(judged.get('seasonal_naive')!.overall.mae! / 5);
    expect(judged.get('seasonal_naive')!.overall.mase).toBeNull();
  });
});
