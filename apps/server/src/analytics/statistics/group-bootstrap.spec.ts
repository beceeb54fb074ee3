import { describe, expect, it } from 'vitest';
import { auroc } from '../judging/auroc.js';
import { groupedAuroc } from '../judging/grouped-auroc.js';
import { tallyScores } from '../judging/tally.js';
import { seededRandom } from '../random.js';
import { groupInterval, groupRatioInterval } from './group-bootstrap.js';

const options = (seed = 1) => ({ random: seededRandom(seed), repeats: 400 });

describe('an interval by drawing groups again', () => {
  it('is as wide as the mean of independent groups varies', () => {
    const random = seededRandom(7);
    const values = Float64Array.from({ length: 200 }, () => random.next());
    const { low, high } = groupRatioInterval(values, new Float64Array(200).fill(1), options())!;
    // A uniform value has a standard deviation of √(1 / 12).
    expect((high - low) / (2 * 1.96 * Math.sqrt(1 / 12 / 200))).toBeCloseTo(1, 0.5);
  });

  it('is wider than DeLong takes it to be where the rows of a group are copies', () => {
    const random = seededRandom(3);
    const groups = Array.from({ length: 60 }, (_, group) => ({
      outcome: group % 2,
      score: random.next() + 0.3 * (group % 2),
    }));
    const rows = groups.flatMap((each, group) => Array.from({ length: 20 }, () => ({ ...each, group })));
    const scored = { scores: rows.map(({ score }) => score), outcomes: rows.map(({ outcome }) => outcome) };
    const plain = auroc(tallyScores(scored));
    const { value, interval } = groupedAuroc(
      scored,
      rows.map(({ group }) => group),
      60,
      options(),
    );
    expect(value).toBe(plain.value);
    expect(interval!.high - interval!.low).toBeGreaterThan(3 * (plain.interval!.high - plain.interval!.low));
  });

  it('is the same for a seed', () => {
    expect(groupRatioInterval([1, 2, 5], [2, 3, 9], options(5))).toEqual(
      groupRatioInterval([1, 2, 5], [2, 3, 9], options(5)),
    );
  });

  it('is null for one group, or where most draws tell nothing', () => {
    expect(groupRatioInterval([1], [2], options())).toBeNull();
    expect(groupRatioInterval([0, 0], [0, 0], options())).toBeNull();
    expect(groupInterval(3, () => null, options())).toBeNull();
    expect(groupedAuroc({ scores: [1, 2], outcomes: [1, 1] }, [0, 1], 2, options())).toEqual({
      value: null,
      interval: null,
    });
  });

  it('refuses what it cannot use', () => {
    expect(() => groupRatioInterval([1, 2], [1], options())).toThrow(/2 values/);
    expect(() => groupInterval(3, () => Number.NaN, options())).toThrow(/NaN/);
    expect(() => groupInterval(3, () => 1, { random: seededRandom(1), repeats: 0 })).toThrow(/repeats/);
    expect(() => groupedAuroc({ scores: [1], outcomes: [1] }, [0, 1], 2, options())).toThrow(/groups/);
  });
});
