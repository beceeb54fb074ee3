import { describe, expect, it } from 'vitest';
import { badInput } from '../features/feature-table.js';
import { seededRandom } from '../random.js';
import { backTest } from './back-test.js';
import { exponentialSmoothing } from './exponential-smoothing.js';
import { measureErrors, seasonalScale } from './forecast-errors.js';
import type { Forecaster } from './forecaster.js';
import { compareForecasts, judgeBackTest } from './judge-back-test.js';
import { lagRegression } from './lag-regression.js';
import { seasonalNaive } from './seasonal-naive.js';
import type { Series } from './series.js';

const bad = expect.objectContaining({ code: 'forecast.bad-input' });
const short = expect.objectContaining({ code: 'forecast.too-short' });
const series = (values: ArrayLike<number>): Series => ({ unit: 'month', first: 0, values: Float64Array.from(values) });
const always = (value: number): Forecaster => ({
  name: `always_${value}`,
  fit: () => ({ forecast: (horizon) => new Float64Array(horizon).fill(value), parameters: {} }),
});
const mean: Forecaster = {
  name: 'mean',
  fit: ({ values }) => ({
    forecast: (horizon) =>
      new Float64Array(horizon).fill(values.reduce((sum, value) => sum + value, 0) / values.length),
    parameters: {},
  }),
};
const pairs = (rows: [number, number][], scale = 1) => rows.map(([actual, forecast]) => ({ actual, forecast, scale }));

describe('errors', () => {
  it('are those of a calculation by hand', () => {
    expect(
      measureErrors(
        pairs(
          [
            [10, 8],
            [20, 25],
            [-4, -4],
          ],
          2,
        ),
      ),
    ).toEqual({
      n: 3,
      zeros: 0,
      mae: expect.closeTo(7 / 3, 12),
      mse: expect.closeTo(29 / 3, 12),
      rmse: expect.closeTo(Math.sqrt(29 / 3), 12),
      mape: expect.closeTo((0.2 + 0.25) / 3, 12),
      smape: expect.closeTo((4 / 18 + 10 / 45) / 3, 12),
      r2: expect.closeTo(1 - 29 / (100 + 400 + 16 - 26 ** 2 / 3), 12),
      mase: expect.closeTo(7 / 6, 12),
    });
  });

  it('leave out what is missing, and are null where the data cannot tell', () => {
    expect(measureErrors(pairs([[Number.NaN, 1]]))).toMatchObject({ n: 0, mae: null, smape: null, mase: null });
    expect(
      measureErrors(
        pairs([
          [0, 0],
          [5, 5],
        ]),
      ),
    ).toMatchObject({ n: 2, mae: 0, mape: null, smape: 0, r2: 1 });
    expect(
      measureErrors(
        pairs(
          [
            [5, 4],
            [5, 5],
          ],
          0,
        ),
      ),
    ).toMatchObject({ r2: null, mase: null, mape: 0.1 });
    expect(
      measureErrors(
        pairs([
          [5, 4],
          [Number.NaN, 5],
        ]),
      ),
    ).toMatchObject({ n: 1, mae: 1 });
  });

  it('are scaled by what a season before missed by', () => {
    expect(seasonalScale(Float64Array.of(1, 5, 2, 9), 2)).toBe(2.5);
    expect(seasonalScale(Float64Array.of(1, 5, Number.NaN, 9), 2)).toBe(4);
    expect(seasonalScale(Float64Array.of(1, 5), 2)).toBeNaN();
  });
});

