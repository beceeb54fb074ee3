import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { DatasetVersion } from '../../catalog/dataset-version.repository.js';
import { isAbandoned } from '../../common/process-identity.js';
import { whenAbsent } from '../dataset-storage.js';
import { logFolder, SEGMENT_MS } from '../rows/append-log.js';
import { listSegments } from '../rows/read-log.js';

/** A file or folder that nothing refers to, absolute. */
export interface Leftover {
  path: string;
  bytes: number;
}

/**
 * What lies in a dataset's folder and belongs to none of its versions: parts that no version names, folders that were never published. Call
 * it while the dataset is locked.
 */
export async function strayFiles(
  root: string,
  dataset: string,
  versions: readonly DatasetVersion[],
): Promise<Leftover[]> {
  const parts = versions.flatMap(({ manifest }) => manifest.tables.flatMap((table) => table.parts));
  const named = new Set(parts.map(({ file }) => file));
  const registered = new Set(versions.map(({ path }) => path));
  const stray: string[] = [];
  for (const folder of await entries(join(root, 'datasets', dataset))) {
    const path = join('datasets', dataset, folder);
    const files = await entries(join(root, path));
    const left = files.filter((file) => !named.has(join(path, file)) && !registered.has(path));
    const hasPart = files.some((file) => named.has(join(path, file)));
    // A folder goes as a whole, unless another version still has a part in it.
    if (!registered.has(path) && !hasPart) stray.push(path);
    else stray.push(...left.map((file) => join(path, file)));
  }
  return Promise.all(stray.map((path) => measured(join(root, path))));
}

/** Segments of the append log whose rows are all in the current version, and that no process writes into any more. */
export async function spentSegments(root: string, current: DatasetVersion, now: Date): Promise<Leftover[]> {
  const taken = current.manifest.cursor?.segments ?? {};
  const spent: Leftover[] = [];
  for (const segment of await listSegments(logFolder(root, current.dataset))) {
    const path = join(logFolder(root, current.dataset), segment);
    const { size, mtimeMs } = await stat(path);
    const isAtRest = now.getTime() - mtimeMs > 6 * SEGMENT_MS;
    if (isAtRest && (taken[segment] ?? 0) >= size) spent.push({ path, bytes: size });
  }
  return spent;
}

/** Working folders of processes that are gone. */
export async function abandonedFolders(scratchRoot: string): Promise<Leftover[]> {
  const names = (await entries(scratchRoot)).filter(isAbandoned);
  return Promise.all(names.map((name) => measured(join(scratchRoot, name))));
}

export async function removeAll(leftovers: readonly Leftover[]): Promise<void> {
  for (const { path } of leftovers) await rm(path, { recursive: true, force: true });
}

async function entries(folder: string): Promise<string[]> {
  return (await readdir(folder).catch(whenAbsent([] as string[]))).sort();
}

async function measured(path: string): Promise<Leftover> {
  const found = await stat(path);
  if (!found.isDirectory()) return { path, bytes: found.size };
  const inside = await Promise.all((await readdir(path)).map((name) => measured(join(path, name))));
  return { path, bytes: inside.reduce((sum, { bytes }) => sum + bytes, 0) };
}
