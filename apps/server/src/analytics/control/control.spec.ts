import { describe, expect, it } from 'vitest';
import { seededRandom, type Random } from '../random.js';
import { chartEwma } from './ewma.js';
import { chartIndividuals, fitIndividuals } from './individuals.js';
import { findSignals, LIMITS_ONLY, NELSON, WESTERN_ELECTRIC, type ControlRule } from './rules.js';
import { chartShares, fitShares } from './shares.js';
import { deviationConstants, rangeConstants } from './spread-constants.js';
import { chartSubgroups, fitSubgroups } from './subgroups.js';

const bad = expect.objectContaining({ code: 'statistics.bad-input' });
const none = expect.objectContaining({ code: 'control.no-limits' });

// D. C. Montgomery, Introduction to Statistical Quality Control, 6th edition: tables 6.6, 6.3, 7.4 and 9.1.
const MORTGAGE_COSTS = [
  310, 288, 297, 298, 307, 303, 294, 297, 308, 306, 294, 299, 297, 299, 314, 295, 293, 306, 301, 304,
];
const PISTON_RINGS = [
  [30, 2, 19, -8, 8],
  [-5, -8, 1, 11, 4],
  [-12, 24, 21, 5, 2],
  [2, -4, -7, 15, 9],
  [-8, 7, 15, -11, 14],
  [9, -6, -3, -15, -7],
  [-5, 6, -6, 0, 5],
  [-15, 3, -7, 15, -12],
  [8, -5, 9, 5, 4],
  [-2, 0, -10, 7, -5],
  [-6, -2, -6, -5, -10],
  [4, 0, 7, 0, -4],
  [-17, 2, -2, -3, 12],
  [6, -33, -6, 0, -16],
  [12, 14, -2, -1, 7],
  [0, -16, 5, -2, -4],
  [-6, 12, -14, 5, 7],
  [6, 10, 18, 3, 0],
  [-16, 2, 3, 5, -3],
  [0, 10, 13, 20, 3],
  [-18, 1, 15, 5, -4],
  [4, -1, -10, 6, 9],
  [10, -11, -10, 9, 14],
  [15, 8, -7, 0, 10],
  [-18, -16, -5, 17, 13],
].map((group) => group.map((thousandths) => 74 + thousandths / 1000));
const PURCHASE_ORDERS = [
  [12, 100],
  [8, 80],
  [6, 80],
  [9, 100],
  [10, 110],
  [12, 110],
  [11, 100],
  [16, 100],
  [10, 90],
  [6, 90],
  [20, 110],
  [15, 120],
  [9, 120],
  [8, 120],
  [6, 110],
  [8, 80],
  [10, 80],
  [7, 80],
  [5, 90],
  [8, 100],
  [5, 100],
  [8, 100],
  [10, 100],
  [6, 90],
  [9, 90],
].map(([successes = 0, n = 0]) => ({ successes, n }));
const SHIFTED = [
  9.45, 7.99, 9.29, 11.66, 12.16, 10.18, 8.04, 11.46, 9.2, 10.34, 9.03, 11.47, 10.51, 9.4, 10.08, 9.37, 10.62, 10.31,
  8.52, 10.84, 10.9, 9.33, 12.29, 11.5, 10.6, 11.08, 10.38, 11.62, 11.31, 10.52,
];

describe('constants of spread', () => {
  it('are those of the tables: d₂, d₃, c₄', () => {
    expect(rangeConstants(5).mean).toBeCloseTo(2.326, 3);
    expect(rangeConstants(25)).toMatchObject({ mean: 3.930629, deviation: 0.70844 });
    // D₄ of five, B₄ of five and A₃ of ten.
    expect(1 + (3 * rangeConstants(5).deviation) / rangeConstants(5).mean).toBeCloseTo(2.114, 3);
    const five = deviationConstants(5);
    expect(five.mean).toBeCloseTo(0.94, 4);
    expect(1 + (3 * five.deviation) / five.mean).toBeCloseTo(2.089, 3);
    expect(3 / (deviationConstants(10).mean * Math.sqrt(10))).toBeCloseTo(0.975, 3);
    expect(rangeConstants(2).mean).toBeCloseTo(2 / Math.sqrt(Math.PI), 6);
    expect(() => rangeConstants(26)).toThrow(bad);
  });
});

