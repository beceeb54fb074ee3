import type { BinnedTable } from '../features/bins.js';
import { shareOf, type Member } from '../member.js';
import { WORDS, type Tree, type TreeEnsemble } from '../trees/tree.js';
import { ASTRAY, GOES_LEFT, GOES_RIGHT, shapleyTables, STATES, type ShapleyTables } from './shapley-tables.js';

export interface ExplainInput {
  ensemble: TreeEnsemble;
  binned: BinnedTable;
  /** Rows of `binned` to explain, in this order; all of them when left out. */
  rows?: Uint32Array;
  /** Room for explained rows × features, row-major, over shared memory where there are several members; what was in it is lost. */
  contributions: Float64Array;
}

/** Rows whose way through a tree is kept at a time. */
const BLOCK = 256;

/**
 * Kernel: exact path-dependent TreeSHAP (Lundberg, Erion, Lee 2018; Lundberg et al. 2020). Writes what each column adds to the raw prediction
 * of a row into `contributions`, each member its share of the rows, and returns the base: the expectation over the training rows, weighted by
 * `cover`. Base + contributions of a row = its raw prediction. Shapley weights are integrated by Gauss-Legendre quadrature (Owen's
 * multilinear extension, 1972; Wettenstein, Mitchell, Yu 2026), with as many points as make it exact, so nothing is approximated.
 * O(rows × nodes × columns on the longest way ÷ 2 ÷ members).
 */
export function explainRows({ ensemble, binned, rows, contributions }: ExplainInput, member: Member): number {
  const width = binned.columns.length;
  const [from, to] = shareOf(member, rows?.length ?? binned.rows);
  contributions.fill(0, from * width, to * width);
  let base = ensemble.base;
  for (const [done, tree] of ensemble.trees.entries()) {
    const tables = shapleyTables(tree);
    base += tables.expected;
    const states = new Uint8Array(tables.node.length * BLOCK);
    const scratch = new Float64Array(tables.node.length * (2 * tables.points + 1));
    for (let start = from; start < to; start += BLOCK) {
      const count = Math.min(BLOCK, to - start);
      followRows(tree, tables, binned.columns, rows, start, count, states);
      addContributions(tables, states, count, contributions.subarray(start * width), width, scratch);
    }
    member.progress((done + 1) / ensemble.trees.length);
  }
  return base;
}

/** States of rows `start` to `start + count − 1` at each ask, into `states[ask × BLOCK + i]`. */
function followRows(
  { leftBins }: Tree,
  { node, feature, asked, askedState }: ShapleyTables,
  columns: readonly Uint8Array[],
  rows: Uint32Array | undefined,
  start: number,
  count: number,
  states: Uint8Array,
): void {
  for (let ask = 0; ask < node.length; ask += 1) {
    const column = columns[feature[ask]!]!;
    const words = node[ask]! * WORDS;
    const earlier = asked[ask]! * BLOCK;
    const goesOn = askedState[ask]!;
    const into = ask * BLOCK;
    for (let i = 0; i < count; i += 1) {
      const bin = column[rows ? rows[start + i]! : start + i]!;
      const isLeft = (leftBins[words + (bin >> 5)]! >>> (bin & 31)) & 1;
      const isAstray = earlier >= 0 && states[earlier + i] !== goesOn;
      states[into + i] = isAstray ? ASTRAY : isLeft ? GOES_LEFT : GOES_RIGHT;
    }
  }
}

/** Down the tree the expectations of reaching each ask, up again the expected values below it, at each quadrature point. */
function addContributions(
  { points, feature, parent, reach, credit, leafValue, leafCredit }: ShapleyTables,
  states: Uint8Array,
  count: number,
  contributions: Float64Array,
  width: number,
  scratch: Float64Array,
): void {
  const asks = parent.length;
  const below = asks * points;
  const credits = 2 * below;
  for (let i = 0; i < count; i += 1) {
    for (let ask = 0; ask < asks; ask += 1) {
      const above = parent[ask]!;
      const own = (ask * STATES + states[ask * BLOCK + i]!) * points;
      const edge = above < 0 ? 0 : (ask * STATES + states[above * BLOCK + i]!) * points;
      const here = ask * points;
      let sum = 0;
      for (let k = 0; k < points; k += 1) {
        const reached = above < 0 ? 1 : scratch[above * points + k]! * reach[edge + k]!;
        scratch[here + k] = reached;
        scratch[below + here + k] = reached * leafValue[own + k]!;
        sum += reached * leafCredit[own + k]!;
      }
      scratch[credits + ask] = sum;
    }
    for (let ask = asks - 1; ask >= 0; ask -= 1) {
      contributions[i * width + feature[ask]!]! += scratch[credits + ask]!;
      const above = parent[ask]!;
      if (above < 0) continue;
      const edge = (ask * STATES + states[above * BLOCK + i]!) * points;
      let sum = 0;
      for (let k = 0; k < points; k += 1) {
        const value = scratch[below + ask * points + k]!;
        scratch[below + above * points + k]! += value;
        sum += value * credit[edge + k]!;
      }
      scratch[credits + above]! += sum;
    }
  }
}
