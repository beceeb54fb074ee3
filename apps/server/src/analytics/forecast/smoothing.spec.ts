import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { exponentialSmoothing, fitSmoothing } from './exponential-smoothing.js';
import { minimize } from './nelder-mead.js';
import { extrapolate, runSmoothing, type SmoothingShape, type SmoothingWeights } from './smoothing.js';

interface Oracle {
  series: Record<string, { values: number[]; season: number }>;
  given: (SmoothingShape & {
    series: string;
    seasons: number[];
    expected: number[];
    forecast: number[];
    squares: number;
  })[];
  fitted: (SmoothingShape & { series: string; held: number; squares: number; error: number })[];
}
const oracle = JSON.parse(
  readFileSync(new URL('../../../../../test/oracles/forecast.json', import.meta.url), 'utf8'),
) as Oracle;

const GIVEN = { alpha: 0.35, beta: 0.12, gamma: 0.2, phi: 0.93 };
const bad = expect.objectContaining({ code: 'forecast.bad-input' });
const short = expect.objectContaining({ code: 'forecast.too-short' });
const HOLT: SmoothingShape = { trend: 'linear', season: 'none' };
const SIMPLE: SmoothingShape = { trend: 'none', season: 'none' };
const WINTERS: SmoothingShape = { trend: 'linear', season: 'additive' };

function near(found: ArrayLike<number>, wanted: readonly number[]): void {
  expect(found.length).toBe(wanted.length);
  wanted.forEach((value, i) => expect(Math.abs(found[i]! - value)).toBeLessThan(1e-6 * Math.max(1, Math.abs(value))));
}

