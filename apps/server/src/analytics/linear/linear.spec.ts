import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { takeRows, type Feature, type FeatureTable } from '../features/feature-table.js';
import { seededRandom } from '../random.js';
import type { Coefficient } from './coefficients.js';
import { nameTerm } from './design.js';
import { fitLeastSquares } from './least-squares.js';
import { predictLinear } from './linear-model.js';
import { fitLogistic } from './logistic.js';

interface Answer {
  name: string;
  estimate: number;
  error: number;
  statistic: number;
  p: number;
  interval: [number, number];
}
interface Question {
  columns: Record<string, (number | string | null)[]>;
  target: number[];
  weights?: number[];
  coefficients: Answer[];
  fitted: number[];
}
interface Oracle {
  plain: Question & Record<'df' | 'sigma' | 'r2' | 'adjustedR2', number>;
  weighted: Oracle['plain'];
  collinear: Oracle['plain'];
  longley: Question;
  logistic: Question & Record<'logLikelihood' | 'nullLogLikelihood', number>;
  logisticWeighted: Oracle['logistic'];
  ridge: Pick<Question, 'columns' | 'target'> & {
    weights: number[];
    names: string[];
    amount: number[];
    penalty: number;
  } & Record<'amountStandardized' | 'targetStandardized' | 'amountFitted' | 'targetFitted', number[]>;
}

const oracle = JSON.parse(
  readFileSync(new URL('../../../../../test/oracles/linear.json', import.meta.url), 'utf8'),
) as Oracle;

const feature = (name: string, values: (number | string | null)[]): Feature => {
  const words = values.filter((value) => typeof value === 'string');
  if (words.length === 0)
    return { kind: 'numeric', name, values: Float64Array.from(values, (value) => (value as number | null) ?? NaN) };
  const levels = [...new Set(words)].sort();
  return {
    kind: 'categorical',
    name,
    levels,
    codes: Int32Array.from(values, (value) => levels.indexOf(value as string)),
  };
};
const table = (columns: Record<string, (number | string | null)[]>): FeatureTable => ({
  rows: Object.values(columns)[0]!.length,
  features: Object.entries(columns).map(([name, values]) => feature(name, values)),
});

/** Agrees to 1e-6, absolutely or relative to the size. */
const near = (found: number | null | undefined, wanted: number): void =>
  expect(Math.abs((found ?? NaN) - wanted)).toBeLessThan(1e-6 * Math.max(1, Math.abs(wanted)));
const nearAll = (found: ArrayLike<number>, wanted: number[]): void => {
  for (const [i, value] of wanted.entries()) near(found[i], value);
};
function sameCoefficients(found: readonly Coefficient[], wanted: Answer[]): void {
  expect(found.map(({ term }) => nameTerm(term))).toEqual(wanted.map(({ name }) => name));
  for (const [i, { estimate, error, statistic, p, interval }] of wanted.entries()) {
    const own = found[i]!;
    // Relative where small too: income has a coefficient of 1e-6.
    expect(Math.abs(own.estimate / estimate - 1)).toBeLessThan(1e-6);
    expect(Math.abs(own.error! / error - 1)).toBeLessThan(1e-6);
    near(own.statistic, statistic);
    near(own.p, p);
    near(own.interval?.low, interval[0]);
    near(own.interval?.high, interval[1]);
  }
}
const bad = (column?: string, message = '') =>
  expect.objectContaining({
    code: 'model.bad-input',
    message: expect.stringContaining(message),
    ...(column !== undefined && { details: { column } }),
  });
const simple = table({ x: [1, 2, 3, 4, 5, 6], c: ['a', 'b', 'a', 'b', 'a', 'a'] });
const amounts = [1.2, 3.1, 2.8, 5.2, 5.1, 6.3];

