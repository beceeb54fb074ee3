import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databaseAnswers, DatasetLab } from '../../../../../test/support/dataset-lab.js';
import { openTestDatabases } from '../../../../../test/support/source-databases.js';

const databases = (await databaseAnswers()) ? await openTestDatabases() : [];
afterAll(() => Promise.all(databases.map((database) => database.close())));

describe.each(databases)('a dataset from $kind', (database) => {
  let lab: DatasetLab;
  beforeAll(async () => (lab = await DatasetLab.open()));
  afterAll(() => lab.close());

  const isPostgres = database.kind === 'PostgreSQL';
  const timestamp = isPostgres ? 'timestamptz' : 'timestamp';
  const item = (name: string, more: Record<string, unknown> = {}, spec: Record<string, unknown> = {}) =>
    lab.item(name, { database: { url: database.url, table: name, ...more }, ...spec });
  const partsOf = (made: Awaited<ReturnType<DatasetLab['refresh']>>) => made.version.manifest.tables[0]!.parts;

  it('holds every value as the database does', async () => {
    await database.run(`
      CREATE TABLE kinds (id bigint PRIMARY KEY, amount decimal(20,4), day date, moment ${timestamp}, ratio double precision,
        words varchar(200), flag boolean, doc json, small smallint);
      INSERT INTO kinds VALUES
        (9007199254740993, 1234567890123456.7891, '2024-02-29', '2024-03-10 12:34:56${isPostgres ? '+02' : ''}', 0.1, 'a "quoted", \nbroken 우량 line', true, '{"a": [1]}', -5),
        (2, NULL, NULL, '2024-03-10 12:34:56${isPostgres ? '+00' : ''}', -1e300, '', false, NULL, NULL),
        (3, -0.0001, '1999-12-31', '2000-01-01 00:00:00${isPostgres ? '+00' : ''}', 3, NULL, NULL, NULL, 7)`);
    const { version } = await lab.refresh(item('kinds'));
    const texts = `SELECT id::VARCHAR, amount::VARCHAR, day, words, CAST(flag AS BOOLEAN), doc, small, ratio FROM kinds ORDER BY id`;
    expect(await lab.rows([version], texts)).toEqual([
      ['2', null, null, '', false, null, null, -1e300],
      ['3', '-0.0001', '1999-12-31', null, null, null, 7, 3],
      [
        '9007199254740993',
        '1234567890123456.7891',
        '2024-02-29',
        'a "quoted", \nbroken 우량 line',
        true,
        '{"a": [1]}',
        -5,
        0.1,
      ],
    ]);
    const types = new Map(version.manifest.tables[0]!.columns.map(({ name, type }) => [name, type]));
    expect(types.get('amount')).toBe('DECIMAL(20,4)');
    expect(types.get('moment')).toBe('TIMESTAMP');
    if (isPostgres) {
      expect(await lab.rows([version], 'SELECT moment FROM kinds ORDER BY id DESC LIMIT 1')).toEqual([
        ['2024-03-10T10:34:56.000Z'],
      ]);
    }
  });

  it.skipIf(!isPostgres)('knows days before Christ', async () => {
    await database.run(`CREATE TABLE ides (day date); INSERT INTO ides VALUES ('0044-03-15 BC')`);
    const { version } = await lab.refresh(item('ides'));
    expect(await lab.rows([version], 'SELECT year(day) FROM ides')).toEqual([[-43]]);
  });

  it.skipIf(isPostgres)('names the column and the value that no type holds', async () => {
    await database.run(`SET sql_mode = ''; CREATE TABLE zero (day date); INSERT INTO zero VALUES ('0000-00-00')`);
    expect(await lab.refusal(item('zero'))).toMatchObject({
      code: 'dataset.value-unfit',
      details: { column: 'day', value: '0000-00-00', type: 'DATE' },
    });
  });

  it('is the same version until something changes', async () => {
    await database.run(`CREATE TABLE calm (id int, v int); INSERT INTO calm VALUES (1, 1), (2, 2)`);
    const first = await lab.refresh(item('calm'));
    await database.run(`DELETE FROM calm; INSERT INTO calm VALUES (2, 2), (1, 1)`);
    expect(await lab.refresh(item('calm'))).toMatchObject({ reused: true, version: { id: first.version.id } });
    await database.run(`UPDATE calm SET v = 3 WHERE id = 2`);
    expect(await lab.refresh(item('calm'))).toMatchObject({ reused: false });
  });

  it('reads a query, and only the declared columns', async () => {
    await database.run(
      `CREATE TABLE sales (id int, Region varchar(9), amount decimal(9,2)); INSERT INTO sales VALUES (1, 'N', 5), (2, 'S', 6)`,
    );
    const query =
      `SELECT ${isPostgres ? '"region"' : 'Region'} AS "Sales Region", sum(amount) AS total FROM sales GROUP BY 1 -- by region`.replaceAll(
        '"',
        isPostgres ? '"' : '`',
      );
    const columns = [{ name: 'total', type: 'DECIMAL(12,2)' }, { name: 'sales_region' }];
    const { version } = await lab.refresh(item('by_region', { table: undefined, query }, { columns }));
    expect(await lab.rows([version], 'FROM by_region ORDER BY sales_region')).toEqual([
      [5, 'N'],
      [6, 'S'],
    ]);
  });

  it('adds what is new in a part of its own, and reads no more than the look-back', async () => {
    await database.run(`CREATE TABLE log (id int, day date)`);
    const values = Array.from({ length: 2000 }, (_, i) => `(${i}, '2026-01-${String(1 + (i % 28)).padStart(2, '0')}')`);
    await database.run(`INSERT INTO log VALUES ${values.join(', ')}`);
    const log = item('log', { incremental: { column: 'day', lookback: '3 days' } });
    const first = await lab.refresh(log);
    expect(await lab.refresh(log)).toMatchObject({ reused: true });
    await database.run(`INSERT INTO log VALUES (5000, '2026-01-29'), (5001, '2026-01-26'), (5002, '2026-01-02')`);
    const second = await lab.refresh(log);
    expect(partsOf(second)).toHaveLength(2);
    expect(partsOf(second)[0]).toEqual(partsOf(first)[0]);
    expect(second.version.manifest.read).toBeLessThan(500);
    // The row of 2 January is older than the look-back.
    expect(await lab.rows([second.version], 'SELECT count(*), count(*) FILTER (id >= 5000) FROM log')).toEqual([
      [2002, 2],
    ]);
    expect(await lab.refresh(log)).toMatchObject({ reused: true });
  });

  it('mirrors the look-back window: rows that were changed or removed there are, twins stay twins', async () => {
    await database.run(`CREATE TABLE mirrored (id int, day date, v int);
      INSERT INTO mirrored VALUES (1, '2026-01-01', 1), (2, '2026-01-10', 1), (3, '2026-01-11', 1), (3, '2026-01-11', 1), (4, '2026-01-12', 1)`);
    const mirrored = item('mirrored', { incremental: { column: 'day', lookback: '5 days' } });
    await lab.refresh(mirrored);
    await database.run(
      `DELETE FROM mirrored WHERE id = 2; UPDATE mirrored SET v = 9 WHERE id = 4; INSERT INTO mirrored VALUES (5, '2026-01-12', 1)`,
    );
    const { version } = await lab.refresh(mirrored);
    expect(await lab.rows([version], 'SELECT id, v FROM mirrored ORDER BY id')).toEqual([
      [1, 1],
      [3, 1],
      [3, 1],
      [4, 9],
      [5, 1],
    ]);
  });

  it('lets the last row of a key win, wherever the earlier one is', async () => {
    await database.run(`CREATE TABLE keyed (id int, changed bigint, v varchar(9));
      INSERT INTO keyed VALUES (1, 10, 'a'), (2, 11, 'a'), (3, 12, 'a'), (3, 13, 'b')`);
    const keyed = item('keyed', { incremental: { column: 'changed' } }, { key: ['id'] });
    const first = await lab.refresh(keyed);
    expect(await lab.rows([first.version], 'SELECT id, v FROM keyed ORDER BY id')).toEqual([
      [1, 'a'],
      [2, 'a'],
      [3, 'b'],
    ]);
    await database.run(`UPDATE keyed SET changed = 20, v = 'c' WHERE id = 1; INSERT INTO keyed VALUES (4, 21, 'n')`);
    const { version } = await lab.refresh(keyed);
    expect(await lab.rows([version], 'SELECT id, v FROM keyed ORDER BY id')).toEqual([
      [1, 'c'],
      [2, 'a'],
      [3, 'b'],
      [4, 'n'],
    ]);
    await database.run(`INSERT INTO keyed VALUES (NULL, 22, 'x')`);
    expect(await lab.refusal(keyed)).toMatchObject({ code: 'dataset.key-missing' });
    await database.run(`DELETE FROM keyed WHERE id IS NULL; INSERT INTO keyed VALUES (9, NULL, 'x')`);
    expect(await lab.refusal(keyed)).toMatchObject({ code: 'dataset.incremental-null' });
  });

  it('answers as a full read does, through thirty refreshes and their compactions', async () => {
    await database.run(`CREATE TABLE many (id int PRIMARY KEY, changed int, v int); INSERT INTO many VALUES (0, 0, 0)`);
    const grown = item('many', { incremental: { column: 'changed', lookback: 2 } }, { key: ['id'] });
    let made = await lab.refresh(grown);
    for (let n = 1; n <= 30; n++) {
      const rows = Array.from({ length: 5 }, (_, i) => `(${n * 10 + i}, ${n}, ${n * i})`);
      await database.run(
        `INSERT INTO many VALUES ${rows.join(', ')}; UPDATE many SET v = v + 1, changed = ${n} WHERE id % 7 = ${n % 7}`,
      );
      made = await lab.refresh(grown);
    }
    const query = 'SELECT count(*), sum(v), sum(id * v), max(changed) FROM many';
    const whole = await lab.refresh(grown, { rebuild: true });
    expect(await lab.rows([made.version], query)).toEqual(await lab.rows([whole.version], query));
    expect(partsOf(made).length).toBeLessThan(6);
    expect(partsOf(whole)).toHaveLength(1);
  });

  it('names every column that has changed since the version before, which stays', async () => {
    await database.run(`CREATE TABLE drifting (id int, old int, kind int); INSERT INTO drifting VALUES (1, 1, 1)`);
    const drifting = item('drifting');
    const first = await lab.refresh(drifting);
    await database.run(
      `ALTER TABLE drifting DROP COLUMN old; ALTER TABLE drifting ADD COLUMN fresh int; ALTER TABLE drifting ${isPostgres ? 'ALTER COLUMN kind TYPE bigint' : 'MODIFY kind bigint'}`,
    );
    expect(await lab.refusal(drifting)).toMatchObject({
      code: 'dataset.schema-drift',
      details: { changes: ['"old" is gone', '"kind" was INTEGER and is BIGINT', '"fresh" (INTEGER) is new'] },
    });
    expect((await lab.versions.current('drifting'))?.id).toBe(first.version.id);
    expect(await lab.refresh(drifting, { rebuild: true })).toMatchObject({ reused: false });
    const gone = item('drifting', {}, { columns: [{ name: 'old' }] });
    expect(await lab.refusal(gone)).toMatchObject({ code: 'dataset.column-missing' });
  });

  it('changes nothing in the database, whatever the query says', async () => {
    await database.run(`CREATE TABLE safe (id int); INSERT INTO safe VALUES (1)`);
    for (const query of [
      'DELETE FROM safe',
      'DROP TABLE safe',
      'SELECT 1) AS x; DROP TABLE safe; SELECT (1',
      'COMMIT',
    ]) {
      expect(await lab.refusal(item('attack', { table: undefined, query }))).toMatchObject({
        code: 'database.query-failed',
      });
    }
    expect((await lab.refresh(item('safe'))).version.manifest.read).toBe(1);
  });

  it('says what is wrong with the address and shows no password', async () => {
    const wrong = new URL(database.url);
    const at = (change: (url: URL) => void) => {
      const url = new URL(wrong.href);
      change(url);
      return item('nowhere', { url: url.href });
    };
    expect(await lab.refusal(at((url) => (url.port = '1')))).toMatchObject({
      code: 'database.unreachable',
      retryable: true,
    });
    expect(await lab.refusal(at((url) => (url.hostname = '127.0.0.2')))).toMatchObject({ code: 'network.denied' });
    expect(await lab.refusal(at((url) => (url.pathname = 'no_such_db')))).toMatchObject({ code: 'database.refused' });
    expect(await lab.refusal(item('nowhere', { url: '${env:DECILE_NOT_SET}' }))).toMatchObject({
      code: 'secret.missing',
    });
    process.env['DECILE_TEST_SECRET'] = 'http://u:hunter2@h/d';
    const odd = await lab.refusal(item('nowhere', { url: '${env:DECILE_TEST_SECRET}' }));
    expect(odd).toMatchObject({ code: 'database.bad-url' });
    expect(JSON.stringify([odd, (odd as Error).message, (odd as Error).cause])).not.toContain('hunter2');
    expect(await lab.refusal(item('no_table'))).toMatchObject({ code: 'database.query-failed' });
  });

  it('stops when it is told to, and leaves nothing', async () => {
    await database.run(`CREATE TABLE big (a int, b varchar(100))`);
    const many = isPostgres
      ? `INSERT INTO big SELECT i, repeat('x', 100) FROM generate_series(1, 200000) i`
      : `INSERT INTO big SELECT seq, repeat('x', 100) FROM seq_1_to_200000`;
    await database.run(many);
    const abort = new AbortController();
    const query = 'SELECT x.a, y.b FROM big x CROSS JOIN big y';
    const endless = item('endless', { table: undefined, query });
    setTimeout(() => abort.abort(), 700);
    expect(await lab.refusal(endless, { signal: abort.signal })).toMatchObject({ code: 'query.cancelled' });
    expect(await readdir(join(lab.storage, 'datasets/endless'))).toEqual([]);
    expect(await readdir(join(lab.root, 'var/tmp'))).toEqual([]);
  });

  it('publishes nothing when the connection is cut, and may be tried again', async () => {
    const query = 'SELECT x.a, y.b FROM big x CROSS JOIN big y';
    const cut = item('cut', { table: undefined, query });
    const refused = lab.refusal(cut);
    await new Promise((resolve) => setTimeout(resolve, 700));
    await database.run(
      isPostgres
        ? `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'decile' AND datname = current_database()`
        : `BEGIN NOT ATOMIC
             DECLARE victim bigint;
             SELECT id INTO victim FROM information_schema.processlist WHERE db = database() AND info LIKE '%CROSS JOIN%' AND id <> connection_id() LIMIT 1;
             KILL victim;
           END`,
    );
    expect(await refused).toMatchObject({ code: 'database.unreachable', retryable: true });
    expect(await lab.versions.list('cut')).toEqual([]);
  });
});
