import { describe, expect, it } from 'vitest';
import type { Feature, FeatureTable } from '../features/feature-table.js';
import { seededRandom } from '../random.js';
import { drawRows } from './draw-rows.js';
import { partialDependence } from './partial-dependence.js';

const rows = 200;
const numbers = (name: string, values: number[]): Feature => ({
  kind: 'numeric',
  name,
  values: Float64Array.from(values),
});
const random = seededRandom(2);
const table: FeatureTable = {
  rows,
  features: [
    numbers(
      'x',
      Array.from({ length: rows }, (_, i) => (i % 10 === 0 ? Number.NaN : random.below(1000) / 10)),
    ),
    numbers(
      'z',
      Array.from({ length: rows }, () => random.next()),
    ),
    {
      kind: 'categorical',
      name: 'c',
      levels: ['a', 'b', 'never'],
      codes: Int32Array.from({ length: rows }, (_, i) => (i % 3) - 1),
    },
  ],
};
const predict = ({ rows: count, features }: FeatureTable): Float64Array => {
  const [x, z, c] = features as [
    Feature & { kind: 'numeric' },
    Feature & { kind: 'numeric' },
    Feature & { kind: 'categorical' },
  ];
  return Float64Array.from({ length: count }, (_, i) => (x.values[i] || 0) * (1 + z.values[i]!) + 10 * c.codes[i]!);
};
const ask = (column: string, more: object = {}) =>
  partialDependence({ table, column, predict, random: seededRandom(4), ...more });

describe('partial dependence', () => {
  it('is the mean prediction with the column set to observed values, ascending', () => {
    const { mean, kind } = ask('x', { points: 7 });
    const values = (table.features[0] as Feature & { kind: 'numeric' }).values;
    const known = values.filter((value) => !Number.isNaN(value)).sort();
    expect(kind).toBe('numeric');
    expect(mean.map(({ at }) => at)).toEqual(mean.map(({ at }) => at as number).sort((a, b) => a - b));
    expect([mean[0]!.at, mean.at(-1)!.at]).toEqual([known[0], known.at(-1)]);
    for (const { at, value } of mean) {
      expect(known).toContain(at);
      const set = predict({ rows, features: [numbers('x', Array(rows).fill(at)), ...table.features.slice(1)] });
      expect(value).toBeCloseTo(set.reduce((sum, one) => sum + one, 0) / rows, 10);
    }
  });

  it('is the mean of the curves of all rows', () => {
    for (const column of ['x', 'z', 'c']) {
      const { mean, rows: curves } = ask(column, { curves: rows });
      expect(curves).toHaveLength(rows);
      for (const [point, { value }] of mean.entries())
        expect(curves.reduce((sum, { values }) => sum + values[point]!, 0) / rows).toBeCloseTo(value, 10);
    }
  });

  it('stands at the levels that occur', () => {
    const { mean } = ask('c');
    expect(mean.map(({ at }) => at)).toEqual(['a', 'b']);
    expect(mean[1]!.value - mean[0]!.value).toBeCloseTo(10, 10);
  });

  it('draws curves by seed, from 0 where they are centred', () => {
    const centred = ask('x', { curves: 5, centred: true });
    const plain = ask('x', { curves: 5 });
    expect(centred.rows.map(({ row }) => row)).toEqual(plain.rows.map(({ row }) => row));
    for (const [i, { values }] of centred.rows.entries())
      expect(values).toEqual(plain.rows[i]!.values.map((value) => value - plain.rows[i]!.values[0]!));
    expect(ask('x')).toEqual(ask('x'));
  });

  it('of a constant column is one point; of an unknown or empty one an error by its name', () => {
    const odd: FeatureTable = { rows: 2, features: [numbers('k', [7, 7]), numbers('n', [Number.NaN, Number.NaN])] };
    const from = (column: string) =>
      partialDependence({ table: odd, column, predict: () => Float64Array.of(1, 2), random: seededRandom(1) });
    expect(from('k').mean).toEqual([{ at: 7, value: 1.5 }]);
    expect(() => from('n')).toThrow(/"n" has no value/);
    expect(() => from('q')).toThrow(/no column "q"/);
    expect(() => ask('x', { points: 1 })).toThrow(/at least 2/);
  });
});

describe('a draw of rows', () => {
  it('has different rows, ascending, each as often as another', () => {
    const counts = new Float64Array(10);
    const source = seededRandom(3);
    for (let round = 0; round < 5000; round += 1) {
      const drawn = drawRows(10, 4, source);
      expect(new Set(drawn).size).toBe(4);
      for (const row of drawn) counts[row]! += 1;
    }
    for (const count of counts) expect(Math.abs(count / 2000 - 1)).toBeLessThan(0.1);
    expect(drawRows(3, 9, source)).toEqual([0, 1, 2]);
  });
});