describe('a back-test', () => {
  it('forecasts from each origin by what was known then, and always has the floor', () => {
    const test = backTest(series([1, 2, 3, 4, 5, 6, 7]), [mean], { season: 1 }, { train: 2, horizon: 2, step: 2 });
    expect(test.origins).toEqual([3, 5]);
    expect(test.actuals.map((actual) => [...actual])).toEqual([
      [4, 5],
      [6, 7],
    ]);
    expect(test.models.map(({ name }) => name)).toEqual(['seasonal_naive', 'mean']);
    expect(test.models[0]!.forecasts.map((each) => [...each])).toEqual([
      [3, 3],
      [5, 5],
    ]);
    expect(test.models[1]!.forecasts.map((each) => [...each])).toEqual([
      [2, 2],
      [3, 3],
    ]);
    expect(test.scales).toEqual([1, 1]);
    const [floor, second] = judgeBackTest(test);
    expect(floor).toMatchObject({ overall: { mae: 1.5, mase: 1.5 }, verdict: 'no_reliable_difference' });
    expect(second!.byHorizon.map(({ mae }) => mae)).toEqual([2.5, 3.5]);
    expect(backTest(series([1, 2, 3]), [seasonalNaive], { season: 1 }, { train: 1, horizon: 1 }).models).toHaveLength(
      1,
    );
  });

  it('shows no model what comes after the origin', () => {
    const seen: number[] = [];
    const nosy: Forecaster = {
      name: 'nosy',
      fit: (past) => (seen.push(past.values.length), always(0).fit(past, { season: 1 })),
    };
    backTest(series([1, 2, 3, 4]), [nosy], { season: 1 }, { train: 1, horizon: 1 });
    expect(seen).toEqual([1, 2, 3]);
  });

  it('names a model that cannot be used, with the reason, and judges the others', () => {
    const monthly = exponentialSmoothing({ trend: 'linear', season: 'additive' });
    const learner = lagRegression('learner', { lags: [1] }, () => {
      throw badInput('column "x" is constant', 'x');
    });
    const test = backTest(
      series([5, 6, 5, 7, 6, 8, 7]),
      [monthly, learner, always(Number.NaN), mean],
      { season: 3 },
      { train: 4, horizon: 1 },
    );
    expect(test.refused).toEqual([
      { name: 'holt_winters_additive', reason: expect.stringContaining('two whole seasons') },
      { name: 'learner', reason: expect.stringContaining('constant') },
      { name: 'always_NaN', reason: expect.stringContaining('no number') },
    ]);
    expect(test.models.map(({ name }) => name)).toEqual(['seasonal_naive', 'mean']);
  });

  it('ends on any other error, a cancelled run included, and tells how far it is', () => {
    const broken: Forecaster = {
      name: 'broken',
      fit: () => {
        throw new TypeError('mistake');
      },
    };
    const plan = { train: 1, horizon: 1 };
    expect(() => backTest(series([1, 2, 3]), [broken], { season: 1 }, plan)).toThrow(TypeError);
    const shares: number[] = [];
    backTest(series([1, 2, 3]), [mean], { season: 1 }, { ...plan, progress: (share) => shares.push(share) });
    expect(shares).toEqual([0, 0.25, 0.5, 0.75]);
  });

  it('refuses what is too short, empty, twice or no number', () => {
    const run =
      (values: number[], plan: { train: number; horizon: number }, models = [mean]) =>
      () =>
        backTest(series(values), models, { season: 2 }, plan);
    expect(run([1, 2, 3], { train: 3, horizon: 1 })).toThrow(short);
    expect(run([1, 2, 3], { train: 1, horizon: 1 })).toThrow(short);
    expect(run([], { train: 1, horizon: 1 })).toThrow(bad);
    expect(run([Number.NaN, Number.NaN, Number.NaN], { train: 1, horizon: 1 })).toThrow(bad);
    expect(run([1, Infinity, 3], { train: 1, horizon: 1 })).toThrow(bad);
    expect(run([1, 2, 3, 4], { train: 2, horizon: 1 }, [mean, mean])).toThrow(bad);
    for (const horizon of [0, 1.5, Number.NaN]) expect(run([1, 2, 3, 4], { train: 2, horizon })).toThrow(bad);
  });

  it('has no errors in proportion for a constant series, and no reliable difference', () => {
    const test = backTest(series(new Float64Array(20).fill(4)), [mean], { season: 1 }, { train: 4, horizon: 2 });
    const [, judged] = judgeBackTest(test);
    expect(judged).toMatchObject({ overall: { mae: 0, r2: null, mase: null }, verdict: 'no_reliable_difference' });
    expect(judged!.againstFloor).toEqual({ difference: 0, interval: null, p: null });
  });
});

describe('against the floor', () => {
  const noise = (seed: number, n: number): Float64Array => {
    const random = seededRandom(seed);
    return Float64Array.from({ length: n }, () => random.next() + random.next() + random.next() + random.next() - 2);
  };

  it('a better model is said to beat it, a worse one to lose', () => {
    const test = backTest(series(noise(3, 150)), [mean, always(3)], { season: 1 }, { train: 20, horizon: 3 });
    const [, better, worse] = judgeBackTest(test);
    expect(better).toMatchObject({ verdict: 'beats_floor', againstFloor: { difference: expect.closeTo(-0.2, 1) } });
    expect(better!.againstFloor.p).toBeLessThan(0.01);
    expect(worse!.verdict).toBe('loses_to_floor');
  });

  it('two models that are equally good are told apart about as rarely as stated, though horizons overlap', () => {
    let [told, wanted] = [0, 0];
    for (let seed = 1; seed <= 400; seed += 1) {
      // One looks at noise of its own, the other too: neither knows anything.
      const [actual, one, two] = [noise(seed, 80), noise(1000 + seed, 80), noise(2000 + seed, 80)];
      const windows = (values: Float64Array) => Array.from({ length: 75 }, (_, at) => values.slice(at, at + 5));
      const test = { actuals: windows(actual), horizon: 5, step: 1 };
      const { p } = compareForecasts(
        test,
        { name: 'one', forecasts: windows(one) },
        { name: 'two', forecasts: windows(two) },
      );
      wanted += 1;
      if (p !== null && p < 0.05) told += 1;
    }
    expect(told / wanted).toBeLessThan(0.1);
    expect(told / wanted).toBeGreaterThan(0.01);
  });

  it('nothing is said of fewer origins than the horizon overlaps', () => {
    const test = backTest(series(noise(1, 12)), [mean], { season: 1 }, { train: 4, horizon: 6 });
    expect(judgeBackTest(test)[1]).toMatchObject({
      againstFloor: { interval: null, p: null },
      verdict: 'no_reliable_difference',
    });
  });
});
