import { join } from 'node:path';
import { mkdir } from 'node:fs/promises';
import ExcelJS from 'exceljs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databaseAnswers, DatasetLab } from '../../../../../../test/support/dataset-lab.js';
import { sheetData, workbookFile } from '../../../../../../test/support/workbook-file.js';

const ready = await databaseAnswers();

describe.skipIf(!ready)('a dataset from a workbook', () => {
  let lab: DatasetLab;
  beforeAll(async () => (lab = await DatasetLab.open()));
  afterAll(() => lab.close());

  let files = 0;
  const given = async (content: Uint8Array | string, spec = {}, file = {}) => {
    const name = `book_${++files}`;
    await lab.write(`data/${name}.xlsx`, content);
    return lab.item(name, { file: { path: `data/${name}.xlsx`, ...file }, ...spec });
  };
  const table = async (item: ReturnType<DatasetLab['item']>) => {
    const { version } = await lab.refresh(item);
    const rows = await lab.rows([version], `SELECT * FROM ${item.name}`);
    const columns = version.manifest.tables[0]!.columns.map(({ name, type }) => `${name} ${type}`);
    return { ...version.manifest, rows, columns, version };
  };
  const rejectsOf = async (version: Parameters<DatasetLab['rows']>[0][number]) =>
    lab.rows([version], `SELECT "row", "column", value, reason FROM ${version.dataset}._rejects`);

  it('has the types of the cells that ExcelJS writes', async () => {
    const book = new ExcelJS.Workbook();
    book.addWorksheet('Notes').getCell('A1').value = 'not this one';
    const sheet = book.addWorksheet('매출');
    sheet.addRow(['고객번호', 'Order Date', 'Saved at', 'Amount', 'Paid', 'Note', 'Twice']);
    const rich = { richText: [{ text: 'bold ' }, { font: { bold: true }, text: 'end' }] };
    const twice = (n: number) => ({ formula: `D${n}*2`, result: n * 1.1 });
    sheet.addRow(['00123', new Date('2024-02-29'), new Date('2024-02-29T10:30:00Z'), 1.1, true, rich, twice(2)]);
    sheet.addRow([
      '00124',
      new Date('2024-03-01'),
      new Date('2024-03-01T00:00:00Z'),
      20,
      false,
      'a "b", c\nd',
      twice(3),
    ]);
    sheet.getColumn(2).numFmt = 'yyyy"년" m"월" d"일"';
    sheet.getColumn(3).numFmt = 'yyyy-mm-dd hh:mm';
    await mkdir(join(lab.root, 'data'), { recursive: true });
    await book.xlsx.writeFile(join(lab.root, 'data/exceljs.xlsx'));
    const item = lab.item('exceljs', { file: { path: 'data/exceljs.xlsx', sheet: '매출' } });
    expect(await table(item)).toMatchObject({
      columns: [
        'column_1 VARCHAR', 'order_date DATE', 'saved_at TIMESTAMP', 'amount DECIMAL(18,2)', 'paid BOOLEAN', 'note VARCHAR', 'twice DECIMAL(18,2)',
      ],
      rows: [
        ['00123', '2024-02-29', expect.stringMatching(/10:30/), 1.1, true, 'bold end', 2.2],
        ['00124', '2024-03-01', expect.stringMatching(/00:00/), 20, false, 'a "b", c\nd', 3.3],
      ],
    }); // prettier-ignore
  });

  it('reads shared texts, escapes, readings, prefixes, errors, and cells without a place', async () => {
    const strings =
      '<si><t>name</t></si><si><t>n</t></si><si><r><t xml:space="preserve">홍 </t></r><r><t>길동</t></r><rPh><t>x</t></rPh></si><si><t>a_x000D_b</t></si>';
    const data =
      '<x:row xmlns:x="u"><x:c t="s"><x:v>0</x:v></x:c><x:c t="s"><x:v>1</x:v></x:c></x:row>' +
      '<row r="4"><c r="A4" t="s"><v>2</v></c><c r="B4" t="e"><v>#N/A</v></c></row>' +
      '<row r="5"><c r="A5" t="s"><v>3</v></c><c r="B5"><f>1+1</f><v>2</v></c></row>' +
      '<row r="7"><c r="B7"><v>3</v></c></row><row r="8"><c r="A8" s="1"/></row>';
    expect((await table(await given(workbookFile({ sheets: { A: data }, strings })))).rows).toEqual([
      ['홍 길동', null],
      ['a\rb', 2],
      [null, 3],
    ]);
  });

  it('keeps numbers that are stored as text, and dates that are', async () => {
    const data = sheetData([
      ['zip', 'on', 'n'],
      ['04524', '2024.01.31', 1],
      ['99999', '2024.02.29', 'N/A'],
    ]);
    expect(await table(await given(workbookFile({ sheets: { A: data } })))).toMatchObject({
      columns: ['zip VARCHAR', 'on DATE', 'n BIGINT'],
      rows: [
        ['04524', '2024-01-31', 1],
        ['99999', '2024-02-29', null],
      ],
    });
  });

  it('counts days from 1904 where the workbook does', async () => {
    const data = '<row r="1"><c t="inlineStr"><is><t>on</t></is></c></row><row r="2"><c s="1"><v>43889</v></c></row>';
    const book = workbookFile({ sheets: { A: data }, styles: [14], is1904: true });
    expect((await table(await given(book))).rows).toEqual([['2024-02-29']]);
  });

  it('takes the sheet and the range that are wanted', async () => {
    const rows = [
      ['Title', null, null],
      [null, null, null],
      [null, 'id', 'n'],
      [null, 'a', 1],
      [null, 'b', 2],
      [null, 'Total', 3],
    ];
    const book = workbookFile({ sheets: { First: sheetData([['x'], [1]]), Second: sheetData(rows) } });
    const expected = {
      columns: ['id VARCHAR', 'n BIGINT'],
      rows: [
        ['a', 1],
        ['b', 2],
      ],
    };
    expect(await table(await given(book, {}, { sheet: 2, range: 'B3:C5' }))).toMatchObject(expected);
    expect((await table(await given(book, {}, { sheet: 'Second', range: 'B3' }))).rows).toHaveLength(3);
    expect((await table(await given(book))).columns).toEqual(['x BIGINT']);
    expect(await lab.refusal(await given(book, {}, { sheet: 'Secnd' }))).toMatchObject({
      code: 'dataset.unknown-sheet',
      hint: 'Did you mean "Second"? Sheets: First, Second.',
    });
    expect(await lab.refusal(await given(book, {}, { sheet: 3 }))).toMatchObject({ code: 'dataset.unknown-sheet' });
    expect(await lab.refusal(await given(book, {}, { range: 'B3:ZZZ9' }))).toMatchObject({ code: 'dataset.bad-range' });
    expect(await lab.refusal(await given(book, {}, { range: 'F1' }))).toMatchObject({ code: 'dataset.empty' });
  });

  it('says where the table may begin when most rows do not fit the first', async () => {
    const rows = [['Sales of 2026'], [null], [null, 'id', 'n'], [null, 'a', 1], [null, 'b', 2]];
    const book = workbookFile({ sheets: { A: sheetData(rows) } });
    expect(await lab.refusal(await given(book, { rejects: { tolerance: 0.9 } }))).toMatchObject({
      code: 'dataset.no-table',
      message: expect.stringMatching(/3 of 4 rows .* begins at A1/),
      hint: expect.stringMatching(/range: B3/),
    });
  });

  it('refuses bad values and values beside the table by the row of the sheet', async () => {
    const rows = [
      ['id', 'day', 'n'],
      [1, '2024-01-31', 1],
      [2, '2024-13-01', 2],
      [3, '2024-01-03', 'many'],
      [4, '2024-01-04', 4, 'aside'],
      [5, '2024-01-05', 5],
    ];
    const columns = [{ name: 'id' }, { name: 'on', from: 'day', type: 'DATE' }, { name: 'n', type: 'BIGINT' }];
    const errors = '<row r="30"><c><v>6</v></c><c/><c t="e"><v>#DIV/0!</v></c></row>';
    const book = workbookFile({ sheets: { A: sheetData(rows as never, 11) + errors } });
    const { version, read, refused } = await table(await given(book, { columns, rejects: { tolerance: 0.9 } }));
    expect([read, refused]).toEqual([6, 4]);
    expect(await rejectsOf(version)).toEqual([
      [13, 'on', '2024-13-01', 'not a DATE'],
      [14, 'n', 'many', 'not a BIGINT'],
      [15, null, '4,2024-01-04,4,aside', 'values beside the table'],
      [30, 'n', '#DIV/0!', 'not a BIGINT'],
    ]);
    expect(await lab.refusal(await given(book, { columns }))).toMatchObject({
      code: 'dataset.tolerance-exceeded',
      hint: expect.stringMatching(/row 13, column "on"/),
    });
  });

  it('names the columns found when one was renamed, and is empty with names alone', async () => {
    const book = workbookFile({
      sheets: {
        A: sheetData([
          ['id', 'amout'],
          [1, 2],
        ]),
      },
    });
    const columns = [{ name: 'id' }, { name: 'amount' }];
    expect(await lab.refusal(await given(book, { columns }))).toMatchObject({
      code: 'dataset.column-missing',
      hint: expect.stringMatching(/Did you mean "amout"/),
    });
    const bare = workbookFile({ sheets: { A: sheetData([['id', 'n']]) } });
    expect(await lab.refusal(await given(bare))).toMatchObject({
      code: 'dataset.empty',
      message: expect.stringMatching(/header but no rows/),
    });
    expect(await lab.refusal(await given(workbookFile({ sheets: { A: '' } })))).toMatchObject({
      code: 'dataset.empty',
    });
  });
});

