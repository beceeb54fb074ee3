import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WrittenReport } from '../../apps/server/src/content/spec/report.js';
import { figure, readReport } from './demo-content.js';
import { DemoDatabase } from './demo-database.js';

const AS_OF = '2026-10-31';
const RESPONSE = [62, 40, 30, 24.5, 20, 18.5, 15, 11.5, 8.5, 6];
const MARGIN_PER_COST = [17.4, 12, 9.5, 8, 7, 6.5, 5.5, 5, 5, 5];

/** By how much a figure is off what was planted, as a share of that. */
const off = (found: unknown, planted: number): number => Math.abs(Number(found) / planted - 1);

describe('the planted campaigns', () => {
  const database = DemoDatabase.open(AS_OF);
  afterAll(async () => (await database).close());

  it('respond by tenths of a rank that six features make, and earn as planned', async () => {
    const demo = await database;
    await demo.load('campaign_contacts');
    const rows = await demo.rows(`
      with ranked as (
        select *, row_number() over (
          partition by date_trunc('month', contacted_on)
          order by 0.082 * affiliate_visits + 0.0000225 * average_basket - 0.0101 * days_since_visit + 0.0858 * app_sessions
            - 0.0358 * distance_km + 0.177 * coupons_used desc, customer_id
        ) - 1 as position
        from campaign_contacts
      )
      select (position // 1000)::integer as tenth, count(*)::integer as customers, avg(responded) * 100 as rate,
        (sum(margin) / sum(responded) / 1000)::double as margin
      from ranked group by tenth order by tenth`);
    expect(rows).toHaveLength(10);
    rows.forEach((row, i) => {
      expect(row['customers']).toBe(5000);
      expect(row['rate']).toBeCloseTo(RESPONSE[i]!, 9);
      expect(off(row['margin'], MARGIN_PER_COST[i]!)).toBeLessThan(0.03);
    });
  });

  it('leave a base of 23.6 % and an efficiency of 151, 32.5 % in the top six, and most profit after the sixth', () => {
    const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    const margins = RESPONSE.map((rate, i) => (rate / 100) * MARGIN_PER_COST[i]!);
    expect(mean(RESPONSE)).toBeCloseTo(23.6, 9);
    expect(mean(RESPONSE.slice(0, 6))).toBeCloseTo(32.5, 9);
    expect(Math.round((mean(margins) - 1) * 100)).toBe(151);
    expect(margins.findLastIndex((margin) => margin > 1)).toBe(5);
  });

  it('keep their months when the as-of day moves on', async () => {
    const digest = `select bit_xor(hash(c))::varchar as digest, count(*)::integer as n from campaign_contacts as c
      where contacted_on between date '2026-08-01' and date '2026-09-30'`;
    const early = await DemoDatabase.open('2026-09-30');
    await early.load('campaign_contacts');
    expect(await early.rows(digest)).toEqual(await (await database).rows(digest));
    early.close();
  });

  it('call as many of those whom they may contact next as a month later were contacted', async () => {
    const demo = await database;
    await demo.load('campaign_candidates');
    const later = await DemoDatabase.open('2026-11-30');
    await later.load('campaign_contacts');
    const features = `customer_id, affiliate_visits, average_basket, days_since_visit, app_sessions, distance_km, coupons_used, age, region`;
    const digest = (table: string) =>
      `select count(*)::integer as n, bit_xor(hash(${features}))::varchar as digest from ${table}`;
    expect(await later.rows(`${digest('campaign_contacts')} where contacted_on >= date '2026-11-01'`)).toEqual(
      await demo.rows(digest('campaign_candidates')),
    );
    later.close();
  });
});

describe('the words of the report', () => {
  let database: DemoDatabase;
  let spec: WrittenReport;
  beforeAll(async () => {
    spec = readReport('realtime-marketing');
    database = await DemoDatabase.open(AS_OF);
    await database.load('campaign_contacts');
    await database.run(`
      create table campaign_profit as
      select customer_id, contacted_on, score, responded, sales, margin, cost,
        ((row_number() over (order by score desc, customer_id) - 1) // 5000)::integer + 1 as grade
      from (select *, 0.082 * affiliate_visits + 0.0000225 * average_basket - 0.0101 * days_since_visit as score from campaign_contacts);
      create view campaign_graded as select customer_id, contacted_on, score, responded, grade from campaign_profit`);
  });
  afterAll(() => database.close());

  const told = async (name: string, change: string): Promise<unknown> => {
    await database.run(`begin; ${change}`);
    try {
      return (await figure(database, spec, name))['verdict'];
    } finally {
      await database.run('rollback');
    }
  };

  it.each([
    ['more', 'select 1'],
    ['less', 'update campaign_profit set grade = 11 - grade'],
    ['same', `update campaign_profit set responded = (hash('chance ' || customer_id) % 100 < 24)::integer`],
    ['none', 'delete from campaign_profit'],
  ])('say of the top grades: %s', async (verdict, change) => {
    expect(await told('top', change)).toBe(verdict);
  });

  it.each([
    ['stop', 'select 1'],
    ['all', 'update campaign_profit set margin = margin + 2000'],
    ['loss', 'update campaign_profit set cost = cost * 100'],
    ['none', 'delete from campaign_profit'],
  ])('say of the grade to stop at: %s', async (verdict, change) => {
    expect(await told('cut', change)).toBe(verdict);
  });

  it('judge the grade to stop at on a month that did not choose it', async () => {
    const cut = await figure(database, spec, 'cut');
    expect(cut).toMatchObject({ is_fresh: true, judged_month: '2026-10-01' });
    const [row] = await database.rows(
      `select (sum(cost) - sum(margin))::double as gain, count(*)::integer as n from campaign_profit
        where contacted_on >= date '2026-10-01' and grade > ${Number(cut['grade'])}`,
    );
    expect(cut).toMatchObject({ gain: row!['gain'], rest_n: row!['n'] });
  });
});
