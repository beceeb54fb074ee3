import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../random.js';
import { regressionErrors } from './regression-errors.js';

type Name = 'mae' | 'mse' | 'rmse' | 'mape' | 'smape' | 'r2';
interface Oracle {
  regression: {
    actual: number[];
    predicted: number[];
    weights: number[] | null;
    figures: Record<Name, [value: number, low: number, high: number]>;
  }[];
}

const oracle = JSON.parse(
  readFileSync(new URL('../../../../../test/oracles/judging.json', import.meta.url), 'utf8'),
) as Oracle;

const near = (found: number | null | undefined, wanted: number): void =>
  expect(Math.abs((found ?? NaN) - wanted)).toBeLessThan(1e-8 * Math.max(1, Math.abs(wanted)));
const bad = (message: string) =>
  expect.objectContaining({ code: 'statistics.bad-input', message: expect.stringContaining(message) });

describe('regressionErrors', () => {
  it.each(oracle.regression)('equal scikit-learn, with the jackknife worked out row by row', (question) => {
    const found = regressionErrors({ ...question, weights: question.weights ?? undefined });
    for (const [name, [value, low, high]] of Object.entries(question.figures) as [Name, [number, number, number]][]) {
      near(found[name].value, value);
      near(found[name].interval?.low, low);
      near(found[name].interval?.high, high);
    }
  });

  it('have no MAPE with an actual zero and count the zeros; sMAPE takes nothing for nothing as right', () => {
    const found = regressionErrors({ actual: [0, 0, 10, 20], predicted: [0, 1, 12, 20] });
    expect(found).toMatchObject({ n: 4, zeros: 2, mape: { value: null, interval: null } });
    near(found.smape.value, (0 + 2 + 4 / 22 + 0) / 4);
  });

  it('have no R² for constant actual values, no interval for two rows, nothing for none', () => {
    const constant = regressionErrors({ actual: [0.1, 0.1, 0.1], predicted: [0.2, 0, 0.1] });
    expect(constant.r2).toEqual({ value: null, interval: null });
    near(constant.mae.value, 0.2 / 3);
    expect(regressionErrors({ actual: [1, 2], predicted: [1, 3] })).toMatchObject({
      mae: { value: 0.5, interval: null },
    });
    expect(regressionErrors({ actual: [], predicted: [] })).toMatchObject({
      n: 0,
      rmse: { value: null, interval: null },
    });
    expect(regressionErrors({ actual: [5, 9, 2], predicted: [5, 9, 2] })).toMatchObject({
      rmse: { value: 0, interval: { low: 0, high: 0 } },
      r2: { value: 1 },
    });
  });

  it('leave rows of weight 0 out and are not moved by a factor of the weights', () => {
    const [actual, predicted] = [
      [3, 5, 9, 1],
      [4, 5, 7, 99],
    ];
    const found = regressionErrors({ actual, predicted, weights: [2, 2, 2, 0] });
    const plain = regressionErrors({ actual: actual.slice(0, 3), predicted: predicted.slice(0, 3) });
    for (const name of ['mae', 'rmse', 'r2'] as const) near(found[name].interval?.low, plain[name].interval!.low);
    expect(found.n).toBe(3);
  });

  it('have intervals that cover the true error in about 95 of 100 samples', () => {
    let covered = 0;
    for (let seed = 1; seed <= 200; seed += 1) {
      const random = seededRandom(seed);
      const predicted = Array.from({ length: 60 }, () => 2 * random.next() - 1);
      const { mae } = regressionErrors({ actual: predicted.map(() => 0), predicted });
      if (mae.interval!.low <= 0.5 && 0.5 <= mae.interval!.high) covered += 1;
    }
    expect(covered / 200).toBeGreaterThan(0.91);
    expect(covered / 200).toBeLessThan(0.99);
  });

  it('name the row that they cannot use', () => {
    expect(() => regressionErrors({ actual: [1, NaN], predicted: [1, 2] })).toThrow(bad('actual value of row 2'));
    expect(() => regressionErrors({ actual: [1], predicted: [Infinity] })).toThrow(bad('prediction of row 1'));
    expect(() => regressionErrors({ actual: [1], predicted: [] })).toThrow(bad('0 predictions'));
    expect(() => regressionErrors({ actual: [1], predicted: [1], weights: [-1] })).toThrow(bad('weight of row 1'));
  });
});
