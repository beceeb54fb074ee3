import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { seededRandom } from '../random.js';
import { auroc, compareAurocs } from './auroc.js';
import { calibrate } from './calibration.js';
import { confusionAt } from './confusion.js';
import { gainTable } from './gain-table.js';
import { applyIsotonic, fitIsotonic } from './isotonic.js';
import { probabilityLoss } from './probability-loss.js';
import { averagePrecision, kolmogorovSmirnov } from './rank-figures.js';
import { tallyScores, type Scored, type Tally } from './tally.js';
import { thresholdForPrecision, thresholdForProfit, thresholdForRecall } from './thresholds.js';

type Pair = [number, number];
interface Answers extends Record<
  | 'auroc'
  | 'error'
  | 'difference'
  | 'p'
  | 'averagePrecision'
  | 'ks'
  | 'ksAt'
  | 'brier'
  | 'logLoss'
  | 'precision'
  | 'recall'
  | 'f1',
  number
> {
  outcomes: number[];
  scores: number[];
  others: number[];
  weights: number[] | null;
  interval: Pair;
  differenceInterval: Pair;
  confusion: number[];
  isotonicNew: number[];
  isotonic: number[];
}
interface Oracle {
  scored: Answers[];
  calibration: {
    scores: number[];
    outcomes: number[];
    bins: { n: number; meanScore: number; rate: number; interval: Pair }[];
    error: number;
  };
}

const oracle = JSON.parse(
  readFileSync(new URL('../../../../../test/oracles/judging.json', import.meta.url), 'utf8'),
) as Oracle;

/** Agrees to 1e-8, absolutely or relative to the size. */
const near = (found: number | null | undefined, wanted: number): void =>
  expect(Math.abs((found ?? NaN) - wanted)).toBeLessThan(1e-8 * Math.max(1, Math.abs(wanted)));
const bad = (message: string) =>
  expect.objectContaining({ code: 'statistics.bad-input', message: expect.stringContaining(message) });
const scoredOf = ({ scores, outcomes, weights }: Answers): Scored => ({
  scores,
  outcomes,
  weights: weights ?? undefined,
});
const tally = (scores: number[], outcomes: number[], weights?: number[]): Tally =>
  tallyScores({ scores, outcomes, weights });
const cases = oracle.scored.map((answers, i) => [`case ${i + 1}`, answers] as const);

