import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { applyBins, fitBins, type NumericBins } from '../features/bins.js';
import type { FeatureTable } from '../features/feature-table.js';
import { SOLO } from '../member.js';
import { goesLeft, LEAF, predictRaw, type TreeEnsemble } from '../trees/tree.js';
import { boostingInput } from './boosting-input.js';
import type { BoostingSettings } from './boosting-settings.js';
import { trainBoosting } from './train-boosting.js';

type Leaf = [value: number, rows: number];
type Fork = [feature: number, threshold: number, isMissingLeft: boolean, gain: number, rows: number];
interface Case {
  name: string;
  base: number;
  first: (Leaf | Fork)[];
  raw: number[];
}
interface Oracle {
  x: number[][];
  gaps: (number | null)[][];
  binary: number[];
  amount: number[];
  weights: number[];
  cases: Case[];
  xgboost: { splits: { feature: number; gain: number }[]; raw: number[] };
}

const oracle = JSON.parse(
  readFileSync(new URL('../../../../../test/oracles/boosting.json', import.meta.url), 'utf8'),
) as Oracle;

function tableOf(columns: (number | null)[][]): FeatureTable {
  const features = columns.map((column, i) => ({
    kind: 'numeric' as const,
    name: `x${i}`,
    values: Float64Array.from(column, (value) => value ?? Number.NaN),
  }));
  return { rows: columns[0]!.length, features };
}

function train(
  columns: (number | null)[][],
  target: number[],
  settings: Partial<BoostingSettings>,
  weights?: number[],
) {
  const table = tableOf(columns);
  const binned = applyBins(table, fitBins(table));
  const { ensemble } = trainBoosting(
    boostingInput({ table: binned, target, targetName: 'y', weights, settings }),
    SOLO,
  );
  return { ensemble, raw: predictRaw(ensemble, binned) };
}

interface Node {
  feature: number;
  /** The threshold of a split lies between. */
  low: number;
  high: number;
  gain: number;
  value: number;
  cover: number;
}

/** Nodes of the first tree in preorder. */
function preorder({ trees, features }: Pick<TreeEnsemble, 'trees' | 'features'>, node = 0): Node[] {
  const tree = trees[0]!;
  const feature = tree.feature[node]!;
  const common = { feature, gain: tree.gain[node]!, value: tree.value[node]!, cover: tree.cover[node]! };
  if (feature === LEAF) return [{ ...common, low: Number.NaN, high: Number.NaN }];
  const { edges } = features[feature] as NumericBins;
  let cut = 0;
  while (cut < edges.length && goesLeft(tree, node, cut + 1)) cut += 1;
  const children = [tree.left[node]!, tree.right[node]!].flatMap((child) => preorder({ trees, features }, child));
  return [{ ...common, low: edges[cut - 1]!, high: edges[cut] ?? Infinity }, ...children];
}

function expectNear(found: ArrayLike<number>, wanted: ArrayLike<number>, tolerance: number): void {
  const off = Array.from(found, (value, i) => Math.abs(value - wanted[i]!) / Math.max(1, Math.abs(wanted[i]!)));
  expect(Math.max(...off)).toBeLessThan(tolerance);
}

const settings = { rounds: 10, maxLeaves: 8, minLeafRows: 10 };
const { x, gaps, binary, amount, weights } = oracle;
const questions: Record<string, () => ReturnType<typeof train>> = {
  logistic: () => train(x, binary, settings),
  'logistic, weighted, l2': () => train(x, binary, { ...settings, l2: 2 }, weights),
  'logistic, missing values': () => train(gaps, binary, settings),
  squared: () => train(x, amount, { ...settings, loss: { kind: 'squared' } }),
  'squared, missing values': () => train(gaps, amount, { ...settings, loss: { kind: 'squared' } }),
  quantile: () => train(x, amount, { ...settings, loss: { kind: 'quantile', alpha: 0.8 } }),
  'quantile, weighted': () => train(x, amount, { ...settings, loss: { kind: 'quantile', alpha: 0.3 } }, weights),
};

describe('boosting where each value has a bin of its own', () => {
  it.each(oracle.cases)('has the base and predicts after ten rounds as scikit-learn: $name', ({ name, base, raw }) => {
    const ours = questions[name]!();
    expectNear([ours.ensemble.base], [base], 1e-9);
    expectNear(ours.raw, raw, 1e-5);
  });

  it.each(oracle.cases)('has the first tree of scikit-learn, split by split: $name', ({ name, first }) => {
    const ours = preorder(questions[name]!().ensemble);
    expect(ours).toHaveLength(first.length);
    for (const [i, wanted] of first.entries()) {
      const found = ours[i]!;
      if (!name.includes('weighted')) expect(found.cover).toBe(wanted.at(-1));
      if (wanted.length === 2) {
        expect(found.feature).toBe(LEAF);
        expectNear([found.value], [wanted[0]], 1e-6);
        continue;
      }
      const [feature, threshold, , gain] = wanted;
      expect(found.feature).toBe(feature);
      // Further down a node has gaps, where any threshold is the same one.
      if (i === 0) expect(found.low <= threshold && threshold < found.high).toBe(true);
      // scikit-learn leaves the root's own share of the gain out.
      expectNear([found.gain], [gain], i === 0 ? 1e-4 : 1e-6);
    }
  });

  it('has the first tree of exact XGBoost: splits, gains and predictions', () => {
    const { ensemble, raw } = train(x, binary, { rounds: 1, learningRate: 1, l2: 1, maxDepth: 3, minLeafRows: 1 });
    const splits = preorder(ensemble).filter(({ feature }) => feature !== LEAF);
    const byGain = splits.sort((a, b) => b.gain - a.gain);
    expect(byGain.map(({ feature }) => feature)).toEqual(oracle.xgboost.splits.map(({ feature }) => feature));
    expectNear(
      byGain.map(({ gain }) => gain),
      oracle.xgboost.splits.map(({ gain }) => gain),
      1e-5,
    );
    expectNear(raw, oracle.xgboost.raw, 1e-5);
  });
});
