import { describe, expect, it } from 'vitest';
import { applyBins, fitBins } from '../features/bins.js';
import type { Feature, FeatureTable } from '../features/feature-table.js';
import { SOLO } from '../member.js';
import { seededRandom } from '../random.js';
import { findLeaf, LEAF, predictRaw, type TreeEnsemble } from '../trees/tree.js';
import { assembleForest, growForest } from './assemble-forest.js';
import { countTried, FOREST_DEFAULTS, type ForestSettings } from './forest-settings.js';
import { growTrees } from './grow-trees.js';
import { prepareForest, type ForestRows } from './prepare-forest.js';

const ROWS = 600;
const bad = (column?: string) =>
  expect.objectContaining({ code: 'model.bad-input', ...(column && { details: { column } }) });

const measured = (name: string, values: Iterable<number>): Feature => ({
  kind: 'numeric',
  name,
  values: Float64Array.from(values),
});
const named = (name: string, codes: number[], levels: string[]): Feature => ({
  kind: 'categorical',
  name,
  codes: Int32Array.from(codes),
  levels,
});
const bin = (...features: Feature[]) => {
  const first = features[0]!;
  const table: FeatureTable = { rows: (first.kind === 'numeric' ? first.values : first.codes).length, features };
  return applyBins(table, fitBins(table));
};
const settings = (changed: Partial<ForestSettings> = {}): ForestSettings => ({
  ...FOREST_DEFAULTS,
  trees: 20,
  seed: 7,
  ...changed,
});
/** One tree that sees every row and every column. */
const oneTree = (changed: Partial<ForestSettings> = {}): ForestSettings =>
  settings({ trees: 1, bootstrap: false, triedColumns: 'all', ...changed });
const predict = (rows: ForestRows, how: ForestSettings): number[] => [
  ...predictRaw(growForest(rows, how).ensemble, rows.table),
];

/** Target 1 where 3 × strong + weak is high; noise has nothing to say. */
function planted(rows = ROWS) {
  const random = seededRandom(1);
  const draw = () => Array.from({ length: rows }, () => random.next());
  const [strong, weak, noise] = [draw(), draw(), draw()];
  const level = Array.from({ length: rows }, () => random.below(6));
  const raw = strong.map((value, i) => 3 * value + weak[i]! + (level[i]! % 2 === 0 ? 0.8 : 0) + 0.4 * random.next());
  const target = raw.map((value) => (value > 2.6 ? 1 : 0));
  const columns = [measured('strong', strong), measured('weak', weak), measured('noise', noise)];
  columns.push(named('level', level, ['a', 'b', 'c', 'd', 'e', 'f']));
  return { columns, raw, target, table: bin(...columns) };
}
const plant = planted();

function gains({ trees, features }: TreeEnsemble): string[] {
  const sums = features.map(() => 0);
  for (const tree of trees) tree.feature.forEach((asked, node) => asked !== LEAF && (sums[asked]! += tree.gain[node]!));
  return [...features.keys()].sort((a, b) => sums[b]! - sums[a]!).map((i) => features[i]!.name);
}

