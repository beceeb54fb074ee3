import { describe, expect, it } from 'vitest';
import { planCompaction } from './plan-compaction.js';

describe('merging the last parts with new rows', () => {
  it('leaves parts alone that are much bigger than what is new', () => {
    expect(planCompaction([5_000_000], 1000)).toBe(0);
    expect(planCompaction([], 1000)).toBe(0);
  });

  it('takes in the small ones, and goes on while the next is not much bigger than all of them', () => {
    expect(planCompaction([5_000_000, 100, 100], 100)).toBe(2);
    expect(planCompaction([700, 200, 100], 100)).toBe(3);
    expect(planCompaction([5_000_000, 100_000, 100], 100)).toBe(1);
  });

  it('keeps the parts few and the work small however many refreshes there are', () => {
    const parts: number[] = [1_000_000];
    let written = 0;
    for (let i = 0; i < 10_000; i++) {
      const merged = planCompaction(parts, 100);
      const rows = parts.splice(parts.length - merged).reduce((sum, part) => sum + part, 100);
      parts.push(rows);
      written += rows;
    }
    expect(parts.reduce((sum, part) => sum + part)).toBe(2_000_000);
    expect(parts.length).toBeLessThan(10);
    expect(written).toBeLessThan(30 * 1_000_000);
  });
});
