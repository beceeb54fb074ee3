import { canonicalJson } from '../../common/canonical.js';
import type { CalendarSpec } from '../../content/spec/calendar.js';
import type { BuildContext, Built } from '../build-context.js';
import { writeTable } from '../write-table.js';
import { compileDays } from './compile-days.js';
import { holidaysVersion, readHolidays } from './holidays.js';

/** Table `calendar.days`: one row for each day of the years that the project's calendar covers. */
export async function buildCalendar(context: BuildContext, calendar: CalendarSpec): Promise<Built> {
  const days = compileDays(calendar, await readHolidays(calendar));
  return { tables: [await writeTable(context, `${context.item.name}.days`, days)], read: 0, refused: 0 };
}

/** What the days depend on. */
export function calendarIngredients(calendar: CalendarSpec): Record<string, string> {
  return { calendar: canonicalJson(calendar), holidays: holidaysVersion() };
}
