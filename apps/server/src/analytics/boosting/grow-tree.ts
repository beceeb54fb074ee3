import type { Member } from '../member.js';
import { bestFinding, postedSums } from './board.js';
import type { BoostingInput } from './boosting-input.js';
import { divideRows, type Divided, type RowOrder } from './divide-rows.js';
import { countRows, postBestSplit, subtractSlot, sumSlot, type Histograms } from './histograms.js';
import type { SlopeScale } from './slopes.js';
import type { NodeSums, Split } from './split.js';

/** A node of a tree in the making. */
export interface GrownNode {
  depth: number;
  /** Its rows: places `from` to `to` − 1 of the order. */
  from: number;
  to: number;
  sums: NodeSums;
  /** How it is split, or might be while the tree grows. */
  split: Split | null;
  /** Slot of its histograms while it might be split. */
  slot: number;
  /** Numbers of its children once it is split; 0 in leaves. */
  left: number;
  right: number;
}

/** What one tree is grown from. */
export interface TreeWork {
  histograms: Histograms;
  rowOrder: RowOrder;
  /** Rows of the tree: the first places of the order. */
  rows: number;
  /** 1 for the columns that the tree may ask. */
  asked: Uint8Array;
  scale: SlopeScale;
  member: Member;
}

/**
 * Grows one tree, best leaf first (H. Shi, Best-first decision tree learning, 2007): always the leaf whose split gains most, of equal ones
 * the oldest. Of two children the smaller one is counted, the other is its parent less it. All members together; each returns the
 * same nodes, children after their parents, and leaves the order sorted by leaf.
 */
export function growTree(work: TreeWork): GrownNode[] {
  const { histograms, rowOrder, member } = work;
  const { columns, board, settings } = histograms.input;
  const { maxLeaves } = settings;
  const free = Array.from({ length: maxLeaves - 1 }, (_, i) => maxLeaves - 1 - i);
  const root = growRoot(work);
  const nodes = [root];
  const open = root.split ? [root] : [];
  for (let leaves = 2; leaves <= maxLeaves && open.length > 0; leaves += 1) {
    const node = takeBest(open);
    const { feature, leftBins, left } = node.split!;
    const divided = divideRows(rowOrder, columns[feature]!, leftBins, [node.from, node.to], left.rows, member, board);
    const children = childrenOf(node);
    node.right = nodes.push(...children) - 1;
    node.left = node.right - 1;
    const hopeful = leaves < maxLeaves ? children.filter((child) => mayGrow(child, histograms.input)) : [];
    if (hopeful.length > 0) judge(work, node, children, hopeful, divided, free);
    else free.push(node.slot);
    member.meet();
    for (const [i, child] of hopeful.entries()) child.split = bestFinding(board, member.count, i);
    if (hopeful.length > 0) free.push(...children.filter((child) => !child.split).map(({ slot }) => slot));
    open.push(...hopeful.filter((child) => child.split));
  }
  // What was left open when the tree had its leaves is none of its splits.
  for (const node of open) node.split = null;
  return nodes;
}

function growRoot({ histograms, rows, asked, scale, member }: TreeWork): GrownNode {
  const { board } = histograms.input;
  countRows(histograms, asked, 0, histograms.plan.order, [[0, rows]]);
  const part = sumSlot(histograms, asked, scale, 0);
  postBestSplit(histograms, asked, scale, 0, part, member, 0);
  member.meet();
  const sums = postedSums(board, member.count, 0);
  const root: GrownNode = { depth: 0, from: 0, to: rows, sums, split: null, slot: 0, left: 0, right: 0 };
  if (mayGrow(root, histograms.input)) root.split = bestFinding(board, member.count, 0);
  return root;
}

function takeBest(open: GrownNode[]): GrownNode {
  let best = 0;
  for (let i = 1; i < open.length; i += 1) if (open[i]!.split!.gain > open[best]!.split!.gain) best = i;
  return open.splice(best, 1)[0]!;
}

function childrenOf({ depth, from, to, sums, split }: GrownNode): [GrownNode, GrownNode] {
  const { left } = split!;
  const right = {
    gradient: sums.gradient - left.gradient,
    hessian: sums.hessian - left.hessian,
    rows: sums.rows - left.rows,
  };
  const middle = from + left.rows;
  const child = { depth: depth + 1, split: null, slot: 0, left: 0, right: 0 };
  return [
    { ...child, from, to: middle, sums: left },
    { ...child, from: middle, to, sums: right },
  ];
}

function mayGrow({ depth, sums }: GrownNode, { settings }: BoostingInput): boolean {
  return sums.rows >= 2 * settings.minLeafRows && (settings.maxDepth === null || depth < settings.maxDepth);
}

/** Posts the best split of those children that may have one. */
function judge(
  { histograms, asked, scale, member }: TreeWork,
  parent: GrownNode,
  [left, right]: readonly [GrownNode, GrownNode],
  hopeful: readonly GrownNode[],
  divided: Divided,
  free: number[],
): void {
  const [smaller, larger] = left.sums.rows <= right.sums.rows ? [left, right] : [right, left];
  smaller.slot = free.pop()!;
  larger.slot = parent.slot;
  const { plan } = histograms;
  const [room, places] = smaller === left ? [plan.lefts, divided.lefts] : [plan.rights, divided.rights];
  countRows(histograms, asked, smaller.slot, room, places);
  subtractSlot(histograms, asked, larger.slot, smaller.slot);
  for (const [i, { slot, sums }] of hopeful.entries()) postBestSplit(histograms, asked, scale, slot, sums, member, i);
}
