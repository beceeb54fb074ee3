import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { driversShape } from '../../content/analyses/drivers-shape.js';
import { driversAnalysis } from '../../content/spec/drivers.js';
import { Engine } from '../../engine/engine.js';
import type { BuildContext } from '../build-context.js';
import { buildDrivers } from './build-drivers.js';

type Row = Record<string, unknown>;
const DATA = resolve(process.env['DECILE_REAL_DATA'] ?? '../shared/data');
const isThere = existsSync(join(DATA, 'superstore'));
if (!isThere) process.stderr.write(`skipped: ${join(DATA, 'superstore')} is not there\n`);

const noise = (i: number) =>
  `((hash(m * 977 + a * 31 + ${i}) % 10000 + hash(m * 353 + a * 17 + ${i}) % 10000) / 10000.0 - 1)`;

/**
 * Monthly revenue of 4 regions over 5 years: 3 a contract, −5 a point of price, nothing for headcount. In the last year contracts are 40 fewer: a fall of
 * 120 a row. With `effect` 0 the drivers do nothing.
 */
function plant(effect = 1, months = 60): string {
  return `
    WITH drawn AS (SELECT m, a, (DATE '2021-01-01' + to_months(m::INTEGER))::DATE AS month, ['East', 'North', 'South', 'West'][1 + a] AS region,
      100 + 20 * ${noise(1)} - CASE WHEN m >= ${months} - 12 THEN 40 ELSE 0 END AS contracts, 50 + 6 * ${noise(2)} AS price, 10 + 3 * ${noise(3)} AS headcount
      FROM range(${months}) months(m), range(4) areas(a))
    SELECT month, region, (1000 + 300 * a + ${effect} * (3 * contracts - 5 * price) + 40 * ${noise(4)})::DECIMAL(18,2) AS revenue, contracts, price, headcount FROM drawn`;
}

const base = {
  kind: 'drivers',
  input: 'sales',
  date: 'month',
  amount: 'revenue',
  drivers: ['contracts', 'headcount', 'price'],
  by: 'region',
  base: { from: '2024-01-01', to: '2024-12-31' },
  current: { from: '2025-01-01', to: '2025-12-31' },
  learners: [
    { kind: 'linear', penalty: 1 },
    { kind: 'boosting', max_leaves: 8, rounds: 40 },
  ],
};

