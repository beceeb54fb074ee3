import { describe, expect, it } from 'vitest';
import { gaussLegendre } from './gauss-legendre.js';

describe('Gauss-Legendre points', () => {
  it('are the known ones for two points', () => {
    const { points, weights } = gaussLegendre(2);
    expect([...points].map((point) => (2 * point - 1) ** 2)).toEqual([
      expect.closeTo(1 / 3, 14),
      expect.closeTo(1 / 3, 14),
    ]);
    expect([...weights]).toEqual([expect.closeTo(0.5, 14), expect.closeTo(0.5, 14)]);
  });

  it.each([1, 2, 3, 5, 8, 20, 50])('integrate polynomials up to degree 2n − 1: n = %i', (n) => {
    const { points, weights } = gaussLegendre(n);
    for (let degree = 0; degree < 2 * n; degree += 1) {
      const sum = points.reduce((total, point, i) => total + weights[i]! * point ** degree, 0);
      expect(sum).toBeCloseTo(1 / (degree + 1), 13);
    }
  });
});
