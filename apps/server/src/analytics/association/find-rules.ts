import type { Member } from '../member.js';
import { mineRules, type MinedRules, type MiningInput } from './mine-rules.js';
import { selectRules, type RuleSelection, type SelectionOptions } from './select-rules.js';

export interface RuleSearch extends MiningInput, SelectionOptions {
  /** Sums over all cells, those that meet no condition too. */
  totals: Float64Array;
}

/** All rules and which of them were chosen; see `mineRules` and `selectRules`. One member does all of it. */
export function findRules(search: RuleSearch, { progress }: Pick<Member, 'progress'>): [MinedRules, RuleSelection] {
  const mined = mineRules(search, (share) => progress(0.7 * share));
  progress(0.7);
  return [mined, selectRules(mined, search.table.columns, search.totals, search)];
}
