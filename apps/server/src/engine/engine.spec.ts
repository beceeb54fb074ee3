import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Engine } from './engine.js';
import { GuardedSession } from './guarded-session.js';

let stateDir: string;
let engine: Engine;
let session: GuardedSession;

beforeAll(async () => {
  stateDir = await mkdtemp(join(tmpdir(), 'decile-engine-'));
  engine = new Engine({ stateDir, duckdbMemory: '512MB', duckdbThreads: 2 });
  const workspace = await engine.open();
  await workspace.run(
    `CREATE TABLE orders AS SELECT * FROM (VALUES (1, 12.50::DECIMAL(18,2)), (2, 7.00)) t(id, amount)`,
  );
  await workspace.run('CREATE SCHEMA grades');
  await workspace.run(`CREATE VIEW grades.scores AS SELECT 1 AS customer, 0.5::DOUBLE AS score`);
  session = new GuardedSession(workspace, new Set(['orders', 'grades.scores']));
});

afterAll(async () => {
  await session.close();
  await engine.onModuleDestroy();
  await rm(stateDir, { recursive: true, force: true });
});

const one = async (expression: string, parameters = {}) =>
  (await session.query(`SELECT ${expression} AS v`, parameters)).rows[0]?.[0];
const failure = (sql: string, parameters = {}) => session.query(sql, parameters).catch((error: unknown) => error);

describe('values', () => {
  it('come out as plain JSON values', async () => {
    expect(await one('12345678901.23::DECIMAL(18,2)')).toBe(12345678901.23);
    expect(await one('0.10::DECIMAL(38,10)')).toBe(0.1);
    expect(await one('-0.05::DECIMAL(18,4)')).toBe(-0.05);
    expect(await one('9007199254740991::HUGEINT')).toBe(9007199254740991);
    expect(await one('(0.1::DOUBLE + 0.2::DOUBLE)')).toBe(0.3);
    expect(await one('0.1::FLOAT')).toBe(0.1);
    expect(await one(`'-0'::DOUBLE`)).toBe(0);
    expect(await one(`DATE '2024-02-29'`)).toBe('2024-02-29');
    expect(await one(`DATE '1899-12-31'`)).toBe('1899-12-31');
    expect(await one(`TIMESTAMP '2026-01-02 03:04:05.678'`)).toBe('2026-01-02T03:04:05.678Z');
    expect(await one(`'x'::ENUM('x','y')`)).toBe('x');
    expect(await one(`'11111111-2222-3333-4444-555555555555'::UUID`)).toBe('11111111-2222-3333-4444-555555555555');
    expect(await one('NULL')).toBeNull();
    expect(await one('1 < 2')).toBe(true);
  });

  it('that can not be kept exactly are an error that names the column', async () => {
    expect(await failure('SELECT 9007199254740993 AS big')).toMatchObject({
      code: 'query.number-too-large',
      details: { column: 'big' },
    });
    expect(await failure(`SELECT 12345678901234.56::DECIMAL(38,2) AS big`)).toMatchObject({
      code: 'query.number-too-large',
    });
    expect(await failure(`SELECT 'nan'::DOUBLE AS ratio`)).toMatchObject({
      code: 'query.not-finite',
      details: { column: 'ratio' },
    });
    expect(await failure('SELECT 1.0::DOUBLE / 0 AS ratio')).toMatchObject({ code: 'query.not-finite' });
  });
});

describe('parameters', () => {
  it('are bound by type, and those that the text does not use are ignored', async () => {
    expect(await one('typeof($as_of)', { as_of: '2026-10-31', other: 1 })).toBe('DATE');
    expect(await one('typeof($n)', { n: 3 })).toBe('BIGINT');
    expect(await one('typeof($n)', { n: 3.5 })).toBe('DOUBLE');
    expect(await one('$t', { t: "'; DROP TABLE orders; --" })).toBe("'; DROP TABLE orders; --");
    expect(await one('$as_of - INTERVAL 1 DAY', { as_of: '2024-03-01' })).toBe('2024-02-29T00:00:00.000Z');
  });

  it('without a value, or with a day that no calendar has, are an error', async () => {
    expect(await failure('SELECT $missing')).toMatchObject({ code: 'query.missing-parameter' });
    expect(await failure('SELECT $as_of', { as_of: '2026-02-29' })).toMatchObject({ code: 'query.not-a-date' });
  });
});

