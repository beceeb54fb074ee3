import { randomUUID } from 'node:crypto';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { RunRepository, type Run } from '../catalog/run.repository.js';
import type { ScheduleDue } from '../catalog/schedule.repository.js';
import { sha256 } from '../common/canonical.js';
import { CLOCK, type Clock } from '../common/clock.js';
import { AppError } from '../common/errors.js';
import { PROJECT, type Project } from '../content/project.js';
import { planRun, type PlannedRun, type RunOptions } from './plan-run.js';
import { RunQueue } from './queue.js';
import { scheduleZone } from './schedule-zone.js';

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

  /**
   * Returns the run as the ledger holds it, before any work. Asked again with the same `key`, it is the same run. Throws the AppErrors of
   * `planRun`, and `catalog.unavailable`.
   */
  async start(jobName: string, options: RunOptions = {}, key?: string): Promise<Run> {
    const id = key === undefined ? randomUUID() : idOf(jobName, key);
    await this.begin(id, planRun(this.project, jobName, options, this.clock.now(), this.project.spec.time_zone));
    const run = await this.runs.find(id);
    if (!run) throw new AppError('run.not-found', `The run ${id} has vanished.`, { severity: 'infrastructure' });
    return run;
  }

  /** Starts the run of a due time, with the id that it carries; nothing happens when that run is there already. */
  async startDue({ job, due_at, run_id }: ScheduleDue): Promise<void> {
    const schedule = this.project.jobs.get(job)?.spec.schedule;
    const zone = schedule ? scheduleZone(schedule, this.project) : this.project.spec.time_zone;
    const planned = planRun(this.project, job, { dueAt: due_at }, this.clock.now(), zone);
    await this.begin(run_id ?? randomUUID(), planned);
  }

  /** Asks for a run's end; false when it has ended already. */
  cancel(runId: string): Promise<boolean> {
    return this.runs.requestCancel(runId);
  }

  private async begin(id: string, { run, steps }: PlannedRun): Promise<void> {
    if (!(await this.runs.create({ id, ...run }, steps))) return;
    try {
      await this.queue.ring(id, steps);
    } catch (error) {
      // The run is in the ledger: the sweeper rings for it when the queue is back.
      this.logger.warn(`run ${id} could not be rung for: ${String(error)}`);
    }
  }
}

/** The run that a caller's key stands for, in the shape of the other ids. */
function idOf(jobName: string, key: string): string {
  const hex = sha256([jobName, key]);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}
