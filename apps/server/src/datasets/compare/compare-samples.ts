import { compareChangesOfMeans, compareChangesOfShares } from '../../analytics/statistics/difference-in-differences.js';
import type { Comparison } from '../../analytics/statistics/estimate.js';
import { compareMeans, comparePairs, summarize, type MeanSummary } from '../../analytics/statistics/means.js';
import { compareShares, type Share } from '../../analytics/statistics/proportions.js';

export type Method = 'newcombe' | 'welch' | 'paired' | 'did_share' | 'did_mean';

/** Values of one measure: base and other of the treated, then of the control group where there is one. Shares are 1 and 0. */
export type Samples = readonly Float64Array[];

/** One measure of two groups, compared. Values are null where a group is empty. */
export interface Effect {
  method: Method;
  sizes: [base: number, other: number];
  base: number | null;
  other: number | null;
  /** Change of the control group, where there is one. */
  controlChange: number | null;
  comparison: Comparison;
  /** Fewest rows of a group; of a share also 6 × the fewest yes or no, so that 5 of them weigh as 30 rows. */
  smallest: number;
}

const ROWS_PER_EVENT = 6;

/** Compares shares of yes. O(n). */
export function compareShareSamples(samples: Samples): Effect {
  const shares = samples.map((values): Share => ({
    successes: values.reduce((sum, each) => sum + each, 0),
    n: values.length,
  }));
  const [base, other, controlBase, controlOther] = shares as [Share, Share, Share?, Share?];
  const rates = shares.map(({ successes, n }) => (n === 0 ? null : successes / n));
  const control = controlBase && controlOther && { before: controlBase, after: controlOther };
  return {
    ...sizesAndLevels(samples, rates),
    method: control ? 'did_share' : 'newcombe',
    comparison: control
      ? compareChangesOfShares({ treated: { before: base, after: other }, control })
      : compareShares(base, other),
    smallest: Math.min(
      ...shares.flatMap(({ successes, n }) => [n, ROWS_PER_EVENT * successes, ROWS_PER_EVENT * (n - successes)]),
    ),
  };
}

/** Compares means. The values are sorted first, so that the order of the rows does not reach the last digit. O(n log n). */
export function compareMeanSamples(samples: Samples): Effect {
  const summaries = samples.map((values): MeanSummary => summarize(values.toSorted()) ?? { n: 0, mean: 0, sd: null });
  const [base, other, controlBase, controlOther] = summaries as [MeanSummary, MeanSummary, MeanSummary?, MeanSummary?];
  const control = controlBase && controlOther && { before: controlBase, after: controlOther };
  return {
    ...sizesAndLevels(
      samples,
      summaries.map(({ n, mean }) => (n === 0 ? null : mean)),
    ),
    method: control ? 'did_mean' : 'welch',
    comparison: control
      ? compareChangesOfMeans({ treated: { before: base, after: other }, control })
      : compareMeans(base, other),
    smallest: Math.min(...summaries.map(({ n }) => n)),
  };
}

/** Compares means within units: `samples[0][i]` and `samples[1][i]` are of the same one. */
export function comparePairedSamples(samples: Samples): Effect {
  const [base, other] = samples as [Float64Array, Float64Array];
  const differences = other.map((value, i) => value - base[i]!).toSorted();
  const meanOf = (values: Float64Array) => summarize(values.toSorted())?.mean ?? null;
  return {
    ...sizesAndLevels(samples, [meanOf(base), meanOf(other)]),
    method: 'paired',
    comparison: comparePairs(summarize(differences) ?? { n: 0, mean: 0, sd: null }),
    smallest: base.length,
  };
}

function sizesAndLevels(samples: Samples, levels: (number | null)[]) {
  const [base = null, other = null, controlBase = null, controlOther = null] = levels;
  return {
    sizes: [samples[0]!.length, samples[1]!.length] as [number, number],
    base,
    other,
    controlChange: controlBase === null || controlOther === null ? null : controlOther - controlBase,
  };
}
