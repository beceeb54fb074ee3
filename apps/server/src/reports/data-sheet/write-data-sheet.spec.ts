import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ExcelJS from 'exceljs';
import { strFromU8, unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Engine } from '../../engine/engine.js';
import type { Workspace } from '../../engine/workspace.js';
import { writeDataSheet } from './write-data-sheet.js';

let folder: string;
let engine: Engine;
let workspace: Workspace;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'decile-sheet-'));
  engine = new Engine({ duckdbMemory: '512MB', duckdbThreads: 2, stateDir: folder });
  workspace = await engine.open();
});

afterAll(async () => {
  await workspace.close();
  await engine.onModuleDestroy();
  await rm(folder, { recursive: true, force: true });
});

const path = (name: string) => join(folder, name);

function write(sql: string, name: string, mostRows?: number) {
  return workspace.stream(sql, {}, (stream) =>
    writeDataSheet(path(name), stream, { name: 'Orders', ...(mostRows && { mostRows }) }),
  );
}

async function open(name: string): Promise<ExcelJS.Workbook> {
  const workbook = new ExcelJS.Workbook();
  await workbook.xlsx.readFile(path(name));
  return workbook;
}

async function cells(sql: string, name = 'one.xlsx'): Promise<ExcelJS.Cell[]> {
  await write(sql, name);
  const row = (await open(name)).worksheets[0]!.getRow(2);
  return Array.from({ length: row.cellCount }, (_, i) => row.getCell(i + 1));
}

