import { Inject, Injectable, Logger } from '@nestjs/common';
import { createPostgresBackend, UnrecoverableError, withBackend, type Job } from 'bullmq';
import { OPEN_CATALOG, type OpenCatalog } from '../catalog/open-catalog.js';
import { AppError } from '../common/errors.js';
import { queueConnection, RUN_QUEUE, type StepJob } from './queue.js';
import { StepRunner } from './step-runner.js';

const Postgres = withBackend(createPostgresBackend);

/** Runs may overlap so that a short one need not wait for a long one; the steps of one run never do. */
const CONCURRENCY = 2;
/** A killed worker's step is free again after the lock has run out and two checks have seen it: 8 to 16 s. */
const LOCK_MS = 10_000;
const STALLED_CHECK_MS = 3_000;

/** Takes steps off the queue and does them, until it is closed. */
@Injectable()
export class RunWorker {
  private readonly logger = new Logger('RunWorker');
  private readonly shutdown = new AbortController();
  private worker: InstanceType<typeof Postgres.Worker<StepJob, void>> | undefined;

  constructor(
    @Inject(OPEN_CATALOG) private readonly open: OpenCatalog,
    @Inject(StepRunner) private readonly steps: StepRunner,
  ) {}

  /** Returns once the worker listens. Throws when the queue's database cannot be reached. */
  async start(): Promise<void> {
    this.worker = new Postgres.Worker<StepJob, void>(RUN_QUEUE, (job) => this.process(job), {
      connection: queueConnection(this.open.connection, 4),
      concurrency: CONCURRENCY,
      lockDuration: LOCK_MS,
      stalledInterval: STALLED_CHECK_MS,
      maxStalledCount: 10,
      runRetryDelay: 1000,
    });
    this.worker.on('error', (error) => this.logger.warn(`queue: ${error.message}`));
    await this.worker.waitUntilReady();
  }

  /** Stops working steps (they go on later, here or elsewhere) and waits for them. */
  async close(): Promise<void> {
    this.shutdown.abort();
    await this.worker?.close();
  }

  private async process(job: Job<StepJob, void>): Promise<void> {
    const last = job.attemptsMade + 1 >= (job.opts.attempts ?? 1);
    try {
      await this.steps.run({ ...job.data, last, shutdown: this.shutdown.signal });
    } catch (error) {
      const retryable = error instanceof AppError && error.retryable;
      const message = error instanceof Error ? error.message : String(error);
      this.logger.warn(
        `${job.data.step} of run ${job.data.runId}: ${message}${retryable ? ' (to be tried again)' : ''}`,
      );
      if (retryable) throw error;
      throw new UnrecoverableError(message);
    }
  }
}
