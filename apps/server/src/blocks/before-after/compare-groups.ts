import { compareChangesOfMeans, compareChangesOfShares } from '../../analytics/statistics/difference-in-differences.js';
import type { Comparison } from '../../analytics/statistics/estimate.js';
import { compareMeans, comparePairs, type MeanSummary } from '../../analytics/statistics/means.js';
import { compareShares, type Share } from '../../analytics/statistics/proportions.js';
import { AppError } from '../../common/errors.js';
import type { QueryResult, Value } from '../../common/value.js';
import type { MeasureSpec } from '../../content/spec/before-after.js';
import { numberIn } from '../ask-block.js';

/** Rows of the query by group; the control group's only where there is one. */
export interface Groups {
  before: Value[];
  after: Value[];
  controlBefore?: Value[];
  controlAfter?: Value[];
}

export type Method = 'newcombe' | 'welch' | 'paired' | 'did_share' | 'did_mean';

/** One measure of the groups, compared. */
export interface Effect {
  before: number | null;
  after: number | null;
  /** Change of the control group, where there is one. */
  controlChange: number | null;
  comparison: Comparison;
  /** Cases before and after; with a control group, of the treated and of the others. */
  sizes: [number, number];
  /** Fewest cases in a group; of a share, also 6 × the fewest successes or failures, so that 5 of them weigh as 30 cases. */
  smallest: number;
  method: Method;
}

const CASES_PER_EVENT = 6;

/** Compares one measure. Throws AppError `block.no-number`, `block.unknown-column`, `before-after.unpaired`, `statistics.bad-input`. */
export function compareGroups(measure: MeasureSpec, groups: Groups, result: QueryResult, block: string): Effect {
  const read = (row: Value[] | undefined, name: string): number | null =>
    row === undefined ? null : numberIn(result, row, name, block);
  const { share, mean } = measure;
  if (share !== undefined) {
    return compareShareGroups(groups, (row) => ({
      successes: read(row, share.successes) ?? 0,
      n: read(row, share.n) ?? 0,
    }));
  }
  if (mean === undefined) throw new AppError('before-after.no-measure', `a measure of block "${block}" has no columns`);
  const summary = (row: Value[] | undefined): MeanSummary => {
    const average = read(row, mean.mean);
    return { n: average === null ? 0 : (read(row, mean.n) ?? 0), mean: average ?? 0, sd: read(row, mean.sd) };
  };
  return mean.paired ? comparePairedGroups(groups, summary, block) : compareMeanGroups(groups, summary);
}

function compareShareGroups(groups: Groups, read: (row: Value[] | undefined) => Share): Effect {
  const all = [groups.before, groups.after, groups.controlBefore, groups.controlAfter].map(read);
  const [before, after, controlBefore, controlAfter] = all as [Share, Share, Share, Share];
  const rate = ({ successes, n }: Share): number | null => (n === 0 ? null : successes / n);
  const hasControl = groups.controlBefore !== undefined;
  const used = hasControl ? all : [before, after];
  return {
    before: rate(before),
    after: rate(after),
    controlChange: hasControl ? difference(rate(controlBefore), rate(controlAfter)) : null,
    comparison: hasControl
      ? compareChangesOfShares({
          treated: { before, after },
          control: { before: controlBefore, after: controlAfter },
        })
      : compareShares(before, after),
    sizes: hasControl ? [before.n + after.n, controlBefore.n + controlAfter.n] : [before.n, after.n],
    smallest: Math.min(
      ...used.flatMap(({ successes, n }) => [n, successes * CASES_PER_EVENT, (n - successes) * CASES_PER_EVENT]),
    ),
    method: hasControl ? 'did_share' : 'newcombe',
  };
}

function compareMeanGroups(groups: Groups, read: (row: Value[] | undefined) => MeanSummary): Effect {
  const all = [groups.before, groups.after, groups.controlBefore, groups.controlAfter].map(read);
  const [before, after, controlBefore, controlAfter] = all as [MeanSummary, MeanSummary, MeanSummary, MeanSummary];
  const hasControl = groups.controlBefore !== undefined;
  return {
    before: meanOf(before),
    after: meanOf(after),
    controlChange: hasControl ? difference(meanOf(controlBefore), meanOf(controlAfter)) : null,
    comparison: hasControl
      ? compareChangesOfMeans({
          treated: { before, after },
          control: { before: controlBefore, after: controlAfter },
        })
      : compareMeans(before, after),
    sizes: hasControl ? [before.n + after.n, controlBefore.n + controlAfter.n] : [before.n, after.n],
    smallest: Math.min(...(hasControl ? all : [before, after]).map(({ n }) => n)),
    method: hasControl ? 'did_mean' : 'welch',
  };
}

function comparePairedGroups(groups: Groups, read: (row: Value[] | undefined) => MeanSummary, block: string): Effect {
  const [before, after] = [read(groups.before), read(groups.after)];
  if (before.n !== after.n) {
    throw new AppError('before-after.unpaired', `block "${block}" pairs ${before.n} cases with ${after.n}`, {
      hint: 'a paired measure needs the same cases in both groups; leave `paired` out where they are others',
    });
  }
  return {
    before: meanOf(before),
    after: meanOf(after),
    controlChange: null,
    comparison: comparePairs({ n: after.n, mean: after.mean - before.mean, sd: after.sd }),
    sizes: [before.n, after.n],
    smallest: after.n,
    method: 'paired',
  };
}

function meanOf({ n, mean }: MeanSummary): number | null {
  return n === 0 ? null : mean;
}

function difference(first: number | null, second: number | null): number | null {
  return first === null || second === null ? null : second - first;
}
