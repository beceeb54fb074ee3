import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compareManyMeans } from './analysis-of-variance.js';
import { chiSquareIndependence } from './chi-square.js';
import { chiSquareP, fP } from './distributions.js';
import { fisherExact } from './fisher-exact.js';
import { kolmogorovSmirnov } from './kolmogorov-smirnov.js';
import { compareMeans, summarize, type MeanSummary } from './means.js';
import { signedRanks } from './signed-ranks.js';

type Pair = [number, number];
interface Oracle {
  tails: { chiSquare: [number, number, number][]; f: [number, number, number, number][] };
  chiSquare: {
    counts: number[][];
    statistic: number;
    df: number;
    p: number;
    cramersV: number;
    smallestExpected: number;
  }[];
  fisher: { first: Pair; second: Pair; oddsRatio: number | null; p: number; interval: Pair | null }[];
  kolmogorovSmirnov: { first: number[]; second: number[]; distance: number; p: number }[];
  kolmogorovLimit: Pair[];
  signedRanks: { values: number[]; p: number; method: string }[];
  manyMeans: { groups: number[][]; f: number; df: Pair; p: number }[];
}

const oracle = JSON.parse(
  readFileSync(new URL('../../../../../test/oracles/statistics.json', import.meta.url), 'utf8'),
) as Oracle;

/** Agrees to 1e-8, absolutely or relative to the size; a p-value also to six digits of itself. */
function near(found: number | null | undefined, wanted: number): void {
  expect(Math.abs((found ?? Number.NaN) - wanted)).toBeLessThan(1e-8 * Math.max(1, Math.abs(wanted)));
}

function nearP(found: number | null | undefined, wanted: number): void {
  near(found, wanted);
  expect(Math.abs((found ?? Number.NaN) - wanted)).toBeLessThanOrEqual(1e-6 * wanted + 1e-300);
}

const bad = expect.objectContaining({ code: 'statistics.bad-input' });
const share = ([successes, n]: Pair) => ({ successes, n });
const sample = (values: number[]): MeanSummary => summarize(values)!;

describe('upper tails', () => {
  it('of chi-square and F are those of scipy, far out and for thousands of degrees of freedom too', () => {
    for (const [x, df, wanted] of oracle.tails.chiSquare) nearP(chiSquareP(x, df), wanted);
    for (const [f, a, b, wanted] of oracle.tails.f) nearP(fP(f, a, b), wanted);
    expect(chiSquareP(0, 3)).toBe(1);
  });
});

describe('a table of counts', () => {
  it.each(oracle.chiSquare)('is judged as by scipy: $counts', ({ counts, df, ...wanted }) => {
    const found = chiSquareIndependence(counts)!;
    near(found.statistic, wanted.statistic);
    expect(found.df).toBe(df);
    nearP(found.p, wanted.p);
    near(found.cramersV, wanted.cramersV);
    near(found.smallestExpected, wanted.smallestExpected);
  });

  it('loses its empty rows and columns, and says nothing when one of either is left', () => {
    const full = chiSquareIndependence([
      [3, 4],
      [5, 1],
    ]);
    expect(
      chiSquareIndependence([
        [3, 0, 4],
        [0, 0, 0],
        [5, 0, 1],
      ]),
    ).toEqual(full);
    for (const counts of [
      [],
      [[1, 2]],
      [[1], [2]],
      [
        [0, 0],
        [0, 0],
      ],
      [
        [1, 2],
        [0, 0],
      ],
    ])
      expect(chiSquareIndependence(counts)).toBeNull();
  });

  it('has a V of 1 where one side tells the other, and of 0 where it tells nothing', () => {
    expect(
      chiSquareIndependence([
        [9, 0, 0],
        [0, 5, 0],
        [0, 0, 7],
      ])!.cramersV,
    ).toBeCloseTo(1, 12);
    expect(
      chiSquareIndependence([
        [2, 4],
        [3, 6],
      ]),
    ).toMatchObject({ statistic: 0, cramersV: 0, p: 1 });
  });

  it('is refused when ragged or when a cell is no count', () => {
    expect(() => chiSquareIndependence([[1, 2], [3]])).toThrow(bad);
    for (const cell of [-1, 0.5, Number.NaN])
      expect(() =>
        chiSquareIndependence([
          [1, cell],
          [3, 4],
        ]),
      ).toThrow(bad);
  });
});

