import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { realData } from '../../../../../test/support/dataset-lab.js';
import { analysisTables } from '../../content/analysis-tables.js';
import { forecastAnalysis } from '../../content/spec/forecast.js';
import { Engine } from '../../engine/engine.js';
import type { BuildContext } from '../build-context.js';
import { buildForecast } from './build-forecast.js';

/** Two sales a month in each of two regions for seven years: a season of 12, noise, and growth in the north. */
const SALES = `SELECT region, DATE '2019-01-05' + to_months(i::INTEGER) + to_days(k::INTEGER) AS day,
  (50 + 12 * sin(i * pi() / 6) + CASE WHEN region = 'north' THEN 1.0 * i ELSE 0 END + (hash(i * 2 + k + ascii(region) * 1000) % 1000) / 250)::DECIMAL(12,2) AS amount,
  CASE WHEN i IN (18, 30, 47, 66, 75, 85) THEN 1 ELSE 0 END AS promo
  FROM range(84) t(i), range(2) u(k), (VALUES ('north'), ('south')) r(region)`;
const base = {
  kind: 'forecast',
  input: 'sales',
  date: 'day',
  value: 'amount',
  by: ['region'],
  origins: 12,
  models: ['seasonal_naive', 'linear'],
};
const real = realData();

describe('the forecast of an input', () => {
  const home = mkdtempSync(join(tmpdir(), 'decile-forecast-'));
  const engine = new Engine({ stateDir: home, duckdbMemory: '1GB', duckdbThreads: 2 });
  const logged: string[] = [];

  afterAll(async () => {
    await engine.onModuleDestroy();
    rmSync(home, { recursive: true, force: true });
  });

  interface More {
    rows?: string;
    asOf?: string;
    events?: string;
    signal?: AbortSignal;
  }

  async function forecast(written: object, { rows = SALES, asOf = '2025-12-31', events, signal }: More = {}) {
    const workspace = await engine.open([home, ...(real === undefined ? [] : [real])]);
    try {
      await workspace.run(`CREATE TABLE sales AS ${rows}`);
      if (events !== undefined) await workspace.run(`CREATE TABLE events AS ${events}`);
      const item = { name: 'ahead', file: '', spec: {}, inputs: ['sales'] };
      const log = (message: string) => logged.push(message);
      const context = {
        item,
        workspace,
        folder: home,
        asOf,
        progress: () => {},
        log,
        signal,
      } as unknown as BuildContext;
      const spec = forecastAnalysis.parse({ ...base, ...written });
      const shape = analysisTables('ahead', spec, await workspace.describe('SELECT * FROM sales'));
      const built = await buildForecast(context, spec);
      const table = async (name: string) => {
        const { columns, rows: found } = await workspace.run(`SELECT * FROM '${join(home, `${name}.parquet`)}'`);
        return {
          columns,
          rows: found.map((row) => Object.fromEntries(columns.map((column, i) => [column.name, row[i]]))),
        };
      };
      const tables = [
        await table('forecast'),
        await table('history'),
        await table('backtest'),
        await table('models'),
      ] as const;
      const made = new Map(built.tables.map(({ name }, i) => [name, tables[i]!.columns]));
      const [ahead, history, backtest, models] = tables.map((each) => each.rows) as [Row[], Row[], Row[], Row[]];
      return { made, shape, ahead, history, backtest, models };
    } finally {
      await workspace.close();
    }
  }

  type Row = Record<string, unknown>;

  it('makes the tables and columns that `decile check` counts on', async () => {
    const { made, shape } = await forecast({});
    expect(made).toEqual(shape);
    const counted = await forecast({ value: undefined, count: true, by: [] });
    expect(counted.made).toEqual(counted.shape);
  });

  it('finds a planted season and growth, beats the floor where there is growth, and says by what', async () => {
    const { ahead, history, models, backtest } = await forecast(
      { models: ['smoothing', 'linear', 'boosting'], origins: 9 },
      { rows: `SELECT * FROM (${SALES}) WHERE region = 'north'` },
    );
    const north = models.filter(({ region }) => region === 'north');
    expect(north.map(({ model }) => model)).toEqual(['seasonal_naive', 'smoothing', 'linear', 'boosting']);
    expect(north[0]).toMatchObject({ verdict: 'floor', chosen: false, difference: null });
    const chosen = north.find((model) => model['chosen'])!;
    expect(chosen).toMatchObject({ verdict: 'beats_floor' });
    expect(Number(chosen['difference_high'])).toBeLessThan(0);
    const truth = (i: number) => 2 * (50 + 12 * Math.sin((i * Math.PI) / 6) + i + 2);
    const periods = ahead.filter(({ region }) => region === 'north');
    expect(periods.map(({ period, step }) => [period, step])).toEqual([
      ['2026-01-01', 1],
      ['2026-02-01', 2],
      ['2026-03-01', 3],
    ]);
    for (const [i, { forecast: value }] of periods.entries())
      expect(Math.abs(Number(value) - truth(84 + i))).toBeLessThan(8);
    expect(history.filter(({ region, one_step: said }) => region === 'north' && said !== null)).toHaveLength(9);
    expect(history).toHaveLength(84);
    const parts = backtest.filter(({ region, model }) => region === 'north' && model === 'linear');
    expect(parts.map(({ part, step }) => `${String(part)} ${String(step)}`)).toEqual(
      ['choice', 'check'].flatMap((part) => ['null', '1', '2', '3'].map((step) => `${part} ${step}`)),
    );
    expect(parts.slice(0, 4).every(({ coverage }) => coverage === null)).toBe(true);
  });

  it('is the same whatever the order of the rows', async () => {
    const { made: _, shape: __, ...straight } = await forecast({});
    const {
      made: ___,
      shape: ____,
      ...turned
    } = await forecast({}, { rows: `SELECT * FROM (${SALES}) ORDER BY hash(amount)` });
    expect(turned).toEqual(straight);
    const doubles = `SELECT * REPLACE (amount::DOUBLE / 3 AS amount) FROM (${SALES})`;
    const [one, other] = [
      await forecast({}, { rows: doubles }),
      await forecast({}, { rows: `${doubles} ORDER BY hash(amount)` }),
    ];
    expect([other.history, other.ahead]).toEqual([one.history, one.ahead]);
  });

  it('uses complete periods up to as-of only, sums what falls into one, and says what is left out', async () => {
    const { ahead, history } = await forecast({ by: [] }, { asOf: '2025-11-29' });
    expect(history.at(-1)).toMatchObject({ period: '2025-10-01' });
    expect(ahead[0]).toMatchObject({ period: '2025-11-01' });
    expect(logged.at(-1)).toMatch(/8 rows after the last month complete by 2025-11-29/);
    const whole = await forecast({ by: [] }, { asOf: '2025-11-30' });
    expect(whole.history.at(-1)).toMatchObject({ period: '2025-11-01' });
    const counted = await forecast({ by: [], value: undefined, count: true });
    expect(counted.history[0]).toMatchObject({ period: '2019-01-01', value: 4 });
  });

  it('keeps a hole as missing, or takes it for zero where that is said', async () => {
    const rows = `SELECT * FROM (${SALES}) WHERE day NOT BETWEEN DATE '2024-05-01' AND DATE '2024-05-31'`;
    const at = ({ history }: { history: Row[] }) => history.find(({ period }) => period === '2024-05-01');
    expect(at(await forecast({ by: [] }, { rows }))).toMatchObject({ value: null });
    expect(at(await forecast({ by: [], empty: 'zero' }, { rows }))).toMatchObject({ value: 0 });
  });

  it('learns from what is known beforehand, and refuses what is not known to the end', async () => {
    const rows = `SELECT * REPLACE (amount + promo * 40 AS amount) FROM (${SALES})`;
    const events = `SELECT DATE '2019-01-01' + to_months(i::INTEGER) AS day, i IN (18, 30, 47, 66, 75, 85) AS promo FROM range(90) t(i)`;
    const known = { input: 'events', date: 'day', columns: ['promo'] };
    const told = await forecast({ known }, { rows, events });
    const untold = await forecast({}, { rows, events });
    const second = ({ ahead }: { ahead: Row[] }) =>
      Number(ahead.find(({ region, step }) => region === 'north' && step === 2)!['forecast']);
    expect(second(told) - second(untold)).toBeGreaterThan(20);
    const short = { events: `SELECT * FROM (${events}) WHERE day < DATE '2026-02-01'`, rows };
    await expect(forecast({ known }, short)).rejects.toMatchObject({
      code: 'forecast.known-ends',
      message: /"promo".*2026-02-01/,
    });
    await forecast({ known: { ...known, empty: 'zero' } }, short);
    await expect(forecast({ known: { ...known, columns: ['day'] } }, short)).rejects.toMatchObject({
      code: 'forecast.bad-known',
    });
  });

  it('forecasts weeks from Monday, quarters and days', async () => {
    const rows = `SELECT DATE '2025-01-06' + i::INTEGER AS day, (100 + 30 * (i % 7) + hash(i) % 10)::DOUBLE AS amount FROM range(168) t(i)`;
    const more = { rows, asOf: '2025-06-22' };
    const days = await forecast({ by: [], unit: 'day' }, more);
    expect(days.ahead.map(({ period }) => period)).toEqual(['2025-06-23', '2025-06-24', '2025-06-25']);
    expect(Math.abs(Number(days.ahead[2]!['forecast']) - 164.5)).toBeLessThan(10);
    const weeks = await forecast({ by: [], unit: 'week', season: 1 }, more);
    expect(weeks.ahead[0]).toMatchObject({ period: '2025-06-23' });
    expect(weeks.history).toHaveLength(24);
    const quarters = await forecast({ by: [], unit: 'quarter' });
    expect(quarters.ahead[0]).toMatchObject({ period: '2026-01-01' });
    expect(quarters.history).toHaveLength(28);
  });

  it('chooses the floor for a constant, for zeros, and for what repeats without more to know', async () => {
    for (const amount of ['5.0', '0']) {
      const { models, ahead } = await forecast(
        { models: ['smoothing', 'linear', 'boosting'], by: [], origins: 3 },
        { rows: `SELECT * REPLACE (${amount} AS amount) FROM (${SALES})` },
      );
      expect(models[0]).toMatchObject({ verdict: 'floor', chosen: true });
      expect(Number(ahead[0]!['forecast'])).toBeCloseTo(4 * Number(amount), 9);
      expect(models.some(({ verdict }) => verdict === 'beats_floor')).toBe(false);
    }
  });

  it('leaves a series that is too short with its history and the reason', async () => {
    const rows = `SELECT * FROM (${SALES}) WHERE region = 'north' OR day >= DATE '2025-06-01'`;
    const { models, ahead, history } = await forecast({}, { rows });
    expect(models.find(({ region }) => region === 'south')).toMatchObject({
      verdict: 'refused',
      chosen: false,
      reason: expect.stringMatching(/too short/),
    });
    expect(ahead.every(({ region }) => region === 'north')).toBe(true);
    expect(history.filter(({ region }) => region === 'south')).toHaveLength(7);
  });

  it('takes negative values, which no multiplicative season can', async () => {
    const { ahead } = await forecast(
      { models: ['smoothing'], by: [], origins: 3 },
      { rows: `SELECT * REPLACE (-amount AS amount) FROM (${SALES})` },
    );
    expect(ahead.every(({ forecast: value }) => Number(value) < 0)).toBe(true);
  });

  it('stops when it is told to', async () => {
    await expect(
      forecast({ models: ['smoothing'], origins: 30 }, { signal: AbortSignal.timeout(400) }),
    ).rejects.toMatchObject({ code: 'query.cancelled' });
  });

  it.each([
    ['an empty input', {}, { rows: `SELECT * FROM (${SALES}) WHERE false` }, 'dataset.empty'],
    ['rows after as-of only', {}, { asOf: '2018-12-31' }, 'dataset.empty'],
    ['one row', {}, { rows: `SELECT * FROM (${SALES}) LIMIT 1` }, 'forecast.none'],
    [
      'values that are all missing',
      {},
      { rows: `SELECT * REPLACE (NULL::DECIMAL(12,2) AS amount) FROM (${SALES})` },
      'forecast.none',
    ],
    ['a text for a value', { value: 'region', by: [] }, {}, 'forecast.bad-value'],
    ['an infinity', {}, { rows: `SELECT * REPLACE ('inf'::DOUBLE AS amount) FROM (${SALES})` }, 'forecast.bad-value'],
    ['a column that is not there', { value: 'amuont' }, {}, 'dataset.column-missing'],
    [
      'a date of the year 1',
      { unit: 'day' },
      { rows: `${SALES} UNION ALL SELECT 'north', DATE '0001-01-01', 1, 0` },
      'forecast.too-many-periods',
    ],
    [
      'a series for each row',
      { by: ['k'] },
      { rows: "SELECT i AS k, DATE '2025-01-01' AS day, i AS amount FROM range(300) t(i)" },
      'forecast.too-many-series',
    ],
  ])('refuses %s', async (_, written, more, code) => {
    await expect(forecast(written, more)).rejects.toMatchObject({ code });
  });

  it.skipIf(real === undefined)('monthly sales of a store, and daily grocery spending in an epidemic', async () => {
    const store = `SELECT strptime("Order Date", '%m/%d/%Y')::DATE AS day, Sales AS amount FROM read_csv('${join(real!, 'superstore/Sample-Superstore.csv')}', types = {'Sales': 'DECIMAL(12,4)', 'Order Date': 'VARCHAR'})`;
    const sales = await forecast({ by: [], origins: 22, models: ['linear'] }, { rows: store });
    expect(sales.history).toHaveLength(48);
    expect(sales.history.reduce((sum, { value }) => sum + Number(value), 0)).toBeCloseTo(2_297_200.86, 2);
    expect(sales.models.find(({ chosen }) => chosen)!['verdict']).not.toBe('loses_to_floor');
    const spending = `SELECT make_date(year, month, day) AS day, nullif(spend_grf, '.')::DOUBLE AS amount
      FROM read_csv('${join(real!, 'covid_spending/affinity_national_daily.csv')}', all_varchar = false, types = {'spend_grf': 'VARCHAR'}) WHERE freq = 'd'`;
    const daily = await forecast(
      { by: [], unit: 'day', horizon: 7, origins: 60, models: ['linear'] },
      { rows: spending, asOf: '2022-06-30' },
    );
    const chosen = daily.models.find((model) => model['chosen'])!;
    expect(chosen['model']).toBe('linear');
    expect(Number(chosen['mase'])).toBeLessThan(1);
    expect(
      daily.ahead.every(
        ({ low, high, forecast: value }) => Number(low) < Number(value) && Number(value) < Number(high),
      ),
    ).toBe(true);
  });
});
