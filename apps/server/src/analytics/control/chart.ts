import { AppError } from '../../common/errors.js';
import { badInput } from '../statistics/estimate.js';
import { findSignals, type ControlRule, type Signal } from './rules.js';

/** One place of a control chart. A missing reading has a null value; one whose spread can't be told has null limits too. */
export interface ChartPoint {
  value: number | null;
  centre: number;
  lower: number | null;
  upper: number | null;
  /** Rules whose pattern this reading completes. */
  rules: ControlRule[];
}

export interface ControlChart {
  points: ChartPoint[];
  /** The same from the rules' side: which, from where to where. */
  signals: Signal[];
}

/** What is drawn at one place: NaN for a missing reading, and for the standard error of one that has none. */
export interface Plotted {
  value: number;
  centre: number;
  error: number;
}

/** What limits are drawn and which rules are asked. */
export interface ChartFrame {
  /** Limits are this many standard errors from the centre. */
  reach: number;
  /** No limit lies outside, as for a share or a range. */
  floor?: number;
  ceiling?: number;
  rules: readonly ControlRule[];
}

/** Limits fitted on fewer readings than this are provisional (D. C. Montgomery, Introduction to Statistical Quality Control, 6.2). */
export const ENOUGH_READINGS = 20;

/** Limits around each place, and the rules that fire. A rule measures in thirds of the distance to the limit. */
export function chartOf(plotted: readonly Plotted[], { reach, floor, ceiling, rules }: ChartFrame): ControlChart {
  const standardised = plotted.map(({ value, centre, error }) => ((value - centre) / error) * (3 / reach));
  const signals = findSignals(standardised, rules);
  const fired = plotted.map((): ControlRule[] => []);
  for (const { rule, to } of signals) fired[to]!.push(rule);
  const points = plotted.map(({ value, centre, error }, place): ChartPoint => {
    const known = !Number.isNaN(error);
    return {
      value: Number.isNaN(value) ? null : value,
      centre,
      lower: known ? Math.max(floor ?? -Infinity, centre - reach * error) : null,
      upper: known ? Math.min(ceiling ?? Infinity, centre + reach * error) : null,
      rules: fired[place]!,
    };
  });
  return { points, signals };
}

/** Readings as they are, NaN = missing. Throws `statistics.bad-input` for an infinity. */
export function requireReadings(values: ArrayLike<number>): Float64Array {
  const readings = Float64Array.from(values);
  const bad = readings.find((value) => Math.abs(value) === Infinity);
  if (bad !== undefined) throw badInput(`the readings hold ${bad}`);
  return readings;
}

/** Error for a base period that no limits can be made of. */
export function noLimits(why: string): AppError {
  return new AppError('control.no-limits', `No control limits can be made of the base period: ${why}.`, {
    hint: 'Name a longer base period, or one in which the process varied as it usually does.',
  });
}
