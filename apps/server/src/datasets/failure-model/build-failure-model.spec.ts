import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeModel } from '../../analytics/models/encode-model.js';
import { failureModelShape } from '../../content/analyses/failure-model-shape.js';
import { failureModelAnalysis } from '../../content/spec/failure-model.js';
import { Engine } from '../../engine/engine.js';
import type { BuildContext } from '../build-context.js';
import { buildFailureModel } from './build-failure-model.js';
import { readRecords } from './read-records.js';
import { readFailureRows } from './read-rows.js';

type Row = Record<string, unknown>;
const DATA = resolve(process.env['DECILE_REAL_DATA'] ?? '../shared/data');
const real = (folder: string) => {
  const isThere = existsSync(join(DATA, folder));
  if (!isThere) process.stderr.write(`skipped: ${join(DATA, folder)} is not there\n`);
  return it.skipIf(!isThere);
};

/**
 * 40 machines read every 6 hours for 60 days; each fails every 15 days or so, and its vibration rises in the 30 hours before. Alarm W1 is
 * raised about 20 hours before, W2 at random. With `turn` the failures are those of another machine: nothing can be foretold.
 */
function plant(turn = 0): Record<string, string> {
  const failures = `SELECT m, TIMESTAMP '2026-01-01' + to_hours((n * 360 + hash(m * 100 + n) % 300)::BIGINT) AS failed, ['bearing', 'belt'][1 + (hash(m + n) % 2)::INTEGER] AS kind
    FROM range(40) machines(m), range(4) numbers(n)`;
  return {
    stops: `SELECT printf('M%02d', (m + ${turn}) % 40) AS machine, failed, kind FROM (${failures})`,
    readings: `
      WITH f AS (${failures}), r AS (SELECT m, TIMESTAMP '2026-01-01' + to_hours(h::BIGINT) AS read_at, h FROM range(40) machines(m), range(0, 1440, 6) hours(h))
      SELECT printf('M%02d', m) AS machine, read_at, 40 + hash(m * 7919 + h) % 100 / 20.0
          + coalesce((SELECT max(greatest(0, 30 - date_diff('hour', read_at, failed)) / 3.0) FROM f WHERE f.m = r.m AND failed > read_at AND failed < read_at + INTERVAL 30 HOUR), 0) AS vibration,
        (hash(m + h * 31) % 1000 / 10.0)::DOUBLE AS noise, CASE WHEN hash(m * 3 + h) % 50 = 0 THEN 'W2' END AS alarm FROM r
      UNION ALL SELECT printf('M%02d', m), failed - to_hours((18 + hash(m + 5) % 5)::BIGINT), NULL, NULL, 'W1' FROM f WHERE failed > TIMESTAMP '2026-01-02'`,
    machines: `SELECT printf('M%02d', m) AS machine, ['A', 'B'][1 + m % 2] AS model, 1 + m % 7 AS age FROM range(40) machines(m)`,
    services: `SELECT printf('M%02d', m) AS machine, TIMESTAMP '2025-12-01' + to_days(m::INTEGER) AS served, 'oil' AS job FROM range(40) machines(m)`,
  };
}

const base = {
  kind: 'failure_model',
  input: 'readings',
  unit: 'machine',
  time: 'read_at',
  readings: ['vibration', 'noise'],
  codes: 'alarm',
  failures: { input: 'stops', unit: 'machine', time: 'failed', kind: 'kind' },
  units: { input: 'machines', unit: 'machine', columns: ['model', 'age'] },
  maintenance: { input: 'services', unit: 'machine', time: 'served', kind: 'job' },
  every: 8,
  windows: [24, 72],
  precursors: [{ code: 'W1' }],
  learner: { kind: 'boosting', rounds: 25, max_leaves: 8, learning_rate: 0.2 },
  shuffles: 2,
};

