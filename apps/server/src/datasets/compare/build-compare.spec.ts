import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { compareShares } from '../../analytics/statistics/proportions.js';
import { compareMeans, summarize } from '../../analytics/statistics/means.js';
import { compareAnalysis } from '../../content/spec/compare.js';
import { Engine } from '../../engine/engine.js';
import type { BuildContext } from '../build-context.js';
import { buildCompare } from './build-compare.js';

const CONTACTS = `SELECT i AS id, ['base', 'other', 'elsewhere'][1 + i % 3] AS grp, DATE '2026-01-01' + (i % 60)::INTEGER AS day,
  hash(i) % 100 < 20 + 10 * (i % 3)::INTEGER AS bought, CASE WHEN i % 7 > 0 THEN hash(i + 1) % 1000 / 10 END AS spend,
  ['north', 'south'][1 + (hash(i + 2) % 2)::INTEGER] AS region, i % 2 = 0 AS treated FROM range(3000) t(i)`;
const base = {
  kind: 'compare',
  input: 'contacts',
  groups: { column: 'grp', base: 'base', other: 'other' },
  measures: [
    { name: 'rate', share: 'bought' },
    { name: 'spend', mean: 'spend' },
  ],
};

describe('the comparison of two groups', () => {
  const home = mkdtempSync(join(tmpdir(), 'decile-compare-'));
  const engine = new Engine({ stateDir: home, duckdbMemory: '1GB', duckdbThreads: 2 });

  afterAll(async () => {
    await engine.onModuleDestroy();
    rmSync(home, { recursive: true, force: true });
  });

  async function compare(written: object, rows = CONTACTS) {
    const workspace = await engine.open([home]);
    try {
      await workspace.run(`CREATE TABLE contacts AS ${rows}`);
      const item = { name: 'effects', file: '', spec: {}, inputs: ['contacts'] };
      const context = { item, workspace, folder: home, progress: () => {} } as unknown as BuildContext;
      await buildCompare(context, compareAnalysis.parse({ ...base, ...written }));
      const by = 'by' in written ? `${(written.by as string[]).join(', ')}, ` : '';
      const sql = `SELECT ${by}_effects.* FROM _effects JOIN _segments USING (segment) ORDER BY segment, _place`;
      const { columns, rows: found } = await workspace.run(sql);
      const values = await workspace.run(`SELECT grp, bought, spend::DOUBLE FROM contacts ORDER BY spend, id`);
      const effects = found.map((row) => Object.fromEntries(columns.map(({ name }, i) => [name, row[i]])));
      return { effects, values: values.rows };
    } finally {
      await workspace.close();
    }
  }

  it('gives shares and means of both groups with the intervals of the statistics', async () => {
    const { effects, values } = await compare({});
    const of = (group: string) => values.filter(([grp]) => grp === group);
    const share = (group: string) => ({ successes: of(group).filter(([, yes]) => yes).length, n: of(group).length });
    const mean = (group: string) =>
      summarize(of(group).flatMap(([, , spend]) => (spend === null ? [] : [Number(spend)])))!;
    const rate = compareShares(share('base'), share('other'));
    const spend = compareMeans(mean('base'), mean('other'));
    expect(effects).toMatchObject([
      { measure: 'rate', method: 'newcombe', base_rows: 1000, other_rows: 1000, finding: 'higher', is_weak: false },
      { measure: 'spend', method: 'welch', base_rows: mean('base').n, other_rows: mean('other').n, finding: 'none' },
    ]);
    expect(effects[0]!['low']).toBeCloseTo(rate.interval!.low, 11);
    expect(effects[1]!['high']).toBeCloseTo(spend.interval!.high, 9);
    expect(effects[0]!['corrected_p']).toBeCloseTo(2 * rate.p!, 11);
  });

  it('is the same whatever the order of the rows', async () => {
    const { effects } = await compare({ by: ['region'] });
    const turned = await compare({ by: ['region'] }, `SELECT * FROM (${CONTACTS}) ORDER BY hash(id * 31)`);
    expect(turned.effects).toEqual(effects);
    expect(effects.map(({ region, measure }) => [region, measure])).toEqual([
      ['north', 'rate'],
      ['north', 'spend'],
      ['south', 'rate'],
      ['south', 'spend'],
    ]);
  });

  it('splits time at a day, takes off the change of a control group, and compares within pairs', async () => {
    const time = await compare({ groups: { date: 'day', from: '2026-02-01' } });
    expect(time.effects[0]).toMatchObject({ base_rows: 1550, other_rows: 1450 });
    const control = { column: 'treated', treated: true, untreated: false };
    const controlled = await compare({ control });
    expect(controlled.effects[0]).toMatchObject({ method: 'did_share', base_rows: 500, other_rows: 500 });
    expect(controlled.effects[0]!['control_change']).toBeTypeOf('number');
    const pairs = `SELECT id // 2 AS unit, ['base', 'other'][1 + id % 2] AS grp, (id % 2)::DOUBLE + hash(id // 2) % 9 AS spend, id, true AS bought
      FROM range(40) t(id) WHERE id <> 39`;
    const measures = [{ name: 'spend', mean: 'spend' }];
    const paired = await compare({ pair: 'unit', measures }, pairs);
    expect(paired.effects).toMatchObject([
      { method: 'paired', base_rows: 19, other_rows: 19, difference: 1, is_weak: true },
    ]);
    await expect(compare({ pair: 'grp', measures })).rejects.toMatchObject({ code: 'compare.pair-repeated' });
  });

  it('says what is wrong with the groups and the columns', async () => {
    await expect(compare({ groups: { column: 'grp', base: 'base', other: 'othr' } })).rejects.toMatchObject({
      code: 'compare.no-group',
      message: /other/,
    });
    await expect(compare({ measures: [{ name: 'spend', mean: 'spent' }] })).rejects.toMatchObject({
      code: 'dataset.column-missing',
      hint: /"spend"/,
    });
  });

  it('claims a difference on null data about as often as its level says', async () => {
    let claims = 0;
    for (let seed = 1; seed <= 20; seed += 1) {
      const rows = `SELECT id, grp, hash(id + ${seed} * 7919) % 100 < 30 AS bought, spend FROM (${CONTACTS})`;
      const { effects } = await compare({}, rows);
      if (effects.some(({ finding }) => finding !== 'none')) claims += 1;
    }
    expect(claims).toBeLessThanOrEqual(3);
  });
});
