import { describe, expect, it } from 'vitest';
import { seededRandom } from '../random.js';
import { exactGrid, exactSum, onGrid, powerAbove } from './fixed-point.js';
import { quantileOf } from './quantile.js';

const random = seededRandom(9);
const values = Float64Array.from({ length: 10_001 }, () => (random.next() - 0.5) * 10 ** (random.below(9) - 4));

describe('sums on a grid', () => {
  it('are the same in any order, and near the plain sum', () => {
    const sum = exactSum(values, null);
    expect(exactSum(values.toSorted(), null)).toBe(sum);
    expect(exactSum(values.toReversed(), null)).toBe(sum);
    const plain = values.reduce((total, value) => total + value, 0);
    expect(Math.abs(sum / plain - 1)).toBeLessThan(1e-9);
  });

  it('know powers of two, and what is on the grid stays', () => {
    expect([0, 1, 3, 4, 0.25, 0.3].map(powerAbove)).toEqual([1, 2, 4, 8, 0.5, 0.5]);
    const grid = exactGrid(1000, 5);
    expect(onGrid(onGrid(4.321, grid), grid)).toBe(onGrid(4.321, grid));
    expect(Math.abs(onGrid(4.321, grid) - 4.321)).toBeLessThan(1e-11);
  });
});

describe('a quantile', () => {
  it('lies between neighbours in rank', () => {
    expect(quantileOf(Float64Array.of(4, 1, 3, 2), null, 0.5)).toBe(2.5);
    expect(quantileOf(Float64Array.of(4, 1, 3, 2), null, 0.9)).toBeCloseTo(3.7, 12);
    expect(quantileOf(Float64Array.of(7), null, 0.3)).toBe(7);
  });

  it('is, by weight, the smallest value with so much below or at it', () => {
    const weights = Float64Array.of(1, 0, 1, 2);
    expect(quantileOf(Float64Array.of(3, 1, 2, 4), weights, 0.5)).toBe(3);
    expect(quantileOf(Float64Array.of(3, 1, 2, 4), weights, 0.51)).toBe(4);
    expect(quantileOf(Float64Array.of(3, 1, 2, 4), weights, 0.01)).toBe(2);
  });
});
