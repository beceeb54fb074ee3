import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTablesOf } from '../../../../test/support/duckdb-tables.js';
import { readProject } from './read-project.js';

describe('an analysis that reads a kept model', () => {
  let root: string;
  let engine: Awaited<ReturnType<typeof openTablesOf>>;
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'decile-link-'));
    engine = await openTablesOf();
  });
  afterAll(async () => {
    engine.close();
    await rm(root, { recursive: true });
  });

  it('is told where the dataset keeps none, and which do', async () => {
    const reads = (model: string, kind = 'score') =>
      `title: T\nanalysis: { kind: ${kind}, model: ${model}, input: orders, key: a }\n`;
    const files = {
      'decile.yaml': 'name: shop\ntitle: Shop\n',
      'datasets/orders.yaml': 'title: T\ncolumns: [{ name: a, title: { en: Key, ko: 키 } }]\n',
      'datasets/orders.sql': 'SELECT 1 AS a, 2 AS b',
      'datasets/who.yaml': 'title: T\nanalysis: { kind: response_model, input: orders, key: a, outcome: b }\n',
      'datasets/x.yaml': reads('orders', 'explain'),
      'datasets/y.yaml': reads('z'),
      'datasets/z.yaml': reads('who'),
    };
    await mkdir(join(root, 'datasets'));
    for (const [file, text] of Object.entries(files)) await writeFile(join(root, file), text);
    const { diagnostics, datasets } = await readProject(root, engine);
    expect(
      diagnostics.map(
        ({ file, line, column, code, message, hint }) => `${file}:${line}:${column} ${code} ${message}: ${hint}`,
      ),
    ).toEqual(
      ['x.yaml:2:35 dataset.not-a-model "orders"', 'y.yaml:2:33 dataset.not-a-model "z"'].map(
        (found) => `datasets/${found} keeps no model: name a dataset whose analysis is a response_model: there is who`,
      ),
    );
    expect(datasets.get('z')!.titles).toEqual(new Map([['a', { en: 'Key', ko: '키' }]]));
  });
});
