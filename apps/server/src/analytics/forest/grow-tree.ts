import type { Random } from '../random.js';
import { LEAF, WORDS, type Tree } from '../trees/tree.js';
import { improveSplit, type DrawnRows, type NodeRows, type Split, type SplitSearch } from './find-split.js';
import { TreeBuilder } from './tree-builder.js';

/** How trees are grown; `scratch` is memory that each tree uses anew, as long as the drawn rows. */
export interface TreePlan {
  search: SplitSearch;
  triedColumns: number;
  maxDepth: number;
  scratch: DrawnRows;
}

/** A node that waits to be split or to become a leaf. */
interface Waiting {
  node: number;
  depth: number;
  rows: NodeRows;
}

/**
 * One tree of a random forest (Breiman 2001) over the first `count` drawn rows. Each split chooses among columns drawn for it; while none
 * of them can divide the node, further ones are drawn. A node ends as a leaf when its rows have one target, at `maxDepth`, or when no
 * column divides it. A leaf's value is its mean target. O(rows × tried columns × depth).
 */
export function growTree({ search, triedColumns, maxDepth, scratch }: TreePlan, count: number, random: Random): Tree {
  const { drawn, columns } = search;
  const tree = new TreeBuilder();
  const order = Uint16Array.from(columns.keys());
  const best: Split = { score: 0, feature: LEAF, leftBins: new Uint32Array(WORDS) };
  const waiting: Waiting[] = [{ node: tree.add(), depth: 0, rows: sumRows(drawn, 0, count) }];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { node, depth, rows } = next;
    tree.cover[node] = rows.weight;
    best.score = -Infinity;
    if (depth < maxDepth && !isPure(drawn, rows)) {
      for (let tried = 0; tried < order.length && (tried < triedColumns || best.score === -Infinity); tried += 1) {
        const at = tried + random.below(order.length - tried);
        [order[tried], order[at]] = [order[at]!, order[tried]!];
        improveSplit(best, search, rows, order[tried]!);
      }
    }
    if (best.score === -Infinity) {
      tree.value[node] = rows.sum / rows.weight;
      continue;
    }
    const middle = divideRows(drawn, scratch, rows, columns[best.feature]!, best.leftBins);
    const [left, right] = tree.split(node, best, Math.max(0, best.score - rows.sum ** 2 / rows.weight));
    waiting.push({ node: right, depth: depth + 1, rows: sumRows(drawn, middle, rows.to) });
    waiting.push({ node: left, depth: depth + 1, rows: sumRows(drawn, rows.from, middle) });
  }
  return tree.finish();
}

function sumRows({ weights, targets }: DrawnRows, from: number, to: number): NodeRows {
  let [weight, sum] = [0, 0];
  for (let i = from; i < to; i += 1) {
    weight += weights[i]!;
    sum += weights[i]! * targets[i]!;
  }
  return { from, to, weight, sum };
}

function isPure({ targets }: DrawnRows, { from, to }: NodeRows): boolean {
  for (let i = from + 1; i < to; i += 1) if (targets[i] !== targets[from]) return false;
  return true;
}

/** Moves the rows that go left before the others, each side in the order it was; returns where the right side begins. */
function divideRows(
  drawn: DrawnRows,
  scratch: DrawnRows,
  { from, to }: NodeRows,
  column: Uint8Array,
  leftBins: Uint32Array,
): number {
  const { rows, weights, targets } = drawn;
  let middle = from;
  let right = 0;
  for (let i = from; i < to; i += 1) {
    const row = rows[i]!;
    const bin = column[row]!;
    if ((leftBins[bin >> 5]! >>> (bin & 31)) & 1) {
      rows[middle] = row;
      weights[middle] = weights[i]!;
      targets[middle] = targets[i]!;
      middle += 1;
    } else {
      scratch.rows[right] = row;
      scratch.weights[right] = weights[i]!;
      scratch.targets[right] = targets[i]!;
      right += 1;
    }
  }
  for (let i = 0; i < right; i += 1) {
    rows[middle + i] = scratch.rows[i]!;
    weights[middle + i] = scratch.weights[i]!;
    targets[middle + i] = scratch.targets[i]!;
  }
  return middle;
}
