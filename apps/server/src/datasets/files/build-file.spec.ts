import { copyFile, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databaseAnswers, DatasetLab, realData } from '../../../../../test/support/dataset-lab.js';

const ready = await databaseAnswers();
const real = realData();
const ORDERS = [
  { name: 'id', type: 'VARCHAR' },
  { name: 'day', type: 'DATE' },
  { name: 'amount', type: 'DECIMAL(10,2)' },
];

describe.skipIf(!ready)('a dataset from a file', () => {
  let lab: DatasetLab;
  beforeAll(async () => (lab = await DatasetLab.open()));
  afterAll(() => lab.close());

  let files = 0;
  const given = async (
    content: string | Uint8Array,
    spec: Record<string, unknown> = {},
    file: Record<string, unknown> = {},
  ) => {
    const name = `file_${++files}`;
    await lab.write(`data/${name}.csv`, content);
    return lab.item(name, { file: { path: `data/${name}.csv`, ...file }, ...spec });
  };
  const table = async (item: ReturnType<DatasetLab['item']>) => {
    const { version } = await lab.refresh(item);
    const rows = await lab.rows([version], `SELECT * FROM ${item.name}`);
    return { ...version.manifest, rows, types: version.manifest.tables[0]!.columns.map(({ type }) => type) };
  };

  it('sniffs byte-order mark, CRLF, delimiter, header, types, date format and missing markers', async () => {
    const text =
      '\uFEFFOrder ID;Order Date;Sales;Note\r\n007;2/29/2024;1.50;"a;b"\r\n008;12/31/2024;.;NA\r\n009;1/2/2025;20;\r\n';
    expect(await table(await given(text))).toMatchObject({
      types: ['VARCHAR', 'DATE', 'DECIMAL(18,2)', 'VARCHAR'],
      rows: [
        ['007', '2024-02-29', 1.5, 'a;b'],
        ['008', '2024-12-31', null, 'NA'],
        ['009', '2025-01-02', 20, null],
      ],
      read: 3,
      refused: 0,
    });
  });

  it('takes a column of whole numbers with a few fractions for decimals, and rounds none', async () => {
    const text = `id,spend\n${Array.from({ length: 400 }, (_, i) => `${i},${i % 100 === 7 ? '29.99' : '0'}`).join('\n')}\n`;
    const { types, rows } = await table(await given(text));
    expect(types).toEqual(['BIGINT', 'DECIMAL(18,2)']);
    expect(rows[107]).toEqual([107, 29.99]);
  });

  it('matches columns of a file without header by order, and columns between runs of blanks', async () => {
    const text = ' 00001 19970101  1   11.77\n 00002 19970112 10   12.00  \n';
    const item = await given(text, {
      columns: [{ name: 'customer' }, { name: 'day' }, { name: 'n' }, { name: 'amount' }],
      date_column: 'day',
    });
    expect(await table(item)).toMatchObject({
      types: ['VARCHAR', 'DATE', 'BIGINT', 'DECIMAL(18,2)'],
      rows: [
        ['00001', '1997-01-01', 1, 11.77],
        ['00002', '1997-01-12', 10, 12],
      ],
      from: '1997-01-01',
      to: '1997-01-12',
    });
  });

  it('takes what is declared before what is sniffed', async () => {
    const item = await given(
      'a|01.02.2024|1,5|x\nb|-|2,25|y\n',
      { columns: [{ name: 'k' }, { name: 'day', type: 'date' }, { name: 'v', type: 'decimal(10,2)' }] },
      { delimiter: '|', header: false, date_format: '%d.%m.%Y', decimal_separator: ',', missing: ['-'] },
    );
    expect((await table(item)).rows).toEqual([
      ['a', '2024-02-01', 1.5],
      ['b', null, 2.25],
    ]);
  });

  it('refuses bad dates, bad numbers and ragged rows with row, column, value and reason', async () => {
    const text =
      'id,day,amount\n1,2024-02-29,1\n2,2026-02-29,2\n"3\nb",2024-01-01,3\n4,2024-01-01\n5,2024-01-01,5,9\n6,2024-01-01,"x ""y"""\n7,bad,worse\n';
    const item = await given(text, { columns: ORDERS, rejects: { tolerance: 0.8 } });
    const { version } = await lab.refresh(item);
    expect(version.manifest).toMatchObject({ read: 7, refused: 5 });
    expect(await lab.rows([version], `SELECT * FROM ${item.name}`)).toEqual([
      ['1', '2024-02-29', 1],
      ['3\nb', '2024-01-01', 3],
    ]);
    expect(await lab.rows([version], `SELECT * EXCLUDE (file) FROM ${item.name}._rejects`)).toEqual([
      [3, 'day', '2026-02-29', 'not a DATE'],
      [5, null, '4,2024-01-01', 'too few fields: expected number of columns: 3 found: 2'],
      [6, null, '5,2024-01-01,5,9', 'too many fields: expected number of columns: 3 found: 4'],
      [7, 'amount', 'x ""y""', 'not a DECIMAL'],
      [8, 'amount', 'worse', 'not a DECIMAL'],
      [8, 'day', 'bad', 'not a DATE'],
    ]);
  });

  it('publishes nothing when 1 % of the dates are bad and the definition tolerates none', async () => {
    const lines = Array.from({ length: 1000 }, (_, i) => `${i},${i % 100 === 50 ? '2026-13-01' : '2026-01-31'},1`);
    const text = ['id,day,amount', ...lines].join('\n');
    const refused = await lab.refusal(await given(text));
    expect(refused).toMatchObject({
      code: 'dataset.tolerance-exceeded',
      details: {
        read: 1000,
        refused: 10,
        rejects: [{ row: 52, column: 'day', value: '2026-13-01', reason: 'not a DATE' }, {}, {}, {}, {}],
      },
    });
    const item = await given(text, { rejects: { tolerance: 0.01 } });
    expect(await table(item)).toMatchObject({ read: 1000, refused: 10 });
    expect(await readdir(join(lab.storage, 'datasets', `file_${files - 1}`))).toEqual([]);
  });

  it.each([
    ['', /is empty/],
    ['\uFEFF \r\n\r\n', /is empty/],
    ['id,day,amount\n', /header but no rows/],
    ['id,day,amount', /header but no rows/],
  ])('says that a file without rows is empty: %j', async (text, message) => {
    const refused = await lab.refusal(await given(text, { columns: ORDERS }));
    expect(refused).toMatchObject({ code: 'dataset.empty', message: expect.stringMatching(message) });
  });

  it('names the columns found when one was renamed', async () => {
    const refused = await lab.refusal(await given('id,Day,amout\n1,2024-01-01,2\n', { columns: ORDERS }));
    expect(refused).toMatchObject({
      code: 'dataset.column-missing',
      hint: 'Did you mean "amout"? Columns found: id, Day, amout.',
      details: { column: 'amount' },
    });
    const short = await lab.refusal(await given('1,2024-01-01\n2,2024-01-02\n', { columns: ORDERS }));
    expect(short).toMatchObject({ code: 'dataset.column-missing', details: { column: 'amount' } });
  });

  it.each([
    ['%PDF-1.7 …', /PDF/],
    ['\u0000\u0001\u0002\u0003', /binary/],
    ['\u0001\u0002\u0003\u0004 and \u0005\u0006', /binary/],
    ['id,name\n1,\u0000\n', /binary/],
  ])('says what a file is that holds no table', async (content, message) => {
    expect(await lab.refusal(await given(content))).toMatchObject({
      code: 'dataset.wrong-file-type',
      message: expect.stringMatching(message),
    });
  });

  it('refuses files that are absent, outside the project or of another format, and types that are none', async () => {
    expect(await lab.refusal(lab.item('gone', { file: { path: 'data/gone.csv' } }))).toMatchObject({
      code: 'dataset.file-missing',
    });
    expect(await lab.refusal(lab.item('out', { file: { path: '../x.csv' } }))).toMatchObject({
      code: 'dataset.file-outside',
    });
    expect(await lab.refusal(await given('a,b\n1,2\n', {}, { format: 'parquet' }))).toMatchObject({
      code: 'dataset.wrong-file-type',
    });
    const injected = await given('a,b\n1,2\n', { columns: [{ name: 'a', type: "INT'); DROP" }] });
    expect(await lab.refusal(injected)).toMatchObject({ code: 'dataset.bad-type' });
  });

  it('reuses the version of an unchanged file and makes another when a byte changes', async () => {
    const item = await given('a,b\n1,2\n');
    const first = await lab.refresh(item);
    expect(await lab.refresh(item)).toMatchObject({ reused: true });
    await lab.write(item.spec.file!.path, 'a,b\n1,3\n');
    expect(await lab.refresh(item)).toMatchObject({ reused: false });
    expect(await lab.rows([first.version], `SELECT b FROM ${item.name}`)).toEqual([[2]]);
  });

  it('reads Parquet', async () => {
    const made = await lab.refresh(lab.item('made', {}, { sql: 'SELECT range AS "Order ID", 1.5 AS v FROM range(3)' }));
    await mkdir(join(lab.root, 'data'), { recursive: true });
    await copyFile(join(lab.storage, made.version.path, 'made.parquet'), join(lab.root, 'data/made.parquet'));
    const item = lab.item('parquet', {
      file: { path: 'data/made.parquet', format: 'parquet' },
      columns: [{ name: 'v', type: 'DOUBLE' }, { name: 'order_id' }],
    });
    expect(await table(item)).toMatchObject({
      types: ['DOUBLE', 'BIGINT'],
      rows: [
        [1.5, 0],
        [1.5, 1],
        [1.5, 2],
      ],
      read: 3,
    });
  });
});