describe('auroc', () => {
  it.each(cases)("equals scikit-learn's, with DeLong's interval: %s", (_, answers) => {
    const found = auroc(tallyScores(scoredOf(answers)));
    near(found.value, answers.auroc);
    near(found.error, answers.error);
    near(found.interval?.low, answers.interval[0]);
    near(found.interval?.high, answers.interval[1]);
  });

  it('covers 0.5 in about 95 of 100 samples of random scores, also small ones', () => {
    for (const n of [20, 40, 200]) {
      let covered = 0;
      for (let seed = 0; seed < 200; seed += 1) {
        const random = seededRandom(1000 * n + seed);
        const scores = Array.from({ length: n }, () => random.next());
        const { interval } = auroc(
          tally(
            scores,
            scores.map((__, row) => (row < n * 0.4 ? 1 : 0)),
          ),
        );
        if (interval!.low <= 0.5 && 0.5 <= interval!.high) covered += 1;
      }
      expect(covered / 200).toBeGreaterThan(0.91);
      expect(covered / 200).toBeLessThan(0.99);
    }
  });

  it('is 0.5 without interval for constant scores, 1 without interval for perfect ones', () => {
    const unsure = { error: null, interval: null, reason: 'no variation' };
    expect(auroc(tally([3, 3, 3, 3, 3], [1, 0, 1, 0, 0]))).toEqual({ value: 0.5, ...unsure });
    expect(auroc(tally([4, 3, 2, 1], [1, 1, 0, 0]))).toEqual({ value: 1, ...unsure });
  });

  it('is null with the reason for no rows or one class, and has no interval with one row of a class', () => {
    expect(auroc(tally([], []))).toMatchObject({ value: null, reason: 'no rows' });
    expect(auroc(tally([1, 2], [1, 1]))).toMatchObject({ value: null, reason: 'one class' });
    expect(auroc(tally([1, 2, 3], [0, 1, 0], [1, 0, 1]))).toMatchObject({ value: null, reason: 'one class' });
    expect(auroc(tally([1, 2, 3], [0, 1, 0]))).toMatchObject({ value: 0.5, reason: 'too few for an interval' });
  });

  it('is moved neither by the order of rows nor by a rising change of scores, and turns round with the outcome', () => {
    const { scores, outcomes } = oracle.scored[1]!;
    const found = auroc(tally(scores, outcomes));
    expect(auroc(tally(scores.toReversed(), outcomes.toReversed()))).toEqual(found);
    expect(
      auroc(
        tally(
          scores.map((score) => Math.exp(9 * score)),
          outcomes,
        ),
      ),
    ).toEqual(found);
    near(
      auroc(
        tally(
          scores,
          outcomes.map((one) => 1 - one),
        ),
      ).value,
      1 - found.value!,
    );
  });

  it('names the row that it cannot use', () => {
    expect(() => tally([1, NaN], [0, 1])).toThrow(bad('score of row 2 is NaN'));
    expect(() => tally([1, 2], [0, 2])).toThrow(bad('outcome of row 2 is 2'));
    expect(() => tally([1, 2], [0, 1], [1, -1])).toThrow(bad('weight of row 2'));
    expect(() => tally([1, 2], [0])).toThrow(bad('1 outcomes for 2 scores'));
    expect(() => tally([1, 2], [0, 1], [1])).toThrow(bad('1 weights'));
  });
});

describe('compareAurocs', () => {
  it.each(cases)("equals DeLong's paired test worked out pair by pair: %s", (_, answers) => {
    const found = compareAurocs(scoredOf(answers), answers.others);
    near(found.first, answers.auroc);
    near(found.difference, answers.difference);
    near(found.interval?.low, answers.differenceInterval[0]);
    near(found.interval?.high, answers.differenceInterval[1]);
    near(found.p, answers.p);
  });

  it('tells nothing where both models put the rows in one order', () => {
    const scored = { scores: [1, 2, 3, 4], outcomes: [0, 1, 0, 1] };
    expect(compareAurocs(scored, [10, 20, 30, 40])).toMatchObject({ difference: 0, p: null, reason: 'no variation' });
    expect(compareAurocs({ scores: [1, 2], outcomes: [1, 1] }, [1, 2])).toMatchObject({
      first: null,
      reason: 'one class',
    });
    expect(compareAurocs({ scores: [1, 2], outcomes: [0, 1] }, [2, 1])).toMatchObject({
      difference: -1,
      reason: 'too few for an interval',
    });
  });
});

describe('figures of rank and probability', () => {
  it.each(cases)('equal scikit-learn and scipy: %s', (_, answers) => {
    const counted = tallyScores(scoredOf(answers));
    near(averagePrecision(counted).value, answers.averagePrecision);
    near(kolmogorovSmirnov(counted).value, answers.ks);
    near(kolmogorovSmirnov(counted).score, answers.ksAt);
    near(probabilityLoss(scoredOf(answers)).brier, answers.brier);
    near(probabilityLoss(scoredOf(answers)).logLoss, answers.logLoss);
  });

  it('are null with the reason for one class, and finite for a sure mistake', () => {
    expect(averagePrecision(tally([1], [0]))).toEqual({ value: null, reason: 'one class' });
    expect(kolmogorovSmirnov(tally([], []))).toEqual({ value: null, score: null, reason: 'no rows' });
    expect(probabilityLoss({ scores: [], outcomes: [] })).toEqual({ n: 0, brier: null, logLoss: null });
    near(probabilityLoss({ scores: [0], outcomes: [1] }).logLoss, -Math.log(Number.EPSILON));
    near(kolmogorovSmirnov(tally([2, 2, 2], [1, 0, 1])).value, 0);
    expect(() => probabilityLoss({ scores: [1.2], outcomes: [1] })).toThrow(bad('probability of row 1 is 1.2'));
  });
});

