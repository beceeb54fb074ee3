import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

let folder: string | undefined;

/** Absolute path of the built-in report templates; the same whether the code runs from the sources or from the build. */
export function templateFolder(): string {
  folder ??= join(packageRoot(dirname(fileURLToPath(import.meta.url))), 'apps/server/templates/report');
  return folder;
}

function packageRoot(start: string): string {
  const manifest = join(start, 'package.json');
  if (existsSync(manifest) && (JSON.parse(readFileSync(manifest, 'utf8')) as { name?: string }).name === 'decile') {
    return start;
  }
  const parent = dirname(start);
  if (parent === start) throw new Error('No package.json of decile above the report templates');
  return packageRoot(parent);
}
