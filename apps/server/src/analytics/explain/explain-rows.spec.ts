import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { importXgboost, type XgboostModel } from '../../../../../test/support/xgboost-model.js';
import { applyBins, type BinnedTable, type FeatureBins } from '../features/bins.js';
import { SOLO } from '../member.js';
import { seededRandom, type Random } from '../random.js';
import { findLeaf, goesLeft, LEAF, predictRaw, WORDS, type Tree, type TreeEnsemble } from '../trees/tree.js';
import { explainRows } from './explain-rows.js';

type Case = XgboostModel & {
  name: string;
  rows: (number | null)[][];
  margins: number[];
  contributions: number[][];
};
const oracle = JSON.parse(
  readFileSync(new URL('../../../../../test/oracles/tree-shap.json', import.meta.url), 'utf8'),
) as Case[];

function explain(ensemble: TreeEnsemble, binned: BinnedTable, rows?: Uint32Array) {
  const contributions = new Float64Array((rows?.length ?? binned.rows) * binned.columns.length).fill(9);
  return { base: explainRows({ ensemble, binned, rows, contributions }, SOLO), contributions };
}

const BINS = 6;

/** Every node asks a random column with a random set of bins, "missing" among them. */
function randomTree(random: Random, columns: number, asks: number): Tree {
  const nodes = 2 * asks + 1;
  const tree: Tree = {
    feature: new Int16Array(nodes).fill(LEAF),
    leftBins: new Uint32Array(nodes * WORDS),
    left: new Int32Array(nodes),
    right: new Int32Array(nodes),
    value: new Float64Array(nodes),
    cover: new Float64Array(nodes),
    gain: new Float64Array(nodes),
  };
  const leaves = [0];
  for (let made = 1; made < nodes; made += 2) {
    const [node] = leaves.splice(random.below(leaves.length), 1);
    tree.feature[node!] = random.below(columns);
    tree.leftBins[node! * WORDS] = random.below(2 ** (BINS + 1));
    [tree.left[node!], tree.right[node!]] = [made, made + 1];
    leaves.push(made, made + 1);
  }
  for (const leaf of leaves) [tree.value[leaf], tree.cover[leaf]] = [4 * random.next() - 2, 1 + random.below(50)];
  for (let node = nodes - 1; node >= 0; node -= 1)
    if (tree.feature[node] !== LEAF) tree.cover[node] = tree.cover[tree.left[node]!]! + tree.cover[tree.right[node]!]!;
  return tree;
}

function randomRows(random: Random, columns: number, rows: number): BinnedTable {
  const features = Array.from({ length: columns }, (_, i): FeatureBins => {
    const levels = Array.from({ length: BINS }, (__, level) => `l${level}`);
    return { kind: 'categorical', name: `c${i}`, levels, binOf: Uint8Array.from(levels, (__, j) => j + 1), bins: BINS };
  });
  return {
    rows,
    features,
    columns: features.map(() => Uint8Array.from({ length: rows }, () => random.below(BINS + 1))),
  };
}

/** What the tree is expected to say where only the columns of a set are known. */
function expectedOf(tree: Tree, known: ReadonlySet<number>, bins: number[], node = 0): number {
  const asked = tree.feature[node]!;
  if (asked === LEAF) return tree.value[node]!;
  const [left, right] = [tree.left[node]!, tree.right[node]!];
  if (known.has(asked)) return expectedOf(tree, known, bins, goesLeft(tree, node, bins[asked]!) ? left : right);
  const share = (child: number) => (tree.cover[node]! > 0 ? tree.cover[child]! / tree.cover[node]! : 0.5);
  return share(left) * expectedOf(tree, known, bins, left) + share(right) * expectedOf(tree, known, bins, right);
}

/** Shapley values by their definition: over all sets of the other columns. */
function shapleyByDefinition(tree: Tree, columns: number, bins: number[]): number[] {
  const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));
  return Array.from({ length: columns }, (_, column) => {
    let sum = 0;
    for (let bits = 0; bits < 2 ** columns; bits += 1) {
      if ((bits >> column) & 1) continue;
      const set = new Set([...Array(columns).keys()].filter((each) => (bits >> each) & 1));
      const weight = (factorial(set.size) * factorial(columns - 1 - set.size)) / factorial(columns);
      sum += weight * (expectedOf(tree, new Set([...set, column]), bins) - expectedOf(tree, set, bins));
    }
    return sum;
  });
}

function requireShapley(trees: Tree[], binned: BinnedTable): void {
  const columns = binned.columns.length;
  const { base, contributions } = explain({ features: binned.features, base: 0.25, trees }, binned);
  expect(base).toBeCloseTo(0.25 + trees.reduce((sum, tree) => sum + expectedOf(tree, new Set(), []), 0), 12);
  for (let row = 0; row < binned.rows; row += 1) {
    const bins = binned.columns.map((column) => column[row]!);
    const wanted = trees.map((tree) => shapleyByDefinition(tree, columns, bins));
    for (let column = 0; column < columns; column += 1) {
      const sum = wanted.reduce((total, one) => total + one[column]!, 0);
      expect(Math.abs(contributions[row * columns + column]! - sum)).toBeLessThan(1e-12);
    }
  }
}

