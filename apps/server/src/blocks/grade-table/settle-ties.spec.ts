import { describe, expect, it } from 'vitest';
import { settleTies, type GradePart } from './settle-ties.js';

const part = (grade: number, n: number, groupN: number, tiedScore: number | null, responders: number): GradePart => ({
  grade,
  n,
  groupN,
  tiedScore,
  measures: [responders],
});

describe('settleTies', () => {
  it('keeps whole groups as they are', () => {
    const { rows, ties } = settleTies([part(1, 5, 5, null, 4), part(2, 5, 5, null, 1)], 2, [0]);
    expect(rows.map((row) => row.measures[0])).toEqual([4, 1]);
    expect(ties).toEqual([]);
  });

  it('hands a cut group out in proportion and says so', () => {
    const { rows, ties } = settleTies([part(1, 5, 10, 0.5, 6), part(2, 5, 10, 0.5, 6)], 2, [0]);
    expect(rows.map((row) => row.measures[0])).toEqual([3, 3]);
    expect(ties).toEqual([{ score: 0.5, n: 10, grades: [1, 2] }]);
  });

  it('adds up exactly whatever the rounding, also when one score fills every grade', () => {
    const parts = Array.from({ length: 10 }, (_, i) => part(i + 1, 10, 100, 0.1, 37));
    const { rows } = settleTies(parts, 10, [0]);
    expect(rows.reduce((sum, row) => sum + (row.measures[0] ?? 0), 0)).toBe(37);
    expect(rows.reduce((sum, row) => sum + row.n, 0)).toBe(100);
    for (const row of rows) expect(Math.abs((row.measures[0] ?? 0) - 3.7)).toBeLessThan(1);
  });

  it('keeps a measure that is not given null', () => {
    const parts: GradePart[] = [{ grade: 1, n: 2, groupN: 2, tiedScore: null, measures: [1, null] }];
    expect(settleTies(parts, 1, [0, 2]).rows[0]?.measures).toEqual([1, null]);
  });
});
