import { describe, expect, it } from 'vitest';
import { seededRandom } from '../random.js';
import { compareAurocs } from './auroc.js';
import { compareScores } from './compare-scores.js';

const ROWS = 1500;

function rows(gain: number, seed = 1) {
  const random = seededRandom(seed);
  const hidden = Float64Array.from({ length: ROWS }, () => random.next());
  const outcomes = hidden.map((value) => (random.next() < 0.02 + 0.4 * value ? 1 : 0));
  const base = hidden.map((value) => 0.4 * value + random.next());
  const other = hidden.map((value) => (0.4 + gain) * value + random.next());
  return { outcomes, scores: [base, other] };
}

const each = Int32Array.from({ length: ROWS }, (_, row) => row);
const settings = { groups: each, groupCount: ROWS, top: 0.1, draws: 600, seed: 1 };

describe('two scores of the same rows', () => {
  it('have the figures of the usual formulas, and an interval near that of DeLong where rows are independent', () => {
    const given = rows(1);
    const { figures, differences } = compareScores({ ...given, ...settings });
    const known = compareAurocs({ scores: given.scores[0]!, outcomes: given.outcomes }, given.scores[1]!);
    expect(figures[0]!.auroc.value).toBeCloseTo(known.first!, 12);
    const { value, interval, p } = differences[0]!.auroc;
    expect(value).toBeCloseTo(known.difference!, 12);
    expect(interval!.low).toBeCloseTo(known.interval!.low, 1.7);
    expect(interval!.high).toBeCloseTo(known.interval!.high, 1.7);
    expect(p).toBeLessThan(0.05);
    const order = [...each].sort((a, b) => given.scores[1]![b]! - given.scores[1]![a]!);
    const top = order.slice(0, ROWS / 10).filter((row) => given.outcomes[row] === 1).length;
    const all = given.outcomes.filter((outcome) => outcome === 1).length;
    expect(figures[1]!.lift.value).toBeCloseTo(top / (ROWS / 10) / (all / ROWS), 12);
  });

  it('differ reliably where one knows more, and in about one of twenty where none does', () => {
    let claims = 0;
    for (let seed = 1; seed <= 20; seed += 1) {
      const { differences } = compareScores({ ...rows(0, seed), ...settings, draws: 300 });
      const { low, high } = differences[0]!.auroc.interval!;
      if (low > 0 || high < 0) claims += 1;
    }
    expect(claims).toBeLessThanOrEqual(3);
    expect(compareScores({ ...rows(1.5), ...settings }).differences[0]!.auroc.interval!.low).toBeGreaterThan(0);
  });

  it('that are the same differ by nothing, without doubt', () => {
    const { outcomes, scores } = rows(0);
    const { differences } = compareScores({ outcomes, scores: [scores[0]!, scores[0]!], ...settings });
    expect(differences[0]!.auroc).toEqual({ value: 0, interval: { low: 0, high: 0 }, p: 1 });
  });

  it('have a wider interval where rows come in groups that are alike', () => {
    const { outcomes, scores } = rows(0.5);
    const width = (groups: Int32Array, groupCount: number, of: Float64Array[] = scores, ones = outcomes) => {
      const { interval } = compareScores({ ...settings, outcomes: ones, scores: of, groups, groupCount }).figures[0]!
        .auroc;
      return interval!.high - interval!.low;
    };
    const repeated = Int32Array.from({ length: ROWS }, (_, row) => Math.floor(row / 5));
    const twin = (values: Float64Array) => values.map((_, row) => values[5 * Math.floor(row / 5)]!);
    const [alike, alikeOnes] = [scores.map(twin), twin(outcomes)];
    expect(width(repeated, ROWS / 5, alike, alikeOnes)).toBeGreaterThan(1.5 * width(each, ROWS, alike, alikeOnes));
  });

  it('give curves from nothing to all, in proportion where scores are equal, and the same for the same seed', () => {
    const { outcomes, scores } = rows(1);
    const given = { outcomes, scores: [scores[0]!.map(() => 1), scores[1]!], ...settings };
    const { curves, figures } = compareScores(given);
    expect(curves[0]!.map(({ share, gain }) => gain - share).every((gap) => Math.abs(gap) < 1e-12)).toBe(true);
    expect(curves[1]!.at(-1)).toEqual({ share: 1, gain: 1 });
    expect(figures[0]).toMatchObject({ auroc: { value: 0.5 }, ks: { value: 0 } });
    expect(compareScores(given)).toEqual(compareScores(given));
  });

  it('with one outcome only are refused; with one group there is no interval', () => {
    const { outcomes, scores } = rows(0);
    expect(() => compareScores({ ...settings, outcomes: outcomes.map(() => 0), scores })).toThrow(
      /all outcomes are alike/,
    );
    const { differences } = compareScores({ ...settings, outcomes, scores, groups: each.map(() => 0), groupCount: 1 });
    expect(differences[0]!.auroc).toMatchObject({ interval: null, p: null });
  });
});
