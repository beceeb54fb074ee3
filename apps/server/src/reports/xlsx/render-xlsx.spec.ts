import { readFileSync } from 'node:fs';
import ExcelJS from 'exceljs';
import { strFromU8, unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import type { ResolvedTable, Result } from '../../blocks/result.js';
import { sheetNames } from './sheet-names.js';
import { renderXlsx } from './render-xlsx.js';

const root = new URL('../../../../../test/fixtures/', import.meta.url);
const korean = JSON.parse(readFileSync(new URL('result.ko.json', root), 'utf8')) as Result;
const english = JSON.parse(readFileSync(new URL('result.en.json', root), 'utf8')) as Result;

async function open(bytes: Uint8Array): Promise<ExcelJS.Workbook> {
  const workbook = new ExcelJS.Workbook();
  await workbook.xlsx.load(Buffer.from(bytes) as unknown as Parameters<typeof workbook.xlsx.load>[0]);
  return workbook;
}

function values(workbook: ExcelJS.Workbook, sheet: string): ExcelJS.Cell[] {
  const cells: ExcelJS.Cell[] = [];
  workbook.getWorksheet(sheet)?.eachRow((row) => row.eachCell((cell) => cells.push(cell)));
  return cells;
}

function withTable(table: Partial<ResolvedTable>): Result {
  const block: ResolvedTable = { id: 'one', kind: 'table', reads: [], columns: [], rows: [], ...table };
  const [summary] = english.sections;
  return { ...english, sections: [summary!, { id: 'only', title: 'Only', label: 'Only', blocks: [block] }] };
}

describe.each([
  ['ko', korean, ['요약', '추이', '반응 등급', '자료와 출처']],
  ['en', english, ['Summary', 'Trend', 'Response grades', 'Data and provenance']],
])('a workbook in %s', (language, result, names) => {
  it('has a cover, a sheet for each further section, and data notes', async () => {
    const workbook = await open(await renderXlsx(result));
    expect(workbook.worksheets.map((sheet) => sheet.name)).toEqual(names);
    expect(workbook.title).toBe(result.title);
  });

  it('is the same bytes for the same result', async () => {
    expect(await renderXlsx(result)).toEqual(await renderXlsx(result));
  });

  it('holds raw values with formats: dates as dates, shares as fractions, totals as live sums', async () => {
    const cells = values(await open(await renderXlsx(result)), names[1]!);
    const date = cells.find((cell) => cell.value instanceof Date);
    expect(date?.numFmt).toBe('yyyy-mm');
    expect(cells.find((cell) => cell.value === 0.1299)?.numFmt).toBe('#,##0.0%;-#,##0.0%');
    const total = cells.find((cell) => cell.result === 1_526_938_256_610);
    expect(total?.formula).toMatch(/^SUM\(D\d+:D\d+\)$/);
  });

  it('shows points as percentage points without changing the fraction', async () => {
    const cell = values(await open(await renderXlsx(result)), names[0]!).find((one) => one.value === -0.0043);
    expect(cell?.numFmt).toContain(language === 'ko' ? '%"p"' : '%" pt"');
  });

  it('draws native charts from cells that hold the same values as their caches', async () => {
    const bytes = await renderXlsx(result);
    const workbook = await open(bytes);
    const charts = Object.entries(unzipSync(bytes)).filter(([name]) => name.startsWith('xl/charts/'));
    expect(charts).toHaveLength(3);
    for (const [, part] of charts) {
      for (const [, range, cache] of strFromU8(part).matchAll(/<c:val><c:numRef><c:f>(.*?)<\/c:f>(.*?)<\/c:numRef>/g)) {
        const [, sheet, column, from, to] = /^'(.*)'!\$([A-Z]+)\$(\d+):\$[A-Z]+\$(\d+)$/.exec(range!)!;
        const cached = [...cache!.matchAll(/<c:v>(.*?)<\/c:v>/g)].map(([, value]) => Number(value));
        const rows = Array.from({ length: Number(to) - Number(from) + 1 }, (_, index) => Number(from) + index);
        expect(rows.map((row) => workbook.getWorksheet(sheet)?.getCell(`${column}${row}`).value)).toEqual(cached);
      }
    }
  });

  it('does not make a series of the marks', async () => {
    const parts = unzipSync(await renderXlsx(result));
    expect(strFromU8(parts['xl/charts/chart1.xml']!).match(/<c:ser>/g)).toHaveLength(2);
  });

  it('fits the page width of A4 and freezes the head', async () => {
    const workbook = await open(await renderXlsx(result));
    for (const sheet of workbook.worksheets) {
      expect(sheet.pageSetup).toMatchObject({ paperSize: 9, fitToPage: true, fitToWidth: 1, fitToHeight: 0 });
    }
    expect(workbook.worksheets[1]?.views[0]).toMatchObject({ state: 'frozen', ySplit: 2 });
  });
});

describe('renderXlsx', () => {
  it.each(['=1+1', '+cmd', '-2', '@SUM(A1)', '\tx', '=HYPERLINK("http://x")'])(
    'keeps the text %j a text that can\u2019t turn into a formula',
    async (text) => {
      const columns = [{ name: 'a', title: text, format: 'text' as const, align: 'left' as const }];
      const bytes = await renderXlsx(withTable({ columns, rows: [[text]] }));
      const cells = values(await open(bytes), 'Only').filter((cell) => cell.value === text);
      expect(cells).toHaveLength(2);
      for (const cell of cells) expect(cell).toMatchObject({ type: ExcelJS.ValueType.String, numFmt: '@' });
      expect(strFromU8(unzipSync(bytes)['xl/worksheets/sheet2.xml']!)).not.toContain('<f>');
    },
  );

  it('says so where a table has no rows', async () => {
    const columns = [
      { name: 'a', title: 'A', format: 'number' as const, align: 'right' as const, total: 'sum' as const },
    ];
    const cells = values(await open(await renderXlsx(withTable({ columns, rows: [], totals: [null] }))), 'Only');
    expect(cells.map((cell) => cell.value)).toContain('There are no rows for this.');
  });

  it('freezes the head of the only table of a sheet', async () => {
    const columns = [{ name: 'a', title: 'A', format: 'number' as const, align: 'right' as const }];
    const workbook = await open(await renderXlsx(withTable({ columns, rows: [[1], [null]] })));
    expect(workbook.getWorksheet('Only')?.views[0]).toMatchObject({ ySplit: 4 });
  });

  it('leaves texts that are no real date as they are', async () => {
    const columns = [{ name: 'a', title: 'A', format: 'month' as const, align: 'left' as const }];
    const rows = [['2026-02-30'], ['2026-10'], ['2024-02-29']];
    const cells = values(await open(await renderXlsx(withTable({ columns, rows }))), 'Only');
    const found = cells.map((cell) => cell.value);
    expect(found).toEqual(expect.arrayContaining(['2026-02-30', '2026-10', new Date('2024-02-29T00:00:00Z')]));
  });

  it('drops control characters that a workbook can\u2019t hold', async () => {
    const columns = [{ name: 'a', title: 'A', format: 'text' as const, align: 'left' as const }];
    const cells = values(await open(await renderXlsx(withTable({ columns, rows: [['a\u0001b<&>"']] }))), 'Only');
    expect(cells.map((cell) => cell.value)).toContain('ab<&>"');
  });

  it('refuses a result with a failed block, and a text that no cell can hold', async () => {
    const failed = structuredClone(english);
    failed.sections[1]!.blocks[0] = { id: 'x', kind: 'error', reads: [], code: 'a.b', message: 'no table' };
    await expect(renderXlsx(failed)).rejects.toMatchObject({ code: 'xlsx.failed-block', severity: 'gate' });
    const columns = [{ name: 'a', title: 'A', format: 'text' as const, align: 'left' as const }];
    const long = withTable({ columns, rows: [['x'.repeat(32_768)]] });
    await expect(renderXlsx(long)).rejects.toMatchObject({ code: 'xlsx.text-too-long' });
  });
});

describe('sheetNames', () => {
  it('replaces what a sheet name must not hold, cuts at 31 and tells equal names apart', () => {
    const long = '가'.repeat(40);
    expect(sheetNames(['A/B: [c]*?', 'a b c', "'x'", '', 'History', long, long, 'Trend', 'TREND'])).toEqual([
      'A B c',
      'a b c (2)',
      'x',
      'Sheet_',
      'History_',
      '가'.repeat(31),
      `${'가'.repeat(27)} (2)`,
      'Trend',
      'TREND (2)',
    ]);
  });
});

describe('a logo on the cover', () => {
  const bytes = Buffer.alloc(33);
  Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex').copy(bytes);
  const logo = { type: 'image/png' as const, data: bytes.toString('base64'), width: 600, height: 100 };
  const branded = (type: 'image/png' | 'image/svg+xml'): Result => ({
    ...english,
    brand: { name: 'North', color: '#ffcc00', logo: { ...logo, type } },
  });

  it('is a picture beside the native charts, in the ratio of the file', async () => {
    const parts = unzipSync(await renderXlsx(branded('image/png')));
    expect(Buffer.from(parts['xl/media/image1.png']!).equals(bytes)).toBe(true);
    const drawing = strFromU8(parts['xl/drawings/drawing1.xml']!);
    expect(drawing).toContain(`<xdr:ext cx="${240 * 9525}" cy="${40 * 9525}"/><xdr:pic>`);
    expect(strFromU8(parts['[Content_Types].xml']!)).toContain('ContentType="image/png"');
    const workbook = await open(await renderXlsx(branded('image/png')));
    expect(workbook.worksheets[0]!.getImages()).toHaveLength(1);
  });

  it('is left out where it is an SVG', async () => {
    expect(Object.keys(unzipSync(await renderXlsx(branded('image/svg+xml'))))).not.toContain('xl/media/image1.png');
  });
});
