import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../random.js';
import { bootstrapInterval } from './bootstrap.js';
import { pearson, spearman, type Correlation } from './correlation.js';
import { compareChangesOfMeans, compareChangesOfShares } from './difference-in-differences.js';
import type { Interval } from './estimate.js';
import { mannWhitney } from './mann-whitney.js';
import { compareMeans, comparePairs, summarize, type MeanSummary } from './means.js';
import { benjaminiHochberg, holm } from './multiple-testing.js';
import { compareShares, wilsonInterval, type Share } from './proportions.js';

interface Answer {
  difference?: number;
  interval: [number, number];
  p: number | null;
}
type Pair = [number, number];
interface Oracle {
  wilson: { successes: number; n: number; interval: Pair }[];
  compareShares: ({ first: Pair; second: Pair } & Answer)[];
  compareMeans: ({ first: number[]; second: number[] } & Answer)[];
  comparePairs: { differences: number[] } & Answer;
  mannWhitney: { first: number[]; second: number[]; u: number; p: number; method: string }[];
  compareChangesOfMeans: { cells: Record<'tb' | 'ta' | 'cb' | 'ca', number[]> } & Answer;
  compareChangesOfShares: { cells: Record<'tb' | 'ta' | 'cb' | 'ca', Pair> } & Answer;
  multiple: { ps: number[]; holm: number[]; benjaminiHochberg: number[] };
  correlation: { x: number[]; y: number[]; pearson: number[]; spearman: number[] }[];
  bootstrap: { values: number[]; interval: Pair };
}

const oracle = JSON.parse(
  readFileSync(new URL('../../../../../test/oracles/statistics.json', import.meta.url), 'utf8'),
) as Oracle;

/** Agrees to 1e-8, absolutely or relative to the size. */
function near(found: number | null | undefined, wanted: number): void {
  expect(Math.abs((found ?? Number.NaN) - wanted)).toBeLessThan(1e-8 * Math.max(1, Math.abs(wanted)));
}

function nearInterval(found: Interval | null, [low, high]: readonly number[]): void {
  near(found?.low, low ?? Number.NaN);
  near(found?.high, high ?? Number.NaN);
}

const share = ([successes, n]: Pair): Share => ({ successes, n });
const sample = (values: number[]): MeanSummary => summarize(values)!;
const bad = expect.objectContaining({ code: 'statistics.bad-input' });

describe('shares', () => {
  it.each(oracle.wilson)('have the Wilson interval of statsmodels: $successes of $n', ({ interval, ...one }) => {
    nearInterval(wilsonInterval(one), interval);
  });

  it.each(oracle.compareShares)('differ by the Newcombe interval and z test of statsmodels: $first, $second', (row) => {
    const { difference, interval, p } = compareShares(share(row.first), share(row.second));
    near(difference, row.second[0] / row.second[1] - row.first[0] / row.first[1]);
    nearInterval(interval, row.interval);
    if (row.p === null) expect(p).toBeNull();
    else near(p, row.p);
  });

  it('turn the interval round when the groups change places', () => {
    const there = compareShares({ successes: 30, n: 100 }, { successes: 45, n: 90 });
    const back = compareShares({ successes: 45, n: 90 }, { successes: 30, n: 100 });
    near(back.interval?.low, -there.interval!.high);
    near(back.p, there.p!);
  });

  it('say nothing of an empty group, and no p where nobody or everybody succeeded', () => {
    expect(wilsonInterval({ successes: 0, n: 0 })).toBeNull();
    expect(compareShares({ successes: 0, n: 0 }, { successes: 1, n: 2 })).toEqual({
      difference: null,
      interval: null,
      p: null,
    });
    const all = compareShares({ successes: 5, n: 5 }, { successes: 8, n: 8 });
    expect(all).toMatchObject({ difference: 0, p: null });
    expect(all.interval!.low).toBeLessThan(0);
    expect(compareShares({ successes: 1, n: 1 }, { successes: 0, n: 1 }).difference).toBe(-1);
  });

  it.each([
    { successes: 3, n: 2 },
    { successes: -1, n: 2 },
    { successes: 0.5, n: 2 },
    { successes: Number.NaN, n: 2 },
    { successes: 0, n: Number.POSITIVE_INFINITY },
  ])('refuse what is no count: %o', (one) => {
    expect(() => wilsonInterval(one)).toThrow(bad);
    expect(() => compareShares(one, { successes: 1, n: 2 })).toThrow(bad);
  });
});

