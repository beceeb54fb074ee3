import { describe, expect, it } from 'vitest';
import type { FeatureTable } from '../features/feature-table.js';
import { fitLeastSquares } from '../linear/least-squares.js';
import { predictLinear } from '../linear/linear-model.js';
import { seededRandom } from '../random.js';
import { explainLinear } from './explain-linear.js';

const random = seededRandom(11);
const rows = 300;
const values = Float64Array.from({ length: rows }, (_, row) => (row % 17 === 0 ? Number.NaN : random.next() * 10));
const codes = Int32Array.from({ length: rows }, () => random.below(3));
const table: FeatureTable = {
  rows,
  features: [
    { kind: 'numeric', name: 'price', values },
    { kind: 'categorical', name: 'area', codes, levels: ['east', 'north', 'south'] },
  ],
};
const target = Float64Array.from(
  values,
  (value, row) => 2 * (Number.isNaN(value) ? 5 : value) + 3 * codes[row]! + random.next(),
);

describe('the explanation of a linear model', () => {
  const model = fitLeastSquares(table, target);
  const { base, columns, contributions } = explainLinear(model, table);

  it('adds up to the prediction of each row', () => {
    const predicted = predictLinear(model, table).values;
    for (let row = 0; row < rows; row += 1)
      expect(base + contributions[2 * row]! + contributions[2 * row + 1]!).toBeCloseTo(predicted[row]!, 9);
  });

  it('is zero on average over the training rows, and the base is their mean', () => {
    expect(columns).toEqual(['price', 'area']);
    for (const column of [0, 1]) {
      const sum = Array.from({ length: rows }, (_, row) => contributions[2 * row + column]!).reduce((a, b) => a + b, 0);
      expect(sum / rows).toBeCloseTo(0, 9);
    }
    expect(base).toBeCloseTo(target.reduce((sum, each) => sum + each, 0) / rows, 9);
  });

  it('refuses rows that lack a column', () => {
    expect(() => explainLinear(model, { rows, features: [table.features[0]!] })).toThrow(/"area"/);
  });
});