describe('two small shares', () => {
  it.each(oracle.fisher)('are judged exactly, as by scipy and statsmodels: $first, $second', (row) => {
    const found = fisherExact(share(row.first), share(row.second));
    nearP(found.p, row.p);
    if (row.oddsRatio !== null) near(found.oddsRatio, row.oddsRatio);
    if (row.interval === null) return expect(found.interval).toBeNull();
    near(found.interval?.low, row.interval[0]);
    near(found.interval?.high, row.interval[1]);
  });

  it('have boundless odds, none, or nothing at all to compare', () => {
    expect(fisherExact(share([0, 5]), share([2, 5])).oddsRatio).toBe(Infinity);
    expect(fisherExact(share([2, 5]), share([0, 5])).oddsRatio).toBe(0);
    expect(fisherExact(share([5, 5]), share([8, 8]))).toEqual({ oddsRatio: null, interval: null, p: 1 });
    expect(fisherExact(share([0, 0]), share([1, 2]))).toEqual({ oddsRatio: null, interval: null, p: null });
    expect(() => fisherExact(share([3, 2]), share([1, 2]))).toThrow(bad);
  });
});

describe('two distributions', () => {
  it.each(oracle.kolmogorovSmirnov)('are as far apart as scipy says, equal values counted out: #%#', (row) => {
    const found = kolmogorovSmirnov(row.first, row.second)!;
    expect(found.method).toBe('exact');
    near(found.distance, row.distance);
    nearP(found.p, row.p);
  });

  it('follow the limit of scipy when large', () => {
    const first = Float64Array.from({ length: 4000 }, (_, i) => i);
    for (const [distance, wanted] of oracle.kolmogorovLimit) {
      const found = kolmogorovSmirnov(
        first,
        first.map((value) => value + 4000 * distance - 0.5),
      )!;
      expect(found.method).toBe('limit');
      near(found.distance, distance);
      nearP(found.p, wanted);
    }
  });

  it('that are one have a distance of 0 and p 1; the place of the distance is named', () => {
    expect(kolmogorovSmirnov([1, 1, 2], [1, 1, 2])).toMatchObject({ distance: 0, p: 1 });
    expect(kolmogorovSmirnov([4, 4], [4])).toMatchObject({ distance: 0, p: 1 });
    expect(kolmogorovSmirnov([1, 2, 3, 9], [5, 6, 7, 8])).toMatchObject({ distance: 0.75, at: 3 });
    expect(kolmogorovSmirnov([], [1])).toBeNull();
    for (const value of [Number.NaN, Infinity, -Infinity])
      expect(() => kolmogorovSmirnov([1, value], [1])).toThrow(bad);
  });
});

describe('signed ranks', () => {
  it.each(oracle.signedRanks)('have p of scipy, $method: #%#', ({ values, p, method }) => {
    const found = signedRanks(values)!;
    expect(found.method).toBe(method);
    nearP(found.p, p);
  });

  it('lean fully to one side, to none, or say nothing', () => {
    expect(signedRanks([1, 2, 3])).toEqual({ w: 6, balance: 1, p: 0.25, n: 3, method: 'exact' });
    expect(signedRanks([-1, -2, -3])).toMatchObject({ w: 0, balance: -1, p: 0.25 });
    expect(signedRanks([2, -2])).toMatchObject({ balance: 0, p: 1 });
    expect(signedRanks([0, 0])).toMatchObject({ p: null, n: 0 });
    expect(signedRanks([])).toBeNull();
    expect(() => signedRanks([1, Number.NaN])).toThrow(bad);
  });
});

describe('many means', () => {
  it.each(oracle.manyMeans)('differ as statsmodels says of unequal variances: #%#', ({ groups, ...wanted }) => {
    const found = compareManyMeans(groups.map(sample))!;
    near(found.f, wanted.f);
    near(found.df[0], wanted.df[0]);
    near(found.df[1], wanted.df[1]);
    nearP(found.p, wanted.p);
  });

  it('of two groups have the p of Welch, and all of the variance where the groups are all there is', () => {
    const [first, second] = [sample([1, 4, 2, 8]), sample([5, 9, 9, 12, 3])];
    near(compareManyMeans([first, second])!.p, compareMeans(first, second).p!);
    expect(compareManyMeans([sample([0, 1e-6]), sample([1, 1 + 1e-6])])!.explained).toBeGreaterThan(0.999);
  });

  it('say nothing of one group, a group of one, or one that does not vary', () => {
    const fine = sample([1, 2, 4]);
    expect(compareManyMeans([fine])).toBeNull();
    expect(compareManyMeans([fine, sample([3])])).toBeNull();
    expect(compareManyMeans([fine, sample([3, 3])])).toBeNull();
    expect(() => compareManyMeans([fine, { n: 3, mean: Number.NaN, sd: 1 }])).toThrow(bad);
  });
});
