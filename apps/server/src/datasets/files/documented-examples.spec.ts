import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { databaseAnswers, DatasetLab } from '../../../../../test/support/dataset-lab.js';
import { sheetData, workbookFile } from '../../../../../test/support/workbook-file.js';

const ready = await databaseAnswers();
const page = await readFile(resolve(import.meta.dirname, '../../../../../docs/datasets.md'), 'utf8');

/** Inside of the first fence of a language below a heading of the page. */
function fenced(heading: string, language: string): string {
  const section = page.slice(page.indexOf(`\n### ${heading}\n`));
  const found = new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``).exec(section)?.[1];
  if (found === undefined) throw new Error(`docs/datasets.md has no ${language} below "${heading}"`);
  return found;
}

describe.skipIf(!ready)('the examples in docs/datasets.md', () => {
  let lab: DatasetLab;
  beforeAll(async () => (lab = await DatasetLab.open()));
  afterAll(() => lab.close());

  const rowsOf = async (heading: string, name: string) => {
    const { version } = await lab.refresh(lab.item(name, parse(fenced(heading, 'yaml')) as Record<string, unknown>));
    return lab.rows([version], `SELECT * FROM ${name}`);
  };

  it('read a file from Korean Windows', async () => {
    // 고객번호,주문일,금액 ⏎ 가,2026-01-15,1.5
    const head = 'b0edb0b4b9f8c8a32cc1d6b9aec0cf2cb1ddbed70a';
    await lab.write(
      'data/orders-kr.csv',
      Buffer.from(`${head}b0a1${Buffer.from(',2026-01-15,1.5\n').toString('hex')}`, 'hex'),
    );
    expect(await rowsOf('Encoding', 'orders_kr')).toEqual([['가', '2026-01-15', 1.5]]);
  });

  it('read the JSON that is shown', async () => {
    await lab.write('data/orders.ndjson', fenced('JSON', 'json'));
    expect(await rowsOf('JSON', 'orders')).toEqual([
      ['00012', 'Kim', '2026-01-15', 12.5],
      ['00013', null, '2026-01-16', 8],
    ]);
  });

  it('read a range of a sheet', async () => {
    const rows = [
      [null, '고객번호', '주문일', '금액'],
      [null, '00012', 46_037, 12.5],
    ];
    const data = sheetData(rows, 3).replace('<c><v>46037', '<c s="1"><v>46037');
    await lab.write('data/sales.xlsx', workbookFile({ sheets: { 표지: '', 매출: data }, styles: [14] }));
    expect(await rowsOf('Workbooks', 'sales')).toEqual([['00012', '2026-01-15', 12.5]]);
  });

  it('read the months that a pattern matches', async () => {
    for (const month of ['01', '02']) await lab.write(`data/sales-2026-${month}.csv`, `id,amount\n${month},1.5\n`);
    expect(await rowsOf('Several files', 'months')).toEqual([
      ['01', 1.5, 'sales-2026-01.csv'],
      ['02', 1.5, 'sales-2026-02.csv'],
    ]);
  });
});