describe('a data sheet', () => {
  it('holds every value of a query, under a frozen head, in columns of fitting width', async () => {
    const sql = `SELECT i::INTEGER AS id, i * 1.25 AS price, (i % 7 = 0) AS odd, 'name ' || i AS name, DATE '2024-01-01' + i::INTEGER AS day,
      CASE WHEN i % 3 = 0 THEN NULL ELSE i END AS gap FROM range(5000) t(i)`;
    expect(await write(sql, 'all.xlsx')).toEqual({ rows: 5000, sheets: 1 });
    const sheet = (await open('all.xlsx')).getWorksheet('Orders')!;
    const { columns, rows } = await workspace.run(sql);
    expect(sheet.views[0]).toMatchObject({ state: 'frozen', ySplit: 1 });
    expect(sheet.getRow(1).values).toEqual([undefined, ...columns.map(({ name }) => name)]);
    expect(sheet.getColumn(5).width).toBe(12);
    rows.forEach((row, i) => {
      const found = row.map((_, column) => sheet.getRow(i + 2).getCell(column + 1).value);
      expect(found.map((value) => (value instanceof Date ? value.toISOString().slice(0, 10) : value))).toEqual(row);
    });
  });

  it('writes numbers, days and instants as numbers with the format of their type', async () => {
    const [money, whole, day, instant, zoned, double] =
      await cells(`SELECT 1234.50::DECIMAL(12,2), -7::BIGINT, DATE '2026-10-31',
      TIMESTAMP '2026-10-31 13:45:10.25', TIMESTAMPTZ '2026-10-31 22:45:10+09', 0.1::DOUBLE + 0.2`);
    expect([money!.value, money!.numFmt]).toEqual([1234.5, '#,##0.00']);
    expect([whole!.value, whole!.numFmt]).toEqual([-7, 'General']);
    expect([day!.value, day!.numFmt]).toEqual([new Date('2026-10-31T00:00:00Z'), 'yyyy-mm-dd']);
    expect([instant!.value, instant!.numFmt]).toEqual([new Date('2026-10-31T13:45:10.250Z'), 'yyyy-mm-dd hh:mm:ss']);
    expect(zoned!.value).toEqual(new Date('2026-10-31T13:45:10Z'));
    expect(double!.value).toBe(0.30000000000000004);
  });

  it('keeps as text what a cell cannot hold as a number', async () => {
    const texts =
      await cells(`SELECT 123456789012345678::BIGINT, -9999999999999999.99::DECIMAL(38,2), 'nan'::DOUBLE, DATE '1899-12-31',
      DATE 'infinity', [1, 2], 999999999999999::BIGINT`);
    expect(texts.map(({ value }) => value)).toEqual([
      '123456789012345678',
      '-9999999999999999.99',
      'NaN',
      '1899-12-31',
      'infinity',
      '[1, 2]',
      999_999_999_999_999,
    ]);
  });

  it('writes texts as texts: no formulas, no markup, no letters that XML cannot hold, no escapes of the format', async () => {
    const texts = [
      `=HYPERLINK("http://x")`,
      '<b>&amp;',
      ' blanks ',
      'line\nbreak',
      '가나다 😀',
      'a\u0001b',
      '@SUM(A1)',
    ];
    const found = await cells(`SELECT ${texts.map((text) => `'${text.replaceAll("'", "''")}'`).join(', ')}`);
    expect(found.map(({ value }) => value)).toEqual(texts.map((text) => text.replace('\u0001', '')));
    expect(found.every(({ type, numFmt }) => type === ExcelJS.ValueType.String && numFmt === '@')).toBe(true);
    await write(`SELECT '_x0041_' AS a`, 'escape.xlsx');
    const xml = strFromU8(unzipSync(readFileSync(path('escape.xlsx')))['xl/worksheets/sheet1.xml']!);
    expect(xml).toContain('>_x005F_x0041_<');
  });

  it('goes on in further sheets when one is full', async () => {
    expect(await write('SELECT i FROM range(5000) t(i)', 'many.xlsx', 2001)).toEqual({ rows: 5000, sheets: 3 });
    const workbook = await open('many.xlsx');
    expect(workbook.worksheets.map(({ name, rowCount }) => [name, rowCount])).toEqual([
      ['Orders', 2001],
      ['Orders (2)', 2001],
      ['Orders (3)', 1001],
    ]);
    expect(workbook.worksheets[2]!.getCell('A2').value).toBe(4000);
    expect(await write('SELECT i FROM range(2000) t(i)', 'full.xlsx', 2001)).toEqual({ rows: 2000, sheets: 1 });
  });

  it('has its head also without rows', async () => {
    expect(await write('SELECT 1 AS a, 2 AS b WHERE false', 'empty.xlsx')).toEqual({ rows: 0, sheets: 1 });
    expect((await open('empty.xlsx')).worksheets[0]!.getRow(1).values).toEqual([undefined, 'a', 'b']);
  });

  it('is the same bytes for the same rows', async () => {
    const sql = `SELECT i, 'x' || i FROM range(3000) t(i) ORDER BY i`;
    await write(sql, 'first.xlsx');
    await write(sql, 'second.xlsx');
    expect(readFileSync(path('first.xlsx')).equals(readFileSync(path('second.xlsx')))).toBe(true);
  });

  it('leaves nothing behind when a value does not fit or the query fails half-way', async () => {
    const long = `SELECT repeat('x', i::INTEGER) FROM (VALUES (1), (40000)) t(i)`;
    await expect(write(long, 'long.xlsx')).rejects.toMatchObject({ code: 'xlsx.text-too-long' });
    const broken = `SELECT CASE WHEN i < 30000 THEN i ELSE error('broken') END FROM range(40000) t(i)`;
    await expect(write(broken, 'broken.xlsx')).rejects.toMatchObject({ code: 'query.failed' });
    expect(readdirSync(folder).filter((name) => /^(long|broken)/.test(name))).toEqual([]);
  });

  it.skipIf(!existsSync('/usr/bin/soffice'))(
    'opens in LibreOffice with the same values',
    { timeout: 120_000 },
    async () => {
      const sql = `SELECT i AS id, 'n' || i AS name, DATE '2024-01-01' + i::INTEGER AS day, i::DECIMAL(12,2) / 4 AS part FROM range(100) t(i)`;
      await write(sql, 'office.xlsx');
      const profile = `-env:UserInstallation=file://${folder}/profile`;
      execFileSync('soffice', [profile, '--headless', '--convert-to', 'csv', '--outdir', folder, path('office.xlsx')]);
      const lines = readFileSync(path('office.csv'), 'utf8').trim().split('\n');
      expect(lines).toHaveLength(101);
      expect(lines[0]).toBe('id,name,day,part');
      expect(lines[4]).toBe('3,n3,2024-01-04,0.75');
    },
  );
});