describe.skipIf(!ready || real === undefined)('real files', () => {
  let lab: DatasetLab;
  beforeAll(async () => (lab = await DatasetLab.open()));
  afterAll(() => lab.close());

  const load = async (path: string, spec: Record<string, unknown> = {}) => {
    await mkdir(join(lab.root, 'data'), { recursive: true });
    await copyFile(join(real!, path), join(lab.root, 'data/real.txt'));
    return (await lab.refresh(lab.item('real', { file: { path: 'data/real.txt' }, ...spec }))).version;
  };
  const typesOf = (version: Awaited<ReturnType<typeof load>>) =>
    Object.fromEntries(version.manifest.tables[0]!.columns.map(({ name, type }) => [name, type]));

  it('give the known totals of CDNOW (blanks, no header)', async () => {
    const columns = [{ name: 'customer' }, { name: 'day' }, { name: 'cds' }, { name: 'amount' }];
    const version = await load('cdnow/CDNOW_master.txt', { columns, date_column: 'day' });
    expect(typesOf(version)).toEqual({ customer: 'VARCHAR', day: 'DATE', cds: 'BIGINT', amount: 'DECIMAL(18,2)' });
    expect(version.manifest).toMatchObject({ read: 69659, refused: 0, from: '1997-01-01', to: '1998-06-30' });
    const totals = 'SELECT count(DISTINCT customer), sum(amount), sum(cds) FROM real';
    expect(await lab.rows([version], totals)).toEqual([[23570, 2500315.63, 167881]]);
  });

  it('give the known totals of Superstore (byte-order mark, CRLF, m/d/yyyy)', async () => {
    const version = await load('superstore/Sample-Superstore.csv');
    expect(typesOf(version)).toMatchObject({ order_date: 'DATE', sales: 'DECIMAL(18,4)' });
    expect(version.manifest).toMatchObject({ read: 9994, refused: 0 });
    expect(await lab.rows([version], 'SELECT round(sum(sales), 2), round(sum(profit), 2) FROM real')).toEqual([
      [2297200.86, 286397.02],
    ]);
  });

  it('give the right types of tabbed, dotted, blank-valued and 12-hour files', async () => {
    expect(typesOf(await load('customer_personality/marketing_campaign.csv'))).toMatchObject({
      dt_customer: 'DATE',
      income: 'BIGINT',
    });
    expect(typesOf(await load('covid_spending/affinity_national_daily.csv'))).toMatchObject({
      freq: 'VARCHAR',
      spend_grf: expect.stringMatching(/DECIMAL|DOUBLE/),
    });
    expect(typesOf(await load('retail_transactions_response/Retail_Data_Transactions.csv'))).toMatchObject({
      trans_date: 'DATE',
    });
    expect(typesOf(await load('ms_pdm/errors.csv'))).toMatchObject({ datetime: 'TIMESTAMP' });
    const telco = await load('telco_churn/WA_Fn-UseC_-Telco-Customer-Churn.csv');
    expect(typesOf(telco)).toMatchObject({ total_charges: 'DECIMAL(18,2)' });
    expect(await lab.rows([telco], 'SELECT count(*) FROM real WHERE total_charges IS NULL')).toEqual([[11]]);
    const cards = await load('purchasing_cards_2010/purchasing_cards_2010.csv');
    expect(await lab.rows([cards], 'SELECT count(*), count(DISTINCT card_num), sum(amount) FROM real')).toEqual([
      [95076, 1634, 39037422.06],
    ]);
  });
});
