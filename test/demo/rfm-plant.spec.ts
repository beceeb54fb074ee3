import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WrittenReport } from '../../apps/server/src/content/spec/report.js';
import { figure, readReport } from './demo-content.js';
import { DemoDatabase } from './demo-database.js';

const SHARES = `select month_end::varchar as month, share from customer_grades.shares
  where grade = 'Very Strong' order by month_end`;

async function shares(database: DemoDatabase): Promise<Map<string, number>> {
  const rows = await database.rows(SHARES);
  return new Map(rows.map((row) => [String(row['month']), Number(row['share'])]));
}

describe('the demo purchases', () => {
  it('keep their history when the as-of day moves on', async () => {
    const early = await DemoDatabase.open('2025-03-10');
    const late = await DemoDatabase.open('2026-10-31');
    const digest = `select count(*)::integer as n, sum(amount)::varchar as amount, bit_xor(hash(order_id, customer_id, ordered_on, amount, channel))::varchar as digest
      from orders where ordered_on <= date '2025-03-10'`;
    for (const database of [early, late]) await database.load('customers', 'orders', 'orders_null');
    expect(await late.rows(digest)).toEqual(await early.rows(digest));
    early.close();
    late.close();
  });
});

describe('the grade report on the demo purchases', () => {
  let database: DemoDatabase;
  let spec: WrittenReport;
  beforeAll(async () => {
    spec = readReport('rfm-grades');
    database = await DemoDatabase.open('2026-10-31');
    await database.load('customers', 'orders', 'orders_null');
    await database.grade('orders');
  });
  afterAll(() => database.close());

  it('counts about twelve thousand customers and holds names of forty Hangul', async () => {
    const [row] = await database.rows(
      `select count(*)::integer as n, max(length(name))::integer as longest from customers`,
    );
    expect(row!['n']).toBeGreaterThan(11_500);
    expect(row!['n']).toBeLessThan(12_500);
    expect(row!['longest']).toBe(40);
  });

  it('holds the share of best customers until July 2026 and shows its fall from August on', async () => {
    const share = await shares(database);
    const [july, october] = [share.get('2026-07-31')!, share.get('2026-10-31')!];
    for (const [month, value] of share) if (month < '2026-08-01') expect(Math.abs(value - july)).toBeLessThan(0.006);
    expect(july - october).toBeGreaterThan(0.015);
  });

  it('calls the last month and the long run a fall beyond chance', async () => {
    const best = await figure(database, spec, 'best');
    expect(best['verdict']).toBe('down');
    expect(best['high']).toBeLessThan(0);
    expect(best['change']).toBe(Number(best['entered']) - Number(best['left_count']));
    expect((await figure(database, spec, 'long'))['verdict']).toBe('down');
  });

  it('names recency as the reason of most who left', async () => {
    const why = await figure(database, spec, 'why');
    expect(why['main_reason']).toBe('recency');
    expect(why['main_share']).toBeGreaterThan(0.5);
  });

  it('finds the place that was planted', async () => {
    const place = await figure(database, spec, 'place');
    expect(place).toMatchObject({ region_en: 'Busan–Gyeongnam', channel_en: 'store', found: 1 });
    expect(place['low']).toBeGreaterThan(0);
  });

  it('values best customers by what they buy after the grading', async () => {
    const worth = await figure(database, spec, 'worth');
    expect(worth['verdict']).toBe('more');
    expect(worth['multiple']).toBeGreaterThan(2);
    expect(worth['sold_in']).toBe('2026-10-01');
  });

  it('raises the alert from September on, by the line that is declared', async () => {
    const states = await database.rows(
      'select month_end::varchar as month, state from customer_grades.alerts order by 1',
    );
    expect(states.filter(({ state }) => state === 'alert').map(({ month }) => month)).toEqual([
      '2026-09-30',
      '2026-10-31',
    ]);
    const alert = await figure(database, spec, 'alert');
    expect(alert).toMatchObject({ state: 'alert', compared_with: '2026-07-31', fall: 0.01, months: 3 });
    expect(alert['high']).toBeLessThan(0);
  });

  it('links the grade to sales of the month after by the rank correlation of the textbook', async () => {
    const link = await figure(database, spec, 'link');
    const [{ rho, n }] = (await database.rows(`
      with followed as (select -grade_order as g, next_sales as s from customer_grades.scores where month_end = '2026-09-30'),
      ranked as (
        select rank() over (order by g) + (count(*) over (partition by g) - 1) / 2 as x,
          rank() over (order by s) + (count(*) over (partition by s) - 1) / 2 as y
        from followed
      )
      select corr(x, y) as rho, count(*)::integer as n from ranked`)) as [{ rho: number; n: number }];
    expect(link['rho']).toBeCloseTo(rho, 10);
    expect(link['n']).toBe(n);
    const half = 1.96 * Math.sqrt((1 + (rho * rho) / 2) / (n - 3));
    expect(link['low']).toBeCloseTo(Math.tanh(Math.atanh(rho) - half), 10);
    expect(link['high']).toBeCloseTo(Math.tanh(Math.atanh(rho) + half), 10);
    expect(link).toMatchObject({ verdict: 'up', strength: 'moderate' });
  });

  it('says the contrary of worth and link when sales are turned round, and nothing when they are shuffled', async () => {
    await database.run('begin transaction');
    await database.run('update customer_grades.scores set next_sales = 1000000 - next_sales');
    expect((await figure(database, spec, 'link'))['verdict']).toBe('down');
    expect((await figure(database, spec, 'worth'))['verdict']).toBe('less');
    await database.run(
      `update customer_grades.scores set next_sales = hash(customer) % 100000 where next_sales is not null`,
    );
    expect((await figure(database, spec, 'link'))['verdict']).toBe('same');
    expect((await figure(database, spec, 'worth'))['verdict']).toBe('same');
    await database.run('rollback');
  });

  it('does not claim that those who had not bought lately leave more often', async () => {
    const slipping = await figure(database, spec, 'slipping');
    expect(slipping['low']).toBeLessThan(0);
    expect(slipping['high']).toBeGreaterThan(0);
  });

  it('turns the sentence round when the sign is turned round', async () => {
    await database.run('begin transaction');
    // September and October change places, and so do the directions of the moves.
    await database.run(`update customer_grades.shares set month_end = case month_end
      when date '2026-10-31' then date '2026-09-30' when date '2026-09-30' then date '2026-10-31' else month_end end`);
    await database.run(`update customer_grades.movements set from_grade = to_grade, to_grade = from_grade
      where month_end = date '2026-10-31' and from_grade <> 'New'`);
    expect((await figure(database, spec, 'best'))['verdict']).toBe('up');
    await database.run('rollback');
  });
});

describe('the grade report on the null twin', () => {
  let database: DemoDatabase;
  let spec: WrittenReport;
  beforeAll(async () => {
    spec = readReport('rfm-grades');
    database = await DemoDatabase.open('2026-10-31');
    await database.load('customers', 'orders', 'orders_null');
    await database.grade('orders_null');
  });
  afterAll(() => database.close());

  it('sees a flat share', async () => {
    const share = await shares(database);
    const values = [...share.values()];
    expect(Math.max(...values) - Math.min(...values)).toBeLessThan(0.008);
  });

  it('claims no change and no place in any month, and no change in the long run', async () => {
    for (const month of [...(await shares(database)).keys()].slice(1)) {
      expect((await figure(database, spec, 'best', month))['verdict'], month).toBe('same');
      expect((await figure(database, spec, 'place', month))['found'], month).toBe(0);
    }
    expect((await figure(database, spec, 'long'))['verdict']).toBe('same');
  });

  it('raises no alert in any month', async () => {
    const states = await database.rows('select distinct state from customer_grades.alerts order by 1');
    expect(states.map(({ state }) => state)).toEqual(['calm', 'first']);
  });
});
