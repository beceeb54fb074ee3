import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isOutside, isPattern, matchFiles, missingFiles } from './match-files.js';

describe('files of a project', () => {
  let root: string;
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'decile-match-'));
    const paths = [
      'a/s-10.csv',
      'a/s-02.csv',
      'a/b/s-01.csv',
      'a/.s-03.csv',
      'a/~$s-04.csv',
      'a/x[1].csv',
      'a/x1.csv',
      'a/s.csv/in',
    ];
    for (const path of paths) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), '');
    }
  });
  afterAll(() => rm(root, { recursive: true, force: true }));

  it.each([
    ['a/s-*.csv', ['a/s-02.csv', 'a/s-10.csv']],
    ['a/s-0?.csv', ['a/s-02.csv']],
    ['a/s-{02,10}.csv', ['a/s-02.csv', 'a/s-10.csv']],
    ['**/s-*.csv', ['a/b/s-01.csv', 'a/s-02.csv', 'a/s-10.csv']],
    ['./a/x1.csv', ['a/x1.csv']],
    ['a/x[1].csv', ['a/x[1].csv']],
    ['a/s.csv', []],
    ['a/none.csv', []],
    ['a/none-*.csv', []],
    ['../*', []],
    ['/etc/*', []],
    ['a/../../*', []],
  ])('that %s stands for, sorted, hidden ones and folders left out', async (path, expected) => {
    expect(await matchFiles(root, path)).toEqual(expected);
  });

  it('are missing where a path or pattern stands for none', async () => {
    expect([...(await missingFiles(root, ['a/x1.csv', 'a/*.tsv', 'gone.csv', 'a/s-*.csv']))]).toEqual([
      'a/*.tsv',
      'gone.csv',
    ]);
    expect([isPattern('a/b.csv'), isPattern('a/*.csv'), isOutside('a/../b'), isOutside('../b')]).toEqual([
      false,
      true,
      false,
      true,
    ]);
  });
});