describe('means', () => {
  it.each(oracle.compareMeans)('differ as Welch says in scipy: #%#', ({ first, second, ...wanted }) => {
    const found = compareMeans(sample(first), sample(second));
    near(found.difference, wanted.difference!);
    nearInterval(found.interval, wanted.interval);
    near(found.p, wanted.p!);
  });

  it('differ in pairs as in scipy', () => {
    const found = comparePairs(sample(oracle.comparePairs.differences));
    nearInterval(found.interval, oracle.comparePairs.interval);
    near(found.p, oracle.comparePairs.p!);
  });

  it('keep the difference but no interval where a group has one value or neither varies', () => {
    const alone: MeanSummary = { n: 1, mean: 3, sd: null };
    const still: MeanSummary = { n: 9, mean: 5, sd: 0 };
    expect(compareMeans(alone, still)).toEqual({ difference: 2, interval: null, p: null });
    expect(compareMeans(still, still)).toEqual({ difference: 0, interval: null, p: null });
    expect(comparePairs(alone)).toEqual({ difference: 3, interval: null, p: null });
    expect(compareMeans({ n: 0, mean: 0, sd: null }, still).difference).toBeNull();
    expect(summarize([])).toBeNull();
    expect(summarize([4])).toEqual({ n: 1, mean: 4, sd: null });
  });

  it('refuse NaN and a negative deviation', () => {
    expect(() => summarize([1, Number.NaN])).toThrow(bad);
    expect(() => compareMeans({ n: 3, mean: Number.NaN, sd: 1 }, { n: 3, mean: 0, sd: 1 })).toThrow(bad);
    expect(() => comparePairs({ n: 3, mean: 0, sd: -1 })).toThrow(bad);
  });
});

describe('ranks of two samples', () => {
  it.each(oracle.mannWhitney)('have u and p of scipy, $method: #%#', ({ first, second, ...wanted }) => {
    const found = mannWhitney(first, second);
    expect(found?.method).toBe(wanted.method);
    expect(found?.u).toBe(wanted.u);
    near(found?.p, wanted.p);
  });

  it('are all equal: no p; are complementary when the samples change places', () => {
    expect(mannWhitney([2, 2], [2, 2, 2])).toMatchObject({ u: 3, superiority: 0.5, p: null });
    expect(mannWhitney([], [1])).toBeNull();
    const [there, back] = [mannWhitney([1, 5, 2], [3, 4])!, mannWhitney([3, 4], [1, 5, 2])!];
    expect(there.superiority + back.superiority).toBe(1);
    expect(() => mannWhitney([Number.NaN], [1])).toThrow(bad);
  });
});

describe('differences in differences', () => {
  it('of means are those of statsmodels', () => {
    const { tb, ta, cb, ca } = oracle.compareChangesOfMeans.cells;
    const found = compareChangesOfMeans({
      treated: { before: sample(tb), after: sample(ta) },
      control: { before: sample(cb), after: sample(ca) },
    });
    near(found.difference, oracle.compareChangesOfMeans.difference!);
    nearInterval(found.interval, oracle.compareChangesOfMeans.interval);
    near(found.p, oracle.compareChangesOfMeans.p!);
  });

  it('of shares are those of statsmodels', () => {
    const { tb, ta, cb, ca } = oracle.compareChangesOfShares.cells;
    const found = compareChangesOfShares({
      treated: { before: share(tb), after: share(ta) },
      control: { before: share(cb), after: share(ca) },
    });
    near(found.difference, oracle.compareChangesOfShares.difference!);
    nearInterval(found.interval, oracle.compareChangesOfShares.interval);
    near(found.p, oracle.compareChangesOfShares.p!);
  });

  it('say nothing of an empty group, and give no interval where nothing varies', () => {
    const [none, all] = [
      { successes: 0, n: 0 },
      { successes: 4, n: 4 },
    ];
    const same = { before: all, after: all };
    expect(compareChangesOfShares({ treated: { before: none, after: all }, control: same }).difference).toBeNull();
    expect(compareChangesOfShares({ treated: same, control: same })).toEqual({
      difference: 0,
      interval: null,
      p: null,
    });
  });
});