describe('calibrate', () => {
  it("puts rows into equally full bins with Wilson's intervals", () => {
    const { scores, outcomes, bins, error } = oracle.calibration;
    const found = calibrate({ scores, outcomes }, bins.length);
    for (const [i, wanted] of bins.entries()) {
      expect(found.bins[i]!.n).toBe(wanted.n);
      near(found.bins[i]!.meanScore, wanted.meanScore);
      near(found.bins[i]!.rate, wanted.rate);
      near(found.bins[i]!.interval.low, wanted.interval[0]);
      near(found.bins[i]!.interval.high, wanted.interval[1]);
    }
    near(found.error, error);
  });

  it('does not part equal scores and has no error without rows', () => {
    expect(calibrate({ scores: [0.2, 0.2, 0.2, 0.9], outcomes: [0, 1, 0, 1] }, 2).bins.map(({ n }) => n)).toEqual([
      3, 1,
    ]);
    expect(calibrate({ scores: [], outcomes: [] })).toEqual({ bins: [], error: null });
    expect(() => calibrate({ scores: [1], outcomes: [1] }, 0)).toThrow(bad('0 bins'));
  });
});

describe('fitIsotonic', () => {
  it.each(cases)('equals scikit-learn on rows that it was not fitted on: %s', (_, answers) => {
    const found = applyIsotonic(fitIsotonic(scoredOf(answers)), answers.isotonicNew);
    for (const [i, wanted] of answers.isotonic.entries()) near(found[i], wanted);
  });

  it('never falls, is flat beyond its ends and needs rows', () => {
    const map = fitIsotonic({ scores: [1, 2, 3, 4], outcomes: [0, 1, 0, 1] });
    expect(map).toEqual({ scores: [1, 2, 3, 4], values: [0, 0.5, 0.5, 1] });
    expect([...applyIsotonic(map, [-9, 1.5, 2.5, 99])]).toEqual([0, 0.25, 0.5, 1]);
    expect(() => fitIsotonic({ scores: [], outcomes: [] })).toThrow(bad('no rows'));
    expect(() => applyIsotonic(map, [NaN])).toThrow(bad('row 1'));
  });
});

describe('confusionAt', () => {
  it.each(cases)('equals scikit-learn: %s', (_, answers) => {
    const found = confusionAt(tallyScores(scoredOf(answers)), 0.5);
    const { trueNegatives, falsePositives, falseNegatives, truePositives } = found;
    expect([trueNegatives, falsePositives, falseNegatives, truePositives]).toEqual(answers.confusion);
    for (const name of ['precision', 'recall', 'f1'] as const) near(found[name], answers[name]);
  });

  it('has null for a share of nothing', () => {
    expect(confusionAt(tally([1, 2], [0, 0]), 3)).toMatchObject({
      recall: null,
      precision: null,
      specificity: 1,
      f1: null,
    });
    expect(confusionAt(tally([], []), 0)).toMatchObject({ accuracy: null, truePositives: 0 });
    expect(() => confusionAt(tally([], []), NaN)).toThrow(bad('NaN'));
  });
});

