import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readCell } from './read-cell.js';

const SOUND: [unknown, string, string | null][] = [
  [null, 'BIGINT', null],
  [undefined, 'DATE', null],
  ['', 'VARCHAR', ''],
  [12.5, 'VARCHAR', '12.5'],
  ['우량 "A"\n', 'VARCHAR', '우량 "A"\n'],
  [true, 'BOOLEAN', 'true'],
  ['F', 'BOOLEAN', 'false'],
  [-128, 'TINYINT', '-128'],
  ['9223372036854775807', 'BIGINT', '9223372036854775807'],
  ['+007', 'integer', '7'],
  [19.99, 'DECIMAL(9,2)', '19.99'],
  ['.5', 'DECIMAL(9,2)', '0.50'],
  ['-0', 'DECIMAL(9,2)', '0.00'],
  ['12345678901234567890.12', 'DECIMAL(22,2)', '12345678901234567890.12'],
  ['1e3', 'DOUBLE', '1000'],
  ['2024-02-29', 'DATE', '2024-02-29'],
  ['2026-10-31T23:30:00-02:00', 'TIMESTAMP', '2026-11-01 01:30:00'],
  ['2026-10-31 12:00', 'TIMESTAMP', '2026-10-31 12:00:00'],
  ['2026-10-31T12:00:00.120500Z', 'TIMESTAMP', '2026-10-31 12:00:00.1205'],
];

describe('a pushed value', () => {
  let instance: DuckDBInstance;
  beforeAll(async () => (instance = await DuckDBInstance.create(':memory:')));
  afterAll(() => instance.closeSync());

  it.each(SOUND)('%j as %s is %j, and so it is for the engine', async (value, type, text) => {
    expect(readCell(value, type)).toEqual({ text });
    const connection = await instance.connect();
    const cast = await connection.runAndReadAll(`SELECT CAST(CAST($text AS VARCHAR) AS ${type})::VARCHAR`, { text });
    const back = cast.getRows()[0]?.[0];
    expect(type === 'DOUBLE' ? Number(back) : back).toEqual(type === 'DOUBLE' ? Number(text) : text);
    connection.closeSync();
  });

  it.each([
    [{ a: 1 }, 'VARCHAR'],
    ['a\u0000b', 'VARCHAR'],
    ['\ud800', 'VARCHAR'],
    ['yes', 'BOOLEAN'],
    [128, 'TINYINT'],
    [1.5, 'BIGINT'],
    [2 ** 60, 'BIGINT'],
    ['9223372036854775808', 'BIGINT'],
    ['', 'INTEGER'],
    [true, 'INTEGER'],
    [0.1 + 0.2, 'DECIMAL(9,2)'],
    ['1.005', 'DECIMAL(9,2)'],
    ['12345678.00', 'DECIMAL(9,2)'],
    ['1,5', 'DECIMAL(9,2)'],
    ['.', 'DECIMAL(9,2)'],
    ['NaN', 'DOUBLE'],
    ['1e999', 'DOUBLE'],
    ['2026-02-29', 'DATE'],
    ['31.10.2026', 'DATE'],
    ['2026-10-31T24:00:00Z', 'TIMESTAMP'],
    ['2026-13-01T00:00:00Z', 'TIMESTAMP'],
    ['2026-10-31', 'TIMESTAMP'],
  ])('%j is refused as %s, with a reason', (value, type) => {
    expect(readCell(value, type)).toEqual({ reason: expect.stringMatching(/.+/) });
  });
});
