import 'reflect-metadata';
import { openCatalog, type OpenCatalog } from '../../apps/server/src/catalog/open-catalog.js';
import { ResultRepository } from '../../apps/server/src/catalog/result.repository.js';
import { RunRepository } from '../../apps/server/src/catalog/run.repository.js';
import { systemClock } from '../../apps/server/src/common/clock.js';
import { openQueueBackend } from '../../apps/server/src/jobs/queue-backend.js';
import { RunQueue } from '../../apps/server/src/jobs/queue.js';
import { RunFollower } from '../../apps/server/src/jobs/run-follower.js';
import { RunSweeper } from '../../apps/server/src/jobs/run-sweeper.js';
import { RunWorker } from '../../apps/server/src/jobs/run-worker.js';
import { StepRunner } from '../../apps/server/src/jobs/step-runner.js';
import type { StepHandler, StepHandlers } from '../../apps/server/src/jobs/steps.js';

export interface RunStack {
  open: OpenCatalog;
  runs: RunRepository;
  queue: RunQueue;
  follower: RunFollower;
  sweeper: RunSweeper;
  worker: RunWorker;
  close(): Promise<void>;
}

export interface RunStackOptions {
  /** PostgreSQL at a URL instead of the embedded one. */
  databaseUrl?: string;
  /** Redis for the queue instead of PostgreSQL. */
  redisUrl?: string;
}

/** The parts of a process that does runs, on the embedded PostgreSQL of a state folder; nothing is started. */
export async function openRunStack(
  stateDir: string,
  handlersFor: (open: OpenCatalog) => StepHandlers,
  { databaseUrl, redisUrl }: RunStackOptions = {},
): Promise<RunStack> {
  const open = await openCatalog({ stateDir, databaseUrl });
  const runs = new RunRepository(open.catalog);
  const backend = openQueueBackend(open, redisUrl);
  const queue = await RunQueue.open(backend, () => {});
  const steps = new StepRunner(runs, handlersFor(open), systemClock);
  const worker = new RunWorker(backend, steps);
  const sweeper = new RunSweeper(runs, queue, steps, systemClock);
  const close = async () => {
    await sweeper.close();
    await worker.close();
    await queue.close();
    await backend.close();
    await open.close();
  };
  return { open, runs, queue, follower: new RunFollower(runs), sweeper, worker, close };
}

/** Tiny steps: `refresh` as given, `resolve` that saves a result with the run's id, `render` that gives a file name. */
export function tinyHandlers(open: OpenCatalog, refresh: StepHandler): StepHandlers {
  const results = new ResultRepository(open.catalog);
  return new Map<string, StepHandler>([
    ['refresh', refresh],
    [
      'resolve',
      async ({ run, outputs }) => {
        const { id, report, as_of, language } = run;
        const created_at = run.created_at;
        await results.save({
          id,
          digest: 'd',
          report,
          as_of,
          language,
          title: 't',
          source: Object.fromEntries(outputs),
          created_at,
        });
        return { output: id, reused: false };
      },
    ],
    ['render', () => Promise.resolve({ output: 'file.pdf', reused: false })],
  ]);
}
