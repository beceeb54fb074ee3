import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { requireParent } from './out-path.js';

it('what --out names may be new, the folder above it may not', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'decile-out-'));
  await writeFile(join(folder, 'file'), '');
  await requireParent(join(folder, 'rows.csv'));
  await requireParent(join(folder, 'out/'));
  await requireParent('rows.csv');
  for (const path of ['missing/rows.csv', 'file/rows.csv', 'missing/deep/out']) {
    await expect(requireParent(join(folder, path))).rejects.toMatchObject({ code: 'out.no-folder', severity: 'usage' });
  }
  await rm(folder, { recursive: true });
});