describe('fitLeastSquares', () => {
  it.each(['plain', 'weighted', 'collinear'] as const)('equals statsmodels to 1e-6: %s', (name) => {
    const { columns, target, weights, coefficients, fitted, ...figures } = oracle[name];
    const fit = fitLeastSquares(table(columns), target, { weights: weights! });
    sameCoefficients(fit.coefficients, coefficients);
    for (const figure of ['df', 'sigma', 'r2', 'adjustedR2'] as const) near(fit[figure], figures[figure]);
    nearAll(predictLinear(fit, table(columns)).values, fitted);
  });

  it("equals statsmodels on Longley's nearly collinear table", () => {
    const { columns, target, coefficients } = oracle.longley;
    sameCoefficients(fitLeastSquares(table(columns), target).coefficients, coefficients);
  });

  it('drops constant and collinear terms and says which', () => {
    const { columns, target } = oracle.collinear;
    const { dropped } = fitLeastSquares(table(columns), target).design;
    expect(dropped.map((term) => [nameTerm(term), term.reason])).toEqual([
      ['five', 'constant'],
      ['months', 'collinear'],
      ['same city = Busan', 'collinear'],
      ['same city = Daegu', 'collinear'],
    ]);
  });

  it('is moved by units only as the units say', () => {
    const fit = fitLeastSquares(simple, amounts);
    const scaled = fitLeastSquares(
      table({ x: [1, 2, 3, 4, 5, 6].map((x) => 1e9 + 1000 * x), c: ['a', 'b', 'a', 'b', 'a', 'a'] }),
      amounts.map((y) => 100 * y),
    );
    near(scaled.coefficients[1]!.estimate, fit.coefficients[1]!.estimate / 10);
    near(scaled.coefficients[1]!.statistic, fit.coefficients[1]!.statistic!);
    near(scaled.coefficients[1]!.standardized, 100 * fit.coefficients[1]!.standardized);
    near(scaled.r2, fit.r2!);
  });

  it('is moved neither by the order of rows nor by a factor of the weights', () => {
    const { columns, target, weights } = oracle.weighted;
    const order = target.map((_, row) => (row * 37) % target.length);
    const fit = fitLeastSquares(table(columns), target, { weights: weights! });
    const turned = fitLeastSquares(
      takeRows(table(columns), order),
      order.map((row) => target[row]!),
      { weights: order.map((row) => 10 * weights![row]!) },
    );
    for (const [i, { estimate, error }] of fit.coefficients.entries()) {
      expect(Math.abs(turned.coefficients[i]!.estimate / estimate - 1)).toBeLessThan(1e-9);
      expect(Math.abs(turned.coefficients[i]!.error! / error! - 1)).toBeLessThan(1e-9);
    }
  });

  it('leaves rows of weight 0 out, with all that only they hold', () => {
    const fit = fitLeastSquares(
      table({ x: [1, 2, 3, 4, 5, 6, NaN], c: ['a', 'b', 'a', 'b', 'a', 'a', 'z'] }),
      [...amounts, 99],
      { weights: [1, 1, 1, 1, 1, 1, 0] },
    );
    expect(fit.coefficients).toEqual(fitLeastSquares(simple, amounts).coefficients);
    expect(fit.n).toBe(6);
  });

  it('gives no statistic where the fit is perfect and no R² where the target is constant', () => {
    const flat = fitLeastSquares(simple, [5, 5, 5, 5, 5, 5]);
    expect(flat.r2).toBeNull();
    expect(flat.coefficients.map(({ estimate, statistic, p }) => [estimate, statistic, p])).toEqual([
      [5, null, null],
      [0, null, null],
      [0, null, null],
    ]);
  });

  it('claims no errors with a penalty, keeps collinear columns and equals scikit-learn', () => {
    const { columns, amount, weights, penalty, names, amountStandardized, amountFitted } = oracle.ridge;
    const fit = fitLeastSquares(table(columns), amount, { weights, penalty });
    expect(fit.coefficients.slice(1).map(({ term }) => nameTerm(term))).toEqual(names);
    nearAll(
      fit.coefficients.slice(1).map(({ standardized }) => standardized),
      amountStandardized,
    );
    nearAll(predictLinear(fit, table(columns)).values, amountFitted);
    expect(fit).toMatchObject({ df: null, sigma: null, adjustedR2: null });
    expect(fit.coefficients[1]).toMatchObject({ error: null, statistic: null, p: null, interval: null });
    const twins = fitLeastSquares(table({ a: [1, 2, 3, 4], b: [1, 2, 3, 4] }), [1, 2, 3, 5], { penalty: 0.1 });
    near(twins.coefficients[1]!.estimate, twins.coefficients[2]!.estimate);
    expect(twins.design.dropped).toEqual([]);
  });

  it('fits the mean alone where no column varies', () => {
    const fit = fitLeastSquares(table({ x: [7, 7, 7], gone: [null, null, null] }), [1, 2, 6]);
    expect(fit.coefficients.map(({ estimate }) => estimate)).toEqual([3]);
    expect(fit.design.dropped.map(({ column, reason }) => [column, reason])).toEqual([
      ['x', 'constant'],
      ['gone', 'all missing'],
    ]);
  });
});

