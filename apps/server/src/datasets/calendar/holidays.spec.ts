import { describe, expect, it } from 'vitest';
import { calendar } from '../../content/spec/calendar.js';
import { readHolidays } from './holidays.js';

/** Official days off of the Republic of Korea, from the yearly notices of the government. */
const KOREA: Record<number, string> = {
  2024: '01-01 02-09 02-10 02-11 02-12 03-01 04-10 05-05 05-06 05-15 06-06 08-15 09-16 09-17 09-18 10-01 10-03 10-09 12-25',
  2025: '01-01 01-27 01-28 01-29 01-30 03-01 03-03 05-05 05-06 06-03 06-06 08-15 10-03 10-05 10-06 10-07 10-08 10-09 12-25',
  2026: '01-01 02-16 02-17 02-18 03-01 03-02 05-05 05-24 05-25 06-03 06-06 07-17 08-15 08-17 09-24 09-25 09-26 10-03 10-05 10-09 12-25',
  2027: '01-01 02-06 02-07 02-08 02-09 03-01 05-05 05-13 06-06 07-17 07-19 08-15 08-16 09-14 09-15 09-16 10-03 10-04 10-09 10-11 12-25 12-27',
};

const days = async (holidays: string, year: number, extra: { date: string; name: string }[] = []) =>
  readHolidays(calendar.parse({ holidays, extra, first_year: year, last_year: year }));

describe('holidays', () => {
  it.each(Object.keys(KOREA).map(Number))(
    'of Korea are the official ones in %i, lunar and substitute days among them',
    async (year) => {
      const found = await days('KR', year);
      expect(found.map(({ day }) => day.slice(5)).join(' ')).toBe(KOREA[year]);
    },
  );

  it('bear the names people use, both where two fall on one day', async () => {
    const names = Object.fromEntries((await days('KR', 2025)).map(({ day, ko, en }) => [day, `${ko} / ${en}`]));
    expect(names['2025-01-28']).toBe('설날 / Korean New Year');
    expect(names['2025-05-05']).toBe("어린이날, 부처님오신날 / Children's Day, Buddha's Birthday");
    expect(names['2025-10-08']).toBe('추석 (대체공휴일) / Korean Thanksgiving (substitute day)');
    expect(names['2025-12-25']).toBe('성탄절 / Christmas Day');
  });

  it('are those of the state where one is named', async () => {
    const bavaria = (await days('DE-BY', 2026)).map(({ day }) => day);
    const germany = (await days('DE', 2026)).map(({ day }) => day);
    expect(bavaria).toContain('2026-01-06');
    expect(germany).not.toContain('2026-01-06');
    expect(germany).toContain('2026-10-03');
  });

  it('are only the own days where no country is named, and only those of the covered years', async () => {
    const spec = calendar.parse({
      extra: [
        { date: '2026-05-01', name: { ko: '노동절', en: 'Labour Day' } },
        { date: '1999-05-01', name: 'before' },
      ],
    });
    expect(await readHolidays(spec)).toEqual([{ day: '2026-05-01', ko: '노동절', en: 'Labour Day' }]);
  });

  it('join an own day with a public one', async () => {
    const [first] = await days('KR', 2026, [{ date: '2026-01-01', name: 'Founding day' }]);
    expect(first).toEqual({ day: '2026-01-01', ko: '신정, Founding day', en: "New Year's Day, Founding day" });
  });
});
