import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { UnrecoverableError, type Job } from 'bullmq';
import { AppError } from '../common/errors.js';
import { withLogContext } from '../common/log-context.js';
import { QUEUE_BACKEND, type QueueBackend, type StepJob, type StepWorker } from './queue-backend.js';
import { queueWarning } from './queue-warning.js';
import { StepRunner } from './step-runner.js';

/** Runs may overlap so that a short one need not wait for a long one; the steps of one run never do. */
const CONCURRENCY = 2;
/** A killed worker's step is free again after the lock has run out and two checks have seen it: 8 to 16 s. */
const PATIENCE = { lockMs: 10_000, checkMs: 3_000 };
/** Longest wait for a queue that is away when the worker goes. */
const PARTING_MS = 5_000;

/** How soon the step of a dead worker is given to another one. */
export type WorkerPatience = typeof PATIENCE;

/** Takes steps off the queue and does them, until it is closed. */
@Injectable()
export class RunWorker {
  private readonly logger = new Logger('RunWorker');
  private readonly shutdown = new AbortController();
  private readonly working = new Set<Promise<unknown>>();
  private worker: StepWorker | undefined;

  constructor(
    @Inject(QUEUE_BACKEND) private readonly backend: QueueBackend,
    @Inject(StepRunner) private readonly steps: StepRunner,
  ) {}

  /** Returns once the worker listens. Throws when the queue cannot be reached. */
  async start({ lockMs, checkMs }: WorkerPatience = PATIENCE): Promise<void> {
    this.worker = this.backend.openWorker((job) => this.track(this.processNamed(job)), {
      concurrency: CONCURRENCY,
      lockDuration: lockMs,
      stalledInterval: checkMs,
      // A step that takes its worker down is set aside by the ledger before.
      maxStalledCount: 100,
      runRetryDelay: 1000,
    });
    this.worker.on('error', queueWarning(this.backend.kind, this.logger));
    await this.worker.waitUntilReady();
  }

  /** Takes no more steps, waits `drainMs` for those in hand, then interrupts them: they go on later, here or elsewhere. */
  async close(drainMs = 0): Promise<void> {
    const closed = this.worker?.close() ?? Promise.resolve();
    const patience = setTimeout(() => this.shutdown.abort(), drainMs);
    await Promise.all(this.working);
    clearTimeout(patience);
    this.shutdown.abort();
    await Promise.race([closed, sleep(PARTING_MS, undefined, { ref: false })]);
  }

  /** Remembers a step as long as it works; how it ends is told to whoever asked for it. */
  private track(work: Promise<void>): Promise<void> {
    const settled = Promise.allSettled([work]).finally(() => this.working.delete(settled));
    this.working.add(settled);
    return work;
  }

  private processNamed(job: Job<StepJob, void>): Promise<void> {
    return withLogContext({ run: job.data.runId, step: job.data.step }, () => this.process(job));
  }

  private async process(job: Job<StepJob, void>): Promise<void> {
    const last = job.attemptsMade + 1 >= (job.opts.attempts ?? 1);
    try {
      await this.steps.run({ ...job.data, last, shutdown: this.shutdown.signal });
    } catch (error) {
      const retryable = error instanceof AppError && error.retryable;
      const message = error instanceof Error ? error.message : String(error);
      const told = `${job.data.step} of run ${job.data.runId}: ${message}`;
      if (!retryable) {
        // How a run ended is told by whoever follows it; here it is a line of the log.
        this.logger.log(told);
        throw new UnrecoverableError(message);
      }
      this.logger.warn(`${told} (to be tried again)`);
      throw error;
    }
  }
}
