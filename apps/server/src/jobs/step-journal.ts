import { Logger } from '@nestjs/common';
import type { RunRepository } from '../catalog/run.repository.js';

const PROGRESS_EVERY_MS = 250;

/** Writes progress and log of one working step to the ledger (the log to ours, too), in order; progress at most every 250 ms. */
export class StepJournal {
  private readonly logger = new Logger('Step');
  private writing: Promise<void> = Promise.resolve();
  private latest: number | undefined;
  private timer: NodeJS.Timeout | undefined;
  private failure: unknown;

  constructor(
    private readonly runs: RunRepository,
    private readonly runId: string,
    private readonly step: string,
  ) {}

  progress(done: number): void {
    if (!Number.isFinite(done)) return;
    this.latest = Math.min(1, Math.max(0, done));
    this.timer ??= setTimeout(() => this.writeProgress(), PROGRESS_EVERY_MS);
  }

  log(message: string, data: Record<string, unknown> = {}): void {
    this.logger.log(data, message);
    this.enqueue(() => this.runs.record(this.runId, 'log', { ...data, step: this.step, message }));
  }

  /** Waits until everything is written; throws the first write that failed. */
  async close(): Promise<void> {
    clearTimeout(this.timer);
    await this.writing;
    if (this.failure !== undefined) throw this.failure;
  }

  private writeProgress(): void {
    this.timer = undefined;
    const { latest } = this;
    if (latest !== undefined) this.enqueue(() => this.runs.progressStep(this.runId, this.step, latest));
  }

  private enqueue(write: () => Promise<void>): void {
    this.writing = this.writing.then(write).catch((error: unknown) => {
      this.failure ??= error;
    });
  }
}
