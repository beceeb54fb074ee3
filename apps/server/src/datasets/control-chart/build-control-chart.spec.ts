import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { analysisTables } from '../../content/analysis-tables.js';
import { controlChartAnalysis } from '../../content/spec/control-chart.js';
import { Engine } from '../../engine/engine.js';
import type { BuildContext } from '../build-context.js';
import { buildControlChart } from './build-control-chart.js';

/** Noise like a normal one: the sum of twelve uniform numbers less six. */
const noise = (seed: string) =>
  `list_sum(list_transform(range(12), lambda k: (hash(i * 12 + k + ${seed}) % 1000003) / 1000003)) - 6`;
/** Sixty days of two machines; b is higher by three deviations from the 46th day on. */
const READINGS = `SELECT machine, DATE '2026-01-01' + i::INTEGER AS day, 10 + ${noise('ascii(machine) * 100000')}
  + CASE WHEN machine = 'b' AND i >= 45 THEN 3 ELSE 0 END AS width, i % 5 AS lot FROM range(60) t(i), (VALUES ('a'), ('b')) m(machine)`;
const base = {
  kind: 'control_chart',
  input: 'readings',
  date: 'day',
  chart: 'individuals',
  value: 'width',
  by: ['machine'],
  base: { from: '2026-01-01', to: '2026-01-31' },
};

