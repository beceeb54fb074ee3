import { auroc } from '../judging/auroc.js';
import { regressionErrors } from '../judging/regression-errors.js';
import { tallyScores } from '../judging/tally.js';
import { spearman } from '../statistics/correlation.js';
import { rank } from '../statistics/ranks.js';
import { applyBins, countBins, fitBins, MAX_BINS, type BinnedTable } from './bins.js';
import { takeRows, type FeatureTable } from './feature-table.js';
import { orderByContent } from './order-by-content.js';

/** How well one column foretells the target of rows that it was not fitted to. */
export interface SoleScore {
  /** `auroc` for a target of 0 and 1, else `r2` of the target's ranks. */
  measure: 'auroc' | 'r2';
  score: number;
  /** From here the column is taken for a copy of the target. */
  limit: number;
  /** Rows judged. */
  rows: number;
}

const LIMITS = { auroc: 0.995, r2: 0.999 };
/** Rows to judge, and with a 0/1 target rows of each class, below which chance could reach the limit. */
const FEWEST_ROWS = { auroc: 5, r2: 20 };
/** A bin's mean rests on so many rows at least, on average. */
const ROWS_A_BIN = 20;
/** Bins that there may be even where rows are few. */
const FEWEST_BINS = 8;

/**
 * Scores each column by the mean target of its bins, fitted to one half of the rows and judged on the other, so that a column of noise
 * scores nothing. "Missing" is a bin: a value that is only there where the target is 1 is found. Targets that are not 0/1 are judged by
 * rank, which holds for any monotone copy; a measured column then also by its own ranks, as bins are coarse where rows are few. Empty
 * where too few rows are left to judge. Halves depend on the content of rows, not on their order. O(columns × rows log rows).
 */
export function scoreAlone(table: FeatureTable, target: ArrayLike<number>): (SoleScore & { column: string })[] {
  const values = Float64Array.from(target);
  const measure = values.every((value) => value === 0 || value === 1) ? 'auroc' : 'r2';
  const { fit, judge } = halve(table, values);
  const aims = measure === 'auroc' ? values : rank(values).ranks;
  const judged = judge.map((row) => aims[row]!);
  const ones = judged.filter((value) => value === 1).length;
  const rows = judge.length;
  if ((measure === 'auroc' ? Math.min(ones, rows - ones) : rows) < FEWEST_ROWS[measure]) return [];
  const scores = judgeColumns(table, fit, judge, aims, measure);
  return table.features.map(({ name: column }, i) => ({
    column,
    measure,
    score: scores[i]!,
    limit: LIMITS[measure],
    rows,
  }));
}

function halve(table: FeatureTable, target: Float64Array): { fit: Uint32Array; judge: Uint32Array } {
  const { columns } = applyBins(table, fitBins(table));
  const order = orderByContent(columns, [target], table.rows);
  return { fit: order.filter((_, place) => place % 2 === 0), judge: order.filter((_, place) => place % 2 === 1) };
}

function judgeColumns(
  table: FeatureTable,
  fit: Uint32Array,
  judge: Uint32Array,
  aims: Float64Array,
  measure: SoleScore['measure'],
): number[] {
  const half = takeRows(table, fit);
  const bins = fitBins(half, Math.min(MAX_BINS, Math.max(FEWEST_BINS, Math.floor(fit.length / ROWS_A_BIN))));
  const learned = applyBins(half, bins);
  const others = takeRows(table, judge);
  const asked = applyBins(others, bins);
  const [known, wanted] = [fit, judge].map((rows) => Float64Array.from(rows, (row) => aims[row]!));
  return others.features.map((feature, i) => {
    const means = meansOfBins(learned, i, known!);
    const foretold = Float64Array.from(asked.columns[i]!, (bin) => means[bin]!);
    if (measure === 'auroc') return auroc(tallyScores({ scores: foretold, outcomes: wanted! })).value!;
    const monotone = feature.kind === 'numeric' ? sharedRank(feature.values, wanted!) : 0;
    return Math.max(monotone, regressionErrors({ actual: wanted!, predicted: foretold }).r2.value ?? 0);
  });
}

/** Mean target of each bin; of all rows where a bin has none. */
function meansOfBins({ features, columns }: BinnedTable, column: number, target: Float64Array): Float64Array {
  const sums = new Float64Array(countBins(features[column]!) + 1);
  const counts = new Float64Array(sums.length);
  const bins = columns[column]!;
  for (let row = 0; row < target.length; row += 1) {
    sums[bins[row]!]! += target[row]!;
    counts[bins[row]!]! += 1;
  }
  const overall = target.reduce((sum, value) => sum + value, 0) / target.length;
  return sums.map((sum, bin) => (counts[bin]! > 0 ? sum / counts[bin]! : overall));
}

/** Spearman's rho², of the rows where the value is there. */
function sharedRank(values: Float64Array, wanted: Float64Array): number {
  const present = [...values.keys()].filter((row) => !Number.isNaN(values[row]!));
  if (present.length < FEWEST_ROWS.r2) return 0;
  const [x, y] = [values, wanted].map((of) => present.map((row) => of[row]!));
  return (spearman(x!, y!).r ?? 0) ** 2;
}
