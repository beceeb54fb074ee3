import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Engine } from '../engine/engine.js';
import { GuardedSession } from '../engine/guarded-session.js';
import type { RowStream } from '../engine/row-stream.js';
import { csvText, jsonText, tableText } from './answer-text.js';

let folder: string;
let engine: Engine;
let session: GuardedSession;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'decile-answer-'));
  engine = new Engine({ duckdbMemory: '256MB', duckdbThreads: 2, stateDir: folder });
  session = new GuardedSession(await engine.open(), new Set());
});

afterAll(async () => {
  await session.close();
  await engine.onModuleDestroy();
  await rm(folder, { recursive: true, force: true });
});

function text(sql: string, write: (stream: RowStream) => AsyncGenerator<string>): Promise<string> {
  return session.stream(sql, async (stream) => {
    let all = '';
    for await (const piece of write(stream)) all += piece;
    return all;
  });
}

const SOME = `SELECT 1.50::DECIMAL(9,2) AS amount, '=1+1' AS "a,b", 'say "x"' AS words, NULL AS gap, DATE '2026-10-31' AS day`;

describe('an answer as text', () => {
  it('has every digit of numbers that no JavaScript number holds', async () => {
    const large = `SELECT -9007199254740995::BIGINT AS id, 'nan'::DOUBLE AS gap, 12345678901234567.25::DECIMAL(30,2) AS sum`;
    expect(await text(large, csvText)).toBe('id,gap,sum\n-9007199254740995,NaN,12345678901234567.25\n');
    expect(JSON.parse(await text(large, jsonText))).toEqual([
      { id: '-9007199254740995', gap: 'NaN', sum: '12345678901234567.25' },
    ]);
  });

  it('is CSV in which no cell is a formula', async () => {
    expect(await text(SOME, csvText)).toBe(`amount,"a,b",words,gap,day\n1.5,'=1+1,"say ""x""",,2026-10-31\n`);
  });

  it('is one JSON array, however many pieces it came in', async () => {
    expect(JSON.parse(await text(SOME, jsonText))).toEqual([
      { amount: 1.5, 'a,b': '=1+1', words: 'say "x"', gap: null, day: '2026-10-31' },
    ]);
    const many = JSON.parse(await text('SELECT i FROM range(5000) t(i)', jsonText)) as { i: number }[];
    expect(many.map(({ i }) => i)).toEqual(Array.from({ length: 5000 }, (_, i) => i));
    expect(await text('SELECT 1 AS x WHERE false', jsonText)).toBe('[]\n');
  });

  it('is an aligned table that counts its rows', async () => {
    const answer = await session.query(`SELECT * FROM (VALUES ('가', 1), ('abc', 20)) t(name, n) ORDER BY n`);
    expect(tableText(answer)).toBe('name   n\n----  --\n가     1\nabc   20\n(2 rows)\n');
  });
});

describe('a stream of rows', () => {
  it('is guarded as a query is', async () => {
    await expect(text('SELECT * FROM secrets', csvText)).rejects.toMatchObject({ code: 'query.unknown-table' });
    await expect(session.writeParquet(`SELECT * FROM read_csv('/etc/passwd')`)).rejects.toMatchObject({
      code: 'query.forbidden-function',
    });
  });

  it('tells a failing query from a failing reader', async () => {
    const broken = `SELECT CASE WHEN i < 9000 THEN i ELSE error('broken') END FROM range(10000) t(i)`;
    await expect(text(broken, csvText)).rejects.toMatchObject({ code: 'query.failed' });
    const full = new Error('the reader has enough');
    await expect(session.stream('SELECT 1', () => Promise.reject(full))).rejects.toBe(full);
  });

  it('leaves a Parquet file of the answer, also of a statement with a semicolon', async () => {
    const { path, rows } = await session.writeParquet(`SELECT 'a;b' AS x; -- done`);
    expect(rows).toBe(1);
    const reader = await engine.open([], [path]);
    expect((await reader.run(`SELECT x FROM read_parquet('${path}')`)).rows).toEqual([['a;b']]);
    await reader.close();
  });
});
