import { badInput } from '../features/feature-table.js';
import { dealRows, type Dealing } from './deal-rows.js';
import { splitByPart, type Split } from './split.js';

/**
 * k folds of one size, each tested once: stratified by `classes`, not tearing `groups`, by hashed `keys` and `seed` (see `dealRows`).
 * Throws `model.bad-input` for k below 2 and for a class with fewer than k rows or groups.
 */
export function splitFolds(dealing: Dealing, k: number): Split[] {
  if (!Number.isInteger(k) || k < 2) throw badInput(`${k} folds; there must be 2 or more`);
  const shares = Array.from({ length: k }, () => 1 / k);
  return splitByPart(dealRows(dealing, shares), k);
}

/** One split with `share` (above 0, below 1) of the rows to test, else as `splitFolds`. */
export function holdOut(dealing: Dealing, share: number): Split {
  if (!(share > 0 && share < 1)) throw badInput(`a share of ${share} to test; it must be between 0 and 1`);
  return splitByPart(dealRows(dealing, [share, 1 - share]), 1)[0]!;
}
