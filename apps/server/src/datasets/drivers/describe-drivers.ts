import type { NumericFeature } from '../../analytics/features/feature-table.js';
import { meanWithin } from './mean-within.js';
import { meanImportance } from '../../analytics/models/shuffle-columns.js';
import { pearson, spearman } from '../../analytics/statistics/correlation.js';
import { tCritical, tP } from '../../analytics/statistics/distributions.js';
import { CONFIDENCE } from '../../analytics/statistics/estimate.js';
import { benjaminiHochberg } from '../../analytics/statistics/multiple-testing.js';
import { runGang } from '../../compute/run-gang.js';
import type { DriversAnalysis } from '../../content/spec/drivers.js';
import type { BuildContext } from '../build-context.js';
import { titleCells, titleOf } from '../models/title-columns.js';
import type { Cell } from '../write-rows.js';
import type { DriverFit } from './fit-drivers.js';
import { BASE, CURRENT, type DriverRows } from './read-driver-rows.js';

type Row = Record<string, Cell>;
/** What is said of one driver before p-values are corrected. */
type Estimate = Record<'estimate' | 'low' | 'high' | 'p_value', number | null>;

/** Rows of `.drivers`, in the order in which they are declared. */
export async function describeDrivers(
  context: BuildContext,
  spec: DriversAnalysis,
  rows: DriverRows,
  fit: DriverFit | null,
): Promise<Row[]> {
  const measured = spec.drivers.map((name) => correlate(rows, name));
  const weighed = fit && (await weighDrivers(context, spec, rows, fit));
  const estimates = measured.map(({ correlation }, i): Estimate => {
    if (weighed) return weighed[i]!;
    const { r, interval, p } = correlation;
    return { estimate: r, low: interval?.low ?? null, high: interval?.high ?? null, p_value: p };
  });
  const corrected = benjaminiHochberg(estimates.map(({ p_value }) => p_value));
  return spec.drivers.map((driver, i) => {
    const { correlation, ranks, n } = measured[i]!;
    const direction = directionOf(ranks.r ?? correlation.r);
    const q = corrected[i] ?? null;
    return {
      driver,
      ...titleCells(titleOf(context.item, driver)),
      method: fit ? 'model' : 'correlation',
      measure: fit ? 'rmse_drop' : 'pearson',
      n,
      direction,
      ...estimates[i]!,
      q_value: q,
      finding: findingOf(estimates[i]!, q, direction, spec.false_findings),
      pearson: correlation.r,
      spearman: ranks.r,
      spearman_low: ranks.interval?.low ?? null,
      spearman_high: ranks.interval?.high ?? null,
      base_mean: meanWithin(rows, driver, BASE),
      current_mean: meanWithin(rows, driver, CURRENT),
    };
  });
}

function directionOf(r: number | null): 'up' | 'down' | null {
  return r === null || r === 0 ? null : r > 0 ? 'up' : 'down';
}

function findingOf(
  { estimate, low, high }: Estimate,
  q: number | null,
  direction: 'up' | 'down' | null,
  level: number,
): string {
  if (estimate === null || low === null || high === null || q === null || direction === null) return 'unknown';
  return q < level && (low > 0 || high < 0) ? `associated_${direction}` : 'none';
}

/** Correlation with the amount of rows that have the driver, both less their area's mean: a large area is no association. */
function correlate({ table, amount, area }: DriverRows, name: string) {
  const { values } = table.features.find((feature) => feature.name === name) as NumericFeature;
  const known = [...values.keys()].filter((row) => !Number.isNaN(values[row]!));
  const [x, y] = [values, amount].map((column) => lessAreaMean(known, column, area)) as [number[], number[]];
  return { n: known.length, correlation: pearson(x, y), ranks: spearman(x, y) };
}

function lessAreaMean(rows: readonly number[], column: Float64Array, area: Int32Array): number[] {
  const sums = new Map<number, [sum: number, n: number]>();
  for (const row of rows) {
    const [sum, n] = sums.get(area[row]!) ?? [0, 0];
    sums.set(area[row]!, [sum + column[row]!, n + 1]);
  }
  return rows.map((row) => {
    const [sum, n] = sums.get(area[row]!)!;
    // A mean of equal values may differ from them in the last digit.
    const less = column[row]! - sum / n;
    return Math.abs(less) <= 1e-12 * Math.abs(sum / n) ? 0 : less;
  });
}

/** By how much the error on later periods grows when a driver is shuffled: mean over the parts, held against what shuffling alone does. */
async function weighDrivers(
  { signal, progress, threads }: BuildContext,
  { shuffles, seed, drivers }: DriversAnalysis,
  { table, amount }: DriverRows,
  { parts }: DriverFit,
): Promise<Estimate[]> {
  const input = { task: 'amount' as const, table, target: amount, parts, repeats: shuffles, seed };
  const options = { threads, ...(signal && { signal }), progress: (share: number) => progress(0.6 + 0.3 * share) };
  const answers = await runGang('shuffle-columns', input, options);
  const found = meanImportance(parts.map((_, i) => answers[i % threads]![Math.floor(i / threads)]!));
  const critical = tCritical(CONFIDENCE, shuffles - 1);
  return drivers.map((driver) => {
    const { drop, interval } = found.find(({ name }) => name === driver)!;
    const error = (interval.high - drop) / critical;
    if (!(error > 0)) return { estimate: drop, low: null, high: null, p_value: null };
    return { estimate: drop, ...interval, p_value: drop > 0 ? tP(drop / error, shuffles - 1) : 1 };
  });
}
