import { describe, expect, it } from 'vitest';
import { seededRandom } from '../random.js';
import { drawParameters, type ParameterSpace, type Parameters } from './parameter-space.js';
import { planRungs, searchParameters, type SearchOptions } from './search-parameters.js';

const space: ParameterSpace = {
  rate: { low: 0.001, high: 1, scale: 'log' },
  leaves: { low: 2, high: 64, whole: true },
  kind: { choices: ['a', 'b', 'c'] },
};
const options = (changed: Partial<SearchOptions> = {}): SearchOptions => ({
  space,
  candidates: 68,
  resource: { least: 10, most: 90 },
  seed: 1,
  ...changed,
});
/** Best at rate 0.1 and 30 leaves of kind b; little work blurs it. */
const truth = ({ rate, leaves, kind }: Parameters): number =>
  -Math.abs(Math.log10(Number(rate)) + 1) - Math.abs(Number(leaves) - 30) / 30 - (kind === 'b' ? 0 : 0.5);
const evaluate = (params: Parameters, resource: number): number =>
  truth(params) + Math.sin(1000 * Number(params['rate'])) / resource;

describe('a space of parameters', () => {
  it('is drawn from evenly, both ends among the values, by magnitude where it is logarithmic', () => {
    const random = seededRandom(1);
    const drawn = Array.from({ length: 6000 }, () => drawParameters(space, random));
    const rates = drawn.map(({ rate }) => Number(rate));
    for (const edge of [0.01, 0.1])
      expect(rates.filter((rate) => rate < edge).length / 6000).toBeCloseTo(Math.log10(edge / 0.001) / 3, 1);
    const leaves = drawn.map((params) => Number(params['leaves']));
    for (const end of [2, 64]) expect(leaves.filter((count) => count === end).length).toBeGreaterThan(60);
    expect(leaves.every((count) => Number.isInteger(count) && count >= 2 && count <= 64)).toBe(true);
    expect(new Set(drawn.map(({ kind }) => kind))).toEqual(new Set(['a', 'b', 'c']));
  });

  it('is refused by the name of the parameter that has no values', () => {
    const bad = [
      { choices: [] },
      { low: 2, high: 1 },
      { low: 0, high: 1, scale: 'log' as const },
      { low: 0.5, high: 3, whole: true },
      { low: NaN, high: 1 },
    ];
    for (const range of bad)
      expect(() => searchParameters(evaluate, options({ space: { x: range } }))).toThrow(
        expect.objectContaining({ code: 'model.bad-input', details: { column: 'x' } }),
      );
  });
});

describe('a plan of rungs', () => {
  it('gives a third of the candidates three times the work', () => {
    const rungs = planRungs(options());
    expect(rungs).toEqual([
      { candidates: 68, resource: 10 },
      { candidates: 22, resource: 30 },
      { candidates: 7, resource: 90 },
    ]);
  });

  it('is a plain random search where all candidates get the same', () => {
    expect(planRungs(options({ resource: { least: 50, most: 50 } }))).toEqual([{ candidates: 68, resource: 50 }]);
  });

  it('is refused where the candidates are too few, or makes no sense', () => {
    expect(() => planRungs(options({ candidates: 1 }))).toThrow(/1 candidates; it needs 2/);
    expect(() => planRungs(options({ candidates: 8, given: Array.from({ length: 9 }, () => ({})) }))).toThrow(
      /it needs 9/,
    );
    expect(() => planRungs(options({ candidates: NaN }))).toThrow(/candidates/);
    expect(() => planRungs(options({ resource: { least: 0, most: 1 } }))).toThrow(/resource/);
    expect(() => planRungs(options({ reduction: 1 }))).toThrow(/reduction/);
  });
});

describe('a search', () => {
  it('keeps the best of each rung, and finds what is good', () => {
    const { best, trials, spent } = searchParameters(evaluate, options());
    expect(spent).toBe(trials.reduce((sum, { resource }) => sum + resource, 0));
    for (const rung of [0, 1, 2]) {
      const of = trials.filter((trial) => trial.rung === rung);
      const [kept, dropped] = [true, false].map((is) =>
        of.filter((trial) => trial.kept === is).map(({ score }) => score!),
      );
      expect(kept).toHaveLength([22, 7, 1][rung]!);
      expect(Math.min(...kept!)).toBeGreaterThanOrEqual(Math.max(...dropped!));
      const later = trials.filter((trial) => trial.rung === rung + 1).map(({ candidate }) => candidate);
      if (rung < 2)
        expect(new Set(later)).toEqual(new Set(of.filter((trial) => trial.kept).map(({ candidate }) => candidate)));
    }
    expect(best).toBe(trials.find((trial) => trial.rung === 2 && trial.kept));
    expect(best!.score).toBeGreaterThan(-0.4);
  });

  it('is the same for the same seed, whatever the order of the declaration', () => {
    const [first, again, other] = [
      searchParameters(evaluate, options()),
      searchParameters(evaluate, options({ space: Object.fromEntries(Object.entries(space).toReversed()) })),
      searchParameters(evaluate, options({ seed: 2 })),
    ];
    expect(again).toEqual(first);
    expect(other!.trials[0]!.params).not.toEqual(first.trials[0]!.params);
  });

  it('tries what it was given first', () => {
    const given = [{ rate: 0.1, leaves: 30, kind: 'b' }];
    const { best, trials } = searchParameters(evaluate, options({ given }));
    expect(trials[0]).toMatchObject({ candidate: 0, params: given[0] });
    expect(best!.params).toEqual(given[0]);
  });

  it('leaves out candidates that give no number, and has no best where none does', () => {
    const picky = (params: Parameters, resource: number) => (params['kind'] === 'a' ? NaN : evaluate(params, resource));
    const { best, trials } = searchParameters(picky, options());
    expect(best!.params['kind']).not.toBe('a');
    expect(trials.filter(({ score }) => score === null).every(({ kept, rung }) => !kept && rung === 0)).toBe(true);
    const hopeless = searchParameters(() => NaN, options());
    expect(hopeless.best).toBeNull();
    expect(hopeless.trials).toHaveLength(68);
  });

  it('does not try the same twice: a small space gets few candidates', () => {
    const { trials } = searchParameters(evaluate, options({ space: { kind: { choices: ['a', 'b', 'c'] } } }));
    expect(trials.filter(({ rung }) => rung === 0)).toHaveLength(3);
  });

  it('prefers the earlier of equal candidates, tells how far it is, and passes on what fails', () => {
    const shares: number[] = [];
    const even = searchParameters(() => 1, options({ progress: (share) => void shares.push(share) }));
    expect(even.best!.candidate).toBe(0);
    expect(shares.at(-1)).toBe(1);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    const failing = () => {
      throw new Error('no');
    };
    expect(() => searchParameters(failing, options())).toThrow('no');
  });
});
