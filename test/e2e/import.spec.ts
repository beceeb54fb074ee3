import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sheetData, workbookFile } from '../support/workbook-file.js';

const root = resolve(import.meta.dirname, '../..');
const bin = join(root, 'apps/server/bin/decile.js');
const home = mkdtempSync(join(tmpdir(), 'decile-import-'));
const project = join(home, 'project');

function decile(args: string[], cwd = home) {
  const env = { ...process.env, DATABASE_URL: '', DECILE_PROJECT: '', DECILE_STATE: undefined };
  const done = spawnSync(process.execPath, [bin, ...args], { cwd, env, encoding: 'utf8', timeout: 120_000 });
  return { code: done.status, out: done.stdout, err: done.stderr };
}

describe.runIf(existsSync(join(root, 'dist/server/main.js')))(
  'decile import',
  () => {
    beforeAll(() => {
      expect(decile(['init', project]).code).toBe(0);
    }, 60_000);
    afterAll(() => rmSync(home, { recursive: true, force: true }));

    const given = (name: string, content: string | Uint8Array) => writeFileSync(join(home, name), content);
    const bring = (file: string, name: string, ...more: string[]) =>
      decile(['--project', project, 'import', file, '--as', name, ...more]);
    const ask = (sql: string) =>
      JSON.parse(decile(['--project', project, 'query', sql, '--format', 'json']).out) as unknown;

    it('brings in a sheet of a workbook', () => {
      const rows = [['Sales'], [null], ['id', 'amount'], ['00a', 1.5], ['00b', 2.25]];
      given('book.xlsx', workbookFile({ sheets: { Cover: sheetData([['x']]), Data: sheetData(rows) } }));
      expect(bring('book.xlsx', 'book', '--sheet', 'Data', '--range', 'A3')).toMatchObject({ code: 0, err: '' });
      expect(ask('SELECT * FROM book')).toEqual([
        { id: '00a', amount: 1.5 },
        { id: '00b', amount: 2.25 },
      ]);
      expect(readFileSync(join(project, 'datasets/book.yaml'), 'utf8')).toContain('  sheet: Data\n  range: A3\n');
    });

    it('brings in the months that a pattern matches', () => {
      given('sales-01.csv', 'id,amount\n1,2\n');
      given('sales-02.csv', 'id,amount\n3,4\n');
      expect(bring('sales-*.csv', 'sales')).toMatchObject({ code: 0 });
      expect(readdirSync(join(project, 'data/sales'))).toEqual(['sales-01.csv', 'sales-02.csv']);
      expect(ask('SELECT * FROM sales')).toEqual([
        { id: 1, amount: 2 },
        { id: 3, amount: 4 },
      ]);
    });

    it('leaves nothing behind when the first version is refused, and says how to go on', () => {
      given(
        'bad.csv',
        `id,day\n${Array.from({ length: 100 }, (_, i) => `${i},2026-0${i === 7 ? 'x' : 1}-01`).join('\n')}\n`,
      );
      const refused = bring('bad.csv', 'bad');
      expect(refused.code).toBe(1);
      expect(refused.err).toMatch(/1 of 100 rows .* Nothing was imported\..*\n.*--tolerance/);
      expect(existsSync(join(project, 'datasets/bad.yaml'))).toBe(false);
      expect(existsSync(join(project, 'data/bad.csv'))).toBe(false);
      expect(bring('bad.csv', 'bad', '--tolerance', '0.01').code).toBe(0);
      expect(ask('SELECT "row", value FROM bad._rejects')).toEqual([{ row: 9, value: '2026-0x-01' }]);
    });

    it('stops in a folder without a project and makes nothing there, as a query does', () => {
      const bare = join(home, 'bare');
      mkdirSync(bare);
      given('a.csv', 'a\n1\n');
      for (const args of [
        ['query', 'SELECT 1'],
        ['import', '../a.csv', '--as', 'a'],
      ]) {
        const stopped = decile(args, bare);
        expect(stopped.code).toBe(2);
        expect(stopped.err).toContain('There is no project');
      }
      expect(readdirSync(bare)).toEqual([]);
    });
  },
  120_000,
);
