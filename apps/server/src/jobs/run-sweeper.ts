import { Inject, Injectable, Logger } from '@nestjs/common';
import { RunRepository, type Run } from '../catalog/run.repository.js';
import { CLOCK, type Clock } from '../common/clock.js';
import { RunQueue } from './queue.js';
import { outOfTime, StepRunner } from './step-runner.js';

const EVERY_MS = 10_000;
/** A worker that is alive ends its run at the deadline by itself. */
const DEADLINE_GRACE_MS = 15_000;

/** Looks after runs that nobody works on: rings for them again, ends those that are cancelled or out of time. */
@Injectable()
export class RunSweeper {
  private readonly logger = new Logger('RunSweeper');
  private timer: NodeJS.Timeout | undefined;
  private sweeping: Promise<void> = Promise.resolve();

  constructor(
    @Inject(RunRepository) private readonly runs: RunRepository,
    @Inject(RunQueue) private readonly queue: RunQueue,
    @Inject(StepRunner) private readonly steps: StepRunner,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  start(everyMs = EVERY_MS): void {
    this.tick();
    this.timer = setInterval(() => this.tick(), everyMs);
  }

  async close(): Promise<void> {
    clearInterval(this.timer);
    await this.sweeping;
  }

  /** Looks at every unfinished run once. */
  async sweep(): Promise<void> {
    for (const run of await this.runs.unfinished()) {
      await this.runs.ifUnattended(run.id, () => this.attend(run.id));
    }
  }

  private tick(): void {
    this.sweeping = this.sweeping
      .then(() => this.sweep())
      .catch((error: unknown) => this.logger.warn(`runs could not be looked after: ${String(error)}`));
  }

  private async attend(runId: string): Promise<void> {
    const run = await this.runs.find(runId);
    if (!run || (run.state !== 'queued' && run.state !== 'running')) return;
    const steps = await this.runs.steps(runId);
    const names = steps.map(({ step }) => step);
    const live = await this.queue.isLive(runId, names);
    const worked = live && steps.some(({ state }) => state === 'running');
    if (run.cancel_requested && !worked) return this.steps.end(run, 'cancelled');
    if (this.isOverdue(run, worked)) return this.steps.end(run, 'failed', outOfTime(run));
    if (live) return;
    await this.queue.clear(runId, names);
    await this.queue.ring(runId, names);
    this.logger.log(`run ${runId} had nobody working on it and was rung for again`);
  }

  private isOverdue(run: Run, worked: boolean): boolean {
    return run.deadline.getTime() + (worked ? DEADLINE_GRACE_MS : 0) <= this.clock.now().getTime();
  }
}