describe('fitLogistic', () => {
  it.each(['logistic', 'logisticWeighted'] as const)('equals statsmodels to 1e-6: %s', (name) => {
    const { columns, target, weights, coefficients, fitted, logLikelihood, nullLogLikelihood } = oracle[name];
    const fit = fitLogistic(table(columns), target, { weights: weights! });
    sameCoefficients(fit.coefficients, coefficients);
    near(fit.logLikelihood, logLikelihood);
    near(fit.nullLogLikelihood, nullLogLikelihood);
    nearAll(predictLinear(fit, table(columns)).values, fitted);
    for (const { estimate, interval, oddsRatio, oddsInterval } of fit.coefficients) {
      near(oddsRatio, Math.exp(estimate));
      near(oddsInterval?.high, Math.exp(interval!.high));
    }
  });

  it('equals scikit-learn with a penalty', () => {
    const { columns, target, weights, penalty, targetStandardized, targetFitted } = oracle.ridge;
    const fit = fitLogistic(table(columns), target, { weights, penalty });
    nearAll(
      fit.coefficients.slice(1).map(({ standardized }) => standardized),
      targetStandardized,
    );
    nearAll(predictLinear(fit, table(columns)).values, targetFitted);
    expect(fit.coefficients[1]).toMatchObject({ error: null, p: null, oddsInterval: null });
  });

  it('names the column that separates ones from zeros, all of them or one level only', () => {
    const complete = table({ noise: [3, 1, 2, 5, 4, 6, 2, 3], x: [1, 2, 3, 4, 5, 6, 7, 8] });
    expect(() => fitLogistic(complete, [0, 0, 0, 0, 1, 1, 1, 1])).toThrow(bad('x', '"x" separates ones from zeros'));
    const quasi = table({ x: [1, 5, 2, 4, 3, 6, 2, 3], c: ['a', 'a', 'a', 'a', 'a', 'b', 'b', 'b'] });
    expect(() => fitLogistic(quasi, [0, 1, 0, 0, 1, 1, 1, 1])).toThrow(bad('c', '"c = b" separates'));
    const fit = fitLogistic(quasi, [0, 1, 0, 0, 1, 1, 1, 1], { penalty: 1 });
    expect(fit.coefficients.find(({ term }) => term.level === 'b')!.estimate).toBeGreaterThan(0);
  });

  it('finds one positive in 20,000 rows', () => {
    const random = seededRandom(7);
    const values = Float64Array.from({ length: 20_000 }, () => random.next());
    const rare = values.map((_, row) => (row === 11 ? 1 : 0));
    const fit = fitLogistic({ rows: values.length, features: [{ kind: 'numeric', name: 'x', values }] }, rare);
    const scores = predictLinear(fit, { rows: values.length, features: [{ kind: 'numeric', name: 'x', values }] });
    near(
      scores.values.reduce((sum, value) => sum + value, 0),
      1,
    );
  });

  it('asks for zeros and ones', () => {
    expect(() => fitLogistic(simple, [0, 0, 0, 0, 0, 0])).toThrow(bad('target', 'is 0 in every row'));
    expect(() => fitLogistic(simple, [0, 1, 2, 0, 1, 0])).toThrow(bad('target', 'one is 2'));
    expect(() => fitLogistic(simple, [0, 1, 0, 0, 1, 1], { weights: [1, 0, 1, 1, 0, 0] })).toThrow(bad('target'));
  });
});

