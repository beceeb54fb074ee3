import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databaseAnswers, DatasetLab } from '../../../../../../test/support/dataset-lab.js';

const ready = await databaseAnswers();
/** `고객번호,이름,매출\n1,뷁홍길동,10\n2,펲,20\n` in CP949. */
const KOREAN = Buffer.from('b0edb0b4b9f8c8a32cc0ccb8a72cb8c5c3e20a312c94eec8abb1e6b5bf2c31300a322cbc842c32300a', 'hex');

describe.skipIf(!ready)('the encoding of a text file', () => {
  let lab: DatasetLab;
  beforeAll(async () => (lab = await DatasetLab.open()));
  afterAll(() => lab.close());

  let files = 0;
  const given = async (content: string | Uint8Array, file: Record<string, unknown> = {}, more = {}) => {
    const name = `text_${++files}`;
    await lab.write(`data/${name}.csv`, content);
    return lab.item(name, { file: { path: `data/${name}.csv`, ...file }, ...more });
  };
  const rowsOf = async (item: ReturnType<DatasetLab['item']>) => {
    const { version } = await lab.refresh(item);
    return lab.rows([version], `SELECT * FROM ${item.name}`);
  };

  it.each([undefined, 'cp949', 'euc-kr'])(
    'is CP949 for a file from Korean Windows, declared as %s',
    async (encoding) => {
      const columns = [
        { name: 'customer', from: '고객번호' },
        { name: 'name', from: '이름' },
        { name: 'sales', from: '매출' },
      ];
      const item = await given(KOREAN, encoding ? { encoding } : {}, { columns });
      expect(await rowsOf(item)).toEqual([
        [1, '뷁홍길동', 10],
        [2, '펲', 20],
      ]);
    },
  );

  it('gives Korean titles names by place, and finds columns by title however its letters are composed', async () => {
    const item = await given('고객번호,매출\n1,2\n'.normalize('NFD'));
    const { version } = await lab.refresh(item);
    expect(version.manifest.tables[0]!.columns.map(({ name }) => name)).toEqual(['column_1', 'column_2']);
    const declared = await given(
      '고객번호,매출\n1,2\n'.normalize('NFD'),
      {},
      { columns: [{ name: 'sales', from: '매출' }] },
    );
    expect(await rowsOf(declared)).toEqual([[2]]);
  });

  it('is found late in a file that begins as ASCII', async () => {
    const ascii = Array.from({ length: 40_000 }, (_, i) => `${i},name ${i}\n`).join('');
    const item = await given(Buffer.concat([Buffer.from(`id,name\n${ascii}`), Buffer.from('2d312cb0a1b0a20a', 'hex')]));
    const { version } = await lab.refresh(item);
    expect(await lab.rows([version], `SELECT name FROM ${item.name} WHERE id = -1`)).toEqual([['가각']]);
  });

  it.each(['utf-16le', 'utf16be'])('is UTF-16 after its byte-order mark (%s)', async (order) => {
    const text = Buffer.from('\uFEFFid;이름\r\n1;가\r\n', 'utf16le');
    expect(await rowsOf(await given(order === 'utf-16le' ? text : text.swap16()))).toEqual([[1, '가']]);
  });

  it('reads UTF-8 over the borders of the pieces it is read in', async () => {
    const text = `id,name\n${'1,가나다라마\n'.repeat(300_000)}`;
    const item = await given(text);
    const { version } = await lab.refresh(item);
    expect(version.manifest).toMatchObject({ read: 300_000, refused: 0 });
  });

  it('is refused with line and byte where it is neither UTF-8 nor CP949, or not what was declared', async () => {
    const latin = Buffer.from('id,name\n1,x\n2,caf\u00e9 \u00ff\n', 'latin1');
    expect(await lab.refusal(await given(latin))).toMatchObject({
      code: 'dataset.wrong-encoding',
      message: expect.stringMatching(/neither|and no CP949.*line 3, byte 6 \(0xe9\)/),
    });
    expect(await lab.refusal(await given(KOREAN, { encoding: 'utf-8' }))).toMatchObject({
      code: 'dataset.wrong-encoding',
      message: expect.stringMatching(/line 1, byte 1 \(0xb0\)/),
      hint: expect.stringMatching(/encoding: cp949/),
    });
    expect(await lab.refusal(await given(latin, { encoding: 'cp949' }))).toMatchObject({
      message: expect.stringMatching(/not CP949: see line 3/),
    });
    expect(await lab.refusal(await given(Buffer.from('\uFEFFid\n1\ud800\n', 'utf16le')))).toMatchObject({
      message: expect.stringMatching(/not UTF-16/),
    });
  });

  it.each([
    ['89504e470d0a1a0a0000000d49484452', /picture/],
    ['53514c69746520666f726d6174203300', /SQLite/],
    ['1f8b0800000000000003', /gzip/],
    ['ff80fe81c0c1f5f6f7f8f9fafbfcfdfe', /not UTF-8, and no CP949/],
  ])('tells a binary file from text: %s', async (hex, message) => {
    expect(await lab.refusal(await given(Buffer.from(hex, 'hex')))).toMatchObject({
      message: expect.stringMatching(message),
    });
  });
});
