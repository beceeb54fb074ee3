import type { CalendarSpec } from '../../content/spec/calendar.js';
import type { Grain } from '../../content/spec/metric.js';

/** Days from and to, both included, as YYYY-MM-DD. */
export interface Period {
  from: string;
  to: string;
}

const DAY_MS = 86_400_000;
const MONTHS = { month: 1, quarter: 3, year: 12 } as const;

/** The period of that length in which a day lies, in the project's calendar. */
export function periodAt(day: string, grain: Grain, calendar: CalendarSpec): Period {
  const from = startOf(day, grain, calendar);
  return { from, to: addDays(shift(from, grain, 1), -1) };
}

/**
 * The last so many periods up to as-of, oldest first. Complete ones: one that ends after as-of does not count. With `toDate` the one
 * that as-of lies in counts, cut at as-of.
 */
export function lastPeriods(
  { asOf, grain, last, toDate }: { asOf: string; grain: Grain; last: number; toDate: boolean },
  calendar: CalendarSpec,
): Period[] {
  const current = periodAt(asOf, grain, calendar);
  const isComplete = current.to === asOf;
  const newest = isComplete || toDate ? current.from : shift(current.from, grain, -1);
  return Array.from({ length: last }, (_, i) => {
    const period = periodAt(shift(newest, grain, i - last + 1), grain, calendar);
    return period.to > asOf ? { from: period.from, to: asOf } : period;
  });
}

/** The period that one is compared with: so many periods before, or a year before (52 weeks for a week). A cut one is as many days long. */
export function counterpart(
  period: Period,
  grain: Grain,
  back: { periods: number } | 'year',
  calendar: CalendarSpec,
): Period {
  const from = back === 'year' ? yearBefore(period.from, grain) : shift(period.from, grain, -back.periods);
  const whole = periodAt(from, grain, calendar);
  if (period.to === periodAt(period.from, grain, calendar).to) return whole;
  const cut = addDays(from, daysBetween(period.from, period.to));
  return cut < whole.to ? { from, to: cut } : whole;
}

/** Day so many days later, or before when negative. */
export function addDays(day: string, days: number): string {
  return isoDay(Date.parse(day) + days * DAY_MS);
}

/** Number of the fiscal year in which a day lies. */
export function fiscalYear(day: string, { fiscal_year_start: start, fiscal_year_named_by: by }: CalendarSpec): number {
  const year = Number(day.slice(0, 4));
  const startYear = Number(day.slice(5, 7)) >= start ? year : year - 1;
  return start > 1 && by === 'end' ? startYear + 1 : startYear;
}

/** Quarter 1-4 of the fiscal year in which a day lies. */
export function fiscalQuarter(day: string, { fiscal_year_start: start }: CalendarSpec): number {
  return Math.floor(((Number(day.slice(5, 7)) - start + 12) % 12) / 3) + 1;
}

function startOf(day: string, grain: Grain, calendar: CalendarSpec): string {
  if (grain === 'day') return day;
  if (grain === 'week') {
    const weekday = new Date(Date.parse(day)).getUTCDay();
    return addDays(day, -((weekday + (calendar.week_start === 'monday' ? 6 : 0)) % 7));
  }
  const month = monthNumber(day);
  const length = MONTHS[grain];
  const phase = (calendar.fiscal_year_start - 1) % length;
  return firstOfMonth(month - ((((month - phase) % length) + length) % length));
}

function shift(from: string, grain: Grain, periods: number): string {
  if (grain === 'day') return addDays(from, periods);
  if (grain === 'week') return addDays(from, 7 * periods);
  return firstOfMonth(monthNumber(from) + MONTHS[grain] * periods);
}

function yearBefore(from: string, grain: Grain): string {
  if (grain === 'week') return addDays(from, -7 * 52);
  if (grain !== 'day') return firstOfMonth(monthNumber(from) - 12);
  const same = `${String(Number(from.slice(0, 4)) - 1).padStart(4, '0')}${from.slice(4)}`;
  return same.endsWith('02-29') ? `${same.slice(0, 8)}28` : same;
}

/** Months since year 0. */
function monthNumber(day: string): number {
  return Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1;
}

function firstOfMonth(month: number): string {
  return `${String(Math.floor(month / 12)).padStart(4, '0')}-${String((month % 12) + 1).padStart(2, '0')}-01`;
}

function daysBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / DAY_MS;
}

function isoDay(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
