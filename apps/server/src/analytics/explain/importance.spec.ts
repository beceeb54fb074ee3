import { describe, expect, it } from 'vitest';
import type { BinnedTable, FeatureBins } from '../features/bins.js';
import { seededRandom } from '../random.js';
import { LEAF, WORDS, type Tree } from '../trees/tree.js';
import { gainImportance } from './gain-importance.js';
import { permutationImportance } from './permutation-importance.js';

const named = (name: string): FeatureBins => ({
  kind: 'numeric',
  name,
  edges: Float64Array.from({ length: 49 }, (_, i) => i),
});

function rowsOf(rows: number, columns: number, seed: number): BinnedTable {
  const random = seededRandom(seed);
  const features = Array.from({ length: columns }, (_, i) => named(`c${i}`));
  return { rows, features, columns: features.map(() => Uint8Array.from({ length: rows }, () => 1 + random.below(50))) };
}

function add(columns: readonly Uint8Array[], factors: number[]): Float64Array {
  return Float64Array.from(columns[0]!, (_, row) =>
    factors.reduce((sum, factor, i) => sum + factor * columns[i]![row]!, 0),
  );
}

const errorAgainst = (target: Float64Array) => (predicted: Float64Array) =>
  -predicted.reduce((sum, value, row) => sum + (value - target[row]!) ** 2, 0) / target.length;

describe('gain', () => {
  const stump = (column: number, gain: number): Tree => ({
    feature: Int16Array.of(column, LEAF, LEAF),
    leftBins: new Uint32Array(3 * WORDS),
    left: Int32Array.of(1, 0, 0),
    right: Int32Array.of(2, 0, 0),
    value: new Float64Array(3),
    cover: Float64Array.of(2, 1, 1),
    gain: Float64Array.of(gain, 0, 0),
  });
  const features = [named('a'), named('b')];

  it('adds up by column and is shared out', () => {
    const trees = [stump(0, 3), stump(1, 4), stump(0, 1)];
    expect(gainImportance({ features, base: 0, trees })).toEqual([
      { name: 'a', gain: 4, share: 0.5, splits: 2 },
      { name: 'b', gain: 4, share: 0.5, splits: 1 },
    ]);
  });

  it('is nothing where no tree splits', () => {
    expect(gainImportance({ features, base: 0, trees: [] }).map(({ share }) => share)).toEqual([0, 0]);
  });
});

describe('permutation importance', () => {
  const binned = rowsOf(2000, 3, 1);
  const factors = [2, -1, 0];
  const target = add(binned.columns, factors);
  const find = (seed: number) =>
    permutationImportance({
      table: binned,
      predict: (columns) => add(columns, factors),
      metric: errorAgainst(target),
      random: seededRandom(seed),
    });

  it('is twice the variance that a column of a sum brings, and nothing for one that the model does not ask', () => {
    const variance = (50 ** 2 - 1) / 12;
    const [first, second, third] = find(3);
    expect(first!.drop / (2 * 4 * variance)).toBeCloseTo(1, 1);
    expect(second!.drop / (2 * variance)).toBeCloseTo(1, 1);
    expect(first!.interval.low).toBeGreaterThan(second!.interval.high);
    expect(third).toEqual({ name: 'c2', drop: 0, interval: { low: 0, high: 0 } });
  });

  it('is the same by seed, and leaves the columns as they were', () => {
    const before = structuredClone(binned.columns);
    expect(find(3)).toEqual(find(3));
    expect(find(3)).not.toEqual(find(4));
    expect(binned.columns).toEqual(before);
  });

  it('covers zero for columns that the model asks in vain, as often as it says', () => {
    const random = seededRandom(17);
    let claims = 0;
    for (let seed = 0; seed < 20; seed += 1) {
      const noise = rowsOf(120, 10, 100 + seed);
      const fits = noise.columns.map(() => random.next() - 0.5);
      const found = permutationImportance({
        table: noise,
        predict: (columns) => add(columns, fits),
        metric: errorAgainst(Float64Array.from({ length: 120 }, () => 20 * random.next())),
        random: seededRandom(seed),
      });
      claims += found.filter(({ interval }) => interval.low > 0 || interval.high < 0).length;
    }
    // 200 columns at 5 %: 10 expected; 18 or more would come by chance in 1 of 80 runs.
    expect(claims).toBeLessThan(18);
  });

  it('refuses no rows, one shuffle, and a metric that gives no number', () => {
    const input = { table: binned, predict: () => target, metric: () => 1, random: seededRandom(1) };
    expect(() => permutationImportance({ ...input, repeats: 1 })).toThrow(/at least 2/);
    expect(() => permutationImportance({ ...input, table: rowsOf(0, 1, 1) })).toThrow(/no held-out rows/);
    expect(() => permutationImportance({ ...input, metric: () => Number.NaN })).toThrow(/metric is NaN/);
  });
});