describe('the drivers of an amount', () => {
  const home = mkdtempSync(join(tmpdir(), 'decile-drivers-'));
  const engine = new Engine({ stateDir: home, duckdbMemory: '1GB', duckdbThreads: 2 });

  afterAll(async () => {
    await engine.onModuleDestroy();
    rmSync(home, { recursive: true, force: true });
  });

  async function build(written: object = {}, sales = plant(), threads = 2) {
    const workspace = await engine.open([home, DATA]);
    try {
      await workspace.run(`CREATE TABLE sales AS ${sales}`);
      const item = { name: 'why', file: '', spec: {}, inputs: ['sales'] };
      const context = {
        item,
        workspace,
        folder: home,
        scratch: home,
        asOf: '2026-01-31',
        threads,
        progress: () => {},
      } as unknown as BuildContext;
      const spec = driversAnalysis.parse({ ...base, ...written });
      const expected = driversShape.tables(spec, await workspace.describe('SELECT * FROM sales'));
      const { tables } = await buildDrivers(context, spec);
      const found: Record<string, Row[]> = {};
      for (const { name, file } of tables) {
        const select = `SELECT * FROM read_parquet('${join(home, file!)}')`;
        const types = await workspace.describe(select);
        const short = name.split('.')[1]!;
        expect(Object.fromEntries(types.map((column) => [column.name, column.type]))).toEqual(
          Object.fromEntries(Object.entries(expected[short]!).map(([column, type]) => [column, type])),
        );
        const { columns, rows } = await workspace.run(select);
        found[short] = rows.map((row) => Object.fromEntries(columns.map((column, i) => [column.name, row[i]])));
      }
      expect(Object.keys(found)).toEqual(Object.keys(expected));
      return found;
    } finally {
      await workspace.close();
    }
  }

  const findings = (found: Record<string, Row[]>) =>
    Object.fromEntries(found['drivers']!.map(({ driver, finding }) => [driver, finding]));
  const sumOf = (rows: Row[], where: Row, key = 'contribution') =>
    rows
      .filter((row) => Object.entries(where).every(([name, value]) => row[name] === value))
      .reduce((sum, row) => sum + Number(row[key]), 0);

  let planted: Record<string, Row[]>;
  beforeAll(async () => {
    planted = await build();
  });

  it('finds the planted drivers by a model that is judged on later periods', () => {
    expect(planted['method']![0]).toMatchObject({
      method: 'model',
      reason: 'enough_rows',
      rows: 240,
      periods: 60,
      rows_needed: 60,
    });
    expect(planted['method']![0]!['r2']).toBeGreaterThan(0.8);
    expect(findings(planted)).toEqual({ contracts: 'associated_up', headcount: 'none', price: 'associated_down' });
  });

  it('shares the change out so that it adds up, most of it to the planted driver', () => {
    const rows = planted['contributions']!;
    const change = Number(planted['method']![0]!['change']);
    expect(sumOf(rows, { part: 'total' })).toBeCloseTo(change, 6);
    const parts = ['driver', 'rows', 'unexplained'].reduce((sum, part) => sum + sumOf(rows, { part }), 0);
    expect(parts).toBeCloseTo(change, 6);
    const contracts = sumOf(rows, { part: 'driver', driver: 'contracts' });
    expect(contracts).toBeLessThan(0.8 * -120 * 48);
    expect(contracts).toBeGreaterThan(1.2 * -120 * 48);
    expect(Math.abs(sumOf(rows, { part: 'driver', driver: 'headcount' }))).toBeLessThan(0.05 * Math.abs(contracts));
  });

  it('foretells what contracts of the base would bring', () => {
    const rows = planted['scenario']!;
    const gain = sumOf(rows, { driver: 'contracts' }, 'difference');
    expect(gain).toBeGreaterThan(0.8 * 120 * 48);
    expect(gain).toBeLessThan(1.2 * 120 * 48);
    expect(rows.filter(({ driver }) => driver === null)).toHaveLength(4);
  });

  it('is judged on periods that had no say in the choice: the first part is foretold by the first learner', async () => {
    const worse = {
      learners: [
        { kind: 'boosting', max_leaves: 2, rounds: 5 },
        { kind: 'linear', penalty: 1 },
      ],
    };
    const [method] = (await build(worse))['method']!;
    expect(method!['learner']).toBe('linear');
    expect(Number(method!['r2'])).toBeLessThan(Number(planted['method']![0]!['r2']) - 0.02);
  });

  it('claims nothing where the drivers do nothing', async () => {
    const found = await build({}, plant(0));
    expect(found['method']![0]).toMatchObject({ method: 'correlation', reason: 'model_not_better' });
    expect(findings(found)).toEqual({ contracts: 'none', headcount: 'none', price: 'none' });
    expect(found['scenario']).toEqual([]);
    expect(found['contributions']!.map(({ part }) => part)).toEqual(
      [0, 1, 2, 3].flatMap(() => ['unexplained', 'total']),
    );
  });

  it('correlates where rows are too few, and says so', async () => {
    const few = {
      by: undefined,
      base: { from: '2021-01-01', to: '2021-12-31' },
      current: { from: '2022-01-01', to: '2022-12-31' },
    };
    const found = await build(few, `SELECT * EXCLUDE (region) FROM (${plant(1, 24)}) WHERE region = 'East'`);
    expect(found['method']![0]).toMatchObject({ method: 'correlation', reason: 'too_few_rows', rows: 24, r2: null });
    expect(findings(found)).toMatchObject({ contracts: 'associated_up', headcount: 'none' });
    expect(found['drivers']![0]).toMatchObject({ measure: 'pearson', n: 24, direction: 'up' });
    const constant = await build(
      few,
      `SELECT * EXCLUDE (region) REPLACE (7 AS price) FROM (${plant(1, 24)}) WHERE region = 'East'`,
    );
    expect(findings(constant)).toMatchObject({ price: 'unknown' });
  });

  it('is the same for any order of the rows and number of threads', async () => {
    expect(await build({}, `SELECT * FROM (${plant()}) ORDER BY hash(revenue)`, 1)).toEqual(planted);
  });

  it('says what is wrong with its table', async () => {
    const refused = (written: object, sales?: string) => expect(build(written, sales)).rejects;
    await refused({ drivers: ['contract'] }).toMatchObject({ code: 'dataset.column-missing', hint: /"contracts"/ });
    await refused({ by: undefined }).toMatchObject({ code: 'drivers.repeated', message: /2021-01-01/ });
    await refused({ by: undefined, drivers: ['region'] }).toMatchObject({ code: 'drivers.not-a-number' });
    await refused({ date: 'price', drivers: ['contracts'] }).toMatchObject({ code: 'drivers.no-date' });
    await refused({ base: { from: '1999-01-01', to: '1999-12-31' } }).toMatchObject({
      code: 'drivers.no-rows',
      message: /1999/,
    });
    expect(driversAnalysis.safeParse({ ...base, drivers: ['revenue'] }).error?.issues[0]).toMatchObject({
      path: ['drivers', 0],
    });
  });

  it.skipIf(!isThere)('adds up to the known fall of the sample store by region', async () => {
    const file = join(DATA, 'superstore', 'Sample-Superstore.csv');
    const store = `
      SELECT date_trunc('month', strptime("Order Date", '%-m/%-d/%Y'))::DATE AS month, "Region" AS region, sum("Sales"::DECIMAL(18,4)) AS revenue,
        avg("Discount"::DECIMAL(9,4)) AS discount, sum("Quantity"::BIGINT) AS quantity,
        sum("Sales"::DECIMAL(18,4)) FILTER ("Category" = 'Furniture') / sum("Sales"::DECIMAL(18,4)) AS furniture_share
      FROM read_csv('${file}', all_varchar = true) GROUP BY ALL`;
    const spans = { base: { from: '2016-01-01', to: '2016-12-31' }, current: { from: '2017-01-01', to: '2017-12-31' } };
    const years = await build({ drivers: ['discount', 'quantity', 'furniture_share'], ...spans }, store);
    expect(findings(years)).toMatchObject({ quantity: 'associated_up' });
    const [method] = years['method']!;
    expect(Number(method!['base_amount'])).toBeCloseTo(484_247, -1);
    expect(Number(method!['current_amount'])).toBeCloseTo(470_533, -1);
    expect(sumOf(years['contributions']!, { part: 'total', area: 'South' })).toBeCloseTo(-32_500, -2.5);
    expect(sumOf(years['contributions']!, { part: 'total', area: 'East' })).toBeCloseTo(27_700, -2.5);
  });
});
