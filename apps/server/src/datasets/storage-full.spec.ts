import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databaseAnswers, DatasetLab } from '../../../../test/support/dataset-lab.js';

const ready = await databaseAnswers();

/** Mounts a file system of 1 MB, or says why not. */
function mountSmall(folder: string): boolean {
  mkdirSync(folder, { recursive: true });
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder], { stdio: 'pipe' });
    return true;
  } catch {
    process.stderr.write('SKIPPED: may not mount a small file system to fill\n');
    return false;
  }
}

describe.skipIf(!ready)('a full disk', () => {
  let lab: DatasetLab;
  let mounted = false;
  beforeAll(async () => {
    lab = await DatasetLab.open();
    mounted = mountSmall(lab.storage);
  });
  afterAll(async () => {
    if (mounted) execFileSync('umount', [lab.storage]);
    await lab.close();
  });

  it('publishes nothing, leaves nothing, and may be tried again', async ({ skip }) => {
    if (!mounted) skip();
    const rows = (n: number) => lab.item('big', {}, { sql: `SELECT range AS id, hash(range) AS h FROM range(${n})` });
    const before = (await lab.refresh(rows(10))).version;
    expect(await lab.refusal(rows(1_000_000))).toMatchObject({
      code: 'storage.full',
      severity: 'infrastructure',
      retryable: true,
    });
    expect(await readdir(join(lab.storage, 'datasets/big'))).toEqual([before.id]);
    expect(await lab.versions.current('big')).toEqual(before);
    expect(await lab.rows([before], 'SELECT count(*) FROM big')).toEqual([[10]]);
  });
});