describe('the control chart of an input', () => {
  const home = mkdtempSync(join(tmpdir(), 'decile-control-'));
  const engine = new Engine({ stateDir: home, duckdbMemory: '1GB', duckdbThreads: 2 });
  const logged: string[] = [];

  afterAll(async () => {
    await engine.onModuleDestroy();
    rmSync(home, { recursive: true, force: true });
  });

  async function chart(written: object, rows = READINGS, asOf = '2026-12-31') {
    const workspace = await engine.open([home]);
    try {
      await workspace.run(`CREATE TABLE readings AS ${rows}`);
      const item = { name: 'charts', file: '', spec: {}, inputs: ['readings'] };
      const log = (message: string) => logged.push(message);
      const context = { item, workspace, folder: home, asOf, progress: () => {}, log } as unknown as BuildContext;
      const spec = controlChartAnalysis.parse({ ...base, ...written });
      const shape = analysisTables('charts', spec, await workspace.describe('SELECT * FROM readings'));
      const built = await buildControlChart(context, spec);
      const table = async (name: string) => {
        const { columns, rows: found } = await workspace.run(`SELECT * FROM '${join(home, `${name}.parquet`)}'`);
        return {
          columns,
          rows: found.map((row) => Object.fromEntries(columns.map((column, i) => [column.name, row[i]]))),
        };
      };
      const [points, signals, limits] = [await table('points'), await table('signals'), await table('limits')];
      const made = new Map(built.tables.map(({ name }, i) => [name, [points, signals, limits][i]!.columns]));
      return { made, shape, points: points.rows, signals: signals.rows, limits: limits.rows };
    } finally {
      await workspace.close();
    }
  }

  it('makes the tables and columns that `decile check` counts on', async () => {
    const { made, shape } = await chart({});
    expect(made).toEqual(shape);
    const grouped = await chart({ chart: 'subgroups', group: { column: 'lot' }, by: [] });
    expect(grouped.made).toEqual(grouped.shape);
  });

  it('signals the machine that was shifted, and not the other', async () => {
    const { points, signals, limits } = await chart({});
    expect(points).toHaveLength(120);
    expect(limits).toMatchObject([
      {
        machine: 'a',
        fitted_from: '2026-01-01',
        fitted_to: '2026-01-31',
        readings: 31,
        provisional: false,
        reason: null,
      },
      { machine: 'b', readings: 31 },
    ]);
    const late = signals.filter(({ place }) => Number(place) > 45);
    expect(late.some(({ machine, rule }) => machine === 'b' && rule === 'beyond_3_sigma')).toBe(true);
    expect(late.filter(({ machine }) => machine === 'a')).toEqual([]);
    const eight = late.find(({ rule }) => rule === 'eight_on_one_side')!;
    expect(eight).toMatchObject({ machine: 'b', points: 8 });
    expect(points.filter(({ is_base }) => is_base)).toHaveLength(62);
    expect(points.filter(({ is_signal }) => is_signal).map(({ rules }) => rules)).toContain('beyond_3_sigma');
  });

  it('is the same whatever the order of the rows', async () => {
    for (const how of [{}, { chart: 'ewma' }, { chart: 'subgroups', group: { column: 'lot' }, by: [] }]) {
      const straight = await chart(how);
      const turned = await chart(how, `SELECT * FROM (${READINGS}) ORDER BY hash(width)`);
      expect([turned.points, turned.signals, turned.limits]).toEqual([
        straight.points,
        straight.signals,
        straight.limits,
      ]);
    }
  });

  it('fits again where a base period says so, and marks the first point after', async () => {
    const fits = [
      { from: '2026-01-01', to: '2026-01-31' },
      { from: '2026-02-15', to: '2026-03-01' },
    ];
    const { points, limits } = await chart({ base: fits });
    const b = points.filter(({ machine }) => machine === 'b');
    expect(b.filter(({ refitted }) => refitted)).toMatchObject([{ place: 46, time: '2026-02-15T00:00:00.000Z' }]);
    expect(Number(b[50]!['centre']) - Number(b[40]!['centre'])).toBeGreaterThan(2);
    expect(b[50]!['is_provisional']).toBe(true);
    expect(limits).toHaveLength(4);
    const early = await chart({ base: fits }, READINGS, '2026-02-20');
    expect(early.limits).toHaveLength(2);
    expect(logged.at(-1)).toMatch(/1 base periods are not over/);
  });

  it('charts a share by samples of any size, and its rate as single readings', async () => {
    const cases = `SELECT DATE '2026-01-01' + (i // 200)::INTEGER AS day, hash(i) % 1000 < CASE WHEN i // 200 = 50 THEN 200 ELSE 50 END AS bad
      FROM range(12000) t(i)`;
    const share = { value: undefined, outcome: 'bad', by: [], group: { every: 'day' } };
    const { points, limits } = await chart({ ...share, chart: 'share' }, cases);
    expect(limits).toMatchObject([{ readings: 31, sigma: null }]);
    expect(Number(limits[0]!['centre'])).toBeCloseTo(0.05, 2);
    expect(points[50]).toMatchObject({ n: 200, is_signal: true });
    const centre = Number(limits[0]!['centre']);
    expect(points[3]!['upper']).toBeCloseTo(centre + 3 * Math.sqrt((centre * (1 - centre)) / 200), 12);
    const rates = await chart({ ...share, chart: 'individuals' }, cases);
    expect(rates.points[50]).toMatchObject({ is_signal: true, value: points[50]!['value'] });
  });

  it('watches the spread within subgroups, and the small lasting shift by EWMA', async () => {
    const lots = `SELECT TIMESTAMP '2026-01-01' + INTERVAL (i // 4) HOUR AS day, CASE WHEN i // 4 = 70 THEN 6 ELSE 1 END * (${noise('7')}) AS width FROM range(320) t(i)`;
    const two = { from: '2026-01-01', to: '2026-01-02' };
    const { points } = await chart({ chart: 'subgroups', by: [], group: { every: 'hour' }, base: two }, lots);
    expect(points[70]).toMatchObject({ n: 4, is_signal: true });
    expect(String(points[70]!['rules'])).toContain('spread_beyond_3_sigma');
    const drift = `SELECT DATE '2026-01-01' + i::INTEGER AS day, ${noise('3')} + CASE WHEN i >= 60 THEN 1 ELSE 0 END AS width FROM range(100) t(i)`;
    const ewma = await chart({ chart: 'ewma', by: [], base: { from: '2026-01-01', to: '2026-02-28' } }, drift);
    expect(ewma.signals.some(({ place }) => Number(place) > 60)).toBe(true);
    expect(ewma.signals.every(({ place }) => Number(place) > 60)).toBe(true);
  });

  it('gives few false alarms on a process that stays as it was', async () => {
    const many = `SELECT m::VARCHAR AS machine, DATE '2026-01-01' + i::INTEGER AS day, ${noise('m * 1000000')} AS width FROM range(150) t(i), range(40) u(m)`;
    const { points } = await chart({ rules: 'limits_only', base: { from: '2026-01-01', to: '2026-04-10' } }, many);
    const later = points.filter(({ is_base }) => !is_base);
    const alarms = later.filter(
      ({ value, lower, upper }) => Number(value) > Number(upper) || Number(value) < Number(lower),
    );
    expect(later).toHaveLength(2000);
    expect(alarms.length / later.length).toBeLessThan(0.01);
  });

  it('leaves a machine without a base period without limits and says why; passes over missing readings', async () => {
    const rows = `SELECT * REPLACE (CASE WHEN lot = 2 THEN NULL ELSE width END AS width) FROM (${READINGS}) WHERE machine = 'a' OR day > DATE '2026-02-01'`;
    const { points, limits } = await chart({}, rows);
    expect(limits[1]).toMatchObject({
      machine: 'b',
      centre: null,
      reason: expect.stringMatching(/no two readings in a row/),
    });
    const b = points.find(({ machine }) => machine === 'b')!;
    expect(b).toMatchObject({ lower: null, centre: null, is_signal: false });
    expect(points.filter(({ value }) => value === null).every(({ n }) => n === 0)).toBe(true);
  });

  it.each([
    ['an empty input', {}, `SELECT * FROM (${READINGS}) WHERE false`, 'dataset.empty'],
    ['a constant', {}, `SELECT * REPLACE (5.0 AS width) FROM (${READINGS})`, 'control.no-limits'],
    ['one row', {}, `SELECT * FROM (${READINGS}) LIMIT 1`, 'control.no-limits'],
    [
      'an infinity',
      {},
      `SELECT * REPLACE (width / CASE WHEN lot = 1 THEN 0 ELSE 1 END AS width) FROM (${READINGS})`,
      'control.bad-value',
    ],
    ['several readings of a moment', { by: [] }, READINGS, 'control.same-moment'],
    ['a column that is not there', { value: 'widht' }, READINGS, 'dataset.column-missing'],
    [
      'a base period still under way',
      { base: { from: '2027-01-01', to: '2027-02-01' } },
      READINGS,
      'control.base-open',
    ],
  ])('refuses %s', async (_, written, rows, code) => {
    await expect(chart(written, rows)).rejects.toMatchObject({ code });
  });

  it('orders readings of one moment by a column that says how', async () => {
    const { points } = await chart({ by: [], sequence: 'machine' });
    expect(points).toHaveLength(120);
    expect(points[1]).toMatchObject({ place: 2, time: '2026-01-01T00:00:00.000Z' });
  });

  it.each([
    [{ chart: 'share' }, /share chart needs/],
    [{ chart: 'subgroups' }, /need a group/],
    [{ outcome: 'bad' }, /either value or outcome/],
    [{ by: ['value'] }, /can't be called/],
    [{ base: { from: '2026-02-01', to: '2026-01-01' } }, /base period ends/],
  ])('says what is wrong with %j', (written, message) => {
    const parsed = controlChartAnalysis.safeParse({ ...base, ...written });
    expect(JSON.stringify(parsed.error?.issues)).toMatch(message);
  });
});
