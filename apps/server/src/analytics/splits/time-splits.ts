import { badInput } from '../features/feature-table.js';
import { splitRows, type Split } from './split.js';

export interface TimeCut {
  /** Time of a row, in any unit. */
  times: ArrayLike<number>;
  /** Rows from this time on are tested. */
  testFrom: number;
  /** Rows less than this before `testFrom` are left out, because their outcome was not known by then; 0 when left out. */
  gap?: number;
}

/** Learns from what was before a time (less a gap) and is judged from then on. Throws `model.bad-input` when a side is empty. O(rows). */
export function splitByTime({ times, testFrom, gap = 0 }: TimeCut): Split {
  requireTimes(times, Number.isFinite);
  if (!(gap >= 0)) throw badInput(`the gap is ${gap}`);
  const split = splitRows(
    times.length,
    (row) => times[row]! >= testFrom,
    (row) => times[row]! < testFrom - gap,
  );
  if (split.train.length === 0) throw badInput(`no row is before ${testFrom - gap}`);
  if (split.test.length === 0) throw badInput(`no row is from ${testFrom} on`);
  return split;
}

export interface RollingOrigin {
  /** Number of a row's day, week, month …: whole, later ones greater. Several rows may share one. */
  periods: ArrayLike<number>;
  /** `expanding` learns from all that was before, `sliding` from the last `train` periods. */
  window: 'expanding' | 'sliding';
  /** Fewest periods to learn from, gap not counted. */
  train: number;
  /** Periods that are tested after each origin. */
  horizon: number;
  /** Periods from one origin to the next; `horizon` when left out, so that each is tested once. */
  step?: number;
  /** Periods left out between what teaches and what is tested; 0 when left out. */
  gap?: number;
}

/** A split, and the first period that it tests. */
export interface OriginSplit extends Split {
  origin: number;
}

/**
 * Splits of a back-test as time goes on (Tashman 2000), oldest first. The last one tests the last `horizon` periods, so that the newest
 * rows are judged; those before it follow in steps as long as `train` periods are left to learn from. A split whose horizon or past has no
 * rows is passed over. Throws `model.bad-input` when none is left. O(splits × rows).
 */
export function rollingOrigins(rolling: RollingOrigin): OriginSplit[] {
  const { periods, window, train, horizon, step = horizon, gap = 0 } = rolling;
  requireTimes(periods, Number.isInteger);
  for (const [name, value, least] of [
    ['train', train, 1],
    ['horizon', horizon, 1],
    ['step', step, 1],
    ['gap', gap, 0],
  ] as const)
    if (!Number.isInteger(value) || value < least) throw badInput(`${name} is ${value} periods`);
  const [first, last] = range(periods);
  const splits: OriginSplit[] = [];
  for (let origin = last - horizon + 1; origin - gap - train >= first; origin -= step) {
    const from = window === 'sliding' ? origin - gap - train : first;
    const split = splitRows(
      periods.length,
      (row) => periods[row]! >= origin && periods[row]! < origin + horizon,
      (row) => periods[row]! >= from && periods[row]! < origin - gap,
    );
    if (split.train.length > 0 && split.test.length > 0) splits.unshift({ origin, ...split });
  }
  if (splits.length === 0)
    throw badInput(
      `${last - first + 1} periods are too few for ${train} to learn, a gap of ${gap} and ${horizon} to test`,
    );
  return splits;
}

function requireTimes(times: ArrayLike<number>, isTime: (time: number) => boolean): void {
  if (times.length === 0) throw badInput('there are no rows');
  for (let row = 0; row < times.length; row += 1)
    if (!isTime(times[row]!)) throw badInput(`the time of row ${row + 1} is ${times[row]}`);
}

function range(values: ArrayLike<number>): [low: number, high: number] {
  let [low, high] = [Infinity, -Infinity];
  for (let i = 0; i < values.length; i += 1) {
    if (values[i]! < low) low = values[i]!;
    if (values[i]! > high) high = values[i]!;
  }
  return [low, high];
}