describe('a session', () => {
  it('answers one SELECT, WITH or VALUES', async () => {
    expect((await session.query('WITH o AS (SELECT * FROM orders) SELECT sum(amount) AS total FROM o')).rows).toEqual([
      [19.5],
    ]);
    expect((await session.query('VALUES (1), (2)')).rows).toEqual([[1], [2]]);
    expect((await session.query('SELECT s.score FROM grades.scores s')).columns).toEqual([
      { name: 'score', type: 'DOUBLE' },
    ]);
  });

  it.each([
    'DELETE FROM orders',
    'SELECT 1; SELECT 2',
    '',
    `COPY orders TO '/tmp/x.csv'`,
    'DESCRIBE orders',
    `SET threads = 9`,
    "ATTACH 'x.db'",
  ])('refuses %j', async (sql) => expect(await failure(sql)).toMatchObject({ code: 'query.not-a-select' }));

  it.each([`FROM '/etc/passwd'`, 'FROM duckdb_settings', 'FROM information_schema.tables', 'FROM pg_catalog.pg_class'])(
    'knows no table in %j',
    async (sql) => expect(await failure(sql)).toMatchObject({ code: 'query.unknown-table' }),
  );

  it.each([
    `FROM read_text('/etc/passwd')`,
    'SELECT (SELECT count(*) FROM duckdb_settings())',
    `FROM query('SELECT 1')`,
  ])('calls no function that reads files or the system: %j', async (sql) =>
    expect(await failure(sql)).toMatchObject({ code: 'query.forbidden-function' }),
  );

  it.each(['SELECT now()', 'SELECT current_date', 'SELECT id FROM orders ORDER BY random()'])(
    'refuses chance and clock: %j',
    async (sql) => expect(await failure(sql)).toMatchObject({ code: 'query.not-repeatable' }),
  );

  it('names the nearest table, and the line and column of a mistake', async () => {
    expect(await failure('SELECT * FROM ordrs')).toMatchObject({
      code: 'query.unknown-table',
      hint: 'did you mean "orders"?',
    });
    expect(await failure('SELECT id\nFROM orders\nWHERE amont > 1')).toMatchObject({
      code: 'query.failed',
      details: { line: 3, column: 7 },
    });
  });

  it('stops when it is told to', async () => {
    const abort = new AbortController();
    const running = session.query(
      'SELECT sum(a.range * b.range) FROM range(3000000) a, range(3000000) b',
      {},
      abort.signal,
    );
    setTimeout(() => abort.abort(), 100);
    await expect(running).rejects.toMatchObject({ code: 'query.cancelled' });
    await expect(session.query('SELECT 1', {}, abort.signal)).rejects.toMatchObject({ code: 'query.cancelled' });
    expect(await one('1')).toBe(1);
  });
});

describe('the engine', () => {
  it('names the tables of a query without those that the query defines', async () => {
    expect(
      await engine.tablesOf(
        'WITH o AS (SELECT * FROM orders) SELECT * FROM o CROSS JOIN "Odd name" CROSS JOIN grades.scores',
      ),
    ).toEqual(['Odd name', 'grades.scores', 'orders']);
    expect(await engine.tablesOf('SELECT 1 FROM orders o JOIN grades."my scores" AS "s t" USING (id)')).toEqual([
      'grades.my scores',
      'orders',
    ]);
    await expect(engine.tablesOf('SELECT 1,\n  FROM FROM x')).rejects.toMatchObject({
      code: 'sql.syntax',
      details: { line: 2 },
    });
  });

  it('is locked: files outside and settings stay out of reach even for statements of its own', async () => {
    const workspace = await engine.open();
    const outside = join(stateDir, 'outside.csv');
    await writeFile(outside, 'a\n1\n');
    await expect(workspace.run(`SELECT * FROM read_csv('${outside}')`)).rejects.toMatchObject({ code: 'query.failed' });
    await expect(workspace.run('SET threads = 8')).rejects.toThrow(/locked/);
    await workspace.close();
  });

  it('leaves no temporary folder behind', async () => {
    const before = await readdir(join(stateDir, 'tmp'));
    await (await engine.open()).close();
    expect(await readdir(join(stateDir, 'tmp'))).toEqual(before);
  });

  it('says that the disk is full in its own words', async () => {
    const workspace = await engine.open(['/dev']);
    const thrown = await workspace
      .run(`COPY (SELECT range FROM range(1000000)) TO '/dev/full' (FORMAT csv)`)
      .catch((error: unknown) => error);
    expect(thrown).toMatchObject({ code: 'storage.full', severity: 'infrastructure', retryable: true });
    await workspace.close();
  });
});