describe.skipIf(!ready)('a workbook that is none, or means harm', () => {
  let lab: DatasetLab;
  beforeAll(async () => (lab = await DatasetLab.open()));
  afterAll(() => lab.close());

  const refusal = async (content: Uint8Array | string) => {
    await lab.write('data/bad.xlsx', content);
    return lab.refusal(lab.item('bad', { file: { path: 'data/bad.xlsx' } }));
  };
  const sheet = sheetData([['id'], [1]]);
  const book = (parts: Record<string, string>) => workbookFile({ sheets: { A: sheet }, parts });
  const part = 'xl/worksheets/sheet1.xml';

  it.each([
    [
      'a document type',
      `<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet><sheetData>${sheet}</sheetData></worksheet>`,
      /document type/,
    ],
    ['deep nesting', '<a>'.repeat(100), /nested/],
    ['broken XML', '<worksheet><sheetData><row></sheetData>', /not a sound Excel workbook/],
    ['XML that is cut off', '<worksheet><sheetData>', /not a sound Excel workbook/],
    ['rows out of order', '<worksheet><sheetData><row r="2"/><row r="2"/></sheetData></worksheet>', /comes row 2/],
    [
      'a row beyond the sheet',
      '<worksheet><sheetData><row r="99999999"/></sheetData></worksheet>',
      /comes row 99999999/,
    ],
    [
      'a cell that is no place',
      '<worksheet><sheetData><row r="1"><c r="ZZZZ1"/></row></sheetData></worksheet>',
      /cell at "ZZZZ1"/,
    ],
    [
      'a text that is not there',
      '<worksheet><sheetData><row r="1"><c t="s"><v>7</v></c></row></sheetData></worksheet>',
      /text that is not there/,
    ],
    [
      'an unknown entity',
      '<worksheet><sheetData><row r="1"><c t="str"><v>&xx;</v></c></row></sheetData></worksheet>',
      /not a sound Excel workbook/,
    ],
  ])('is refused for %s', async (_, xml, message) => {
    expect(await refusal(book({ [part]: xml }))).toMatchObject({
      code: 'dataset.broken-workbook',
      message: expect.stringMatching(message),
    });
  });

  it('is refused for unpacking to far more than its size', async () => {
    const bomb = `<worksheet><sheetData>${' '.repeat(32 * 1024 ** 2)}</sheetData></worksheet>`;
    expect(await refusal(book({ [part]: bomb }))).toMatchObject({ code: 'dataset.unpacks-too-much' });
  });

  it('is refused for a width that no table has', async () => {
    const wide =
      '<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c><c r="XFD1"><v>1</v></c></row></sheetData></worksheet>';
    expect(await refusal(book({ [part]: wide }))).toMatchObject({ code: 'dataset.too-many-columns' });
  });

  it('is told from other documents', async () => {
    const zip = (name: string) => book({ [name]: 'x' });
    expect(await refusal(zip('xl/workbook.bin'))).toMatchObject({ message: expect.stringMatching(/xlsb/) });
    expect(await refusal(zip('content.xml'))).toMatchObject({ message: expect.stringMatching(/OpenDocument/) });
    expect(await refusal('PK\u0003\u0004 …')).toMatchObject({ code: 'dataset.broken-workbook' });
    const old = Buffer.alloc(4096);
    old.set([0xd0, 0xcf, 0x11, 0xe0]);
    old.writeUInt16LE(9, 30);
    expect(await refusal(old)).toMatchObject({ message: expect.stringMatching(/\.xls\)/) });
    old.write('EncryptedPackage', 1024, 'utf16le');
    old.writeUInt32LE(1, 48);
    expect(await refusal(old)).toMatchObject({ code: 'dataset.encrypted' });
  });
});
