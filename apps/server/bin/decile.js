#!/usr/bin/env node
// Starts the command line on the Node version that the product brings, whatever Node this was started with.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '../../..');
const entry = join(root, 'dist/server/main.js');
const bundled = join(root, 'node_modules/node/bin/node');
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const recentEnough = major > 22 || (major === 22 && minor >= 12);

if (!existsSync(entry)) {
  process.stderr.write('decile is not built: run `npm ci` (or `npm run build`) first\n');
  process.exit(4);
} else if (recentEnough || !existsSync(bundled)) {
  process.argv[1] = entry;
  await import(pathToFileURL(entry).href);
} else {
  const child = spawn(bundled, [entry, ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
}
