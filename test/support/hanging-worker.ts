// A worker process for tests: hanging-worker.ts STATE_DIR FILE. Its refresh step writes a line to FILE and never ends.
import { appendFileSync } from 'node:fs';
import { openRunStack, tinyHandlers } from './run-stack.js';

const [stateDir, file] = process.argv.slice(2);
if (!stateDir || !file) throw new Error('usage: hanging-worker.ts STATE_DIR FILE');

const stack = await openRunStack(stateDir, (open) =>
  tinyHandlers(open, () => {
    appendFileSync(file, `${process.pid}\n`);
    return new Promise(() => {});
  }),
);
await stack.worker.start();
