import type { Member } from '../member.js';
import { LEAF, WORDS, type Tree } from '../trees/tree.js';
import type { BoostingInput } from './boosting-input.js';
import type { GrownNode } from './grow-tree.js';
import { quantileOf } from './quantile.js';

/**
 * Values its leaves and gives the tree its final form. All members together; leaves are shared out. A leaf says −gradient ÷ (hessian + l2)
 * (T. Chen, C. Guestrin, 2016) or, for a quantile, that quantile of what its rows lack (J. H. Friedman, Greedy function approximation,
 * 2001), times the learning rate.
 */
export function finishTree(
  input: BoostingInput,
  nodes: readonly GrownNode[],
  order: Uint32Array,
  member: Member,
): Tree {
  const { board } = input;
  const leaves = nodes.filter(({ left }) => left === 0);
  for (let leaf = member.index; leaf < leaves.length; leaf += member.count) {
    board.leafValues[leaf] = input.settings.learningRate * bestConstant(input, leaves[leaf]!, order);
    board.leafCovers[leaf] = coverOf(input, leaves[leaf]!, order);
  }
  member.meet();
  const tree = emptyTree(nodes.length);
  for (const [leaf, node] of leaves.entries()) {
    const at = nodes.indexOf(node);
    tree.value[at] = board.leafValues[leaf]!;
    tree.cover[at] = board.leafCovers[leaf]!;
  }
  // Children come after their parents, so from the end their covers are there.
  for (let at = nodes.length - 1; at >= 0; at -= 1) if (nodes[at]!.left > 0) fillSplit(tree, at, nodes[at]!);
  return tree;
}

function emptyTree(nodes: number): Tree {
  return {
    feature: new Int16Array(nodes).fill(LEAF),
    leftBins: new Uint32Array(nodes * WORDS),
    left: new Int32Array(nodes),
    right: new Int32Array(nodes),
    value: new Float64Array(nodes),
    cover: new Float64Array(nodes),
    gain: new Float64Array(nodes),
  };
}

/** Bins that no row of the node was in go where more of them went. */
function fillSplit(tree: Tree, at: number, { split, left, right }: GrownNode): void {
  const { feature, gain, leftBins, absentBins } = split!;
  const isLeftHeavier = tree.cover[left]! >= tree.cover[right]!;
  tree.feature[at] = feature;
  tree.gain[at] = gain;
  tree.left[at] = left;
  tree.right[at] = right;
  tree.cover[at] = tree.cover[left]! + tree.cover[right]!;
  for (let word = 0; word < WORDS; word += 1)
    tree.leftBins[at * WORDS + word] = leftBins[word]! | (isLeftHeavier ? absentBins[word]! : 0);
}

/**
 * In log odds, before the learning rate: where nearly all rows are of one class the hessian of a leaf is next to nothing, and Newton's step
 * goes hundreds too far (XGBoost's max_delta_step is against the same).
 */
const FURTHEST = 10;

function bestConstant(input: BoostingInput, { from, to, sums }: GrownNode, order: Uint32Array): number {
  const { target, weights, raw, settings } = input;
  if (settings.loss.kind !== 'quantile') {
    const curvature = sums.hessian + settings.l2;
    if (curvature === 0) return 0;
    const step = -sums.gradient / curvature;
    return settings.loss.kind === 'logistic' ? Math.min(FURTHEST, Math.max(-FURTHEST, step)) : step;
  }
  const rows = order.subarray(from, to);
  const lacks = Float64Array.from(rows, (row) => target[row]! - raw[row]!);
  return quantileOf(lacks, weights && Float64Array.from(rows, (row) => weights[row]!), settings.loss.alpha);
}

function coverOf({ weights }: BoostingInput, { from, to }: GrownNode, order: Uint32Array): number {
  if (!weights) return to - from;
  let cover = 0;
  for (let place = from; place < to; place += 1) cover += weights[order[place]!]!;
  return cover;
}
