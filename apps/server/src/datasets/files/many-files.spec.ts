import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databaseAnswers, DatasetLab } from '../../../../../test/support/dataset-lab.js';
import { sheetData, workbookFile } from '../../../../../test/support/workbook-file.js';

const ready = await databaseAnswers();

describe.skipIf(!ready)('a dataset from several files', () => {
  let lab: DatasetLab;
  beforeAll(async () => (lab = await DatasetLab.open()));
  afterAll(() => lab.close());

  let folders = 0;
  const given = async (contents: Record<string, string | Uint8Array>, spec = {}, file = {}) => {
    const name = `many_${++folders}`;
    for (const [path, content] of Object.entries(contents)) await lab.write(`${name}/${path}`, content);
    return lab.item(name, { file: { path: `${name}/*.csv`, ...file }, ...spec });
  };
  const rowsOf = async (item: ReturnType<DatasetLab['item']>, table = item.name) => {
    const { version } = await lab.refresh(item);
    return lab.rows([version], `SELECT * FROM ${table}`);
  };

  it('has their rows in the order of the names, each file cut in its own way', async () => {
    const item = await given(
      {
        'sales-2026-02.csv': 'amount;id\r\n"2,5";b\r\n',
        'sales-2026-01.csv': '\uFEFFid,amount\na,1\n',
        'sales-2026-10.csv': Buffer.concat([
          Buffer.from('id,amount\n'),
          Buffer.from('b0a1', 'hex'),
          Buffer.from(',10\n'),
        ]),
        '.sales-2026-03.csv': 'not,this\n',
        '~$sales.csv': 'nor this',
        'other.txt': 'nor,this\n',
      },
      { columns: [{ name: 'id' }, { name: 'amount', type: 'VARCHAR' }] },
      { name_column: 'source_file' },
    );
    expect(await rowsOf(item)).toEqual([
      ['a', '1', 'sales-2026-01.csv'],
      ['b', '2,5', 'sales-2026-02.csv'],
      ['가', '10', 'sales-2026-10.csv'],
    ]);
  });

  it('infers types over all of them', async () => {
    const item = await given({ '1.csv': 'a,b\n1,2024-01-01\n', '2.csv': 'a,b\n1.25,2024-02-01\n' });
    expect(await rowsOf(item)).toEqual([
      [1, '2024-01-01'],
      [1.25, '2024-02-01'],
    ]);
  });

  it('names files in folders by what differs', async () => {
    const item = await given({ '2026-01/s.csv': 'a\n1\n', '2026-02/s.csv': 'a\n2\n' }, {}, { name_column: 'month' });
    const nested = { ...item, spec: { ...item.spec, file: { ...item.spec.file!, path: `${item.name}/**/s.csv` } } };
    expect(await rowsOf(nested)).toEqual([
      [1, '2026-01/s.csv'],
      [2, '2026-02/s.csv'],
    ]);
  });

  it('finds and names every column that drifted', async () => {
    const refused = await lab.refusal(
      await given({
        'sales-01.csv': 'id,amount\n1,2\n',
        'sales-02.csv': 'id,amout\n1,2\n',
        'sales-03.csv': 'id,amount,note\n1,2,x\n',
        'sales-04.csv': 'id\n1\n',
        'sales-05.csv': '1,2\n',
      }),
    );
    expect(refused).toMatchObject({
      code: 'dataset.schema-drift',
      details: {
        drift: [
          'many_4/sales-02.csv has a column "amout", which many_4/sales-01.csv has not',
          'many_4/sales-02.csv has no column "amount"; the nearest is "amout"',
          'many_4/sales-03.csv has a column "note", which many_4/sales-01.csv has not',
          'many_4/sales-04.csv has no column "amount"',
          expect.stringMatching(/sales-05.csv has no header/),
        ],
      },
    });
  });

  it('lets declared columns stand over files that have more', async () => {
    const columns = [{ name: 'id' }, { name: 'amount' }];
    const contents = { '1.csv': 'id,amount\n1,2\n', '2.csv': 'note,amount,id\nx,4,3\n' };
    expect(await rowsOf(await given(contents, { columns }))).toEqual([
      [1, 2],
      [3, 4],
    ]);
    const short = await given({ ...contents, '3.csv': 'id,amnt\n5,6\n' }, { columns });
    expect(await lab.refusal(short)).toMatchObject({
      code: 'dataset.schema-drift',
      message: expect.stringMatching(/3\.csv has no column "amount"; the nearest is "amnt"/),
    });
  });

  it('compares the number of columns where there is no header', async () => {
    const refused = await lab.refusal(await given({ '1.csv': '1,2\n3,4\n', '2.csv': '1,2,3\n' }));
    expect(refused).toMatchObject({ code: 'dataset.schema-drift', message: expect.stringMatching(/"column_3"/) });
  });

  it('says of each refused row in which file it is', async () => {
    const item = await given(
      { '1.csv': 'id,day\n1,2024-01-01\n2,bad\n', '2.csv': 'id,day\n3,worse\n4,2024-01-04,x\n' },
      { columns: [{ name: 'id' }, { name: 'day', type: 'DATE' }], rejects: { tolerance: 0.8 } },
    );
    expect(await rowsOf(item, `${item.name}._rejects`)).toEqual([
      [3, 'day', 'bad', 'not a DATE', `${item.name}/1.csv`],
      [2, 'day', 'worse', 'not a DATE', `${item.name}/2.csv`],
      [3, null, '4,2024-01-04,x', 'too many fields: expected number of columns: 2 found: 3', `${item.name}/2.csv`],
    ]);
    const strict = { ...item, spec: { ...item.spec, rejects: { tolerance: 0 } } };
    expect(await lab.refusal(strict)).toMatchObject({ hint: expect.stringMatching(/1\.csv, row 3, column "day"/) });
  });

  it('becomes another version when a file is added or renamed', async () => {
    const item = await given({ '1.csv': 'a\n1\n' });
    const first = await lab.refresh(item);
    await lab.write(`${item.name}/2.csv`, 'a\n1\n');
    const second = await lab.refresh(item);
    expect(second.version.id).not.toBe(first.version.id);
    expect(await lab.refresh(item)).toMatchObject({ reused: true });
  });

  it('reads months of workbooks, JSON and Parquet alike', async () => {
    const sheet = (rows: (string | number)[][]) => workbookFile({ sheets: { Data: sheetData(rows) } });
    const books = await given({
      'a.xlsx': sheet([
        ['id', 'n'],
        ['x', 1],
      ]),
      'b.xlsx': sheet([
        ['n', 'id'],
        [2, 'y'],
      ]),
    });
    const of = (item: typeof books, path: string) => ({
      ...item,
      spec: { ...item.spec, file: { path, name_column: 'f' } },
    });
    expect(await rowsOf(of(books, `${books.name}/*.xlsx`))).toEqual([
      ['x', 1, 'a.xlsx'],
      ['y', 2, 'b.xlsx'],
    ]);
    const lines = await given({ 'a.json': '[{"n":1,"id":"x"}]', 'b.json': '[{"id":"y","n":2}]' });
    expect(await rowsOf(of(lines, `${lines.name}/*.json`))).toEqual([
      [1, 'x', 'a.json'],
      [2, 'y', 'b.json'],
    ]);
    const made = await lab.refresh(lab.item('made', {}, { sql: 'SELECT range AS "Order ID" FROM range(2)' }));
    await mkdir(join(lab.root, 'parquet'));
    for (const name of ['a', 'b']) {
      await copyFile(join(lab.storage, made.version.path, 'made.parquet'), join(lab.root, `parquet/${name}.parquet`));
    }
    expect(await rowsOf(of(lab.item('parquet', { file: { path: 'x' } }), 'parquet/*.parquet'))).toEqual([
      [0, 'a.parquet'], [1, 'a.parquet'], [0, 'b.parquet'], [1, 'b.parquet'],
    ]); // prettier-ignore
  });

  it('refuses a pattern without a match, files of several kinds, and a name column that is there', async () => {
    const none = lab.item('none', { file: { path: 'nowhere/*.csv' } });
    expect(await lab.refusal(none)).toMatchObject({
      code: 'dataset.file-missing',
      message: expect.stringMatching(/no file matches/),
    });
    const mixed = await given({ '1.csv': 'a\n1\n', '2.csv': '[{"a":1}]' });
    expect(await lab.refusal(mixed)).toMatchObject({
      code: 'dataset.schema-drift',
      message: expect.stringMatching(/2\.csv is json/),
    });
    const twice = await given({ '1.csv': 'a\n1\n' }, { columns: [{ name: 'a' }] }, { name_column: 'a' });
    expect(await lab.refusal(twice)).toMatchObject({ code: 'dataset.column-twice' });
  });

  it('names a file that writes numbers or dates otherwise than most', async () => {
    const month = (n: number, day: (d: string) => string, amount: (i: number) => string) =>
      `day,amount,who\n${Array.from({ length: 28 }, (_, i) => `${day(`${i + 1}`.padStart(2, '0'))},${amount(i)},n${i}\n`).join('')}`;
    const files = {
      '1.csv': month(
        1,
        (d) => `2026-01-${d}`,
        (i) => `${i}.5`,
      ),
      '2.csv': month(
        2,
        (d) => `2026-02-${d}`,
        (i) => `${i}`,
      ),
      '3.csv': month(
        3,
        (d) => `${d}/03/2026`,
        (i) => `"${i},000"`,
      ),
    };
    const item = await given(files);
    const folder = item.name;
    expect(await lab.refusal(item)).toMatchObject({
      code: 'dataset.schema-drift',
      details: {
        drift: [
          `"day" is a date like %d/%m/%Y in ${folder}/3.csv, but a date like %Y-%m-%d in ${folder}/1.csv`,
          `"amount" is text in ${folder}/3.csv, but a number in ${folder}/1.csv`,
        ],
      },
    });
    const text = { name: 'day', type: 'VARCHAR' };
    const declared = await given(files, { columns: [text, { name: 'amount', type: 'VARCHAR' }, { name: 'who' }] });
    expect(await rowsOf(declared)).toHaveLength(84);
  });
});