describe('single readings', () => {
  it('have the limits of the mortgage example', () => {
    const limits = fitIndividuals(MORTGAGE_COSTS);
    const { readings, ranges } = chartIndividuals(limits, MORTGAGE_COSTS);
    expect(limits).toMatchObject({ centre: 300.5, readings: 20, provisional: false });
    expect(readings.points[0]!.upper).toBeCloseTo(321.22, 1);
    expect(readings.points[0]!.lower).toBeCloseTo(279.78, 1);
    expect(ranges.points[1]!.centre).toBeCloseTo(7.79, 2);
    expect(ranges.points[1]!.upper).toBeCloseTo(25.45, 1);
    expect(ranges.points[1]!.lower).toBe(0);
    expect(readings.signals).toEqual([]);
    expect(ranges.points[0]!.value).toBeNull();
  });

  it('keep the limits of the base period however the process moves later', () => {
    const limits = fitIndividuals(MORTGAGE_COSTS);
    const later = chartIndividuals(limits, [300, 322, 300]);
    expect(later.readings.points.map(({ rules }) => rules)).toEqual([[], ['beyond_3_sigma'], []]);
    expect(later.readings.points[1]!.upper).toBe(chartIndividuals(limits, [300]).readings.points[0]!.upper);
  });

  it('leave out a missing one and the ranges beside it', () => {
    const limits = fitIndividuals([1, 2, Number.NaN, 9, 8]);
    expect(limits).toMatchObject({ centre: 5, readings: 4, provisional: true });
    expect(limits.sigma).toBeCloseTo(1 / 1.128379, 6);
    const { readings, ranges } = chartIndividuals(limits, [1, Number.NaN, 3, 4]);
    expect(readings.points[1]).toMatchObject({ value: null, rules: [] });
    expect(ranges.points.map(({ value }) => value)).toEqual([null, null, null, 1]);
  });

  it('give no limits when constant, alone or never side by side', () => {
    for (const base of [[4, 4, 4], [4], [], [1, Number.NaN, 2]]) expect(() => fitIndividuals(base)).toThrow(none);
    expect(() => fitIndividuals([1, Infinity])).toThrow(bad);
    expect(chartIndividuals({ centre: 0, sigma: 1 }, []).readings).toEqual({ points: [], signals: [] });
  });
});

