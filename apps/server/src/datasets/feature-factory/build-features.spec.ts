import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { factoryFeatures } from '../../content/feature-list.js';
import { featureFactoryAnalysis } from '../../content/spec/feature-factory.js';
import { Engine } from '../../engine/engine.js';
import type { Workspace } from '../../engine/workspace.js';
import type { BuildContext } from '../build-context.js';
import { buildFeatures } from './build-features.js';

const EVENTS = `
  SELECT col0 AS card, col1::TIMESTAMP AS paid_at, col2::DECIMAL(12,2) AS amount, col3 AS shop, col4 AS trade, col5::DATE AS booked_on FROM (VALUES
    ('a', '2026-01-31 23:30:00', 100, 's1', 'food', '2026-01-31'), ('a', '2026-02-10 10:00:00', 40, 's1', 'fuel', '2026-02-10'),
    ('a', '2026-03-01 09:00:00', 60, 's2', 'food', '2026-03-01'), ('a', '2026-03-31 02:00:00', 20, 's2', 'food', '2026-04-02'),
    ('b', '2026-03-07 12:00:00', 10.5, 's3', NULL, '2026-03-07'), ('a', '2026-04-01 00:00:00', 999, 's9', 'food', '2026-04-01'),
    (NULL, '2026-03-07 12:00:00', 5, 's3', 'food', '2026-03-07'))`;
const base = { kind: 'feature_factory', input: 'payments', entity: 'card', date: 'paid_at', windows: [1, 3] };

describe('the feature factory', () => {
  const home = mkdtempSync(join(tmpdir(), 'decile-factory-'));
  const engine = new Engine({ stateDir: home, duckdbMemory: '1GB', duckdbThreads: 2 });
  const opened: Workspace[] = [];

  afterAll(async () => {
    for (const workspace of opened) await workspace.close();
    await engine.onModuleDestroy();
    rmSync(home, { recursive: true, force: true });
  });

  async function build(written: object, asOf = '2026-04-15', events = EVENTS) {
    const workspace = await engine.open([home]);
    opened.push(workspace);
    await workspace.run(`CREATE TABLE payments AS ${events}`);
    const spec = featureFactoryAnalysis.parse({ base_months: ['2026-03'], ...base, ...written });
    const item = { name: 'features', file: '', spec: {}, inputs: ['payments'] };
    const context = { item, workspace, asOf, folder: home, progress: () => {} } as unknown as BuildContext;
    await buildFeatures(context, spec);
    const { columns, rows } = await workspace.run('SELECT * FROM _features ORDER BY base_month, card');
    return rows.map((row) => Object.fromEntries(columns.map(({ name }, i) => [name, row[i]])));
  }

  const everything = {
    values: { amount: ['sum', 'mean', 'max', 'min'] },
    distinct: ['shop'],
    shares: { trade: ['food'] },
    night: { from: 22, to: 6 },
    weekend: true,
    slope: true,
  };

  it('measures each window at the end of the base month', async () => {
    const [a, b] = await build(everything);
    expect(a).toMatchObject({
      base_month: '2026-03-01',
      card: 'a',
      days_since_last: 0,
      count_1m: 2,
      amount_sum_1m: 80,
      amount_mean_1m: 40,
      amount_max_1m: 60,
      amount_min_1m: 20,
      shop_distinct_1m: 1,
      trade_food_share_1m: 1,
      gap_mean_1m: 30,
      night_share_1m: 0.5,
      weekend_share_1m: 0.5,
      count_change_1m: 1,
      amount_sum_change_1m: 1,
      count_3m: 4,
      amount_sum_3m: 220,
      amount_mean_3m: 55,
      shop_distinct_3m: 2,
      trade_food_share_3m: 0.75,
      night_share_3m: 0.5,
      weekend_share_3m: 0.5,
      count_change_3m: null,
      amount_slope_3m: -10,
    });
    expect(b).toMatchObject({ card: 'b', days_since_last: 24, count_1m: 1, gap_mean_1m: null, trade_food_share_1m: 0 });
    expect(b).toMatchObject({ amount_sum_change_1m: null, amount_sum_3m: 10.5, amount_slope_3m: 5.25 });
  });

  it('has the columns that its definition lists, in their order', async () => {
    const [row] = await build(everything);
    const spec = featureFactoryAnalysis.parse({ base_months: ['2026-03'], ...base, ...everything });
    expect(Object.keys(row!)).toEqual(['base_month', 'card', ...factoryFeatures(spec).map(({ name }) => name)]);
  });

  it('knows nothing of later events, nor of those that became known later', async () => {
    const past = `${EVENTS} WHERE col1 < '2026-04-01'`;
    expect(await build(everything)).toEqual(await build(everything, '2026-04-15', past));
    const [a] = await build({ ...everything, known_on: 'booked_on' });
    expect(a).toMatchObject({ count_1m: 1, amount_sum_1m: 60, shop_distinct_1m: 1 });
    const [, later] = await build({ known_on: 'booked_on', windows: [3], base_months: { last: 2 } }, '2026-04-30').then(
      (rows) => rows.filter(({ card }) => card === 'a'),
    );
    expect(later).toMatchObject({ base_month: '2026-04-01', count_3m: 4 });
  });

  it('holds any measure against the window before: shares as a difference, all others as a share of it', async () => {
    const change = ['count', 'sum', 'mean', 'max', 'distinct', 'share'];
    const [a, b] = await build({ ...everything, change, windows: [1] });
    expect(a).toMatchObject({
      count_change_1m: 1,
      amount_sum_change_1m: 1,
      amount_mean_change_1m: 0,
      amount_max_change_1m: 0.5,
      shop_distinct_change_1m: 0,
      trade_food_share_change_1m: 1,
      night_share_change_1m: 0.5,
    });
    expect(a).not.toHaveProperty('amount_min_change_1m');
    expect(b).toMatchObject({ shop_distinct_change_1m: null, night_share_change_1m: null });
    const [none] = await build({ ...everything, change: false });
    expect(Object.keys(none!).filter((name) => name.includes('change'))).toEqual([]);
  });

  it('takes the last full months, and refuses one that is not over', async () => {
    const rows = await build({ base_months: { last: 2 } });
    expect(rows.map(({ base_month: month, card }) => [month, card])).toEqual([
      ['2026-02-01', 'a'],
      ['2026-03-01', 'a'],
      ['2026-03-01', 'b'],
    ]);
    await expect(build({ base_months: ['2026-04'] })).rejects.toMatchObject({
      code: 'feature_factory.base-month',
      details: { base_month: '2026-04' },
    });
  });

  it('refuses a column that is not there, two variables of one name, and nothing to measure', async () => {
    await expect(build({ distinct: ['shopp'] })).rejects.toMatchObject({ hint: /"shop"/ });
    await expect(build({ shares: { trade: ['food', 'Food'] } })).rejects.toMatchObject({
      code: 'feature_factory.same-name',
    });
    await expect(build({ base_months: ['2024-01'] })).rejects.toMatchObject({ code: 'dataset.empty' });
  });

  it('makes hundreds of variables by one declaration', () => {
    const spec = featureFactoryAnalysis.parse({
      ...base,
      ...everything,
      base_months: { last: 3 },
      windows: [1, 2, 3, 6, 9, 12],
      values: { amount: ['sum', 'mean', 'max', 'min'], fee: ['sum', 'mean'], points: ['sum', 'max'] },
      shares: { trade: Array.from({ length: 20 }, (_, i) => `trade ${i}`) },
    });
    expect(factoryFeatures(spec).length).toBeGreaterThan(200);
  });
});
