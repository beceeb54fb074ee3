import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chartRoles } from '../../apps/server/src/blocks/charts/chart-roles.js';
import { readProject } from '../../apps/server/src/content/read-project.js';
import type { WrittenReport } from '../../apps/server/src/content/spec/report.js';
import { compileContent } from '../../apps/server/src/metrics/compile-content.js';
import { figure, readDashboard, readReport } from '../demo/demo-content.js';
import { DemoDatabase, PROJECT } from '../demo/demo-database.js';
import { openTablesOf } from '../support/duckdb-tables.js';

const AS_OF = '2026-10-31';
const SOURCES = [
  'channel_customers',
  'channel_store',
  'channel_web',
  'channel_app',
  'channel_calls',
  'channel_external',
  'channel_campaign',
  'channel_costs',
  'channel_segments',
  'channel_services',
];
const TWINS = ['channel_store_null', 'channel_app_null'];
const DERIVED = [
  'channel_touches',
  'channel_coverage',
  'channel_features',
  'channel_360',
  'channel_shift',
  'channel_outlook',
  'channel_learn',
];

/** Tables over the demo with some of its sources replaced: name → SELECT over the tables `demo_<name>`. */
async function derive(replaced: Record<string, string> = {}, asOf = database.asOf): Promise<void> {
  for (const name of SOURCES) {
    await database.run(`create or replace view ${name} as ${replaced[name] ?? `from demo_${name}`}`);
  }
  for (const name of DERIVED) {
    const sql = readFileSync(join(PROJECT, 'datasets', `${name}.sql`), 'utf8');
    await database.rows(`create or replace table ${name} as ${sql}`, { as_of: asOf });
  }
}

async function one(sql: string): Promise<Record<string, unknown>> {
  const [row] = await database.rows(sql);
  return row!;
}

/** The demo with a score that stands for the model: coupons and spending elsewhere. */
async function score(): Promise<void> {
  await derive();
  await database.run('create schema if not exists channel_response');
  await database.run("create or replace table channel_response.summary as select 'reliable' as verdict");
  await database.run(`create or replace table channel_response.scores as
    select customer_id, (coupons_used >= 2)::integer * coalesce(category_spend, 0)::double as score from channel_learn`);
  await database.load('channel_ranked', 'channel_cuts');
}

const spec: WrittenReport = readReport('omnichannel-targeting');
let database: DemoDatabase;
beforeAll(async () => {
  database = await DemoDatabase.open(AS_OF);
  const names = [...SOURCES, ...TWINS];
  await database.load(...names);
  for (const name of names) await database.run(`alter table ${name} rename to demo_${name}`);
});
afterAll(() => database.close());

describe('the sources of the omnichannel demo', () => {
  it('keep their history when the as-of day moves on', async () => {
    const digest = (name: string, day: string) =>
      `select count(*)::integer as n, bit_xor(hash(source))::varchar as digest from ${name} as source where ${day} <= date '2026-08-15'`;
    const early = await DemoDatabase.open('2026-08-15');
    await early.load(...SOURCES);
    for (const [name, day] of [
      ['channel_customers', 'joined_on'],
      ['channel_store', 'visited_on'],
      ['channel_web', 'visited_on'],
      ['channel_app', 'visited_on'],
      ['channel_calls', 'visited_on'],
      ['channel_campaign', 'contacted_on'],
    ] as const)
      expect(await database.rows(digest(`demo_${name}`, day)), name).toEqual(await early.rows(digest(name, day)));
    early.close();
  });
});

