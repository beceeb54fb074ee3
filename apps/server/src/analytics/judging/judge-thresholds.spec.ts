import { describe, expect, it } from 'vitest';
import { seededRandom } from '../random.js';
import { auroc } from './auroc.js';
import { gainCurve } from './gain-curve.js';
import { judgeThresholds, type PartedScores } from './judge-thresholds.js';
import { tallyScores } from './tally.js';

/** Scores in five parts; `strength` 1 makes the score the chance of a one, 0 makes it noise about 30 % of ones. */
function rowsOf(strength: number, rows = 4000): PartedScores {
  const random = seededRandom(3);
  const scores = Float64Array.from({ length: rows }, () => random.next());
  const outcomes = Float64Array.from(scores, (score) =>
    random.next() < strength * score + (1 - strength) * 0.3 ? 1 : 0,
  );
  return { scores, outcomes, parts: Int32Array.from({ length: rows }, (_, row) => row % 5) };
}

describe('a judged threshold', () => {
  it('keeps what it was chosen for on rows that did not choose it, where the score says something', () => {
    const [recall, precision] = judgeThresholds(
      rowsOf(1),
      [
        { rule: 'recall', wanted: 0.8 },
        { rule: 'precision', wanted: 0.7 },
      ],
      1,
    );
    const { truePositives: hits, falseNegatives: missed } = recall!.contacts!;
    expect(hits / (hits + missed)).toBeCloseTo(0.8, 1);
    const { truePositives, falsePositives } = precision!.contacts!;
    expect(truePositives / (truePositives + falsePositives)).toBeCloseTo(0.7, 1);
  });

  it('does not claim on noise the precision that the best of many thresholds happens to have', () => {
    const rows = rowsOf(0, 400);
    const [found] = judgeThresholds(rows, [{ rule: 'precision', wanted: 0.45 }], 1);
    const chosenOn = rows.outcomes.filter((_, row) => rows.scores[row]! >= found!.threshold!);
    expect(chosenOn.reduce((sum, each) => sum + each, 0) / chosenOn.length).toBeGreaterThanOrEqual(0.45);
    const { truePositives, falsePositives } = found!.contacts!;
    expect(truePositives / (truePositives + falsePositives)).toBeLessThan(0.42);
  });

  it('counts profit by row, in halves where the rows are in one part', () => {
    const rows = rowsOf(1);
    const profits = rows.outcomes.map((each) => 10 * each - 5);
    const [found] = judgeThresholds(
      { ...rows, parts: new Int32Array(4000), profits },
      [{ rule: 'profit', wanted: null }],
      1,
    );
    expect(found!.threshold).toBeCloseTo(0.5, 1);
    const { truePositives, falsePositives, profit } = found!.contacts!;
    expect(profit).toBe(5 * truePositives - 5 * falsePositives);
    expect(profit).toBeGreaterThan(4000);
  });

  it('is none where it is out of reach, and is not judged where a class is too rare to divide', () => {
    const [far] = judgeThresholds(rowsOf(0), [{ rule: 'precision', wanted: 1 }], 1);
    expect(far).toMatchObject({ threshold: null, reason: 'out of reach', contacts: null });
    const few = { scores: Float64Array.of(1, 2, 3), outcomes: Float64Array.of(0, 0, 1), parts: new Int32Array(3) };
    expect(judgeThresholds(few, [{ rule: 'recall', wanted: 1 }], 1)[0]).toMatchObject({ threshold: 3, contacts: null });
  });
});

describe('a gain curve', () => {
  it('goes from nobody to everybody, and its area over the zeros is the AUROC', () => {
    const tally = tallyScores(rowsOf(1));
    const curve = gainCurve(tally);
    expect(curve).toHaveLength(101);
    expect(curve[0]).toMatchObject({ contacted: 0, gain: 0, falseShare: 0, rate: null });
    expect(curve.at(-1)).toMatchObject({ contacted: 4000, shareContacted: 1, gain: 1, falseShare: 1, lift: 1 });
    const area = curve
      .slice(1)
      .reduce(
        (sum, { gain, falseShare }, i) => sum + ((gain! + curve[i]!.gain!) / 2) * (falseShare! - curve[i]!.falseShare!),
        0,
      );
    expect(area).toBeCloseTo(auroc(tally).value!, 3);
  });

  it('has a point for each of fewer rows, and lies on the diagonal where all scores are equal', () => {
    const even = gainCurve(
      tallyScores({ scores: Array(40).fill(1), outcomes: Array.from({ length: 40 }, (_, i) => i % 2) }),
    );
    expect(even).toHaveLength(41);
    for (const { gain, shareContacted } of even)
      expect(Math.abs(gain! - shareContacted)).toBeLessThanOrEqual(0.5 / 20 + 1e-9);
    expect(gainCurve(tallyScores({ scores: [1, 2], outcomes: [0, 0] })).map(({ gain }) => gain)).toEqual([
      null,
      null,
      null,
    ]);
  });
});
