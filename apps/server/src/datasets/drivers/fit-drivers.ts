import { rollingOrigins } from '../../analytics/splits/time-splits.js';
import type { Split } from '../../analytics/splits/split.js';
import type { Model } from '../../analytics/models/model.js';
import { seededRandom } from '../../analytics/random.js';
import type { Interval } from '../../analytics/statistics/estimate.js';
import { groupRatioInterval } from '../../analytics/statistics/group-bootstrap.js';
import { runGang } from '../../compute/run-gang.js';
import type { DriversAnalysis } from '../../content/spec/drivers.js';
import type { BuildContext } from '../build-context.js';
import { learnerOf } from '../models/learner-of.js';
import type { DriverRows } from './read-driver-rows.js';

export type Reason = 'enough_rows' | 'too_few_rows' | 'too_few_periods' | 'model_not_better';

/** A model judged on later periods than it learned from. */
export interface DriverFit {
  /** Of all rows, by the learner that was best on all parts. */
  model: Model;
  learner: string;
  /** With the model of the learner that was chosen before. */
  parts: { test: Int32Array; model: Model }[];
  judgedRows: number;
  /** 1 − squared errors ÷ those of the area's mean before; with an interval by drawing periods again. */
  r2: number;
  interval: Interval | null;
}

/** Rows that a model needs. */
export function rowsNeeded({ enough, drivers }: DriversAnalysis): number {
  return Math.max(enough.rows, enough.per_driver * drivers.length);
}

/**
 * The learner with the least error on later periods; null, with the reason, where the stated rule or time says there is too little. Each part is foretold by the learner that
 * was best on the parts before it, so that R² is of periods that had no say in the choice.
 */
export async function fitDrivers(
  { signal, progress, threads }: BuildContext,
  spec: DriversAnalysis,
  rows: DriverRows,
): Promise<{ fit: DriverFit | null; reason: Reason }> {
  if (rows.table.rows < rowsNeeded(spec)) return { fit: null, reason: 'too_few_rows' };
  const periods = rows.period.at(-1)! + 1;
  const horizon = Math.floor(periods / (spec.folds + 1));
  if (horizon < 1) return { fit: null, reason: 'too_few_periods' };
  const splits = rollingOrigins({ periods: rows.period, window: 'expanding', train: horizon, horizon }).slice(
    -spec.folds,
  );
  const { table, amount } = rows;
  const input = {
    task: 'amount' as const,
    table,
    target: amount,
    targetName: spec.amount,
    learners: spec.learners.map(learnerOf),
    splits,
    seed: spec.seed,
  };
  const options = { threads, ...(signal && { signal }), progress: (share: number) => progress(0.2 + 0.4 * share) };
  const fits = (await runGang('cross-fit', input, options)).flat();
  const of = (learner: number, split: number | null) =>
    fits.find((fit) => fit.learner === learner && fit.split === split)!;
  const errors = spec.learners.map((_, learner) =>
    splits.map(({ test }, split) => squaredError(test, amount, of(learner, split).predictions!)),
  );
  const chosen = splits.map((_, split) => leastError(errors, split));
  const gain = gainOverFloor(
    rows,
    splits,
    splits.map((_, split) => of(chosen[split]!, split).predictions!),
  );
  const interval = groupRatioInterval(gain.gained, gain.floor, { random: seededRandom(spec.seed) });
  const best = leastError(errors, splits.length);
  const fit = {
    model: of(best, null).model,
    learner: spec.learners[best]!.kind,
    parts: splits.map(({ test }, split) => ({ test, model: of(chosen[split]!, split).model })),
    judgedRows: splits.reduce((sum, { test }) => sum + test.length, 0),
    r2: gain.r2,
    interval,
  };
  return { fit, reason: interval !== null && interval.low > 0 ? 'enough_rows' : 'model_not_better' };
}

function squaredError(test: Int32Array, amount: Float64Array, predictions: Float64Array): number {
  return test.reduce((sum, row, at) => sum + (amount[row]! - predictions[at]!) ** 2, 0);
}

/** Place of the learner with the least error on the parts before one: the first of equals, and where there are none. */
function leastError(errors: readonly (readonly number[])[], before: number): number {
  const sums = errors.map((own) => own.slice(0, before).reduce((sum, error) => sum + error, 0));
  return sums.indexOf(Math.min(...sums));
}

/** By period that is tested: squared errors of the area's mean before, and how many of them the model spares. */
function gainOverFloor(
  { amount, area, period }: DriverRows,
  splits: readonly Split[],
  predictions: readonly Float64Array[],
) {
  const periods = period.at(-1)! + 1;
  const [gained, floor] = [new Float64Array(periods), new Float64Array(periods)];
  for (const [split, { train, test }] of splits.entries()) {
    const means = areaMeans(train, amount, area);
    for (const [at, row] of test.entries()) {
      const plain = (amount[row]! - (means.get(area[row]!) ?? means.get(-1)!)) ** 2;
      floor[period[row]!]! += plain;
      gained[period[row]!]! += plain - (amount[row]! - predictions[split]![at]!) ** 2;
    }
  }
  const tested = [...floor.keys()].filter((each) => floor[each]! > 0);
  const sum = (values: Float64Array) => values.reduce((total, each) => total + each, 0);
  return {
    gained: tested.map((each) => gained[each]!),
    floor: tested.map((each) => floor[each]!),
    r2: sum(floor) === 0 ? 0 : sum(gained) / sum(floor),
  };
}

/** Mean amount by area, of all areas under −1. */
function areaMeans(rows: Int32Array, amount: Float64Array, area: Int32Array): Map<number, number> {
  const sums = new Map<number, { sum: number; n: number }>();
  for (const row of rows)
    for (const key of [area[row]!, -1]) {
      const own = sums.get(key) ?? { sum: 0, n: 0 };
      sums.set(key, { sum: own.sum + amount[row]!, n: own.n + 1 });
    }
  return new Map([...sums].map(([key, { sum, n }]) => [key, sum / n]));
}
