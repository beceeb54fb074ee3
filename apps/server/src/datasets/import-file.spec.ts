import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { databaseAnswers, DatasetLab, realData } from '../../../../test/support/dataset-lab.js';
import { fileExists } from './dataset-storage.js';
import { importFile } from './import-file.js';

const ready = await databaseAnswers();
const real = realData();

describe.skipIf(!ready)('importing a file', () => {
  let lab: DatasetLab;
  beforeAll(async () => (lab = await DatasetLab.open()));
  afterAll(() => lab.close());

  const bring = (path: string, name: string) =>
    importFile(
      path,
      name,
      { root: join(lab.root, 'project') },
      { engine: lab.engine, scratchRoot: join(lab.root, 'var/tmp') },
    );
  const definition = async (name: string) =>
    parse(await readFile(join(lab.root, 'project/datasets', `${name}.yaml`), 'utf8'));

  it('writes a definition that makes the first version without a change', async () => {
    const lines = Array.from({ length: 99 }, (_, i) => `00${i}\t2/29/2024\t1.5\t${i === 7 ? '.' : i}\t2024-01-01`);
    await lab.write(
      'outside/sales.tsv',
      `\uFEFFOrder ID\tOrder Date\t매출\tN\tShipped\r\n${lines.join('\r\n')}\r\n01\tbad\t1\t1\t2024-01-01\r\n`,
    );
    const imported = await bring(join(lab.root, 'outside/sales.tsv'), 'sales');
    expect(imported).toMatchObject({ definition: 'datasets/sales.yaml', data: 'data/sales.tsv' });
    const spec = await definition('sales');
    expect(spec).toEqual({
      title: 'Sales',
      file: { path: 'data/sales.tsv', delimiter: '\\t', header: true, date_format: '%m/%d/%Y', missing: ['', '.'] },
      date_column: 'order_date',
      columns: [
        { name: 'order_id', from: 'Order ID', title: 'Order ID', type: 'VARCHAR' },
        { name: 'order_date', from: 'Order Date', title: 'Order Date', type: 'DATE' },
        { name: 'column_3', from: '매출', title: '매출', type: 'DECIMAL(18,2)' },
        { name: 'n', from: 'N', title: 'N', type: 'BIGINT' },
        { name: 'shipped', from: 'Shipped', title: 'Shipped', type: 'VARCHAR' },
      ],
    });
    const text = await readFile(join(lab.root, 'project/datasets/sales.yaml'), 'utf8');
    expect(text).toMatch(/type: DATE # 1 value\(s\) do not fit/);
    const item = lab.item('sales', { ...spec, rejects: { tolerance: 0.01 } });
    const { version } = await lab.refresh(item, { project: { root: join(lab.root, 'project') } });
    expect(version.manifest).toMatchObject({ read: 100, refused: 1, from: '2024-02-29' });
  });

  it('refers to a file that lies in the project, and never overwrites', async () => {
    await lab.write('project/raw/a.csv', 'a,b\n1,2\n');
    expect(await bring(join(lab.root, 'project/raw/a.csv'), 'inside')).toMatchObject({ data: 'raw/a.csv' });
    await expect(bring(join(lab.root, 'project/raw/a.csv'), 'inside')).rejects.toMatchObject({
      code: 'import.exists',
      severity: 'usage',
    });
  });

  it('writes the encoding of a file from Korean Windows, and the format of JSON', async () => {
    await lab.write('outside/kr.csv', Buffer.from('bdc3b5b52cb8c5c3e20abcad2c310a', 'hex'));
    await bring(join(lab.root, 'outside/kr.csv'), 'kr');
    expect(await definition('kr')).toMatchObject({
      file: { path: 'data/kr.csv', encoding: 'cp949', delimiter: ',', header: true },
      columns: [
        { name: 'column_1', from: '시도', title: '시도' },
        { name: 'column_2', from: '매출' },
      ],
    });
    await lab.write('outside/rows.jsonl', '{"id":"1","who":{"name":"Kim"}}\n');
    await bring(join(lab.root, 'outside/rows.jsonl'), 'rows');
    expect(await definition('rows')).toMatchObject({
      file: { path: 'data/rows.jsonl', format: 'json' },
      columns: [
        { name: 'id', type: 'VARCHAR' },
        { name: 'who_name', from: 'who.name' },
      ],
    });
  });

  it('removes on request what it wrote, and nothing else', async () => {
    await lab.write('project/raw/mine.csv', 'a,b\n1,2\n');
    await lab.write('outside/theirs.csv', 'a,b\n1,2\n');
    for (const path of ['project/raw/mine.csv', 'outside/theirs.csv'])
      await (await bring(join(lab.root, path), 'gone')).undo();
    const exists = (path: string) => fileExists(join(lab.root, 'project', path));
    expect([await exists('raw/mine.csv'), await exists('data/gone.csv'), await exists('datasets/gone.yaml')]).toEqual([
      true, false, false,
    ]); // prettier-ignore
  });

  it('refuses what it can not read, with a hint', async () => {
    await lab.write('outside/empty.csv', '');
    await lab.write('outside/head.csv', 'id,name\n');
    await expect(bring(join(lab.root, 'outside/none.csv'), 'x')).rejects.toMatchObject({ code: 'import.no-file' });
    await expect(bring(join(lab.root, 'outside/head.csv'), 'Bad Name')).rejects.toMatchObject({
      code: 'import.bad-name',
    });
    await expect(bring(join(lab.root, 'outside/empty.csv'), 'x')).rejects.toMatchObject({ code: 'dataset.empty' });
    await expect(bring(join(lab.root, 'outside/head.csv'), 'x')).rejects.toMatchObject({ code: 'dataset.empty' });
  });

  it.skipIf(real === undefined)('knows the columns of CDNOW, which has no header', async () => {
    const { columns } = await bring(join(real!, 'cdnow/CDNOW_master.txt'), 'cdnow');
    expect(columns.map(({ name, type, format }) => [name, type, format])).toEqual([
      ['column_1', 'VARCHAR', undefined],
      ['column_2', 'DATE', '%Y%m%d'],
      ['column_3', 'BIGINT', undefined],
      ['column_4', 'DECIMAL(18,2)', undefined],
    ]);
    expect((await definition('cdnow')).file).toMatchObject({
      delimiter: 'blank',
      header: false,
      date_format: '%Y%m%d',
    });
  });
});
