import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databaseAnswers, DatasetLab } from '../../../../../../test/support/dataset-lab.js';

const ready = await databaseAnswers();

describe.skipIf(!ready)('a dataset from JSON', () => {
  let lab: DatasetLab;
  beforeAll(async () => (lab = await DatasetLab.open()));
  afterAll(() => lab.close());

  let files = 0;
  const given = async (content: string | Uint8Array, spec = {}, file = {}, ending = 'json') => {
    const name = `json_${++files}`;
    await lab.write(`data/${name}.${ending}`, content);
    return lab.item(name, { file: { path: `data/${name}.${ending}`, ...file }, ...spec });
  };
  const table = async (item: ReturnType<DatasetLab['item']>) => {
    const { version } = await lab.refresh(item);
    const rows = await lab.rows([version], `SELECT * FROM ${item.name}`);
    const columns = version.manifest.tables[0]!.columns.map(({ name, type }) => `${name} ${type}`);
    return { ...version.manifest, rows, columns, version };
  };

  it('takes types from the values: digits in quotes stay text, dates become dates', async () => {
    const rows = [
      { id: '12', n: 1, amount: 1.5, on: '2024-02-29', ok: true, at: '2024-02-29T10:00:00' },
      { id: '13', n: 2, amount: 20, on: '2024-03-01', ok: false, at: '2024-03-01T23:59:59' },
    ];
    for (const text of [
      JSON.stringify(rows),
      JSON.stringify(rows, null, 2),
      rows.map((row) => JSON.stringify(row)).join('\n'),
    ]) {
      expect(await table(await given(text))).toMatchObject({
        columns: ['id VARCHAR', 'n BIGINT', 'amount DECIMAL(18,2)', 'on DATE', 'ok BOOLEAN', 'at TIMESTAMP'],
        rows: [
          ['12', 1, 1.5, '2024-02-29', true, expect.stringContaining('10:00:00')],
          ['13', 2, 20, '2024-03-01', false, expect.stringContaining('23:59:59')],
        ],
      });
    }
  });

  it('flattens objects one level, keeps what is deeper as JSON text, and takes a missing key for no value', async () => {
    const text =
      '{"id":1,"buyer":{"name":"Kim","tags":["a","b"]}}\r\n{"id":2,"buyer":null,"고객":"x"}\n{"id":3,"a/b":{"~":5},"buyer":{"home":{"zip":"04524"}}}\n';
    expect(await table(await given(text, {}, {}, 'ndjson'))).toMatchObject({
      columns: [
        'id BIGINT',
        'buyer_name VARCHAR',
        'buyer_tags VARCHAR',
        'column_4 VARCHAR',
        'a_b BIGINT',
        'buyer_home VARCHAR',
      ],
      rows: [
        [1, 'Kim', '["a","b"]', null, null, null],
        [2, null, null, 'x', null, null],
        [3, null, null, null, 5, '{"zip":"04524"}'],
      ],
    });
  });

  it('finds declared columns by path and title', async () => {
    const columns = [
      { name: 'buyer', from: 'buyer.name' },
      { name: 'customer', from: '고객' },
      { name: 'n', type: 'DOUBLE' },
    ];
    const item = await given('[{"buyer":{"name":"Kim"},"고객":7,"n":"1.5","more":1}]', { columns });
    expect(await table(item)).toMatchObject({
      columns: ['buyer VARCHAR', 'customer BIGINT', 'n DOUBLE'],
      rows: [['Kim', 7, 1.5]],
    });
    const refused = await lab.refusal(await given('[{"buyr":1}]', { columns: [{ name: 'buyer' }] }));
    expect(refused).toMatchObject({ code: 'dataset.column-missing', hint: expect.stringMatching(/"buyr"/) });
  });

  it('refuses lines that are no object and values that are not of the type, by line', async () => {
    const text =
      '\uFEFF{"id":1,"on":"2024-01-01"}\n\n{"id":\n{"id":2,"on":"2024-02-30"}\n[1]\n{"id":"x","on":null}\n{"id":3,"on":"2024-01-03"}\n';
    const columns = [
      { name: 'id', type: 'BIGINT' },
      { name: 'on', type: 'DATE' },
    ];
    const { rows, version, read, refused } = await table(
      await given(text, { columns, rejects: { tolerance: 0.9 } }, {}, 'jsonl'),
    );
    expect(rows).toEqual([
      [1, '2024-01-01'],
      [3, '2024-01-03'],
    ]);
    expect([read, refused]).toEqual([6, 4]);
    expect(await lab.rows([version], `SELECT "row", "column", value, reason FROM ${version.dataset}._rejects`)).toEqual(
      [
        [3, null, '{"id":', 'not a JSON object'],
        [4, 'on', '2024-02-30', 'not a DATE'],
        [5, null, '[1]', 'not a JSON object'],
        [6, 'id', 'x', 'not a BIGINT'],
      ],
    );
    const strict = await lab.refusal(await given(text, { columns }, {}, 'jsonl'));
    expect(strict).toMatchObject({ code: 'dataset.tolerance-exceeded', hint: expect.stringMatching(/row 3/) });
  });

  it('counts the places of an array from one', async () => {
    const item = await given('[{"n":1},\n7,{"n":"bad"}]', {
      columns: [{ name: 'n', type: 'BIGINT' }],
      rejects: { tolerance: 0.9 },
    });
    const { version } = await table(item);
    expect(await lab.rows([version], `SELECT "row", value, reason FROM ${item.name}._rejects`)).toEqual([
      [2, '7', 'not a JSON object'],
      [3, 'bad', 'not a BIGINT'],
    ]);
  });

  it('reads CP949', async () => {
    const bytes = Buffer.concat([Buffer.from('{"n":"'), Buffer.from('94ee', 'hex'), Buffer.from('"}\n')]);
    expect((await table(await given(bytes))).rows).toEqual([['뷁']]);
  });

  it('is known by its content where the ending says nothing', async () => {
    expect((await table(await given('[{"a":1}]', {}, {}, 'txt'))).columns).toEqual(['a BIGINT']);
  });

  it.each([
    ['', 'dataset.empty', /is empty/],
    ['[]', 'dataset.empty', /no objects/],
    ['[{"a":1},', 'dataset.broken-json', /array does not end/],
    ['[{"a":1},{"b', 'dataset.broken-json', /array does not end/],
    ['[{"a":1},{"a":}]', 'dataset.broken-json', /not sound JSON/],
    ['{\n"data": [{"a": 1}]\n}', 'dataset.wrong-file-type', /one JSON object/],
    ['a,b\n1,2\n', 'dataset.wrong-file-type', /not JSON/],
  ])('refuses %j with one clear error', async (text, code, message) => {
    expect(await lab.refusal(await given(text))).toMatchObject({ code, message: expect.stringMatching(message) });
  });

  it('refuses ids as keys, keys that do not apply, and a format that is another', async () => {
    const wide = JSON.stringify([Object.fromEntries(Array.from({ length: 2001 }, (_, i) => [`k${i}`, i]))]);
    expect(await lab.refusal(await given(wide))).toMatchObject({ code: 'dataset.too-many-columns' });
    expect(await lab.refusal(await given('[{"a":1}]', {}, { delimiter: ';' }))).toMatchObject({
      code: 'dataset.foreign-key',
    });
    expect(await lab.refusal(await given('[{"a":1}]', {}, { format: 'ndjson' }))).toMatchObject({
      code: 'dataset.wrong-file-type',
    });
    expect(await lab.refusal(await given('[{"a":1}]', {}, { format: 'xlsx' }))).toMatchObject({
      code: 'dataset.wrong-file-type',
    });
  });
});
