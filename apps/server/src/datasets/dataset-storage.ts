import { createReadStream } from 'node:fs';
import { access, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { createHash, randomUUID } from 'node:crypto';
import { dirname, join } from 'node:path';
import type { TableManifest } from '../catalog/tables.js';

const TEMPORARY = '.tmp-';

/** Folder of a version relative to the storage root. */
export function versionPath(dataset: string, id: string): string {
  return join('datasets', dataset, id);
}

/** Makes the folder in which a version is written before anyone can see it. */
export async function beginVersion(root: string, dataset: string, id: string): Promise<string> {
  const folder = join(root, 'datasets', dataset, `${TEMPORARY}${id.slice(0, 12)}-${randomUUID()}`);
  await mkdir(folder, { recursive: true });
  return folder;
}

/**
 * Makes a written folder the version: everything is synced, then the folder is renamed in one step. A whole folder of that name stays: it
 * holds the same rows, and may be registered and read by now (a cut connection loses the dataset's lock). A damaged one gives way.
 */
export async function publishVersion(temporary: string, root: string, path: string): Promise<void> {
  const target = join(root, path);
  const names = await readdir(temporary);
  for (const name of names) await sync(join(temporary, name));
  await sync(temporary);
  if (!(await renamed(temporary, target))) {
    if (await hasSameFiles(target, temporary, names)) return;
    await rm(target, { recursive: true, force: true });
    await rename(temporary, target);
  }
  await sync(dirname(target));
}

async function hasSameFiles(folder: string, other: string, names: string[]): Promise<boolean> {
  for (const name of names) {
    const found = await stat(join(folder, name)).catch(whenAbsent(undefined));
    if (found?.size !== (await stat(join(other, name))).size) return false;
  }
  return true;
}

/** False when there is a folder of the new name. */
async function renamed(from: string, to: string): Promise<boolean> {
  try {
    await rename(from, to);
    return true;
  } catch (error) {
    if (['ENOTEMPTY', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')) return false;
    throw error;
  }
}

/** Removes what a killed process left of a dataset. Call it only while holding the dataset's lock. */
export async function removeLeftovers(root: string, dataset: string): Promise<string[]> {
  const folder = join(root, 'datasets', dataset);
  const names = await readdir(folder).catch(whenAbsent([] as string[]));
  const leftovers = names.filter((name) => name.startsWith(TEMPORARY));
  for (const name of leftovers) await rm(join(folder, name), { recursive: true, force: true });
  return leftovers;
}

/** True when every table of a version is there in its full length. */
export async function versionIsWhole(root: string, path: string, tables: TableManifest[]): Promise<boolean> {
  for (const { file, bytes } of tables) {
    const found = await stat(join(root, path, file)).catch(whenAbsent(undefined));
    if (found?.size !== bytes) return false;
  }
  return true;
}

/** Lower-case hex SHA-256 of a file, read as a stream. */
export async function fileSha256(path: string): Promise<string> {
  const hash = createHash('sha256');
  // Reads of 64 KiB, the default, cost more than the hash.
  for await (const chunk of createReadStream(path, { highWaterMark: 4 * 1024 * 1024 })) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

export async function fileExists(path: string): Promise<boolean> {
  return access(path).then(() => true, whenAbsent(false));
}

/** Error handler for `catch`: a missing file or folder is an answer, anything else stays an error. */
export function whenAbsent<T>(answer: T): (thrown: unknown) => T {
  return (thrown) => {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return answer;
    throw thrown;
  };
}

async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