describe('a tree', () => {
  it('divides where the squared error falls most, halfway between the values it saw', () => {
    const x = [1, 2, 3, 10, 11, 12];
    const rows = { table: bin(measured('x', x)), target: [0, 0, 1, 5, 5, 6] };
    const { ensemble } = growForest(rows, oneTree({ task: 'regression', maxDepth: 1 }));
    const [left, right] = [1 / 3, 16 / 3];
    predictRaw(ensemble, rows.table).forEach((value, i) => expect(value).toBeCloseTo(i < 3 ? left : right, 12));
    const [tree] = ensemble.trees;
    expect([...tree!.cover]).toEqual([6, 3, 3]);
    expect(tree!.gain[0]).toBeCloseTo(37.5, 10);
  });

  it('learns a rule of two columns of which neither helps alone', () => {
    const a = [0, 0, 1, 1];
    const b = [0, 1, 0, 1];
    const rows = { table: bin(measured('a', a), measured('b', b)), target: [0, 1, 1, 0] };
    expect(predict(rows, oneTree())).toEqual([0, 1, 1, 0]);
  });

  it('divides levels by their mean target in one question', () => {
    const codes = [0, 0, 1, 1, 2, 2, 3, 3];
    const rows = { table: bin(named('c', codes, ['a', 'b', 'c', 'd'])), target: [9, 9, 1, 1, 8, 8, 2, 2] };
    const { ensemble } = growForest(rows, oneTree({ task: 'regression', maxDepth: 1 }));
    const raw = [...predictRaw(ensemble, rows.table)];
    raw.forEach((value, i) => expect(value).toBeCloseTo(codes[i]! % 2 === 0 ? 8.5 : 1.5, 12));
  });

  it('finds the best of all divisions of levels', () => {
    const random = seededRandom(3);
    const codes = Array.from({ length: 60 }, () => random.below(6));
    const target = codes.map(() => random.next() + random.below(2));
    const rows = { table: bin(named('c', codes, ['a', 'b', 'c', 'd', 'e', 'f'])), target };
    const { ensemble } = growForest(rows, oneTree({ task: 'regression', maxDepth: 1 }));
    const error = (foretold: number[]) => target.reduce((sum, value, i) => sum + (value - foretold[i]!) ** 2, 0);
    let least = Infinity;
    for (let left = 1; left < 63; left += 1) {
      const sides = [0, 1].map((side) => target.filter((_, i) => ((left >> codes[i]!) & 1) === side));
      const means = sides.map((side) => side.reduce((sum, value) => sum + value, 0) / side.length);
      if (sides.every(({ length }) => length > 0))
        least = Math.min(least, error(codes.map((code) => means[(left >> code) & 1]!)));
    }
    expect(error([...predictRaw(ensemble, rows.table)])).toBeCloseTo(least, 10);
  });

  it('sends missing values where they fit, on either side or to one of their own', () => {
    const x = [NaN, NaN, 1, 2, 8, 9];
    for (const target of [
      [1, 1, 1, 1, 0, 0],
      [1, 1, 0, 0, 1, 1],
      [1, 1, 0, 0, 0, 0],
    ])
      expect(predict({ table: bin(measured('x', x)), target }, oneTree({ maxDepth: 1 }))).toEqual(target);
  });

  it('sends what it never saw the way of the greater weight', () => {
    const rows = { table: bin(named('c', [0, 0, 0, 1], ['a', 'b'])), target: [1, 1, 1, 0] };
    const { ensemble } = growForest(rows, oneTree());
    expect(ensemble.trees[0]!.value[findLeaf(ensemble.trees[0]!, [Uint8Array.of(0)], 0)]).toBe(1);
  });

  it('keeps to the depth and to the rows of a leaf', () => {
    const rows = { table: plant.table, target: plant.target };
    const { ensemble } = growForest(rows, oneTree({ maxDepth: 4, minLeafRows: 30 }));
    const { feature, cover, left, right } = ensemble.trees[0]!;
    const depth = (node: number): number =>
      feature[node] === LEAF ? 0 : 1 + Math.max(depth(left[node]!), depth(right[node]!));
    expect(depth(0)).toBe(4);
    for (const [node, asked] of feature.entries()) {
      if (asked === LEAF) expect(cover[node]).toBeGreaterThanOrEqual(30);
      else expect(cover[node]).toBe(cover[left[node]!]! + cover[right[node]!]!);
    }
  });

  it('counts a row of weight 3 as three rows, and none of weight 0', () => {
    const x = [1, 2, 3, 4, 5, 6];
    const target = [0, 1, 0, 1, 1, 0];
    const weights = [1, 3, 2, 1, 0, 1];
    const repeat = (values: number[]) => values.flatMap((value, i) => Array<number>(weights[i]!).fill(value));
    const how = oneTree({ maxDepth: 2 });
    const light = growForest({ table: bin(measured('x', x)), target, weights }, how).ensemble;
    const long = growForest({ table: bin(measured('x', repeat(x))), target: repeat(target) }, how).ensemble;
    expect([...light.trees[0]!.value]).toEqual([...long.trees[0]!.value]);
    expect([...light.trees[0]!.cover]).toEqual([...long.trees[0]!.cover]);
  });
});

