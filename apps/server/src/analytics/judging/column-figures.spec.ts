import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Feature } from '../features/feature-table.js';
import { seededRandom } from '../random.js';
import { informationValue } from './information-value.js';
import { compareStability, fixStability } from './stability.js';

interface Oracle {
  psi: { base: number[]; later: (number | null)[]; edges: number[]; psi: number };
  information: { levels: string[]; outcomes: number[]; evidence: Record<string, [number, number]>; value: number };
}

const oracle = JSON.parse(
  readFileSync(new URL('../../../../../test/oracles/judging.json', import.meta.url), 'utf8'),
) as Oracle;

const near = (found: number | null | undefined, wanted: number): void =>
  expect(Math.abs((found ?? NaN) - wanted)).toBeLessThan(1e-8 * Math.max(1, Math.abs(wanted)));
const numeric = (values: (number | null)[]): Feature => ({
  kind: 'numeric',
  name: 'x',
  values: Float64Array.from(values, (value) => value ?? NaN),
});
const names = (values: (string | null)[]): Feature => {
  const levels = [...new Set(values.filter((value) => value !== null))].sort();
  return { kind: 'categorical', name: 'c', levels, codes: Int32Array.from(values, (value) => levels.indexOf(value!)) };
};

describe('compareStability', () => {
  it('equals the definition, with breaks of the base, missing values by themselves and empty bins as half a case', () => {
    const { base, later, edges, psi } = oracle.psi;
    const fixed = fixStability(numeric(base));
    expect(fixed.bins.kind === 'numeric' && [...fixed.bins.edges]).toEqual(edges);
    const found = compareStability(fixed, numeric(later));
    near(found.psi, psi);
    expect(found.bins[0]).toMatchObject({ range: { kind: 'missing' }, baseCount: 0, laterCount: 20 });
    expect(found.bins.at(-1)).toMatchObject({ range: { over: edges.at(-1), upTo: null } });
  });

  it('is 0 against itself and about what it says by chance against more of the same', () => {
    const random = seededRandom(3);
    const draw = (n: number): Feature => numeric(Array.from({ length: n }, () => random.next()));
    const base = draw(500);
    expect(compareStability(fixStability(base), base).psi).toBe(0);
    const found = Array.from({ length: 40 }, () => compareStability(fixStability(draw(500)), draw(300)));
    const mean = found.reduce((sum, { psi }) => sum + psi! / 40, 0);
    expect(mean / found[0]!.byChance!).toBeGreaterThan(0.8);
    expect(mean / found[0]!.byChance!).toBeLessThan(1.25);
  });

  it('is moved by no monotone change of units', () => {
    const { base, later, psi } = oracle.psi;
    const cube = (values: (number | null)[]): Feature => numeric(values.map((value) => value && value ** 3));
    near(compareStability(fixStability(cube(base)), cube(later)).psi, psi);
  });

  it('counts a level that the base did not have as missing, and is null for no rows', () => {
    const fixed = fixStability(names(['a', 'a', 'b']));
    expect(compareStability(fixed, names(['a', 'z'])).bins.map(({ laterCount }) => laterCount)).toEqual([1, 1, 0]);
    expect(compareStability(fixed, names([]))).toMatchObject({ psi: null, byChance: null });
    expect(compareStability(fixStability(numeric([7, 7])), numeric([7])).psi).toBe(0);
  });

  it('refuses a column of another kind, infinities and one bin', () => {
    const bad = expect.objectContaining({ code: 'model.bad-input' });
    expect(() => compareStability(fixStability(numeric([1, 2])), names(['a']))).toThrow(bad);
    expect(() => compareStability(fixStability(numeric([1, 2])), numeric([Infinity]))).toThrow(bad);
    expect(() => fixStability(numeric([1, 2]), 1)).toThrow('1 bins');
  });
});

describe('informationValue', () => {
  it('equals the definition, an empty class counting as half a case', () => {
    const { levels, outcomes, evidence, value } = oracle.information;
    const found = informationValue(names(levels), outcomes);
    near(found.value, value);
    for (const { range, evidence: woe, contribution } of found.bins) {
      const [wanted, part] = evidence[range.kind === 'categorical' ? range.levels[0]! : '']!;
      near(woe, wanted);
      near(contribution, part);
    }
  });

  it('is about nothing for noise, and sees missing values that tell', () => {
    const random = seededRandom(11);
    const values = Array.from({ length: 4000 }, () => random.next());
    const outcomes = values.map(() => (random.next() < 0.3 ? 1 : 0));
    const noise = informationValue(numeric(values), outcomes);
    expect(noise.value).toBeLessThan(3 * noise.byChance!);
    const told = informationValue(numeric(values.map((value, row) => (outcomes[row] === 1 ? null : value))), outcomes);
    expect(told.bins[0]!.range).toEqual({ kind: 'missing' });
    expect(told.bins[0]!.evidence).toBeGreaterThan(5);
  });

  it('is null with the reason for one class or no rows, and 0 for a constant column', () => {
    expect(informationValue(numeric([1, 2]), [1, 1])).toMatchObject({ value: null, reason: 'one class', bins: [] });
    expect(informationValue(numeric([]), [])).toMatchObject({ value: null, reason: 'no rows' });
    expect(informationValue(numeric([5, 5]), [0, 1]).value).toBe(0);
    expect(() => informationValue(numeric([1]), [3])).toThrow('row 1');
    expect(() => informationValue(numeric([1]), [])).toThrow('0 outcomes');
  });
});
