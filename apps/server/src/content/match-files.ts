import { glob, stat } from 'node:fs/promises';
import { isAbsolute, join, normalize, relative, sep } from 'node:path';

/** True when a path holds wildcards: `*`, `?`, `[…]` or `{…}`. */
export function isPattern(path: string): boolean {
  return /[*?[{]/.test(path);
}

/** True when a path or pattern leads out of the folder that it is relative to. */
export function isOutside(path: string): boolean {
  return isAbsolute(path) || normalize(path).split(sep)[0] === '..';
}

/**
 * The files that a path or pattern stands for, relative to `root` with `/`, sorted by name. A file of exactly that name is meant
 * literally. Hidden files and the lock files of office programs (`~$…`) never match, nor does anything outside of `root`.
 */
export async function matchFiles(root: string, path: string): Promise<string[]> {
  if (isOutside(path)) return [];
  if (await isFile(join(root, path))) return [withSlashes(normalize(path))];
  if (!isPattern(path)) return [];
  const found: string[] = [];
  for await (const entry of glob(path, { cwd: root, withFileTypes: true })) {
    if (entry.isDirectory() || /^(\.|~\$)/.test(entry.name)) continue;
    found.push(withSlashes(relative(root, join(entry.parentPath, entry.name))));
  }
  return found.sort();
}

/** Those of the project-relative paths and patterns for which there is no file. */
export async function missingFiles(root: string, paths: string[]): Promise<Set<string>> {
  const checked = await Promise.all(
    paths.map(async (path) => ((await matchFiles(root, path)).length > 0 ? undefined : path)),
  );
  return new Set(checked.filter((path) => path !== undefined));
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return false;
      throw error;
    },
  );
}

function withSlashes(path: string): string {
  return path.split(sep).join('/');
}