describe('subgroups', () => {
  it('have the limits of the piston rings, by deviation and by range', () => {
    const byDeviation = chartSubgroups(fitSubgroups(PISTON_RINGS, 'deviation'), PISTON_RINGS);
    expect(byDeviation.means.points[0]!.centre).toBeCloseTo(74.001176, 6);
    expect(byDeviation.means.points[0]!.upper).toBeCloseTo(74.001176 + 1.427 * 0.0094, 4);
    expect(byDeviation.means.points[0]!.lower).toBeCloseTo(74.001176 - 1.427 * 0.0094, 4);
    expect(byDeviation.spreads.points[0]!.centre).toBeCloseTo(0.0094, 4);
    expect(byDeviation.spreads.points[0]!.upper).toBeCloseTo(0.0196, 4);
    expect(byDeviation.means.signals).toEqual([]);
    const byRange = chartSubgroups(fitSubgroups(PISTON_RINGS, 'range'), PISTON_RINGS);
    expect(byRange.spreads.points[0]!.centre).toBeCloseTo(0.02324, 5);
    expect(byRange.spreads.points[0]!.upper).toBeCloseTo(2.114 * 0.02324, 4);
    expect(byRange.means.points[0]!.upper).toBeCloseTo(74.0012 + 0.577 * 0.02324, 4);
  });

  it('of other sizes get limits of their own; small and empty ones are told apart', () => {
    const limits = { spread: 'range', centre: 10, sigma: 2 } as const;
    const { means, spreads } = chartSubgroups(limits, [[9, 10, 11, 12], [10], [], [Number.NaN, 8, 12]]);
    expect(means.points.map(({ upper }) => upper)).toEqual([13, 16, null, 10 + 6 / Math.SQRT2]);
    expect(means.points.map(({ value }) => value)).toEqual([10.5, 10, null, 10]);
    expect(spreads.points.map(({ value }) => value)).toEqual([3, null, null, 4]);
    expect(spreads.points[1]).toMatchObject({ lower: null, upper: null });
  });

  it('give no limits when none has two readings or none varies', () => {
    for (const base of [
      [],
      [[1], [2]],
      [
        [3, 3],
        [5, 5],
      ],
      [[Number.NaN, 1]],
    ])
      expect(() => fitSubgroups(base, 'deviation')).toThrow(none);
    expect(() => fitSubgroups([Array.from({ length: 30 }, (_, i) => i)], 'range')).toThrow(bad);
  });
});

describe('shares', () => {
  it('have the limits of the purchase orders, by the size of each week', () => {
    const limits = fitShares(PURCHASE_ORDERS);
    expect(limits.centre).toBeCloseTo(0.0955, 4);
    const { points } = chartShares(limits, PURCHASE_ORDERS);
    expect(points[0]!.upper).toBeCloseTo(0.184, 3);
    expect(points[1]!.upper).toBeCloseTo(0.194, 3);
    expect(points[0]!.lower).toBeCloseTo(0.007, 3);
    expect(points[1]!.lower).toBe(0);
    expect(points[10]!.value).toBeCloseTo(0.182, 3);
    expect(chartShares(limits, PURCHASE_ORDERS, LIMITS_ONLY).signals.map(({ to }) => to)).toEqual([10]);
  });

  it('skip a sample of no cases and give no limits where nothing varies', () => {
    const { points } = chartShares({ centre: 0.1 }, [
      { successes: 0, n: 0 },
      { successes: 90, n: 100 },
    ]);
    expect(points[0]).toMatchObject({ value: null, lower: null, upper: null, rules: [] });
    expect(points[1]!.rules).toEqual(['beyond_3_sigma']);
    for (const successes of [0, 9]) expect(() => fitShares([{ successes, n: 9 }])).toThrow(none);
    expect(() => fitShares([{ successes: 0, n: 0 }])).toThrow(none);
    expect(() => fitShares([{ successes: 2, n: 1 }])).toThrow(bad);
  });
});

describe('the moving average', () => {
  it('sees the shift of the example at reading 29, where single readings see nothing', () => {
    const chart = chartEwma({ centre: 10, sigma: 1 }, SHIFTED, { lambda: 0.1, reach: 2.7 });
    expect(chart.points.slice(0, 3).map(({ value }) => value)).toEqual(
      [9.945, 9.7495, 9.70355].map((v) => expect.closeTo(v, 6)),
    );
    expect(chart.points[0]).toMatchObject({ upper: expect.closeTo(10.27, 6), lower: expect.closeTo(9.73, 6) });
    expect(chart.points[29]).toMatchObject({ value: expect.closeTo(10.6341, 4), upper: expect.closeTo(10.62, 2) });
    expect(chart.signals[0]).toMatchObject({ to: 28 });
    expect(chartIndividuals({ centre: 10, sigma: 1 }, SHIFTED, LIMITS_ONLY).readings.signals).toEqual([]);
  });

  it('waits over missing readings and refuses a weight that is none', () => {
    const gapped = chartEwma({ centre: 0, sigma: 1 }, [1, Number.NaN, 2]);
    const whole = chartEwma({ centre: 0, sigma: 1 }, [1, 2]);
    expect(gapped.points[1]!.value).toBeNull();
    expect(gapped.points[2]).toEqual(whole.points[1]);
    for (const lambda of [0, 1.1, Number.NaN])
      expect(() => chartEwma({ centre: 0, sigma: 1 }, [1], { lambda })).toThrow(bad);
  });
});

