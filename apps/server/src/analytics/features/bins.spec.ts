import { describe, expect, it } from 'vitest';
import { alignTable } from './align-table.js';
import { applyBins, binOfValue, countBins, fitBins } from './bins.js';
import { requireTable, takeRows, type Feature, type FeatureTable } from './feature-table.js';

const numeric = (name: string, values: number[]): Feature => ({
  kind: 'numeric',
  name,
  values: Float64Array.from(values),
});
const names = (name: string, values: (string | null)[]): Feature => {
  const levels = [...new Set(values.filter((value) => value !== null))].sort();
  return { kind: 'categorical', name, levels, codes: Int32Array.from(values, (value) => levels.indexOf(value!)) };
};
const table = (...features: Feature[]): FeatureTable => ({
  rows: features[0]!.kind === 'numeric' ? features[0]!.values.length : features[0]!.codes.length,
  features,
});
const binsOf = (given: FeatureTable, max?: number) => {
  const bins = fitBins(given, max);
  return applyBins(given, bins).columns.map((column) => [...column]);
};

describe('bins', () => {
  it('are one a value where there are few, and 0 where the value is missing', () => {
    expect(binsOf(table(numeric('x', [5, 1, NaN, 3, 5])))).toEqual([[3, 1, 0, 2, 3]]);
    expect(binsOf(table(names('c', ['b', null, 'a', 'b'])))).toEqual([[2, 0, 1, 2]]);
  });

  it('are equally full where there are many values', () => {
    const bins = binsOf(table(numeric('x', [...Array(1000).keys()])), 10)[0]!;
    const counts = new Map<number, number>();
    for (const bin of bins) counts.set(bin, (counts.get(bin) ?? 0) + 1);
    expect([...counts.values()]).toEqual(Array(10).fill(100));
  });

  it('of a value is that of a row with it, up to the edges and beyond, for any number of edges', () => {
    for (const count of [0, 1, 2, 127, 128, 200, 254]) {
      const edges = Float64Array.from({ length: count }, (_, i) => 2 * i);
      const values = Array.from({ length: 2 * count + 4 }, (_, i) => i - 2).concat(Number.NaN);
      const [column] = applyBins(table(numeric('x', values)), [{ kind: 'numeric', name: 'x', edges }]).columns;
      expect([...column!]).toEqual(values.map((value) => binOfValue(value, edges)));
    }
  });

  it('do not move when the column is rescaled, nor for rows between two values', () => {
    const values = Array.from({ length: 2000 }, (_, i) => ((i * 7919) % 2003) / 17);
    const given = table(numeric('x', values));
    const scaled = table(
      numeric(
        'x',
        values.map((value) => Math.exp(value / 20)),
      ),
    );
    expect(binsOf(scaled)).toEqual(binsOf(given));
    const between = values.map((value) => value + 1e-7);
    const cut = (rows: number[], of: FeatureTable) => [
      ...applyBins(table(numeric('x', rows)), fitBins(of)).columns[0]!,
    ];
    expect(
      cut(
        between.map((value) => Math.exp(value / 20)),
        scaled,
      ),
    ).toEqual(cut(between, given));
  });

  it('put the rare levels of a long list together in the last one', () => {
    const values = ['a', 'a', 'a', 'b', 'b', 'c', 'd'];
    const bins = fitBins(table(names('c', values)), 3);
    expect(binsOf(table(names('c', values)), 3)[0]).toEqual([1, 1, 1, 2, 2, 3, 3]);
    expect(countBins(bins[0]!)).toBe(3);
  });

  it('of a constant or an empty column are one or none', () => {
    expect(binsOf(table(numeric('x', [7, 7])))).toEqual([[1, 1]]);
    expect(binsOf(table(numeric('x', [NaN, NaN])))).toEqual([[0, 0]]);
    expect(binsOf(table(names('c', [null, null])))).toEqual([[0, 0]]);
  });
});

describe('rows of another day', () => {
  const model = fitBins(table(numeric('x', [1, 2, 3]), names('c', ['p', 'q', 'q'])));

  it('are read by name and dictionary; an unseen level is missing, and counted', () => {
    const { table: aligned, unseen } = alignTable(table(names('c', ['r', 'q']), numeric('x', [9, 0])), model);
    expect(applyBins(aligned, model).columns.map((column) => [...column])).toEqual([
      [3, 1],
      [0, 2],
    ]);
    expect([...unseen]).toEqual([['c', 1]]);
  });

  it('without a column, or with one of another kind, are refused by its name', () => {
    expect(() => alignTable(table(numeric('x', [1])), model)).toThrow(/no column "c"/);
    expect(() => alignTable(table(numeric('x', [1]), numeric('c', [1])), model)).toThrow(/"c" is numeric/);
  });
});

describe('a table for learning', () => {
  it('has names of its own, columns of one length, and no infinity', () => {
    expect(() => requireTable(table(numeric('x', [1]), numeric('x', [2])))).toThrow(/two columns "x"/);
    expect(() => requireTable(table(numeric('x', [1]), numeric('y', [2, 3])))).toThrow(/"y" has 2 rows/);
    expect(() => requireTable(table(numeric('x', [1, -Infinity])))).toThrow(/"x" is infinite in row 2/);
  });

  it('gives rows in any order', () => {
    const taken = takeRows(table(numeric('x', [1, 2, 3]), names('c', ['a', null, 'b'])), [2, 1]);
    expect(taken).toMatchObject({
      rows: 2,
      features: [{ values: new Float64Array([3, 2]) }, { codes: new Int32Array([1, -1]) }],
    });
  });
});
