import { AppError } from '../../common/errors.js';

/** How far one value of a series is from the next. Weeks begin on Monday. */
export type PeriodUnit = 'day' | 'week' | 'month' | 'quarter' | 'year';

/** Values one a period without a hole; a period that nothing is known of holds NaN. */
export interface Series {
  unit: PeriodUnit;
  /** Number of the first period, as `periodOf` counts. */
  first: number;
  values: Float64Array;
}

/** Periods after which the pattern of a year (of a week for days) comes again. */
export const SEASONS: Record<PeriodUnit, number> = { day: 7, week: 52, month: 12, quarter: 4, year: 1 };

const DAY = 86_400_000;
/** The first of January 1970 was a Thursday. */
const MONDAY_SHIFT = 3;

/** A date by its parts; `weekday` is 1 (Monday) to 7. */
export interface CalendarDay {
  year: number;
  month: number;
  day: number;
  weekday: number;
}

/** Number of the period that holds a date (`YYYY-MM-DD`); later ones are greater by 1. Throws `forecast.bad-input` for what is no date. */
export function periodOf(unit: PeriodUnit, date: string): number {
  const time = Date.parse(`${date}T00:00:00Z`);
  if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== date) throw badSeries(`"${date}" is no date`);
  const day = time / DAY;
  const months = new Date(time).getUTCFullYear() * 12 + new Date(time).getUTCMonth();
  const periods = { day, week: (day + MONDAY_SHIFT) / 7, month: months, quarter: months / 3, year: months / 12 };
  return Math.floor(periods[unit]);
}

const MONTHS = { month: 1, quarter: 3, year: 12 };

/** First day of a period. */
export function dayOf(unit: PeriodUnit, period: number): CalendarDay {
  const date = new Date(0);
  if (unit === 'day') date.setTime(period * DAY);
  else if (unit === 'week') date.setTime((period * 7 - MONDAY_SHIFT) * DAY);
  else date.setUTCFullYear(0, period * MONTHS[unit], 1);
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    weekday: ((date.getUTCDay() + 6) % 7) + 1,
  };
}

/** A dated value; null is missing. */
export interface DatedValue {
  date: string;
  value: number | null;
}

/**
 * Puts dated values, in any order, on a grid of periods from the earliest to the latest; periods between that have none become missing.
 * Throws `forecast.bad-input` for no rows, two rows of one period, an infinity or what is no date. O(n + periods).
 */
export function seriesFromRows(rows: readonly DatedValue[], unit: PeriodUnit): Series {
  if (rows.length === 0) throw badSeries('there are no rows');
  const periods = rows.map(({ date }) => periodOf(unit, date));
  const first = periods.reduce((least, period) => Math.min(least, period));
  const last = periods.reduce((most, period) => Math.max(most, period));
  const values = new Float64Array(last - first + 1).fill(Number.NaN);
  const taken = new Uint8Array(values.length);
  for (const [row, { date, value }] of rows.entries()) {
    const place = periods[row]! - first;
    if (taken[place] === 1) throw badSeries(`two rows fall into the ${unit} of ${date}: sum them up first`);
    taken[place] = 1;
    values[place] = value ?? Number.NaN;
  }
  return requireSeries({ unit, first, values });
}

/** The first `length` periods. */
export function headOf(series: Series, length: number): Series {
  return { ...series, values: series.values.subarray(0, length) };
}

/** Throws `forecast.bad-input` when a value is infinite. */
export function requireSeries(series: Series): Series {
  const place = series.values.findIndex((value) => Math.abs(value) === Infinity);
  if (place >= 0) throw badSeries(`value ${place + 1} of the series is infinite`);
  return series;
}

/** Error for a series or a setting that no forecast can be made of. */
export function badSeries(message: string): AppError {
  return new AppError('forecast.bad-input', `The forecast can't be made: ${message}.`);
}

/** Error for a series of which a method needs more. */
export function tooShort(method: string, needs: string): AppError {
  return new AppError('forecast.too-short', `The series is too short for ${method}: it needs ${needs}.`);
}
