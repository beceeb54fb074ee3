import { randomUUID } from 'node:crypto';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { RunRepository, type Run } from '../catalog/run.repository.js';
import { CLOCK, type Clock } from '../common/clock.js';
import { AppError } from '../common/errors.js';
import { PROJECT, type Project } from '../content/project.js';
import { planRun, type RunOptions } from './plan-run.js';
import { RunQueue } from './queue.js';

/** Starts runs: writes them into the ledger, then rings for a worker. */
@Injectable()
export class RunStarter {
  private readonly logger = new Logger('RunStarter');

  constructor(
    @Inject(PROJECT) private readonly project: Project,
    @Inject(RunRepository) private readonly runs: RunRepository,
    @Inject(RunQueue) private readonly queue: RunQueue,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Returns the run as the ledger holds it, before any work. Throws the AppErrors of `planRun`, and `catalog.unavailable`. */
  async start(jobName: string, options: RunOptions = {}): Promise<Run> {
    const planned = planRun(this.project, jobName, options, this.clock.now(), this.project.spec.time_zone);
    const id = randomUUID();
    await this.runs.create({ id, ...planned.run }, planned.steps);
    try {
      await this.queue.ring(id, planned.steps);
    } catch (error) {
      // The run is in the ledger: the sweeper rings for it when the queue is back.
      this.logger.warn(`run ${id} could not be rung for: ${String(error)}`);
    }
    const run = await this.runs.find(id);
    if (!run) throw new AppError('run.not-found', `The run ${id} has vanished.`, { severity: 'infrastructure' });
    return run;
  }

  /** Asks for a run's end; false when it has ended already. */
  cancel(runId: string): Promise<boolean> {
    return this.runs.requestCancel(runId);
  }
}
