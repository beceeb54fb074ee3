import { mkdir, open, rename, rm, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AppError } from './errors.js';

let sequence = 0;

/**
 * Writes a file so that readers see the old one or the whole new one, also after a crash: temporary sibling, fsync, rename.
 * Full disk: AppError `storage.full`, retryable, nothing left behind.
 */
export function writeFileAtomically(path: string, bytes: Uint8Array | string): Promise<void> {
  return fillFileAtomically(path, (file) => file.writeFile(bytes));
}

/** As writeFileAtomically, for a file that is written piece by piece: `fill` gets the open temporary one. */
export async function fillFileAtomically<T>(path: string, fill: (file: FileHandle) => Promise<T>): Promise<T> {
  // Also two writers of one process must not share it.
  const temporary = `${path}.${process.pid}.${sequence++}.tmp`;
  await mkdir(dirname(path), { recursive: true });
  try {
    const file = await open(temporary, 'w');
    let filled: T;
    try {
      filled = await fill(file);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
    return filled;
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
