// A worker process for tests: worker-process.ts STATE_DIR FILE [REDIS_URL]. What its refresh step does is in the run's id: `hang-…` never
// ends, `poison-…` kills the process, all others are done at once. Each start is a line of FILE: pid, run.
import { appendFileSync } from 'node:fs';
import { Logger } from '@nestjs/common';
import { openRunStack, tinyHandlers } from './run-stack.js';

const [stateDir, file, redisUrl] = process.argv.slice(2);
if (!stateDir || !file) throw new Error('usage: worker-process.ts STATE_DIR FILE [REDIS_URL]');

Logger.overrideLogger(false);
const stack = await openRunStack(
  stateDir,
  (open) =>
    tinyHandlers(open, ({ run }) => {
      appendFileSync(file, `${process.pid} ${run.id}\n`);
      if (run.id.startsWith('poison')) process.kill(process.pid, 'SIGKILL');
      if (run.id.startsWith('hang')) return new Promise(() => {});
      return Promise.resolve({ output: 'version-1', reused: false });
    }),
  { redisUrl },
);
await stack.worker.start({ lockMs: 1500, checkMs: 500 });
process.stdout.write('ready\n');
