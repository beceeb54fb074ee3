import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { beginVersion, publishVersion, versionPath } from './dataset-storage.js';

let root: string;
const path = versionPath('orders', 'v1');

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'decile-storage-'));
});
afterEach(() => rm(root, { recursive: true }));

async function written(text: string): Promise<string> {
  const folder = await beginVersion(root, 'orders', 'v1');
  await writeFile(join(folder, 'orders.parquet'), text);
  return folder;
}
const published = () => readFile(join(root, path, 'orders.parquet'), 'utf8');

it('a whole version that is there is left alone by who comes second: somebody may read it', async () => {
  await publishVersion(await written('one.'), root, path);
  await publishVersion(await written('two.'), root, path);
  expect(await published()).toBe('one.');
});

it('a damaged folder gives way to the whole one', async () => {
  await mkdir(join(root, path), { recursive: true });
  await writeFile(join(root, path, 'orders.parquet'), 'x');
  await publishVersion(await written('new.'), root, path);
  expect(await published()).toBe('new.');
  expect(await readdir(join(root, 'datasets/orders'))).toEqual(['v1']);
});

it('an empty folder gives way, too', async () => {
  await mkdir(join(root, path), { recursive: true });
  await publishVersion(await written('new.'), root, path);
  expect(await published()).toBe('new.');
});
