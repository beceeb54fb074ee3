import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Engine } from './engine.js';
import { readColumns } from './read-columns.js';
import type { Workspace } from './workspace.js';

describe('columns of numbers', () => {
  const home = mkdtempSync(join(tmpdir(), 'decile-columns-'));
  const engine = new Engine({ stateDir: home, duckdbMemory: '1GB', duckdbThreads: 2 });
  let workspace: Workspace;

  beforeAll(async () => {
    workspace = await engine.open();
  });
  afterAll(async () => {
    await workspace.close();
    await engine.onModuleDestroy();
    rmSync(home, { recursive: true, force: true });
  });

  it('are read into shared memory, in the order of the rows, however many there are', async () => {
    const { rows, columns } = await readColumns(
      workspace,
      `SELECT i / 4 AS x, (i % 7)::INTEGER AS k FROM range(20001) t(i) ORDER BY i`,
    );
    expect([rows, ...columns.map(({ length }) => length)]).toEqual([20001, 20001, 20001]);
    expect([columns[0]![20000], columns[1]![20000]]).toEqual([5000, 20000 % 7]);
    expect(columns.map(({ buffer }) => buffer instanceof SharedArrayBuffer)).toEqual([true, true]);
  });

  it('of no rows are empty; of another type are refused by name', async () => {
    const { rows, columns } = await readColumns(workspace, 'SELECT 1::DOUBLE AS x WHERE false');
    expect([rows, columns[0]!.length]).toEqual([0, 0]);
    await expect(readColumns(workspace, `SELECT 'a' AS name`)).rejects.toThrow(/"name" is VARCHAR/);
  });

  it('become a table whose unknown numbers are NULL', async () => {
    const values = Float64Array.from({ length: 5000 }, (_, i) => (i === 3 ? Number.NaN : i / 3));
    await workspace.createTable('made', [
      { name: 'row', type: 'INTEGER', values: Int32Array.from(values.keys()) },
      { name: 'score', type: 'DOUBLE', values },
      { name: 'rows read', type: 'BIGINT', values: Array.from(values.keys(), (i) => i * 1e8) },
      { name: 'word', type: 'VARCHAR', values: Array.from(values.keys(), (i) => (i === 4 ? null : `w${i}`)) },
      { name: 'flag', type: 'BOOLEAN', values: Array.from(values.keys(), (i) => i % 2 === 0) },
    ]);
    const { rows } = await workspace.run(
      `SELECT count(*), count(score), max("rows read"), count(word), count(*) FILTER (flag), max(row) FROM made`,
    );
    expect(rows).toEqual([[5000, 4999, 4999e8, 4999, 2500, 4999]]);
  });
});
