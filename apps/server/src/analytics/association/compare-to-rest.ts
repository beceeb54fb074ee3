import { NO_COMPARISON, type Comparison } from '../statistics/estimate.js';
import { compareShares } from '../statistics/proportions.js';
import { fisherExactP } from './fisher-exact.js';
import { requireRule, type RuleCounts } from './rule-measures.js';

/** Below so many expected cases in a cell of the 2 × 2 table the normal distribution is no good stand-in (Cochran 1954). */
const EXPECTED = 5;

/**
 * Rate of the rule less the rate of all other rows, which are disjoint groups: Newcombe's interval, and p by the pooled z test or, where a cell
 * of the table is expected to hold fewer than five, by Fisher's exact test. All null when the rule covers no row or every row.
 */
export function compareToRest(counts: RuleCounts): Comparison {
  requireRule(counts);
  const { rows, outcomes, covered, both } = counts;
  if (covered === 0 || covered === rows) return NO_COMPARISON;
  const rest = { successes: outcomes - both, n: rows - covered };
  const comparison = compareShares(rest, { successes: both, n: covered });
  const smallest = (Math.min(covered, rows - covered) * Math.min(outcomes, rows - outcomes)) / rows;
  return smallest < EXPECTED ? { ...comparison, p: fisherExactP(counts) } : comparison;
}