function requireAdditive(ensemble: TreeEnsemble, binned: BinnedTable): void {
  const columns = binned.columns.length;
  const { base, contributions } = explain(ensemble, binned);
  for (const [row, raw] of predictRaw(ensemble, binned).entries()) {
    const sum = contributions.subarray(row * columns, (row + 1) * columns).reduce((total, one) => total + one, base);
    expect(Math.abs(sum - raw)).toBeLessThan(1e-9);
  }
}

describe('contributions of columns', () => {
  it.each(oracle)('are those of XGBoost on its own trees: $name', ({ rows, contributions, margins, ...model }) => {
    const names = rows[0]!.map((_, column) => `f${column}`);
    const ensemble = importXgboost(model, names);
    const features = names.map((name, column) => {
      const values = Float64Array.from(rows, (row) => row[column] ?? Number.NaN);
      return { kind: 'numeric' as const, name, values };
    });
    const binned = applyBins({ rows: rows.length, features }, ensemble.features);
    for (const [row, raw] of predictRaw(ensemble, binned).entries()) expect(raw).toBeCloseTo(margins[row]!, 5);
    const found = explain(ensemble, binned);
    for (const [row, wanted] of contributions.entries()) {
      expect(Math.abs(found.base - wanted.at(-1)!)).toBeLessThan(1e-5);
      for (const column of names.keys())
        expect(Math.abs(found.contributions[row * names.length + column]! - wanted[column]!)).toBeLessThan(1e-5);
    }
    requireAdditive(ensemble, binned);
  });

  it('are Shapley values by definition, with columns asked again on a way, missing values and sets of levels', () => {
    const random = seededRandom(11);
    for (const columns of [1, 2, 3, 5])
      requireShapley(
        Array.from({ length: 6 }, () => randomTree(random, columns, 1 + random.below(12))),
        randomRows(random, columns, 20),
      );
  });

  it('are nothing for a tree of one leaf, whose value goes to the base', () => {
    const random = seededRandom(5);
    const leaf = randomTree(random, 2, 0);
    requireShapley([leaf], randomRows(random, 2, 3));
    expect(explain({ features: [], base: 1, trees: [leaf] }, randomRows(random, 2, 3)).base).toBe(1 + leaf.value[0]!);
  });

  it('stay Shapley values below nodes that no training row reached', () => {
    const random = seededRandom(6);
    const tree = randomTree(random, 3, 8);
    for (const node of [tree.right[0]!, tree.left[tree.right[0]!]!, tree.right[tree.right[0]!]!]) tree.cover[node] = 0;
    tree.cover[0] = tree.cover[tree.left[0]!]!;
    requireShapley([tree], randomRows(random, 3, 20));
  });

  it('add up with the base to the raw prediction, on ways of 40 columns too', () => {
    const random = seededRandom(7);
    const columns = 60;
    const chain = randomTree(random, columns, 1);
    const asks = 45;
    const nodes = 2 * asks + 1;
    const deep: Tree = {
      ...chain,
      feature: Int16Array.from({ length: nodes }, (_, node) => (node % 2 === 0 && node < nodes - 1 ? node / 2 : LEAF)),
      left: Int32Array.from({ length: nodes }, (_, node) => node + 1),
      right: Int32Array.from({ length: nodes }, (_, node) => node + 2),
      leftBins: Uint32Array.from({ length: nodes * WORDS }, (_, i) =>
        i % WORDS === 0 ? 1 << random.below(BINS + 1) : 0,
      ),
      value: Float64Array.from({ length: nodes }, () => random.next()),
      cover: Float64Array.from(
        { length: nodes },
        (_, node) => 0.9 ** Math.ceil(node / 2) * (node % 2 === 1 ? 0.1 / 0.9 : 1),
      ),
      gain: new Float64Array(nodes),
    };
    const binned = randomRows(random, columns, 50);
    requireAdditive({ features: binned.features, base: 0, trees: [deep] }, binned);
    expect(Math.max(...Array.from({ length: 50 }, (_, row) => findLeaf(deep, binned.columns, row)))).toBeGreaterThan(
      10,
    );
  });

  it('come for the rows asked, and the same to the bit from several members', () => {
    const random = seededRandom(8);
    const trees = Array.from({ length: 5 }, () => randomTree(random, 4, 15));
    const binned = randomRows(random, 4, 700);
    const ensemble = { features: binned.features, base: 0, trees };
    const { contributions } = explain(ensemble, binned);
    const some = explain(ensemble, binned, Uint32Array.of(699, 3, 3));
    expect([...some.contributions]).toEqual(
      [699, 3, 3].flatMap((row) => Array.from(contributions.subarray(4 * row, 4 * row + 4))),
    );
    const together = new Float64Array(700 * 4);
    for (const index of [0, 1, 2])
      explainRows({ ensemble, binned, contributions: together }, { ...SOLO, index, count: 3 });
    expect(together).toEqual(contributions);
  });

  it('of no rows are empty', () => {
    const random = seededRandom(9);
    const binned = randomRows(random, 2, 0);
    expect(explain({ features: binned.features, base: 3, trees: [] }, binned)).toEqual({
      base: 3,
      contributions: new Float64Array(),
    });
  });
});
