import type { CalendarSpec } from '../../content/spec/calendar.js';
import { quoteText } from '../../engine/quote.js';
import { compileBucket } from './compile-bucket.js';
import type { Holiday } from './holidays.js';

/** SELECT of one row for each day of the covered years, in order; its columns are those of calendarItem. */
export function compileDays(calendar: CalendarSpec, holidays: readonly Holiday[]): string {
  const { first_year: first, last_year: last, fiscal_year_start: start, fiscal_year_named_by: by } = calendar;
  const named = holidays.map(({ day, ko, en }) => `(DATE ${quoteText(day)}, ${quoteText(ko)}, ${quoteText(en)})`);
  const later = start > 1 && by === 'end' ? 1 : 0;
  return `WITH days AS (
  SELECT CAST(moment AS DATE) AS day
  FROM range(DATE '${first}-01-01', DATE '${last + 1}-01-01', INTERVAL 1 DAY) AS moments (moment)
), holidays AS (
  SELECT * FROM (VALUES ${[...named, '(NULL::DATE, NULL, NULL)'].join(', ')}) AS named (day, ko, en)
), marked AS (
  SELECT
    days.day,
    CAST(isodow(days.day) AS INTEGER) AS weekday,
    isodow(days.day) >= 6 AS is_weekend,
    holidays.day IS NOT NULL AS is_holiday,
    holidays.ko AS holiday_ko,
    holidays.en AS holiday_en,
    isodow(days.day) < 6 AND holidays.day IS NULL AS is_business_day,
    ${compileBucket('days.day', 'week', calendar)} AS week,
    ${compileBucket('days.day', 'month', calendar)} AS month,
    ${compileBucket('days.day', 'quarter', calendar)} AS quarter,
    ${compileBucket('days.day', 'year', calendar)} AS year
  FROM days LEFT JOIN holidays ON holidays.day = days.day
)
SELECT
  *,
  CAST(year(year) + ${later} AS INTEGER) AS fiscal_year,
  CAST((month(day) - ${start} + 12) % 12 // 3 + 1 AS INTEGER) AS fiscal_quarter,
  CAST((month(day) - ${start} + 12) % 12 + 1 AS INTEGER) AS fiscal_month,
  CASE WHEN is_business_day THEN CAST(sum(CAST(is_business_day AS INTEGER)) OVER (PARTITION BY month ORDER BY day) AS INTEGER) END
    AS business_day_of_month,
  CAST(sum(CAST(is_business_day AS INTEGER)) OVER (PARTITION BY month) AS INTEGER) AS business_days_in_month
FROM marked
ORDER BY day`;
}