describe('exponential smoothing', () => {
  it.each(oracle.given)('is that of statsmodels at given weights: $series, $trend trend, $season season', (row) => {
    const { values } = oracle.series[row.series]!;
    const weights: SmoothingWeights = {
      alpha: GIVEN.alpha,
      beta: row.trend === 'none' ? 0 : GIVEN.beta,
      gamma: row.season === 'none' ? 0 : GIVEN.gamma,
      phi: row.trend === 'damped' ? GIVEN.phi : 1,
    };
    const start = { level: 97, trend: row.trend === 'none' ? 0 : 0.7, seasons: Float64Array.from(row.seasons) };
    const expected = new Float64Array(values.length);
    const { squares, end } = runSmoothing(Float64Array.from(values), row, weights, start, expected);
    near(expected, row.expected);
    near([squares], [row.squares]);
    near(extrapolate(end, row, weights.phi, values.length, row.forecast.length), row.forecast);
  });

  it('is as good as statsmodels when fitted, which spends a parameter on every starting value', () => {
    const [errors, squares]: [number[], number[]] = [[], []];
    for (const row of oracle.fitted) {
      const { values, season } = oracle.series[row.series]!;
      const known = Float64Array.from(values.slice(0, -row.held));
      const found = fitSmoothing(known, row, season);
      const error = found
        .forecast(row.held)
        .reduce((sum, value, i) => sum + Math.abs(value - values[known.length + i]!), 0);
      errors.push(Math.log(error / row.held / row.error));
      squares.push(found.squares / row.squares);
    }
    const middle = (list: number[]): number => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)]!;
    expect(middle(squares)).toBeLessThan(1.01);
    expect(Math.max(...squares)).toBeLessThan(1.5);
    expect(Math.exp(errors.reduce((sum, each) => sum + each, 0) / errors.length)).toBeLessThan(1);
  });

  it('follows a line, and repeats a season with a trend, to the digit', () => {
    const line = fitSmoothing(
      Float64Array.from({ length: 30 }, (_, t) => 5 + 2 * t),
      HOLT,
      1,
    );
    near(line.forecast(3), [65, 67, 69]);
    const wave = Float64Array.from({ length: 24 }, (_, t) => 10 + t + [4, -1, -5, 2][t % 4]!);
    near(fitSmoothing(wave, WINTERS, 4).forecast(4), [38, 34, 31, 39]);
  });

  it('gives a constant series itself, whatever the shape', () => {
    for (const trend of ['none', 'linear', 'damped'] as const)
      for (const season of ['none', 'additive', 'multiplicative'] as const)
        near(fitSmoothing(new Float64Array(24).fill(7), { trend, season }, 4).forecast(5), [7, 7, 7, 7, 7]);
  });

  it('goes on over missing values as the model expects', () => {
    const values = Float64Array.from({ length: 30 }, (_, t) => 5 + 2 * t);
    values[0] = values[7] = values[8] = values[29] = Number.NaN;
    near(fitSmoothing(values, HOLT, 1).forecast(2), [65, 67]);
  });

  it('damps a trend more the further it looks, and multiplies a season with the level', () => {
    const state = { level: 100, trend: 10, seasons: Float64Array.from([1.5, 0.5]) };
    near(
      extrapolate({ ...state, seasons: new Float64Array(1) }, { trend: 'damped', season: 'none' }, 0.5, 9, 3),
      [105, 107.5, 108.75],
    );
    near(extrapolate(state, { trend: 'linear', season: 'multiplicative' }, 1, 1, 2), [55, 180]);
  });

  it('says what it needs: two seasons, each part of one, values above zero', () => {
    expect(() => fitSmoothing(new Float64Array(23).fill(1), WINTERS, 12)).toThrow(short);
    expect(() => fitSmoothing(Float64Array.of(1), SIMPLE, 1)).toThrow(short);
    expect(() => fitSmoothing(Float64Array.of(), SIMPLE, 1)).toThrow(short);
    const holed = Float64Array.from({ length: 24 }, (_, t) => (t % 4 === 1 ? Number.NaN : t));
    expect(() => fitSmoothing(holed, WINTERS, 4)).toThrow(short);
    const zero = Float64Array.from({ length: 24 }, (_, t) => t);
    expect(() => fitSmoothing(zero, { trend: 'none', season: 'multiplicative' }, 4)).toThrow(bad);
    expect(() => fitSmoothing(zero, WINTERS, 0)).toThrow(bad);
  });

  it('carries its name and its weights', () => {
    const forecaster = exponentialSmoothing({ trend: 'damped', season: 'multiplicative' });
    expect(forecaster.name).toBe('damped_holt_winters_multiplicative');
    const series = {
      unit: 'quarter',
      first: 0,
      values: Float64Array.from({ length: 20 }, (_, t) => 10 + (t % 4)),
    } as const;
    const { parameters } = forecaster.fit(series, { season: 4 });
    expect(Object.keys(parameters)).toEqual(['alpha', 'beta', 'gamma', 'phi']);
    expect(forecaster.fit(series, { season: 4 }).parameters).toEqual(parameters);
    expect(exponentialSmoothing(SIMPLE).name).toBe('simple_smoothing');
  });
});

describe('the simplex search', () => {
  it('finds the bottom of a bent valley, the same each time', () => {
    const valley = ([x = 0, y = 0]: readonly number[]): number => (1 - x) ** 2 + 100 * (y - x * x) ** 2;
    const found = minimize(valley, [-1.2, 1], { step: 1, tolerance: 1e-14, calls: 1000 });
    expect(found.point[0]).toBeCloseTo(1, 4);
    expect(found.point[1]).toBeCloseTo(1, 4);
    expect(minimize(valley, [-1.2, 1], { step: 1, tolerance: 1e-14, calls: 1000 })).toEqual(found);
  });

  it('walks round a wall and stops at once on a plain', () => {
    const walled = ([x = 0]: readonly number[]): number => (x < 0.5 ? Infinity : x);
    expect(minimize(walled, [2], { step: 1, tolerance: 1e-10, calls: 300 }).point[0]).toBeCloseTo(0.5, 3);
    expect(minimize(() => 0, [1, 2], { step: 1, tolerance: 1e-8, calls: 300 })).toEqual({ point: [1, 2], value: 0 });
  });
});
