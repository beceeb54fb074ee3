// Makes `npx decile` work inside the clone: npm links the bins of dependencies only, not the project's own.
import { chmodSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const bin = join(here, '../../../node_modules/.bin');
if (process.platform !== 'win32') {
  mkdirSync(bin, { recursive: true });
  rmSync(join(bin, 'decile'), { force: true });
  symlinkSync('../../apps/server/bin/decile.js', join(bin, 'decile'));
  chmodSync(join(here, 'decile.js'), 0o755);
}