describe('many p-values', () => {
  it('are adjusted as in statsmodels, in the order given', () => {
    const { ps } = oracle.multiple;
    holm(ps).forEach((p, i) => near(p, oracle.multiple.holm[i]!));
    benjaminiHochberg(ps).forEach((p, i) => near(p, oracle.multiple.benjaminiHochberg[i]!));
  });

  it('may be missing, one, or none; other numbers are refused', () => {
    expect(holm([0.02, null, 0.03])).toEqual([0.04, null, 0.04]);
    expect(benjaminiHochberg([null, 0.5])).toEqual([null, 0.5]);
    expect(holm([])).toEqual([]);
    for (const p of [-0.1, 1.1, Number.NaN]) expect(() => holm([p])).toThrow(bad);
  });
});

describe('correlation', () => {
  it.each(oracle.correlation)('is that of scipy: #%#', ({ x, y, ...wanted }) => {
    const check = (found: Correlation, [r = 0, p = 0, low = 0, high = 0]: number[]): void => {
      near(found.r, r);
      near(found.p, p);
      nearInterval(found.interval, [low, high]);
    };
    check(pearson(x, y), wanted.pearson);
    check(spearman(x, y), wanted.spearman);
  });

  it('is unknown for one pair or a constant, and perfect without an interval', () => {
    expect(pearson([1], [2])).toEqual({ r: null, interval: null, p: null, n: 1 });
    expect(pearson([1, 2, 3], [7, 7, 7]).r).toBeNull();
    expect(pearson([1, 2, 3, 4, 5], [2, 4, 6, 8, 10])).toMatchObject({ r: 1, interval: null, p: 0 });
    expect(spearman([1, 2, 3, 9], [1, 8, 27, 729]).r).toBe(1);
    expect(() => pearson([1], [1, 2])).toThrow(bad);
    expect(() => pearson([1, Number.NaN], [1, 2])).toThrow(bad);
  });
});

describe('the bootstrap', () => {
  const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;

  it('comes near scipy, and is the same for the same seed', () => {
    const { values, interval } = oracle.bootstrap;
    const draw = (seed: number) => bootstrapInterval(values, mean, { random: seededRandom(seed), repeats: 20_000 })!;
    expect(Math.abs(draw(1).low - interval[0])).toBeLessThan(0.15);
    expect(Math.abs(draw(1).high - interval[1])).toBeLessThan(0.15);
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
  });

  it('has no width for a constant, no answer for one value, and refuses NaN', () => {
    const random = seededRandom(1);
    expect(bootstrapInterval([3, 3, 3], mean, { random })).toEqual({ low: 3, high: 3 });
    expect(bootstrapInterval([3], mean, { random })).toBeNull();
    expect(() => bootstrapInterval([1, Number.NaN], mean, { random })).toThrow(bad);
    expect(() => bootstrapInterval([1, 2], () => Number.NaN, { random })).toThrow(bad);
  });
});

describe('seeded chance', () => {
  it('is the same stream in every process', () => {
    const random = seededRandom(42);
    expect([random.below(1000), random.below(1000), random.below(1000)]).toEqual([221, 732, 526]);
  });

  it('spreads evenly', () => {
    const random = seededRandom(7);
    const counts = Array.from({ length: 10 }, () => 0);
    for (let i = 0; i < 100_000; i += 1) counts[random.below(10)]! += 1;
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(400);
    const draws = Array.from({ length: 10_000 }, () => random.next());
    expect(Math.abs(draws.reduce((sum, value) => sum + value, 0) / 10_000 - 0.5)).toBeLessThan(0.01);
    expect(draws.every((value) => value >= 0 && value < 1)).toBe(true);
  });
});
