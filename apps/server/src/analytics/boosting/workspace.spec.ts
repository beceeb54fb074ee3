import { describe, expect, it } from 'vitest';
import type { FeatureBins } from '../features/bins.js';
import { planMemory } from './workspace.js';

const columns = (count: number): FeatureBins[] =>
  Array.from({ length: count }, (_, i) => ({ kind: 'numeric', name: `x${i}`, edges: new Float64Array(254) }));

describe('the memory of a training', () => {
  it('has the columns in groups of up to eight, an even number of groups alike in size', () => {
    const sizes = (count: number) => planMemory(10, columns(count), 31).groups.map(({ first, end }) => end - first);
    expect(sizes(1)).toEqual([1]);
    expect(sizes(3)).toEqual([1, 2]);
    expect(sizes(28)).toEqual([7, 7, 7, 7]);
    expect(sizes(33)).toEqual([5, 6, 5, 6, 5, 6]);
  });

  it('has parts that do not overlap', () => {
    const plan = planMemory(1001, columns(20), 7);
    const starts = [plan.order, plan.lefts, plan.rights, plan.gradients, plan.slots];
    const all = [...starts, ...plan.groups.flatMap(({ bins, gather }) => [bins, gather])];
    const sorted = all.toSorted((a, b) => a - b);
    expect(new Set(sorted).size).toBe(all.length);
    expect(plan.bytes).toBe(plan.slots + 7 * plan.slotBytes);
    expect(plan.groups.at(-1)!.inSlot + plan.groups.at(-1)!.bytes).toBe(plan.slotBytes);
  });

  it('is refused where it would be above 4 GiB', () => {
    const plan = () => planMemory(1_000_000, columns(2000), 1000);
    expect(plan).toThrow(/1000000 rows × 2000 columns and 1000 leaves need 10 GiB, more than 4/);
  });
});
