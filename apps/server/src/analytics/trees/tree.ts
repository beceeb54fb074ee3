import type { BinnedTable, FeatureBins } from '../features/bins.js';

/** Words of 32 bits that say of each of 256 bins whether it goes left. */
export const WORDS = 8;
/** In the place of a feature: the node is a leaf. */
export const LEAF = -1;

/** A binary tree in flat arrays; node 0 is the root, a child's number is above its parent's. */
export interface Tree {
  /** Index of the column that a node asks, or LEAF. */
  feature: Int16Array;
  /** Words `WORDS × node` to `WORDS × node + 7`: bit b (word b >> 5, bit b & 31) is 1 where bin b goes left; bin 0 is "missing". */
  leftBins: Uint32Array;
  left: Int32Array;
  right: Int32Array;
  /** What a leaf adds to the prediction; 0 in the others. */
  value: Float64Array;
  /** Weight of the training rows that came through the node. */
  cover: Float64Array;
  /** What the split brought the objective; 0 in leaves. */
  gain: Float64Array;
}

/** Trees that add up: raw prediction of a row = base + sum of the values of its leaves. A forest's values are divided by its size. */
export interface TreeEnsemble {
  features: readonly FeatureBins[];
  base: number;
  trees: readonly Tree[];
}

/** Whether rows of a bin go to the left child of a node. */
export function goesLeft({ leftBins }: Tree, node: number, bin: number): boolean {
  return ((leftBins[node * WORDS + (bin >> 5)]! >>> (bin & 31)) & 1) === 1;
}

/** Leaf that a row comes to. */
export function findLeaf(tree: Tree, columns: readonly Uint8Array[], row: number): number {
  const { feature, leftBins, left, right } = tree;
  let node = 0;
  for (let asked = feature[0]!; asked !== LEAF; asked = feature[node]!) {
    const bin = columns[asked]![row]!;
    node = (leftBins[node * WORDS + (bin >> 5)]! >>> (bin & 31)) & 1 ? left[node]! : right[node]!;
  }
  return node;
}

/** Raw predictions of all rows, one a row. O(rows × trees × depth). */
export function predictRaw({ base, trees }: TreeEnsemble, { rows, columns }: BinnedTable): Float64Array {
  const raw = new Float64Array(rows).fill(base);
  for (const tree of trees)
    for (let row = 0; row < rows; row += 1) raw[row]! += tree.value[findLeaf(tree, columns, row)]!;
  return raw;
}
