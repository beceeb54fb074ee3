import { createRequire } from 'node:module';
import { localize } from '../../common/local-text.js';
import type { CalendarSpec } from '../../content/spec/calendar.js';
import { correctKorean, type NamedDay } from './korean-holidays.js';
import { addDays } from './periods.js';

export interface Holiday {
  /** YYYY-MM-DD. */
  day: string;
  ko: string;
  en: string;
}

const DAY_MS = 86_400_000;

/**
 * Public holidays of the project's country and its own extra days, one entry a day, sorted. Lunar days are computed, nothing is
 * fetched; the zone of the machine does not matter. Costs about 0.5 s for 40 years of Korea.
 */
export async function readHolidays(calendar: CalendarSpec): Promise<Holiday[]> {
  const found = calendar.holidays === undefined ? [] : await publicHolidays(calendar.holidays, calendar);
  const own = calendar.extra.map(({ date, name }) => ({
    day: date,
    ko: localize(name, 'ko'),
    en: localize(name, 'en'),
  }));
  return oneADay([...found, ...own].filter(({ day }) => isCovered(day, calendar)));
}

/** Version of the library that the days come from: another one may give others. */
export function holidaysVersion(): string {
  const { version } = createRequire(import.meta.url)('date-holidays/package.json') as { version: string };
  return `date-holidays ${version}`;
}

async function publicHolidays(code: string, calendar: CalendarSpec): Promise<NamedDay[]> {
  const [country = '', state] = code.split('-');
  // Loaded only where it is used: it takes 0.2 s.
  const { default: Library } = await import('date-holidays');
  const library = state === undefined ? new Library(country) : new Library(country, state);
  const years = Array.from({ length: calendar.last_year - calendar.first_year + 1 }, (_, i) => calendar.first_year + i);
  const days = years.flatMap((year) => {
    const korean = library.getHolidays(year, 'ko');
    return library.getHolidays(year, 'en').flatMap((holiday, i) => {
      if (holiday.type !== 'public') return [];
      const names = { ko: korean[i]?.name ?? holiday.name, en: holiday.name, rule: holiday.rule };
      const length = Math.max(1, Math.round((holiday.end.getTime() - holiday.start.getTime()) / DAY_MS));
      return Array.from({ length }, (_, day) => ({ ...names, day: addDays(firstDay(holiday.date), day) }));
    });
  });
  return country === 'KR' ? correctKorean(days) : days;
}

/** A holiday that begins at sunset is the day after. */
function firstDay(date: string): string {
  const day = date.slice(0, 10);
  return Number(date.slice(11, 13)) >= 12 ? addDays(day, 1) : day;
}

function isCovered(day: string, { first_year: first, last_year: last }: CalendarSpec): boolean {
  const year = Number(day.slice(0, 4));
  return year >= first && year <= last;
}

function oneADay(days: readonly Holiday[]): Holiday[] {
  const byDay = new Map<string, Holiday>();
  for (const { day, ko, en } of days) {
    const known = byDay.get(day);
    byDay.set(day, known ? { day, ko: join(known.ko, ko), en: join(known.en, en) } : { day, ko, en });
  }
  return [...byDay.values()].sort((a, b) => (a.day < b.day ? -1 : 1));
}

function join(names: string, name: string): string {
  return names.split(', ').includes(name) ? names : `${names}, ${name}`;
}