describe('customer 360 of the demo', () => {
  beforeAll(() => derive());

  it('has each customer of the register once, with a channel and a segment', async () => {
    const row = await one(
      `select count(*)::integer as n, count(distinct customer_id)::integer as ids, count(channel)::integer as channels,
         count(segment)::integer as segments from channel_360`,
    );
    const { n } = await one('select count(*)::integer as n from channel_customers');
    expect(row).toEqual({ n, ids: n, channels: n, segments: n });
  });

  it('counts as many visits as the four sources have in the half year', async () => {
    const { n } = await one('select sum(visits)::integer as n from channel_360');
    const sources = ['store', 'web', 'app', 'calls'].map((name) => `select * from channel_${name}`).join(' union all ');
    const wanted = await one(
      `select sum(visits)::integer as n from (${sources}) where visited_on between date '2026-05-01' and date '2026-10-31'`,
    );
    expect(n).toBe(wanted['n']);
  });

  it('knows of the campaign only what was known the day before', async () => {
    const row = await one(
      `select max(seen_on)::varchar as day, min(days_since_last)::integer as nearest from channel_learn`,
    );
    expect(row).toEqual({ day: '2026-07-05', nearest: 0 });
    const digest = 'select bit_xor(hash(learn))::varchar as digest from channel_learn as learn';
    const before = await one(digest);
    await derive({
      channel_store: `select * from demo_channel_store union all
        select customer_id, date '2026-07-06', 50, 9000000 from demo_channel_campaign where responded = 1`,
    });
    expect(await one(digest)).toEqual(before);
    await derive();
  });

  it('finds the shift from the stores to the app that was planted', async () => {
    const shift = await figure(database, spec, 'shift');
    expect(shift).toMatchObject({ verdict: 'moved', from_en: 'Store', to_en: 'App' });
    expect(shift['low']).toBeGreaterThan(0.05);
    expect(shift['net_customers']).toBe(Number(shift['went']) - Number(shift['came_back']));
    const outlook = await figure(database, spec, 'outlook');
    expect(outlook).toMatchObject({ verdict: 'up', to_en: 'App' });
    expect(outlook['low']).toBeGreaterThan(Number(outlook['share']));
    expect(outlook['cost_low']).toBeLessThan(Number(outlook['cost_next']));
  });

  it('finds those who look online and buy in the stores', async () => {
    const row = await one(
      `select
         avg((o2o = 'browses_online')::integer) filter (planted) as planted,
         avg((o2o = 'browses_online')::integer) filter (not planted) as others
       from (
         select *, hash('channel showroom ' || ltrim(customer_id, 'R0')) % 100 < 10
           and (hash('channel home ' || ltrim(customer_id, 'R0')) % 1000003) / 1000003.0 < 0.46 as planted
         from channel_360 where preferred_channel = 'store'
       )`,
    );
    expect(row['planted']).toBeGreaterThan(0.6);
    expect(row['others']).toBeLessThan(0.1);
  });

  it('adds up the shares of the scenario to one', async () => {
    const row = await one(
      `select sum(share) as now, sum(next_share) as next, bool_and(next_share between low and high) as inside from channel_outlook`,
    );
    expect(row['now']).toBeCloseTo(1, 9);
    expect(row['next']).toBeCloseTo(1, 9);
    expect(row['inside']).toBe(true);
  });
});

describe('other data in the place of the demo', () => {
  const null_twins = { channel_store: 'from demo_channel_store_null', channel_app: 'from demo_channel_app_null' };

  it('claim no shift on the null twins, on any month-end', async () => {
    for (const asOf of ['2026-07-31', '2026-08-31', '2026-09-30', '2026-10-31']) {
      await derive(null_twins, asOf);
      expect((await figure(database, spec, 'shift', asOf))['verdict'], asOf).toBe('same');
      expect((await figure(database, spec, 'outlook', asOf))['verdict'], asOf).toBe('same');
    }
  });

  it('turn the sentence round when stores and app change places', async () => {
    await derive({ channel_store: 'from demo_channel_app', channel_app: 'from demo_channel_store' });
    expect(await figure(database, spec, 'shift')).toMatchObject({ verdict: 'moved', from_en: 'App', to_en: 'Store' });
    expect(await figure(database, spec, 'outlook')).toMatchObject({ verdict: 'up', to_en: 'Store' });
  });

  it('tell no shift when nobody was seen before', async () => {
    const late = "where visited_on > date '2026-04-30'";
    await derive({
      channel_customers: "select * replace (date '2026-06-01' as joined_on) from demo_channel_customers",
      ...Object.fromEntries(
        ['store', 'web', 'app', 'calls'].map((name) => [`channel_${name}`, `from demo_channel_${name} ${late}`]),
      ),
    });
    expect(await figure(database, spec, 'shift')).toMatchObject({ verdict: 'none', seen_both: 0 });
    expect((await figure(database, spec, 'outlook'))['verdict']).toBe('none');
    expect(await figure(database, spec, 'segments')).toMatchObject({ largest_en: 'New' });
  });

  it('name the month in which a source has no rows', async () => {
    await derive({
      channel_app: "from demo_channel_app where date_trunc('month', visited_on) <> date '2026-06-01'",
    });
    expect(await figure(database, spec, 'gaps')).toEqual({ months: 1, names: '2026-06' });
  });

  it('leave out rows after the as-of day, and count them', async () => {
    await derive({
      channel_app: `from demo_channel_app union all select 'R00001', date '2027-01-01', 1, 5000`,
    });
    expect((await figure(database, spec, 'known'))['future_rows']).toBe(1);
    expect(await one('select max(visited_on)::varchar as day from channel_touches')).toEqual({
      day: '2026-10-31',
    });
  });

  it('take returns off the spending and do not count them as purchases', async () => {
    await derive({
      channel_customers: "from demo_channel_customers where customer_id = 'R00001'",
      channel_store: `select * from (values ('R00001', date '2026-10-01', 1, 50000::decimal(14, 0)),
        ('R00001', date '2026-10-02', 1, -20000::decimal(14, 0)), ('R00001', date '2026-10-03', 1, 0::decimal(14, 0)))
        as rows(customer_id, visited_on, visits, amount)`,
      ...Object.fromEntries(
        ['web', 'app', 'calls'].map((name) => [`channel_${name}`, `from demo_channel_${name} where false`]),
      ),
    });
    expect(await one('select purchases::integer as n, spend::integer as spend from channel_360')).toEqual({
      n: 1,
      spend: 30000,
    });
    expect((await figure(database, spec, 'known'))['returns']).toBe(1);
  });
});

