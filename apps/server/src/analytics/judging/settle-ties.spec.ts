import { describe, expect, it } from 'vitest';
import { gradeBorders, settleTies, type Segment } from './settle-ties.js';

const segment = (score: number | null, n: number, responders: number | null): Segment => ({
  score,
  n,
  measures: [responders],
});
const responders = (segments: Segment[], grades: number): (number | null | undefined)[] =>
  settleTies(segments, grades, [0]).rows.map((row) => row.measures[0]);

describe('settleTies', () => {
  it('keeps groups that no border cuts as they are', () => {
    const segments = [segment(null, 5, 4), segment(null, 5, 1)];
    expect(responders(segments, 2)).toEqual([4, 1]);
    expect(settleTies(segments, 2, [0]).ties).toEqual([]);
  });

  it('hands a cut group out in proportion and says so', () => {
    const segments = [segment(0.9, 3, 3), segment(0.5, 4, 2), segment(0.1, 3, 0)];
    expect(responders(segments, 2)).toEqual([4, 1]);
    expect(settleTies(segments, 2, [0]).ties).toEqual([{ score: 0.5, n: 4 }]);
  });

  it('adds up exactly whatever the rounding, also when one score fills every grade', () => {
    const { rows, ties } = settleTies([segment(0.1, 100, 37)], 10, [0]);
    expect(rows.reduce((sum, row) => sum + (row.measures[0] ?? 0), 0)).toBe(37);
    expect(rows.map((row) => row.n)).toEqual(Array.from({ length: 10 }, () => 10));
    for (const row of rows) expect(Math.abs((row.measures[0] ?? 0) - 3.7)).toBeLessThan(1);
    expect(ties).toEqual([{ score: 0.1, n: 100 }]);
  });

  it('keeps a measure that is not given null', () => {
    expect(responders([segment(null, 2, null)], 1)).toEqual([null]);
  });

  it('makes grades that differ by one subject at most', () => {
    expect(gradeBorders(23, 4)).toEqual([5, 11, 17]);
  });
});
