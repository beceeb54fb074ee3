import { requireRule, type RuleCounts } from './rule-measures.js';

/** Outcomes as likely as the one seen count as such although rounding sets them apart; as in R. */
const ALIKE = 1 + 1e-7;

/** What is so much less likely than the one seen adds nothing that a double could hold. */
const NOTHING = 1e-20;

/**
 * Two-sided p-value that conditions and outcome have nothing to do with each other, by the exact hypergeometric distribution of `both`:
 * the probability of all values that are no more likely than the one seen (R. A. Fisher 1935). Null where the counts leave but one value.
 * Time grows with the spread of the distribution, about √covered. Throws `statistics.bad-input`.
 */
export function fisherExactP(counts: RuleCounts): number | null {
  requireRule(counts);
  const { rows, outcomes, covered, both } = counts;
  const low = Math.max(0, covered + outcomes - rows);
  const high = Math.min(covered, outcomes);
  if (low === high) return null;
  /** P(k + 1) ÷ P(k). */
  const ratio = (k: number) => ((covered - k) * (outcomes - k)) / ((k + 1) * (rows - covered - outcomes + k + 1));
  const mode = Math.min(high, Math.max(low, Math.floor(((covered + 1) * (outcomes + 1)) / (rows + 2))));
  // All weights are relative to that of the most likely value.
  let seen = 1;
  for (let k = mode; k < both; k += 1) seen *= ratio(k);
  for (let k = mode; k > both; k -= 1) seen /= ratio(k - 1);
  let all = 0;
  let asRare = 0;
  const add = (weight: number) => {
    all += weight;
    if (weight <= seen * ALIKE) asRare += weight;
    return weight > seen * NOTHING;
  };
  add(1);
  for (let k = mode, weight = 1; k < high; k += 1) if (!add((weight *= ratio(k)))) break;
  for (let k = mode, weight = 1; k > low; k -= 1) if (!add((weight /= ratio(k - 1)))) break;
  return Math.min(1, asRare / all);
}