describe('the cut of the campaign', () => {
  const cases = (values: Record<string, string | number>) => {
    const parameters = Object.fromEntries(
      Object.entries(spec.parameters).map(([name, each]) => [name, { ...each, default: values[name] ?? each.default }]),
    );
    return figure(database, { ...spec, parameters }, 'cases');
  };
  beforeAll(score);

  it('keeps the wanted share of the responders of the other half', async () => {
    const [many, few] = [await cases({ wanted_share: 0.9 }), await cases({ wanted_share: 0.5 })];
    expect(Math.abs(Number(many['kept']) - 0.9)).toBeLessThan(0.03);
    expect(Math.abs(Number(few['kept']) - 0.5)).toBeLessThan(0.03);
    expect(Number(few['contacts'])).toBeLessThan(Number(many['contacts']));
  });

  it('never costs more than the budget, and uses it up but for a per cent of the customers', async () => {
    const { spent, verdict } = await cases({ cut_by: 'budget', budget: 100_000 });
    expect(verdict).toBe('more');
    expect(spent).toBeLessThanOrEqual(100_000);
    expect(spent).toBeGreaterThan(100_000 - 120 * 180);
  });

  it('earns at least as much by profit as by share, and takes all when nothing costs anything', async () => {
    const [share, profit] = [await cases({}), await cases({ cut_by: 'profit' })];
    expect(Number(profit['profit'])).toBeGreaterThan(0.97 * Number(share['profit']));
    await database.run('create or replace table kept as from channel_cuts');
    await database.run('update channel_cuts set tried_profit = percent');
    expect(await cases({ cut_by: 'profit' })).toMatchObject({ verdict: 'all', contacts: 12_000 });
    await database.run('create or replace table channel_cuts as from kept');
  });

  it('has no verdict where nothing meets what was asked for, and a check for ways that are not there', async () => {
    expect((await cases({ cut_by: 'budget', budget: 1 }))['verdict']).toBe('none');
    expect((await cases({ wanted_share: 1.2 }))['verdict']).toBe('none');
    const check = spec.checks.find(({ name }) => name === 'way_to_cut_is_known')!;
    expect(await database.rows(check.sql, { cut_by: 'luck' })).toHaveLength(1);
    expect(await database.rows(check.sql, { cut_by: 'profit' })).toEqual([]);
  });
});

describe('the dashboard channel-mix', () => {
  it('has one row a figure, and rows with the named columns in each table and chart', async () => {
    await score();
    const reader = await openTablesOf();
    const demo = await readProject(PROJECT, reader);
    reader.close();
    const written = readDashboard('channel-mix');
    const { figures, blocks } = compileContent(written.figures, written.blocks, {
      datasets: demo.datasets,
      calendar: demo.spec.calendar,
      asOf: AS_OF,
      language: 'ko',
    });
    for (const [name, { sql }] of Object.entries(figures))
      expect(await database.rows(sql, { language: 'ko' }), name).toHaveLength(1);
    for (const block of blocks) {
      if (block.kind !== 'table' && block.kind !== 'chart') continue;
      const rows = await database.rows(block.sql, { language: 'ko' });
      expect(rows.length, block.id).toBeGreaterThan(0);
      const named =
        block.kind === 'table' ? block.columns!.map(({ name }) => name) : chartRoles(block).map((role) => role.column);
      for (const column of named) expect(Object.keys(rows[0]!), block.id).toContain(column);
    }
  });
});
