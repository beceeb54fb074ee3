import { stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { AppError } from '../common/errors.js';

/**
 * Makes sure, before any work, that what `--out` names can be made: a command makes the file or folder that it writes into, never a folder
 * above it, which is more likely a slip of the pen. Throws `out.no-folder`.
 */
export async function requireParent(out: string): Promise<void> {
  const folder = dirname(resolve(out));
  const found = await stat(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
    throw error;
  });
  if (found?.isDirectory()) return;
  throw new AppError('out.no-folder', `there is no folder ${folder} to write into`, {
    severity: 'usage',
    hint: 'make it first, or write elsewhere with --out',
  });
}
