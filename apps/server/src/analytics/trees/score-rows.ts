import type { BinnedTable } from '../features/bins.js';
import { shareOf, type Member } from '../member.js';
import { findLeaf, type TreeEnsemble } from './tree.js';

export interface ScoreInput {
  ensemble: TreeEnsemble;
  binned: BinnedTable;
  /** Room for one raw prediction a row, over shared memory. */
  raw: Float64Array;
}

/** Kernel: raw predictions of all rows into `raw`, each member its share of the rows. O(rows × trees × depth ÷ members). */
export function scoreRows({ ensemble, binned, raw }: ScoreInput, member: Member): void {
  const [from, to] = shareOf(member, binned.rows);
  raw.fill(ensemble.base, from, to);
  for (const [done, tree] of ensemble.trees.entries()) {
    for (let row = from; row < to; row += 1) raw[row]! += tree.value[findLeaf(tree, binned.columns, row)]!;
    member.progress((done + 1) / ensemble.trees.length);
  }
}