describe('predictLinear', () => {
  const fit = fitLeastSquares(
    table({ x: [1, 2, 3, 4, null, 6], c: ['a', 'b', 'a', 'b', 'a', null], d: ['u', 'u', 'v', 'u', 'v', 'v'] }),
    amounts,
    { penalty: 0.5 },
  );

  it('reads stored rules back alike', () => {
    const stored = JSON.parse(JSON.stringify(fit)) as typeof fit;
    const rows = table({ d: ['u', 'v'], x: [null, 2.5], c: ['b', 'a'] });
    expect(predictLinear(stored, rows).values).toEqual(predictLinear(fit, rows).values);
  });

  it('takes a level that it never saw for missing, counts it, and puts what never was missing at the mean', () => {
    const strange = table({ x: [2, 2], c: ['b', 'q'], d: ['w', 'w'] });
    const { values, unseen } = predictLinear(fit, strange);
    expect([...unseen]).toEqual([
      ['c', 1],
      ['d', 2],
    ]);
    const known = (d: string): number[] => [
      ...predictLinear(fit, table({ x: [2, 2], c: ['b', null], d: [d, d] })).values,
    ];
    for (const [row, value] of values.entries()) near(value, (known('u')[row]! + known('v')[row]!) / 2);
  });

  it('names a column that is gone, of another kind or infinite', () => {
    expect(() => predictLinear(fit, table({ x: [1], c: ['a'] }))).toThrow(bad('d'));
    expect(() => predictLinear(fit, table({ x: ['one'], c: ['a'], d: ['u'] }))).toThrow(bad('x'));
    expect(() => predictLinear(fit, table({ x: [Infinity], c: ['a'], d: ['u'] }))).toThrow(bad('x'));
  });
});

describe('both learners', () => {
  it.each([fitLeastSquares, fitLogistic])('refuse what they cannot use: %o', (learn) => {
    const y = [0, 1, 1, 0, 1, 0];
    expect(() => learn(table({ x: [] }), [])).toThrow(bad(undefined, 'there are no rows'));
    expect(() => learn(table({ x: [1] }), [1])).toThrow(bad());
    expect(() => learn(simple, y.slice(1))).toThrow(bad(undefined, 'the target has 5 rows'));
    expect(() => learn(simple, [0, 1, NaN, 0, 1, 0])).toThrow(bad('target', 'row 3'));
    expect(() => learn(simple, y, { weights: [1, 1, -1, 1, 1, 1] })).toThrow(bad('weights', 'row 3'));
    expect(() => learn(simple, y, { weights: [0, 0, 0, 0, 0, 0] })).toThrow(bad(undefined, 'every weight is 0'));
    expect(() => learn(simple, y, { penalty: -1 })).toThrow(bad(undefined, 'penalty'));
    const random = seededRandom(1);
    const wide = Object.fromEntries([0, 1, 2, 3, 4, 5].map((i) => [`x${i}`, y.map(() => random.next())]));
    expect(() => learn(table(wide), y)).toThrow(bad(undefined, "6 rows can't tell"));
    const ids = Array.from({ length: 1100 }, (_, row) => `id ${row}`);
    expect(() =>
      learn(
        table({ id: ids }),
        ids.map((_, row) => row % 2),
      ),
    ).toThrow(bad('id', '1100 levels'));
  });
});
