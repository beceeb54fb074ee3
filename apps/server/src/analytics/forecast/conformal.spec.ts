import { describe, expect, it } from 'vitest';
import { seededRandom } from '../random.js';
import { backTest } from './back-test.js';
import { calibrate, conformalOffsets, measureCoverage, withIntervals } from './conformal.js';
import { exponentialSmoothing } from './exponential-smoothing.js';
import { criticalRatio, demandScenarios, expectedStock, stockFor } from './stock.js';
import type { Series } from './series.js';

const bad = expect.objectContaining({ code: 'statistics.bad-input' });

/** A level that wanders, a week, and a skewed error: nothing that a normal interval would fit. */
function skewed(seed: number, n: number): Series {
  const random = seededRandom(seed);
  let level = 100;
  const values = Float64Array.from({ length: n }, (_, t) => {
    level += random.next() - 0.5;
    return level + [0, 4, 6, 3, 0, -8, -5][t % 7]! - 6 * Math.log(1 - random.next());
  });
  return { unit: 'day', first: 0, values };
}

describe('intervals of past residuals', () => {
  it('take the ranks that hold in any finite sample, each side by itself', () => {
    const residuals = Array.from({ length: 19 }, (_, i) => i - 4);
    expect(conformalOffsets(residuals, { confidence: 0.9 })).toEqual({ low: -4, high: 14 });
    expect(conformalOffsets(residuals, { confidence: 0.8 })).toEqual({ low: -3, high: 13 });
    expect(conformalOffsets(residuals.toReversed(), { confidence: 0.9 })).toEqual({ low: -4, high: 14 });
  });

  it('are unknown with too few, count no missing ones, and can look at the newest only', () => {
    const few = Array.from({ length: 18 }, (_, i) => i);
    expect(conformalOffsets(few, { confidence: 0.9 })).toBeNull();
    expect(conformalOffsets([...few, Number.NaN], { confidence: 0.9 })).toBeNull();
    expect(conformalOffsets([])).toBeNull();
    expect(conformalOffsets([-900, ...few, 18], { confidence: 0.9, recent: 19 })).toEqual({ low: 0, high: 18 });
    for (const confidence of [0, 1, Number.NaN]) expect(() => conformalOffsets(few, { confidence })).toThrow(bad);
    expect(() => conformalOffsets(few, { recent: 0 })).toThrow(bad);
  });

  it('are put round a forecast', () => {
    expect(withIntervals([10, 20], [{ low: -1, high: 3 }])).toEqual([
      { value: 10, low: 9, high: 13 },
      { value: 20, low: null, high: null },
    ]);
  });

  it('hold as often as they say on more than 700 independent periods that they were not made of', () => {
    const series = skewed(11, 5 * 900 + 60);
    const [weekly] = [exponentialSmoothing({ trend: 'none', season: 'additive' })];
    // Only the newest 60 periods are looked at, so that each fit is quick.
    const recent = {
      ...weekly,
      fit: (past: Series, context: { season: number }) =>
        weekly!.fit({ ...past, values: past.values.slice(-56) }, context),
      name: 'recent',
    };
    const test = backTest(series, [recent], { season: 7 }, { train: 60, horizon: 1, step: 5 });
    for (const confidence of [0.8, 0.9]) {
      const { overall } = measureCoverage(test, test.models[1]!, { confidence });
      expect(overall.n).toBeGreaterThan(850);
      expect(Math.abs(overall.share! - confidence)).toBeLessThan(0.03);
      expect(overall.interval!.low).toBeLessThan(confidence);
      expect(overall.interval!.high).toBeGreaterThan(confidence);
    }
    const [offset] = calibrate(test, test.models[1]!, { confidence: 0.9 });
    expect(offset!.high).toBeGreaterThan(1.2 * -offset!.low);
  });

  it('do not look at what was not known at the origin', () => {
    const test = backTest(skewed(2, 60), [], { season: 7 }, { train: 20, horizon: 4 });
    const coverage = measureCoverage(test, test.models[0]!, { confidence: 0.8 });
    // 37 origins; the interval h periods ahead needs nine residuals, each known h periods after its origin.
    expect(coverage.byHorizon.map(({ n }) => n)).toEqual([28, 27, 26, 25]);
    expect(coverage.overall.n).toBe(106);
    const changed = {
      ...test,
      actuals: test.actuals.map((actual, at) => (at === 36 ? actual.map(() => 1e6) : actual)),
    };
    const after = measureCoverage(changed, changed.models[0]!, { confidence: 0.8 });
    expect(coverage.overall.covered - after.overall.covered).toBeLessThanOrEqual(4);
    expect(after.overall.width).toBe(coverage.overall.width);
  });

  it('recover after a change of level when only the newest residuals count', () => {
    const random = seededRandom(4);
    const values = Float64Array.from({ length: 700 }, (_, t) => (t < 350 ? 1 : 6) * (random.next() - 0.5));
    const test = backTest({ unit: 'day', first: 0, values }, [], { season: 1 }, { train: 10, horizon: 1 });
    const all = measureCoverage(test, test.models[0]!, { confidence: 0.9 }).overall;
    const recent = measureCoverage(test, test.models[0]!, { confidence: 0.9, recent: 60 }).overall;
    expect(all.share!).toBeLessThan(0.85);
    expect(recent.share!).toBeGreaterThan(0.865);
  });

  it('count nothing where there was nothing to count', () => {
    const test = backTest(skewed(2, 20), [], { season: 7 }, { train: 16, horizon: 1 });
    const nothing = { covered: 0, n: 0, share: null, interval: null, width: null };
    expect(measureCoverage(test, test.models[0]!)).toEqual({ overall: nothing, byHorizon: [nothing] });
    expect(calibrate(test, test.models[0]!)).toEqual([null]);
  });
});