describe('a forest', () => {
  const rows = { table: plant.table, target: plant.target };

  it('is the same, byte for byte, however its trees were divided over threads', () => {
    for (const task of ['classification', 'regression'] as const) {
      const input = prepareForest(
        { table: plant.table, target: task === 'regression' ? plant.raw : plant.target },
        settings({ task }),
      );
      const grown = [1, 2, 3].map((count) =>
        assembleForest(
          input,
          Array.from({ length: count }, (_, index) => growTrees(input, { ...SOLO, index, count })),
        ),
      );
      expect(grown[1]).toEqual(grown[0]);
      expect(grown[2]).toEqual(grown[0]);
    }
  });

  it('changes with the seed, and not with the order of rows, names, or the scale of a column', () => {
    const scores = predict(rows, settings());
    expect(predict(rows, settings({ seed: 8 }))).not.toEqual(scores);
    expect(predict(rows, settings())).toEqual(scores);
    const order = Array.from({ length: ROWS }, (_, i) => (i * 7) % ROWS);
    expect(new Set(order).size).toBe(ROWS);
    const moved = plant.columns.map((column): Feature =>
      column.kind === 'numeric'
        ? measured(
            `other ${column.name}`,
            order.map((row) => Math.exp(3 * column.values[row]!)),
          )
        : named(
            'kind',
            order.map((row) => column.codes[row]!),
            [...column.levels],
          ),
    );
    const again = predict({ table: bin(...moved), target: order.map((row) => plant.target[row]!) }, settings());
    expect(again).toEqual(order.map((row) => scores[row]!));
  });

  it('asks the columns that matter, in the order in which they do', () => {
    const { ensemble, outOfBag } = growForest(rows, settings({ trees: 60, triedColumns: 2 }));
    expect(gains(ensemble)[0]).toBe('strong');
    expect(gains(ensemble).at(-1)).toBe('noise');
    expect(outOfBag!.score).toBeGreaterThan(0.93);
  });

  it('judges each row by trees that did not draw it: noise scores one half, though trees know their own rows by heart', () => {
    const random = seededRandom(5);
    const noise = { table: plant.table, target: plant.target.map(() => random.below(2)) };
    const { ensemble, outOfBag } = growForest(noise, settings({ trees: 60 }));
    expect(Math.abs(outOfBag!.score! - 0.5)).toBeLessThan(0.07);
    const learned = predictRaw(ensemble, noise.table);
    expect(noise.target.every((value, i) => Math.round(learned[i]!) === value)).toBe(true);
  });

  it('gives out-of-bag predictions of regression as the mean of trees, NaN where no tree can judge', () => {
    const few = growForest({ table: plant.table, target: plant.raw }, settings({ task: 'regression', trees: 1 }));
    const predictions = few.outOfBag!.predictions;
    const all = predictRaw(few.ensemble, plant.table);
    const judged = [...predictions.keys()].filter((row) => !Number.isNaN(predictions[row]!));
    expect(judged.length / ROWS).toBeCloseTo(Math.exp(-1), 1);
    for (const row of judged) expect(predictions[row]).toBeCloseTo(all[row]!, 9);
    expect(growForest(rows, settings({ bootstrap: false })).outOfBag).toBeNull();
  });

  it('weighs classes: balanced ones have the same weight, and raise the probability of the rare one', () => {
    const rare = plant.raw.map((value) => (value > 3.6 ? 1 : 0));
    const mean = (how: Partial<ForestSettings>) => {
      const found = predict({ table: plant.table, target: rare }, settings({ minLeafRows: 20, ...how }));
      return found.reduce((sum, value) => sum + value, 0) / ROWS;
    };
    const input = prepareForest({ table: plant.table, target: rare }, settings({ classWeights: 'balanced' }));
    const weight = (wanted: number) =>
      input.weights.reduce((sum, w, i) => sum + (input.target[i] === wanted ? w : 0), 0);
    expect(weight(0)).toBeCloseTo(ROWS / 2, 9);
    expect(weight(1)).toBeCloseTo(ROWS / 2, 9);
    expect(mean({ classWeights: 'balanced' })).toBeGreaterThan(1.3 * mean({}));
    expect(mean({ classWeights: [1, 1] })).toBe(mean({}));
  });

  it('tells how far it is, and ends when told so', () => {
    const shares: number[] = [];
    growForest(rows, settings({ trees: 4 }), (share) => void shares.push(share));
    expect(shares).toEqual([0.25, 0.5, 0.75, 1]);
    const stop = () => {
      throw new Error('stop');
    };
    expect(() => growForest(rows, settings(), stop)).toThrow('stop');
  });
});