describe('the failure model', () => {
  const home = mkdtempSync(join(tmpdir(), 'decile-failure-'));
  const engine = new Engine({ stateDir: home, duckdbMemory: '1GB', duckdbThreads: 2 });

  afterAll(async () => {
    await engine.onModuleDestroy();
    rmSync(home, { recursive: true, force: true });
  });

  async function build(written: object, inputs = plant(), asOf = '2026-12-31', threads = 2) {
    const workspace = await engine.open([home, DATA]);
    try {
      for (const [name, sql] of Object.entries(inputs)) await workspace.run(`CREATE TABLE ${name} AS ${sql}`);
      const item = { name: 'failures', file: '', spec: {}, inputs: Object.keys(inputs) };
      const context = {
        item,
        workspace,
        folder: home,
        scratch: home,
        asOf,
        threads,
        progress: () => {},
        log: () => {},
      } as unknown as BuildContext;
      const spec = failureModelAnalysis.parse({ ...base, ...written });
      const { tables } = await buildFailureModel(context, spec);
      const found: Record<string, Row[]> = {};
      for (const { name, file } of tables) {
        const short = name.split('.')[1]!;
        const { columns, rows } = await workspace.run(`SELECT * FROM read_parquet('${join(home, file!)}')`);
        const types = await workspace.describe(`SELECT * FROM read_parquet('${join(home, file!)}')`);
        expect(Object.fromEntries(types.map(({ name: column, type }) => [column, type]))).toEqual(
          failureModelShape.tables(spec, [])[short],
        );
        found[short] = rows.map((row) => Object.fromEntries(columns.map(({ name: column }, i) => [column, row[i]])));
      }
      expect(Object.keys(found)).toEqual(Object.keys(failureModelShape.tables(spec, [])));
      return found;
    } finally {
      await workspace.close();
    }
  }

  /** Judged from 10 February on. */
  let planted: Record<string, Row[]>;
  beforeAll(async () => {
    planted = await build({ test_from: '2026-02-10' });
  });

  it('sees planted failures coming on machines and days that it did not learn from, with the planned lead time', () => {
    const found = planted;
    const [model, rule] = found['quality']!;
    expect(model).toMatchObject({ method: 'model', units: 40, interval_by: 'unit', wanted_recall: 0.8 });
    expect(model!['auroc']).toBeGreaterThan(0.98);
    expect(model!['auroc_low']).toBeGreaterThan(0.97);
    expect(model!['recall']).toBeGreaterThan(0.7);
    expect(model!['precision']).toBeGreaterThan(0.8);
    expect(model!['caught_share']).toBeGreaterThan(0.9);
    expect(model!['lead_hours']).toBeGreaterThanOrEqual(14);
    expect(model!['lead_hours']).toBeLessThanOrEqual(24);
    expect(rule).toMatchObject({ method: 'precursors', auroc: null });
    expect(rule!['false_alarms']).toBeLessThan(3);
    expect(rule!['caught_share']).toBeGreaterThan(0.95);
    const w1 = found['codes']!.filter(({ code }) => code === 'W1');
    expect(w1).toHaveLength(2);
    for (const row of w1) {
      expect(row).toMatchObject({ is_precursor: true });
      expect(row['share']).toBeGreaterThan(0.95);
      expect(row['lift']).toBeGreaterThan(5);
    }
    for (const row of found['codes']!.filter(({ code }) => code === 'W2'))
      expect(row['base_rate']).toBeLessThan(row['share_high'] as number);
    const matter = found['importance']!.filter(({ matters }) => matters).map(({ feature }) => String(feature));
    const first = found['importance']!.slice(0, 2);
    expect(first.map(({ feature }) => feature)).toEqual(['W1_hours_since', 'vibration_last_24h']);
    for (const { drop_low } of first) expect(drop_low).toBeGreaterThan(0);
    expect(matter.filter((name) => /^(noise|age|model|W2|maintenance)/.test(name))).toEqual([]);
  });

  it('counts alarms as its tables list them', () => {
    const found = planted;
    const [model] = found['quality']!;
    const alarms = found['alarms']!;
    const failures = alarms.filter(({ what }) => what === 'failure');
    expect(model).toMatchObject({
      failures: failures.length,
      caught: failures.filter(({ caught }) => caught).length,
      false_alarms: alarms.length - failures.length,
    });
    const judged = found['scores']!.filter((row) => row['judged']);
    expect(judged.every(({ time }) => String(time) >= '2026-02-10')).toBe(true);
    expect(found['scores']!.length).toBeGreaterThan(judged.length);
    expect(model!['rows']).toBe(judged.length);
    const positives = judged.filter(({ label }) => label === 1);
    expect(model!['recall']).toBeCloseTo(positives.filter(({ alarm }) => alarm).length / positives.length, 10);
    expect(new Set(found['scores']!.map(({ unit, fold }) => `${unit} ${fold}`)).size).toBe(40);
    expect(found['current']!.length).toBe(40);
    expect(found['current']!.every(({ score, threshold, alarm }) => alarm === Number(score) >= Number(threshold))).toBe(
      true,
    );
    expect(found['model']!.map(({ fold }) => fold)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(() => decodeModel(String(found['model']![0]!['model']))).not.toThrow();
  });

  it('claims nothing where the failures are those of other machines', async () => {
    const { quality } = await build({ readings: ['vibration'], windows: [24] }, plant(7));
    expect(quality![0]!['auroc_low']).toBeLessThan(0.5);
    expect(quality![0]!['auroc_high']).toBeGreaterThan(0.5);
  });

  it('is the same for any order of the rows and number of threads', async () => {
    const spec = { windows: [24], every: 24, folds: 2, learner: { kind: 'forest', trees: 10, max_depth: 4 } };
    const turned = Object.fromEntries(
      Object.entries(plant()).map(([name, sql]) => [name, `SELECT * FROM (${sql}) t ORDER BY hash(t::VARCHAR)`]),
    );
    const once = await build(spec);
    expect(await build(spec, turned, '2026-12-31', 1)).toEqual(once);
  });

  it('measures windows exactly', async () => {
    const workspace = await engine.open([home]);
    try {
      for (const [name, sql] of Object.entries(plant())) await workspace.run(`CREATE TABLE ${name} AS ${sql}`);
      const spec = failureModelAnalysis.parse(base);
      const context = { item: {}, workspace, asOf: '2026-12-31', threads: 2 } as unknown as BuildContext;
      await readFailureRows(context, spec, await readRecords(context, spec));
      const checked = await workspace.run(`
        SELECT count(*), max(abs(r.vibration_mean_24h - m)), max(abs(r.vibration_spread_24h - s)), max(abs(r.vibration_slope_24h - b)),
          max(abs(r.vibration_last_24h - l)), max(abs(r."W1_count_72h" - w)), count(*) FILTER (r.label <> f)
        FROM (SELECT *, start + to_microseconds(at_us) AS now FROM _rows, _start WHERE left_out IS NULL AND unit IN ('M03', 'M17')) r
        CROSS JOIN LATERAL (SELECT avg(vibration) AS m, stddev_samp(vibration) AS s, regr_slope(vibration, epoch(read_at) / 3600) AS b,
          arg_max(vibration, read_at) FILTER (vibration IS NOT NULL) AS l FROM readings WHERE machine = r.unit AND read_at > now - INTERVAL 24 HOUR AND read_at <= now)
        CROSS JOIN LATERAL (SELECT count(*) AS w FROM readings WHERE machine = r.unit AND alarm = 'W1' AND read_at > now - INTERVAL 72 HOUR AND read_at <= now)
        CROSS JOIN LATERAL (SELECT (count(*) > 0)::INTEGER AS f FROM stops WHERE machine = r.unit AND failed > now AND failed <= now + INTERVAL 24 HOUR)`);
      const [rows, ...differences] = checked.rows[0]!.map(Number);
      expect(rows).toBeGreaterThan(300);
      for (const difference of differences) expect(difference).toBeLessThan(1e-6);
    } finally {
      await workspace.close();
    }
  });

  it('says what is wrong with its tables', async () => {
    const refused = (written: object, changed: Record<string, string> = {}) =>
      expect(build(written, { ...plant(), ...changed })).rejects;
    await refused({ unit: 'mashine' }).toMatchObject({ code: 'dataset.column-missing', hint: /"machine"/ });
    await refused({ time: 'noise' }).toMatchObject({ code: 'failure_model.no-time', message: /"noise"/ });
    await refused({ readings: ['alarm'] }).toMatchObject({ code: 'failure_model.not-a-number' });
    await refused({ windows: [8760] }).toMatchObject({ code: 'failure_model.too-short' });
    await refused(
      {},
      {
        stops:
          'SELECT machine, failed, kind FROM (SELECT NULL::VARCHAR AS machine, now()::TIMESTAMP AS failed, NULL AS kind)',
      },
    ).toMatchObject({
      code: 'failure_model.no-failures',
    });
    await refused({}, { machines: "SELECT 'M00' AS machine, 'A' AS model, 1 AS age" }).toMatchObject({
      code: 'failure_model.unknown-unit',
      message: /'M01'/,
    });
    await refused({}, { machines: `${plant()['machines']} UNION ALL SELECT 'M01', 'B', 3` }).toMatchObject({
      code: 'failure_model.unit-twice',
    });
    await refused(
      {},
      { stops: "SELECT 'M01' AS machine, TIMESTAMP '2026-02-01' AS failed, 'belt' AS kind" },
    ).toMatchObject({
      code: 'failure_model.too-few-failures',
    });
    const written = failureModelAnalysis.safeParse({ ...base, every: 7 });
    expect(written.error?.issues[0]).toMatchObject({ path: ['windows'] });
  });

  real('ms_pdm')(
    'counts the errors before failures of the 100 machines as known, and beats chance on machines and months it never saw',
    async () => {
      const file = (name: string) => join(DATA, 'ms_pdm', `${name}.csv`);
      const [errors, failures, machines, maint] = ['errors', 'failures', 'machines', 'maint'].map(file) as [
        string,
        string,
        string,
        string,
      ];
      const read = (path: string) => `read_csv('${path}', timestampformat = '%-m/%-d/%Y %-I:%M:%S %p')`;
      const inputs = {
        errors: `SELECT "machineID"::VARCHAR AS machine, datetime AS happened, "errorID" AS error FROM ${read(errors)}`,
        stops: `SELECT "machineID"::VARCHAR AS machine, datetime AS failed, failure FROM ${read(failures)}`,
        machines: `SELECT "machineID"::VARCHAR AS machine, model, age FROM ${read(machines)}`,
        services: `SELECT "machineID"::VARCHAR AS machine, datetime AS served, comp FROM ${read(maint)}`,
      };
      const spec = {
        input: 'errors',
        time: 'happened',
        readings: [],
        codes: 'error',
        every: 24,
        windows: [24],
        failures: { input: 'stops', unit: 'machine', time: 'failed', kind: 'failure' },
        maintenance: { input: 'services', unit: 'machine', time: 'served', kind: 'comp' },
        precursors: [],
        folds: 3,
        test_from: '2015-09-01',
      };
      const { codes, quality } = await build(spec, inputs);
      const known = [
        ['error1', 'comp1', 184, 192],
        ['error2', 'comp2', 256, 259],
        ['error3', 'comp2', 256, 259],
        ['error4', 'comp3', 128, 131],
        ['error5', 'comp4', 176, 179],
      ] as const;
      for (const [code, kind, preceded, all] of known)
        expect(codes!.find((row) => row['code'] === code && row['kind'] === kind)).toMatchObject({
          preceded,
          failures: all,
        });
      expect(quality![0]!['auroc_low']).toBeGreaterThan(0.8);
    },
  );

  real('ai4i2020')('refuses rows that have neither a unit nor a time', async () => {
    const file = join(DATA, 'ai4i2020', 'ai4i2020.csv');
    const inputs = {
      ...plant(),
      rows: `SELECT "Product ID" AS product, "UDI" AS udi, "Torque [Nm]" AS torque FROM read_csv('${file}')`,
    };
    const rows = { input: 'rows', unit: 'product', readings: ['torque'], codes: undefined, precursors: [] };
    await expect(build({ ...rows, time: 'udi' }, inputs)).rejects.toMatchObject({
      code: 'failure_model.no-time',
      hint: /response_model/,
    });
  });
});
