import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AppError } from './errors.js';

let sequence = 0;

/**
 * Writes a file so that readers see the old one or the whole new one, also after a crash: temporary sibling, fsync, rename.
 * Full disk: AppError `storage.full`, retryable, nothing left behind.
 */
export async function writeFileAtomically(path: string, bytes: Uint8Array | string): Promise<void> {
  // Also two writers of one process must not share it.
  const temporary = `${path}.${process.pid}.${sequence++}.tmp`;
  await mkdir(dirname(path), { recursive: true });
  try {
    const file = await open(temporary, 'w');
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    throw new AppError('storage.full', `the disk is full: ${path} was not written`, {
      severity: 'infrastructure',
      retryable: true,
      hint: 'free some space; the run goes on by itself',
      cause: error,
    });
  }
}
