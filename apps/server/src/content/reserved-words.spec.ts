import { DuckDBInstance } from '@duckdb/node-api';
import { expect, it } from 'vitest';
import { RESERVED_WORDS } from './reserved-words.js';
import { datasetName } from './spec/common.js';

it('the reserved words are those of the engine', async () => {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const answer = await connection.runAndReadAll(
    "SELECT keyword_name FROM duckdb_keywords() WHERE keyword_category = 'reserved' ORDER BY 1",
  );
  connection.closeSync();
  expect(answer.getRows().flat()).toEqual([...RESERVED_WORDS].sort());
});

it('a dataset cannot be named by one of them, and is told what to do', () => {
  expect(datasetName.safeParse('orders').success).toBe(true);
  expect(datasetName.safeParse('order').error?.issues[0]?.message).toMatch(/"order" is a word of SQL.*order_rows/);
});
