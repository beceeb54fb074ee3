import { describe, expect, it } from 'vitest';
import { seededRandom } from '../random.js';
import { sortDoubles } from './sort-doubles.js';

const random = seededRandom(3);

describe('sorted doubles', () => {
  it.each<[string, () => number]>([
    ['of all sizes and signs', () => (random.next() - 0.5) * 10 ** (random.below(600) - 300)],
    ['of few whole numbers', () => random.below(7) - 3],
    ['of one value', () => 42],
    ['with zeros of both signs and infinities', () => [0, -0, Infinity, -Infinity, 5e-324][random.below(5)]!],
  ])('are in the order of the built-in sort: %s', (_, draw) => {
    for (const count of [0, 1, 10, 20_000]) {
      const values = Float64Array.from({ length: count }, draw);
      const before = values.slice();
      const sorted = sortDoubles(values);
      expect(sorted).toEqual(before.toSorted());
      expect(values).toEqual(before);
    }
  });
});
