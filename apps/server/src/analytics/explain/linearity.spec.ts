import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { seededRandom, type Random } from '../random.js';
import { fP } from '../statistics/distributions.js';
import { testLinearity } from './linearity.js';

interface Answer {
  name: string;
  x: number[];
  y: number[];
  weights: number[];
  slope: number;
  f: number;
  p: number;
  df1: number;
  unexplained: number;
}
const oracle = JSON.parse(
  readFileSync(new URL('../../../../../test/oracles/explain.json', import.meta.url), 'utf8'),
) as { linearity: Answer[]; f: { f: number; df: [number, number]; p: number }[] };

const column = (values: ArrayLike<number>) => ({
  kind: 'numeric' as const,
  name: 'x',
  values: Float64Array.from(values),
});
const normal = (random: Random) => Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());

/** Share of 200 seeds in which the test at 5 % says "not a line". */
function rejections(rows: number, follow: (x: number, random: Random) => number): number {
  let rejected = 0;
  for (let seed = 1; seed <= 200; seed += 1) {
    const random = seededRandom(seed);
    const x = Float64Array.from({ length: rows }, () => normal(random));
    if (testLinearity({ feature: column(x), y: x.map((value) => follow(value, random)) })!.p! <= 0.05) rejected += 1;
  }
  return rejected / 200;
}

describe('the test of a straight line', () => {
  it.each(oracle.linearity)('is the F test of nested models of statsmodels: $name', ({ x, y, weights, ...wanted }) => {
    const found = testLinearity({ feature: column(x), y, weights })!;
    expect(found.df![0]).toBe(wanted.df1);
    for (const key of ['slope', 'f', 'p', 'unexplained'] as const) expect(found[key]).toBeCloseTo(wanted[key], 8);
  });

  it.each(oracle.f)('has the tail of the F distribution of SciPy: F = $f, df = $df', ({ f, df, p }) => {
    expect(Math.abs(fP(f, ...df) - p)).toBeLessThanOrEqual(1e-8 * p);
  });

  it('rejects planted lines as often as it says: in 5 of 100', () => {
    // 200 seeds: more than 19 by chance in less than 1 of 200 runs.
    expect(rejections(300, (x, random) => 2 * x + normal(random))).toBeLessThan(0.1);
    expect(rejections(300, (_, random) => normal(random))).toBeLessThan(0.1);
    expect(rejections(1000, (x, random) => (random.next() < 0.5 + 0.1 * x ? 1 : 0))).toBeLessThan(0.1);
  });

  it('rejects planted bends and steps', () => {
    expect(rejections(300, (x, random) => x * x + normal(random))).toBe(1);
    expect(rejections(300, (x, random) => (x > 1 ? 2 : 0) + normal(random))).toBeGreaterThan(0.95);
  });

  it('tells a bend that matters from one that does not', () => {
    const x = Float64Array.from({ length: 1000 }, (_, i) => i / 1000 - 0.5);
    const slight = testLinearity({ feature: column(x), y: x.map((value) => value + 0.01 * value * value) })!;
    const u = testLinearity({ feature: column(x), y: x.map((value) => value * value) })!;
    expect(slight.p).toBeLessThan(1e-6);
    expect(slight.unexplained).toBeLessThan(0.001);
    expect(slight.missed).toBeLessThan(0.001);
    expect(u.unexplained).toBeGreaterThan(0.99);
    expect(u.missed).toBeGreaterThan(0.99);
  });

  it('leaves out rows without a value or without weight', () => {
    const x = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
    const y = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8];
    const whole = testLinearity({ feature: column(x), y });
    const padded = testLinearity({
      feature: column([Number.NaN, 50, ...x]),
      y: [7, 99, ...y],
      weights: [1, 0, ...x.map(() => 1)],
    });
    expect(padded).toEqual(whole);
    expect(whole).toMatchObject({ n: 12 });
  });

  it('finds nothing amiss with an exact line, and everything with an exact curve', () => {
    const x = Array.from({ length: 50 }, (_, i) => i);
    expect(testLinearity({ feature: column(x), y: x.map((v) => 3 * v) })).toMatchObject({
      f: 0,
      p: 1,
      unexplained: 0,
      missed: 0,
    });
    const few = x.map((v) => v % 4);
    const curve = few.map((v) => v * v);
    expect(testLinearity({ feature: column(few), y: curve })).toMatchObject({ f: Infinity, p: 0, df: [2, 46] });
  });

  it('is null where nothing varies, without p where two values are too few to bend', () => {
    expect(testLinearity({ feature: column([2, 2, 2]), y: [1, 2, 3] })).toBeNull();
    expect(testLinearity({ feature: column([1, 2, 3]), y: [2, 2, 2] })).toBeNull();
    expect(testLinearity({ feature: column([]), y: [] })).toBeNull();
    expect(testLinearity({ feature: column([0, 1, 0, 1]), y: [1, 2, 2, 5] })).toMatchObject({
      p: null,
      f: null,
      df: null,
    });
  });

  it('refuses, by the name of the column, what is no number', () => {
    expect(() => testLinearity({ feature: column([1]), y: [1, 2] })).toThrow(/"x" has 1 rows, y has 2/);
    expect(() => testLinearity({ feature: column([1]), y: [Number.NaN] })).toThrow(/"x" is NaN in row 1/);
    expect(() => testLinearity({ feature: column([1]), y: [1], weights: [-1] })).toThrow(/weight of row 1 is -1/);
  });
});
