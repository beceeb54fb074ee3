import { isDay } from '../common/is-day.js';
import { suggest } from './did-you-mean.js';
import type { ParsedFile } from './parse-spec.js';
import type { Diagnostic } from './project.js';
import type { ProjectSpec } from './spec/project.js';
import type { YamlPath } from './yaml-source.js';

/** Code of what keeps the calendar from being made. */
export const CALENDAR_MISTAKE = 'project.calendar';

/** Countries that nobody knows, days that no calendar has, years in the wrong order. */
export async function checkCalendar({ draft, source }: ParsedFile<ProjectSpec>): Promise<Diagnostic[]> {
  if (!draft) return [];
  const { calendar } = draft;
  const problem = (path: YamlPath, message: string, hint: string): Diagnostic => ({
    ...source.locate(['calendar', ...path]),
    severity: 'error',
    code: CALENDAR_MISTAKE,
    message,
    hint,
  });
  const unknown = calendar.holidays === undefined ? undefined : await unknownPlace(calendar.holidays);
  return [
    ...(unknown === undefined
      ? []
      : [problem(['holidays'], `no holidays are known for ${calendar.holidays}`, unknown)]),
    ...calendar.extra.flatMap(({ date }, i) =>
      isDay(date) ? [] : [problem(['extra', i, 'date'], `no calendar has the day ${date}`, 'write it like 2026-10-31')],
    ),
    ...(calendar.first_year <= calendar.last_year
      ? []
      : [problem(['last_year'], 'the last year is before the first', 'exchange the two')]),
  ];
}

/** A hint when the library has no such country or state. */
async function unknownPlace(code: string): Promise<string | undefined> {
  const { default: Library } = await import('date-holidays');
  const library = new Library();
  const [country = '', state] = code.split('-');
  const countries = library.getCountries();
  if (!Object.hasOwn(countries, country)) return suggest(country, Object.keys(countries), 'countries');
  if (state === undefined) return undefined;
  const states = Object.keys(library.getStates(country) ?? {}).map((each) => each.toUpperCase());
  return states.includes(state) ? undefined : suggest(state, states, `states of ${country}`);
}
