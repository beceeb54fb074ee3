import type { CalendarSpec } from '../../content/spec/calendar.js';
import type { Grain } from '../../content/spec/metric.js';

/** SQL: first day of the period in which a date lies, in the project's calendar; the twin of periodAt. */
export function compileBucket(date: string, grain: Grain, calendar: CalendarSpec): string {
  const day = `CAST(${date} AS DATE)`;
  if (grain === 'day') return day;
  if (grain === 'week' && calendar.week_start === 'sunday') return `CAST(date_trunc('week', ${day} + 1) AS DATE) - 1`;
  const months = { week: 1, month: 1, quarter: 3, year: 12 }[grain];
  const phase = (calendar.fiscal_year_start - 1) % months;
  if (phase === 0) return `CAST(date_trunc('${grain}', ${day}) AS DATE)`;
  const interval = `INTERVAL ${phase} MONTH`;
  return `CAST(date_trunc('${grain}', ${day} - ${interval}) + ${interval} AS DATE)`;
}
