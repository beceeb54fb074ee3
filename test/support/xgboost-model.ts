import type { NumericBins } from '../../apps/server/src/analytics/features/bins.js';
import { LEAF, WORDS, type Tree, type TreeEnsemble } from '../../apps/server/src/analytics/trees/tree.js';

/** A tree as `Booster.save_raw('json')` writes it; of a leaf, the split condition is its value. */
export interface XgboostTree {
  left_children: number[];
  right_children: number[];
  split_indices: number[];
  split_conditions: number[];
  default_left: (boolean | number)[];
  sum_hessian: number[];
  loss_changes: number[];
}

export interface XgboostModel {
  objective: string;
  base_score: number;
  trees: XgboostTree[];
}

/**
 * An XGBoost model of measured columns as an ensemble, with the bins to cut its rows by; the rows' values must be 32-bit floats, since that is
 * how XGBoost compares them. Throws where a column is cut at more than 254 places.
 */
export function importXgboost({ objective, base_score: score, trees }: XgboostModel, names: string[]): TreeEnsemble {
  const cuts = names.map((_, column) => thresholdsOf(trees, column));
  const features = names.map((name, column): NumericBins => {
    if (cuts[column]!.length > 254) throw new Error(`column ${name} is cut at ${cuts[column]!.length} places`);
    // XGBoost goes left below a threshold, a bin ends with its edge.
    return { kind: 'numeric', name, edges: Float64Array.from(cuts[column]!, floatBelow) };
  });
  const base = objective === 'binary:logistic' ? Math.log(score / (1 - score)) : score;
  return { features, base, trees: trees.map((tree) => importTree(tree, cuts)) };
}

function isLeaf(tree: XgboostTree, node: number): boolean {
  return tree.left_children[node] === -1;
}

function thresholdsOf(trees: XgboostTree[], column: number): number[] {
  const found = new Set<number>();
  for (const tree of trees)
    for (const [node, threshold] of tree.split_conditions.entries())
      if (!isLeaf(tree, node) && tree.split_indices[node] === column) found.add(Math.fround(threshold));
  return [...found].sort((a, b) => a - b);
}

function importTree(tree: XgboostTree, cuts: number[][]): Tree {
  const nodes = [...tree.left_children.keys()];
  const leftBins = new Uint32Array(WORDS * nodes.length);
  for (const node of nodes) {
    if (isLeaf(tree, node)) continue;
    const last = cuts[tree.split_indices[node]!]!.indexOf(Math.fround(tree.split_conditions[node]!)) + 1;
    for (let bin = tree.default_left[node] ? 0 : 1; bin <= last; bin += 1)
      leftBins[node * WORDS + (bin >> 5)]! |= 1 << (bin & 31);
  }
  return {
    feature: Int16Array.from(nodes, (node) => (isLeaf(tree, node) ? LEAF : tree.split_indices[node]!)),
    leftBins,
    left: Int32Array.from(nodes, (node) => (isLeaf(tree, node) ? 0 : tree.left_children[node]!)),
    right: Int32Array.from(nodes, (node) => (isLeaf(tree, node) ? 0 : tree.right_children[node]!)),
    value: Float64Array.from(nodes, (node) => (isLeaf(tree, node) ? Math.fround(tree.split_conditions[node]!) : 0)),
    cover: Float64Array.from(tree.sum_hessian),
    gain: Float64Array.from(tree.loss_changes),
  };
}

/** The next 32-bit float below. */
function floatBelow(value: number): number {
  const float = Float32Array.of(value);
  const bits = new Int32Array(float.buffer);
  if (float[0] === 0) return -(2 ** -149);
  bits[0]! += float[0]! > 0 ? -1 : 1;
  return float[0]!;
}
