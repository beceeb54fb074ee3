import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Root of the installed product: the folder whose package.json is Decile's; the same from sources and from the build. */
export const productRoot: string = findRoot(dirname(fileURLToPath(import.meta.url)));

/** Version of the product, as printed in every artefact. */
export const productVersion: string = readManifest(productRoot).version;

function findRoot(folder: string): string {
  if (existsSync(join(folder, 'package.json')) && readManifest(folder).name === 'decile') return folder;
  const parent = dirname(folder);
  if (parent === folder) throw new Error('package.json of decile not found above its own code');
  return findRoot(parent);
}

function readManifest(folder: string): { name: string; version: string } {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { name: string; version: string };
}
