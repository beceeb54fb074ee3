import { normalCritical, normalP } from './distributions.js';
import { CONFIDENCE, NO_COMPARISON, type Comparison } from './estimate.js';
import { aroundDifference, combineErrors, requireSummary, type MeanSummary } from './means.js';
import { requireShare, type Share } from './proportions.js';

/** Four groups: who was treated and who was not, before and after. */
export interface TwoByTwo<Sample> {
  treated: { before: Sample; after: Sample };
  control: { before: Sample; after: Sample };
}

/**
 * Change of the treated minus change of the control group, of four independent samples (Card and Krueger 1994). Interval by t with the
 * degrees of freedom of Welch and Satterthwaite. Nulls as in `compareMeans`. Throws `statistics.bad-input`.
 */
export function compareChangesOfMeans(groups: TwoByTwo<MeanSummary>, confidence = CONFIDENCE): Comparison {
  const samples = cells(groups);
  for (const sample of samples) requireSummary(sample);
  if (samples.some(({ n }) => n === 0)) return NO_COMPARISON;
  const difference = changeOfChanges(samples.map(({ mean }) => mean));
  const spread = combineErrors(samples);
  return spread === null
    ? { difference, interval: null, p: null }
    : { difference, ...aroundDifference(difference, spread, confidence) };
}

/** The same of four shares: Wald interval and z test, unpooled. Interval and p are null when no share varies. Throws `statistics.bad-input`. */
export function compareChangesOfShares(groups: TwoByTwo<Share>, confidence = CONFIDENCE): Comparison {
  const samples = cells(groups);
  for (const sample of samples) requireShare(sample);
  if (samples.some(({ n }) => n === 0)) return NO_COMPARISON;
  const rates = samples.map(({ successes, n }) => successes / n);
  const difference = changeOfChanges(rates);
  const variance = samples.reduce((sum, { n }, i) => sum + ((rates[i] ?? 0) * (1 - (rates[i] ?? 0))) / n, 0);
  if (variance === 0) return { difference, interval: null, p: null };
  const error = Math.sqrt(variance);
  const half = normalCritical(confidence) * error;
  return { difference, interval: { low: difference - half, high: difference + half }, p: normalP(difference / error) };
}

function cells<Sample>({ treated, control }: TwoByTwo<Sample>): Sample[] {
  return [treated.before, treated.after, control.before, control.after];
}

function changeOfChanges([treatedBefore = 0, treatedAfter = 0, controlBefore = 0, controlAfter = 0]: number[]): number {
  return treatedAfter - treatedBefore - (controlAfter - controlBefore);
}
