import 'reflect-metadata';
import { openCatalog, type OpenCatalog } from '../../apps/server/src/catalog/open-catalog.js';
import { ResultRepository } from '../../apps/server/src/catalog/result.repository.js';
import { RunRepository } from '../../apps/server/src/catalog/run.repository.js';
import { systemClock } from '../../apps/server/src/common/clock.js';
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

/** The parts of a process that does runs, on the embedded PostgreSQL of a state folder or the one at a URL; nothing is started. */
export async function openRunStack(
  stateDir: string,
  handlersFor: (open: OpenCatalog) => StepHandlers,
  databaseUrl?: string,
): Promise<RunStack> {
  const open = await openCatalog({ stateDir, databaseUrl });
  const runs = new RunRepository(open.catalog);
  const queue = await RunQueue.open(open.connection, () => {});
  const steps = new StepRunner(runs, handlersFor(open), systemClock);
  const worker = new RunWorker(open, steps);
  const sweeper = new RunSweeper(runs, queue, steps, systemClock);
  const close = async () => {
    await sweeper.close();
    await worker.close();
    await queue.close();
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