describe('what a forest can not learn from', () => {
  const x = measured('x', [1, 2, 3]);
  const grow = (given: Partial<ForestRows>, how: Partial<ForestSettings> = {}) =>
    growForest({ table: bin(x), target: [0, 1, 1], ...given }, settings(how));

  it('is refused by the name of what is wrong', () => {
    expect(() => grow({ target: [1, 1, 1] })).toThrow(/never 0/);
    expect(() => grow({ target: [0, 1, NaN] })).toThrow(bad('target'));
    expect(() => grow({ target: [0, 1, 2] })).toThrow(/target is 2 in row 3/);
    expect(() => grow({ target: [0, 1] })).toThrow(/2 rows, the table has 3/);
    expect(() => grow({ target: [0, 1, Infinity] }, { task: 'regression' })).toThrow(bad('target'));
    expect(() => grow({ weights: [0, 0, 0] })).toThrow(bad('weights'));
    expect(() => grow({ weights: [0, 1, 1] })).toThrow(/never 0 in the rows to learn/);
    expect(() => grow({ weights: [1, -1, 1] })).toThrow(bad('weights'));
    expect(() => grow({ table: { rows: 3, features: [], columns: [] } })).toThrow(/no columns/);
    expect(() => grow({ table: bin(measured('x', [])), target: [] })).toThrow(bad('weights'));
  });

  it('is refused where it is a setting', () => {
    for (const how of [
      { trees: 0 },
      { trees: 10_001 },
      { maxDepth: 1.5 },
      { minLeafRows: 0 },
      { triedColumns: 0 },
      { seed: -1 },
    ])
      expect(() => grow({}, how)).toThrow(bad());
    expect(() => grow({}, { classWeights: [1, 0] })).toThrow(/above 0/);
    expect(() => grow({}, { task: 'regression', classWeights: 'balanced' })).toThrow(/classification/);
  });

  it('is passed over where it is a constant or an empty column, and harmless where there are few rows', () => {
    const table = bin(measured('same', [4, 4, 4]), measured('empty', [NaN, NaN, NaN]));
    expect(predict({ table, target: [0, 1, 1] }, oneTree())).toEqual([2 / 3, 2 / 3, 2 / 3]);
    const wide = bin(...Array.from({ length: 40 }, (_, i) => measured(`x${i}`, [i, 2 * i + 1, 50])));
    expect(predict({ table: wide, target: [0, 1, 1] }, oneTree())).toEqual([0, 1, 1]);
    expect(predict({ table: bin(measured('x', [1])), target: [5] }, oneTree({ task: 'regression' }))).toEqual([5]);
    expect(predict({ table: bin(x), target: [5, 5, 5] }, settings({ task: 'regression' }))).toEqual([5, 5, 5]);
  });

  it('counts the columns it tries', () => {
    expect((['sqrt', 'third', 'all', 5, 99] as const).map((tried) => countTried(tried, 28))).toEqual([5, 9, 28, 5, 28]);
    expect(countTried('third', 2)).toBe(1);
  });
});