describe('rules', () => {
  const fires = (values: number[], rule: ControlRule): number[] => findSignals(values, [rule]).map(({ to }) => to);

  it('fire exactly where planted', () => {
    expect(fires([0, 3, 3.01, -3.5, 0], 'beyond_3_sigma')).toEqual([2, 3]);
    expect(fires([2.1, 0, 2.2, 0, 0, 2.1, 2.1, -2.5, -2.5], 'two_of_three_beyond_2_sigma')).toEqual([2, 6, 8]);
    expect(fires([1.1, 1.2, 0.5, 1.1, 1.3, 0, 1.4], 'four_of_five_beyond_1_sigma')).toEqual([4]);
    expect(fires([...Array<number>(9).fill(0.1), -0.1], 'eight_on_one_side')).toEqual([7, 8]);
    expect(fires([...Array<number>(9).fill(-0.1), 0.1], 'nine_on_one_side')).toEqual([8]);
    expect(fires([0, 1, 2, 2.5, 2.6, 2.7, 2.6], 'six_rising_or_falling')).toEqual([5]);
    expect(fires([5, 4, 3, 2, 1, 1, 0], 'six_rising_or_falling')).toEqual([]);
    expect(
      fires(
        Array.from({ length: 15 }, (_, i) => (i % 2 === 0 ? 0.5 : -0.5)),
        'fourteen_up_and_down',
      ),
    ).toEqual([13, 14]);
  });

  it('pass over missing readings, start a run anew at the centre line, and tell where the pattern began', () => {
    const run = [0.1, 0.1, Number.NaN, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1];
    expect(findSignals(run, WESTERN_ELECTRIC)).toEqual([{ rule: 'eight_on_one_side', from: 0, to: 8 }]);
    expect(fires([1, 1, 1, 1, 0, 1, 1, 1, 1], 'eight_on_one_side')).toEqual([]);
    expect(findSignals([], NELSON)).toEqual([]);
  });

  it('raise false alarms as often as the literature says', () => {
    const normal = normalStream(seededRandom(5));
    const limits = { centre: 0, sigma: 1 };
    const runLength = (signalsOf: (values: Float64Array) => number | undefined, length: number): number => {
      const signals = signalsOf(Float64Array.from({ length }, normal));
      return signals === undefined ? length : signals + 1;
    };
    const average = (runs: number, one: () => number): number =>
      Array.from({ length: runs }, one).reduce((sum, each) => sum + each, 0) / runs;
    const western = (values: Float64Array) => chartIndividuals(limits, values).readings.signals[0]?.to;
    const ewma = (values: Float64Array) => chartEwma(limits, values).signals[0]?.to;
    // A run is cut where less than one in a hundred is longer.
    expect(Math.abs(average(400, () => runLength(western, 700)) / 91.75 - 1)).toBeLessThan(0.12);
    expect(Math.abs(average(200, () => runLength(ewma, 2500)) / 500 - 1)).toBeLessThan(0.17);
    const outside = findSignals(Float64Array.from({ length: 100_000 }, normal), LIMITS_ONLY).length;
    expect(Math.abs(100_000 / outside / 370.4 - 1)).toBeLessThan(0.1);
  });
});

/** Normal values two by two (Box and Muller). */
function normalStream(random: Random): () => number {
  let spare: number | null = null;
  return () => {
    if (spare !== null) {
      const value = spare;
      spare = null;
      return value;
    }
    const [radius, angle] = [Math.sqrt(-2 * Math.log(1 - random.next())), 2 * Math.PI * random.next()];
    spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };
}
