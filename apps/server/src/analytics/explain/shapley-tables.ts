import { LEAF, type Tree } from '../trees/tree.js';
import { gaussLegendre, type Quadrature } from './gauss-legendre.js';

/** What a row does at a node: it left the way there at an earlier question about the same column, or it goes to one side. */
export const ASTRAY = 0;
export const GOES_LEFT = 1;
export const GOES_RIGHT = 2;
/** Number of the states above. */
export const STATES = 3;

/**
 * A tree made ready for `explainRows`. Only nodes that ask are kept, "asks" below, parents before children; tables are indexed
 * `(STATES × ask + state) × points + point`.
 *
 * With a share t of the columns known, a leaf is expected to be reached with the product, over the columns on its way, of t × (the row
 * satisfies it) + (1 − t) × (share of the training rows that do). A column's Shapley value is the integral over t of what knowing it
 * changes, a polynomial in t, so that few Gauss-Legendre points give it exactly.
 */
export interface ShapleyTables {
  /** Number of quadrature points: half as many as the most columns on one way, rounded up. */
  points: number;
  /** Column that is asked, and the node of the tree that asks. */
  feature: Int16Array;
  node: Int32Array;
  /** Place of the ask above, −1 for the first one. */
  parent: Int32Array;
  /** Place of the last ask above about the same column, −1 for none, and the state that goes on from there to this one. */
  asked: Int32Array;
  askedState: Uint8Array;
  /** By the state of the parent: factor from the expectation of reaching the parent to that of reaching this one. */
  reach: Float64Array;
  /** By the state of the parent: what the values below this one bring the parent's column. */
  credit: Float64Array;
  /** By the state of this one: expected value, and credit to its column, of those of its children that are leaves. */
  leafValue: Float64Array;
  leafCredit: Float64Array;
  /** Expectation of the tree over its training rows. */
  expected: number;
}

interface Way {
  /** Known so far about the column: the share of training rows that satisfy it, before and after the edge. */
  before: number;
  after: number;
  share: number;
}

/** Prepares a tree. A node that no training row reached counts its children as equally likely. O(nodes × depth). */
export function shapleyTables(tree: Tree): ShapleyTables {
  const asks = layOut(tree);
  const { points, weights } = gaussLegendre(Math.max(1, Math.ceil(asks.width / 2)));
  const size = asks.node.length * STATES * points.length;
  const tables: ShapleyTables = {
    ...asks,
    points: points.length,
    reach: new Float64Array(size),
    credit: new Float64Array(size),
    leafValue: new Float64Array(size),
    leafCredit: new Float64Array(size),
    expected: expectation(tree),
  };
  const known = new Float64Array(tree.feature.length).fill(1);
  for (let ask = 0; ask < asks.node.length; ask += 1) {
    const node = asks.node[ask]!;
    const earlier = asks.asked[ask]!;
    const before = earlier < 0 ? 1 : known[childOn(tree, asks.node[earlier]!, asks.askedState[ask]!)]!;
    for (const side of [GOES_LEFT, GOES_RIGHT]) {
      const child = childOn(tree, node, side);
      const share = shareOfCover(tree, node, child);
      known[child] = before * share;
      const way: Way = { before, after: known[child]!, share };
      if (tree.feature[child] === LEAF) addLeaf(tables, ask, edge(way, side, { points, weights }), tree.value[child]!);
      else setEdge(tables, asks.place[child]!, edge(way, side, { points, weights }));
    }
  }
  return tables;
}

type Layout = Pick<ShapleyTables, 'feature' | 'node' | 'parent' | 'asked' | 'askedState'> & {
  /** Place of each node of the tree among the asks. */
  place: Int32Array;
  /** Most columns on one way. */
  width: number;
};

function layOut(tree: Tree): Layout {
  const node = Int32Array.from(tree.feature.keys()).filter((each) => tree.feature[each] !== LEAF);
  const place = new Int32Array(tree.feature.length).fill(-1);
  for (const [ask, each] of node.entries()) place[each] = ask;
  const feature = Int16Array.from(node, (each) => tree.feature[each]!);
  const parent = new Int32Array(node.length).fill(-1);
  const side = new Uint8Array(node.length);
  const asked = new Int32Array(node.length).fill(-1);
  const askedState = new Uint8Array(node.length);
  const columns = new Int32Array(node.length);
  let width = 0;
  for (let ask = 0; ask < node.length; ask += 1) {
    for (const state of [GOES_LEFT, GOES_RIGHT]) {
      const child = place[childOn(tree, node[ask]!, state)]!;
      if (child < 0) continue;
      parent[child] = ask;
      side[child] = state;
    }
    let at = ask;
    while (parent[at]! >= 0 && feature[parent[at]!] !== feature[ask]) at = parent[at]!;
    asked[ask] = parent[at]!;
    askedState[ask] = side[at]!;
    columns[ask] = (parent[ask]! < 0 ? 0 : columns[parent[ask]!]!) + (asked[ask]! < 0 ? 1 : 0);
    width = Math.max(width, columns[ask]!);
  }
  return { feature, node, parent, asked, askedState, place, width };
}

function childOn({ left, right }: Tree, node: number, side: number): number {
  return side === GOES_LEFT ? left[node]! : right[node]!;
}

function shareOfCover({ cover }: Tree, node: number, child: number): number {
  return cover[node]! > 0 ? cover[child]! / cover[node]! : 0.5;
}

function expectation(tree: Tree): number {
  const reached = new Float64Array(tree.feature.length);
  reached[0] = 1;
  let sum = 0;
  for (let node = 0; node < reached.length; node += 1) {
    if (tree.feature[node] === LEAF) sum += reached[node]! * tree.value[node]!;
    else
      for (const child of [tree.left[node]!, tree.right[node]!])
        reached[child] = reached[node]! * shareOfCover(tree, node, child);
  }
  return sum;
}

/** Factor and credit of one edge, indexed `state × points + point`. */
interface Edge {
  reach: Float64Array;
  credit: Float64Array;
}

function edge({ before, after, share }: Way, side: number, { points, weights }: Quadrature): Edge {
  const count = points.length;
  const reach = new Float64Array(STATES * count);
  const credit = new Float64Array(STATES * count);
  for (let k = 0; k < count; k += 1) {
    const t = points[k]!;
    const unknown = 1 - t;
    const was = t + unknown * before;
    const wasCredit = (1 - before) / was;
    const followed = t + unknown * after;
    const other = GOES_LEFT + GOES_RIGHT - side;
    reach[ASTRAY * count + k] = share;
    reach[side * count + k] = followed / was;
    credit[side * count + k] = weights[k]! * ((1 - after) / followed - wasCredit);
    reach[other * count + k] = (unknown * after) / was;
    credit[other * count + k] = weights[k]! * (-1 / unknown - wasCredit);
  }
  return { reach, credit };
}

function setEdge({ reach, credit, points }: ShapleyTables, child: number, made: Edge): void {
  reach.set(made.reach, child * STATES * points);
  credit.set(made.credit, child * STATES * points);
}

function addLeaf({ leafValue, leafCredit, points }: ShapleyTables, ask: number, made: Edge, value: number): void {
  const from = ask * STATES * points;
  for (let i = 0; i < STATES * points; i += 1) {
    leafValue[from + i]! += made.reach[i]! * value;
    leafCredit[from + i]! += made.credit[i]! * made.reach[i]! * value;
  }
}
