import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { takeRows, type Feature, type FeatureTable } from '../features/feature-table.js';
import { seededRandom } from '../random.js';
import { fitLocally, type LocalFitInput } from './local-fit.js';
import { fitRidge } from './weighted-ridge.js';

interface RidgeAnswer {
  design: number[];
  width: number;
  targets: number[];
  weights: number[];
  intercept: number;
  coefficients: number[];
  r2: number;
}
const { ridge } = JSON.parse(
  readFileSync(new URL('../../../../../test/oracles/explain.json', import.meta.url), 'utf8'),
) as { ridge: RidgeAnswer };

describe('weighted ridge regression', () => {
  it('is that of scikit-learn', () => {
    const { design, targets, weights, width } = ridge;
    const lists = {
      design: Float64Array.from(design),
      targets: Float64Array.from(targets),
      weights: Float64Array.from(weights),
    };
    const fit = fitRidge({ ...lists, width, penalty: 1 });
    expect(fit.intercept).toBeCloseTo(ridge.intercept, 10);
    for (const [i, wanted] of ridge.coefficients.entries()) expect(fit.coefficients[i]).toBeCloseTo(wanted, 10);
    expect(fit.r2).toBeCloseTo(ridge.r2, 10);
  });
});

const rows = 500;
const source = seededRandom(12);
type Numbers = Feature & { kind: 'numeric' };
type Names = Feature & { kind: 'categorical' };
const numbers = (name: string, draw: (row: number) => number): Feature => ({
  kind: 'numeric',
  name,
  values: Float64Array.from({ length: rows }, (_, row) => draw(row)),
});
const table: FeatureTable = {
  rows,
  features: [
    numbers('a', () => 10 * source.next()),
    numbers('b', () => source.next()),
    numbers('gaps', (row) => (row % 2 ? Number.NaN : source.next())),
    numbers('same', () => 3),
    {
      kind: 'categorical',
      name: 'c',
      levels: ['p', 'q'],
      codes: Int32Array.from({ length: rows }, () => source.below(2)),
    },
  ],
};
const linear = ({ rows: count, features: [a, b, , , c] }: FeatureTable): Float64Array =>
  Float64Array.from(
    { length: count },
    (_, i) => 2 * (a as Numbers).values[i]! - 5 * (b as Numbers).values[i]! + 4 * (c as Names).codes[i]!,
  );
const fit = (more: Partial<LocalFitInput> = {}) =>
  fitLocally({ table, row: takeRows(table, [7]), predict: linear, random: seededRandom(5), terms: 3, ...more });

describe('a local fit', () => {
  it('finds the slopes of a linear model, a standard deviation of a column at a time', () => {
    const { terms, r2, predicted, fitted } = fit({ perturbation: 'gaussian' });
    expect(terms.map(({ name }) => name)).toEqual(['a', 'c', 'b']);
    for (const { name, condition, weight } of terms) {
      if (condition.kind !== 'value') continue;
      expect(weight / condition.sd).toBeCloseTo(name === 'a' ? 2 : -5, 1);
    }
    expect(r2).toBeGreaterThan(0.99);
    expect(Math.abs(fitted - predicted)).toBeLessThan(0.1);
  });

  it('says by quartiles what the own quarter adds', () => {
    const { terms } = fit();
    const byName = new Map(terms.map((term) => [term.name, term]));
    const { condition, weight } = byName.get('a')!;
    const values = (table.features[0] as Numbers).values;
    if (condition.kind !== 'range') throw new Error('no range');
    const isIn = (value: number) => value > (condition.above ?? -Infinity) && value <= (condition.upTo ?? Infinity);
    expect(isIn(values[7]!)).toBe(true);
    const mean = (list: Float64Array) => list.reduce((sum, value) => sum + value, 0) / list.length;
    const adds = 2 * (mean(values.filter(isIn)) - mean(values.filter((value) => !isIn(value))));
    expect(Math.abs(weight - adds)).toBeLessThan(0.4);
    const code = (table.features[4] as Names).codes[7]!;
    expect(byName.get('c')).toMatchObject({ condition: { kind: 'level', level: ['p', 'q'][code] } });
    expect(byName.get('c')!.weight).toBeCloseTo(code === 1 ? 4 : -4, 0);
  });

  it('is poor, and says so, where the model is not what it draws', () => {
    const wild = (made: FeatureTable) => (made.features[0] as Numbers).values.map((value) => Math.sin(200 * value));
    expect(fit({ predict: wild }).r2).toBeLessThan(0.2);
  });

  it('takes a missing value as something a row has', () => {
    const isMissing = (made: FeatureTable) =>
      (made.features[2] as Numbers).values.map((value) => (Number.isNaN(value) ? 1 : 0));
    for (const perturbation of ['quartiles', 'gaussian'] as const) {
      const { terms, r2 } = fit({ predict: isMissing, perturbation });
      expect(terms[0]).toMatchObject({ name: 'gaps', condition: { kind: 'missing' } });
      expect(terms[0]!.weight).toBeCloseTo(1, 1);
      expect(r2).toBeGreaterThan(0.99);
    }
  });

  it('is the same by seed', () => {
    expect(fit()).toEqual(fit());
    expect(fit({ random: seededRandom(6) })).not.toEqual(fit());
  });

  it('of a model that says the same of all rows has no share explained', () => {
    const { r2, terms } = fit({ predict: (made) => new Float64Array(made.rows).fill(3) });
    expect(r2).toBeNull();
    expect(terms.map(({ weight }) => weight)).toEqual([0, 0, 0]);
  });

  it('refuses what it cannot compare', () => {
    expect(() => fit({ row: takeRows(table, [1, 2]) })).toThrow(/not 2/);
    expect(() => fit({ table: takeRows(table, []) })).toThrow(/no rows/);
    expect(() => fit({ terms: 0 })).toThrow(/terms is 0/);
    expect(() => fit({ row: { rows: 1, features: [] } })).toThrow(/no column "a"/);
    expect(() => fit({ predict: (made) => new Float64Array(made.rows).fill(Number.NaN) })).toThrow(/predicts NaN/);
  });
});
