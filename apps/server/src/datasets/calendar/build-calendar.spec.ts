import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databaseAnswers, DatasetLab } from '../../../../../test/support/dataset-lab.js';
import { calendarItem } from '../../content/calendar-item.js';
import { calendar } from '../../content/spec/calendar.js';
import { fiscalQuarter, fiscalYear, periodAt } from './periods.js';

const ready = await databaseAnswers();

describe.skipIf(!ready)('the dataset calendar', () => {
  let lab: DatasetLab;
  beforeAll(async () => {
    lab = await DatasetLab.open();
  });
  afterAll(() => lab.close());

  const days = async (spec: Record<string, unknown>, sql: string) => {
    const { version } = await lab.refresh(calendarItem(calendar.parse({ first_year: 2025, last_year: 2026, ...spec })));
    return lab.rows([version], sql);
  };

  it('has a row for each day of its years, with the columns that it declares', async () => {
    const item = calendarItem(calendar.parse({ first_year: 2024, last_year: 2025, holidays: 'KR' }));
    const { version } = await lab.refresh(item);
    const [table] = version.manifest.tables;
    expect(table).toMatchObject({ name: 'calendar.days', rows: 366 + 365 });
    expect(table?.columns.map(({ name }) => name)).toEqual(item.spec.columns?.map(({ name }) => name));
    expect(await lab.rows([version], "SELECT holiday_ko FROM calendar.days WHERE day = '2025-10-06'")).toEqual([
      ['추석'],
    ]);
  });

  it('counts the days on which people work', async () => {
    const found = await days(
      { holidays: 'KR' },
      `SELECT day, business_day_of_month, business_days_in_month FROM calendar.days
       WHERE day BETWEEN DATE '2026-10-01' AND DATE '2026-10-06' ORDER BY day`,
    );
    // October 2026: Saturday 3 is a holiday with its substitute on Monday 5, and Friday 9 is one.
    expect(found).toEqual([
      ['2026-10-01', 1, 20],
      ['2026-10-02', 2, 20],
      ['2026-10-03', null, 20],
      ['2026-10-04', null, 20],
      ['2026-10-05', null, 20],
      ['2026-10-06', 3, 20],
    ]);
  });

  it.each([
    {},
    { week_start: 'sunday' },
    { fiscal_year_start: 4 },
    { fiscal_year_start: 2, fiscal_year_named_by: 'start' },
    { fiscal_year_start: 12 },
  ])('cuts time as the figures do: %j', async (spec) => {
    const settings = calendar.parse(spec);
    const rows = await days(
      spec,
      'SELECT day, week, month, quarter, year, fiscal_year, fiscal_quarter FROM calendar.days ORDER BY day',
    );
    for (const [day, ...found] of rows) {
      const starts = (['week', 'month', 'quarter', 'year'] as const).map(
        (grain) => periodAt(String(day), grain, settings).from,
      );
      expect(found, String(day)).toEqual([
        ...starts,
        fiscalYear(String(day), settings),
        fiscalQuarter(String(day), settings),
      ]);
    }
  });

  it('is made once and again only when the settings change', async () => {
    const item = (spec: object) => calendarItem(calendar.parse({ first_year: 2026, last_year: 2026, ...spec }));
    const first = await lab.refresh(item({}));
    expect((await lab.refresh(item({}), { asOf: '2026-11-30' })).version.id).toBe(first.version.id);
    expect((await lab.refresh(item({ week_start: 'sunday' }))).version.id).not.toBe(first.version.id);
  });
});