describe('stock', () => {
  const residuals = [-30, -12, -5, 0, 1, 3, 8, 20, 44, Number.NaN];

  it('for a service level is the least that meets the demand so often', () => {
    const demands = demandScenarios(20, residuals);
    expect([...demands]).toEqual([0, 8, 15, 20, 21, 23, 28, 40, 64]);
    expect(stockFor(demands, 0.5)).toBe(21);
    expect(stockFor(demands, 1)).toBe(64);
    expect(stockFor(demands, 0)).toBe(0);
    expect(
      stockFor(
        Array.from({ length: 100 }, (_, i) => i + 1),
        0.07,
      ),
    ).toBe(7);
    expect(stockFor([], 0.5)).toBeNull();
  });

  it('at the critical ratio costs least: no other is expected to cost less', () => {
    const random = seededRandom(9);
    for (let round = 0; round < 20; round += 1) {
      const demands = Array.from({ length: 37 }, () => Math.round(100 * random.next()));
      const costs = { short: 1 + random.below(9), over: 1 + random.below(9) };
      const best = expectedStock(stockFor(demands, criticalRatio(costs))!, demands, costs)!.loss;
      for (let stock = 0; stock <= 100; stock += 1)
        expect(expectedStock(stock, demands, costs)!.loss).toBeGreaterThanOrEqual(best - 1e-9);
    }
  });

  it('is short or left over by so many units on average', () => {
    expect(expectedStock(10, [4, 10, 16, 30], { short: 3, over: 2 })).toEqual({ short: 6.5, over: 1.5, loss: 22.5 });
    expect(expectedStock(10, [], { short: 3, over: 2 })).toBeNull();
    expect(criticalRatio({ short: 3, over: 1 })).toBe(0.75);
  });

  it('refuses costs that name no best, a level that is none, and NaN', () => {
    for (const costs of [
      { short: 0, over: 0 },
      { short: -1, over: 2 },
      { short: Number.NaN, over: 1 },
    ])
      expect(() => criticalRatio(costs)).toThrow(bad);
    expect(() => stockFor([1], 1.2)).toThrow(bad);
    expect(() => stockFor([1, Number.NaN], 0.5)).toThrow(bad);
    expect(() => demandScenarios(Number.NaN, [1])).toThrow(bad);
    expect(() => expectedStock(1, [Number.NaN], { short: 1, over: 1 })).toThrow(bad);
  });
});