describe('thresholds', () => {
  const scored = tally([9, 8, 7, 7, 6, 5, 4, 3, 2, 1], [1, 0, 1, 0, 1, 0, 0, 1, 0, 0]);

  it('are the highest that finds the wanted share of ones', () => {
    expect(thresholdForRecall(scored, 0.5).cut).toMatchObject({ threshold: 7, recall: 0.5, precision: 0.5 });
    expect(thresholdForRecall(scored, 1).cut).toMatchObject({ threshold: 3, recall: 1 });
    expect(thresholdForRecall(tally([1], [1]), 0.5)).toEqual({ cut: null, reason: 'one class' });
    expect(() => thresholdForRecall(scored, 0)).toThrow(bad('wanted recall is 0'));
  });

  it('are the lowest at which the wanted share is right, or out of reach', () => {
    expect(thresholdForPrecision(scored, 0.6).cut).toMatchObject({ threshold: 6, precision: 0.6, truePositives: 3 });
    expect(thresholdForPrecision(tally([2, 2], [0, 1]), 0.9)).toEqual({ cut: null, reason: 'out of reach' });
  });

  it('earn most, with the fewest contacts, or are none', () => {
    const stakes = (margin: number, cost: number) => [1, 0, 1, 0, 1, 0, 0, 1, 0, 0].map((each) => margin * each - cost);
    const { cut } = thresholdForProfit(scored, stakes(10, 4));
    // Found 1 of 1: 6; 3 of 5: 30 − 20.
    expect(cut).toMatchObject({ threshold: 6, profit: 10 });
    expect(thresholdForProfit(scored, stakes(10, 10))).toEqual({ cut: null, reason: 'no profit' });
    expect(thresholdForProfit(scored, stakes(1, 0)).cut).toMatchObject({ threshold: 3 });
    expect(thresholdForProfit(tally([], []), [])).toEqual({ cut: null, reason: 'no rows' });
    expect(() => thresholdForProfit(scored, [1])).toThrow(bad('1 amounts'));
    expect(() => thresholdForProfit(scored, stakes(NaN, 1))).toThrow(bad('amount of row 1'));
  });
});

describe('gainTable', () => {
  it('has equal grades with lift and gain', () => {
    const outcomes = Array.from({ length: 100 }, (_, i) => (i < 10 || i % 20 === 19 ? 1 : 0));
    const { rows, ties } = gainTable(
      tally(
        outcomes.map((_, i) => -i),
        outcomes,
      ),
    );
    expect(rows.map(({ n }) => n)).toEqual(Array.from({ length: 10 }, () => 10));
    expect(rows[0]).toMatchObject({ grade: 1, responders: 10, rate: 1, gain: 10 / 15 });
    near(rows[0]!.lift, 1 / 0.15);
    near(rows[1]!.cumulativeLift, 11 / 20 / 0.15);
    expect(rows.at(-1)).toMatchObject({ gain: 1, cumulativeLift: 1 });
    expect(ties).toEqual([]);
  });

  it('hands equal scores out in proportion, says so, and adds up', () => {
    const scores = [3, 3, 3, 2, 2, 2, 2, 1, 1, 1];
    const { rows, ties } = gainTable(tally(scores, [1, 1, 1, 1, 1, 0, 0, 0, 0, 0]), 2);
    expect(rows.map(({ responders }) => responders)).toEqual([4, 1]);
    expect(ties).toEqual([{ score: 2, n: 4 }]);
    const paid = gainTable(tally(scores, [1, 1, 1, 1, 1, 0, 0, 0, 0, 0]), 2, [5, 5, 5, 8, 0, 0, 0, -1, -1, -1]);
    expect(paid.rows).toMatchObject([
      { profit: 19, lowestScore: 2 },
      { profit: 1, lowestScore: 1 },
    ]);
    const constant = gainTable(
      tally(
        Array.from({ length: 50 }, () => 1),
        Array.from({ length: 50 }, (_, i) => i % 2),
      ),
    );
    expect(constant.rows.reduce((sum, { responders }) => sum + responders, 0)).toBe(25);
  });

  it('has no lift without responders and refuses fewer rows than grades, and weights', () => {
    expect(gainTable(tally([1, 2], [0, 0]), 2).rows[0]).toMatchObject({ rate: 0, lift: null, gain: null });
    expect(() => gainTable(tally([1], [1]))).toThrow(bad('1 scored rows'));
    expect(() => gainTable(tally([1, 2], [1, 0], [1, 2]), 2)).toThrow(bad('weights'));
    expect(() => gainTable(tally([1, 2], [1, 0]), 0)).toThrow(bad('0 grades'));
  });
});
