import { randomUUID } from 'node:crypto';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { ScheduleRepository, type Schedule, type ScheduleDue, type Timetable } from '../catalog/schedule.repository.js';
import { CLOCK, type Clock } from '../common/clock.js';
import { AppError, toErrorRecord } from '../common/errors.js';
import { PROJECT, type Item, type Project } from '../content/project.js';
import type { JobSpec } from '../content/spec/job.js';
import type { ScheduleSpec } from '../content/spec/schedule.js';
import { decideDues, MOST_MISSED, nextTimes, timesBetween } from './due-times.js';
import { RunStarter } from './run-starter.js';
import { scheduleZone } from './schedule-zone.js';

/** Longest sleep: so soon a changed clock, a resumed schedule and an ended run are noticed. */
const LONGEST_MS = 5_000;

/** A job with its schedule, and the row that says how far it has come. */
interface Scheduled {
  timetable: Timetable;
  missed: ScheduleSpec['missed'];
}

/**
 * Runs jobs at their times. A due time is a row before it is a run, unique by job and instant, and carries the id of its run; so it does
 * not matter how many schedulers there are, or where one is killed. Of one job's scheduled runs only one is at work.
 */
@Injectable()
export class RunScheduler {
  private readonly logger = new Logger('RunScheduler');
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> = Promise.resolve();
  private closed = false;

  constructor(
    @Inject(PROJECT) private readonly project: Project,
    @Inject(ScheduleRepository) private readonly schedules: ScheduleRepository,
    @Inject(RunStarter) private readonly starter: RunStarter,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Looks at the timetables from now on, until closed. Does nothing where no job has a schedule. */
  start(): void {
    if (scheduledJobs(this.project).length > 0) this.tick();
  }

  async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.timer);
    await this.looking;
  }

  /** Writes down what is due and starts it; leaves it to another process that is at it. */
  async look(): Promise<void> {
    await this.schedules.ifUnattended(async () => {
      const now = this.clock.now();
      const known = new Map((await this.schedules.list()).map((row) => [row.job, row]));
      for (const scheduled of scheduledJobs(this.project)) {
        const row = known.get(scheduled.timetable.job);
        if (row && isSame(row, scheduled.timetable)) await this.settle(row, scheduled.missed, now);
        else await this.adopt(scheduled.timetable, row, now);
      }
      await this.forgetDropped(known);
      for (const due of await this.schedules.startable()) await this.startRun(due);
    });
  }

  private tick(): void {
    this.looking = this.look()
      .catch((error: unknown) => this.logger.warn(`schedules could not be looked at: ${String(error)}`))
      .finally(() => {
        if (!this.closed) this.timer = setTimeout(() => this.tick(), this.sleepMs());
      });
  }

  private sleepMs(): number {
    const now = this.clock.now();
    const next = scheduledJobs(this.project).map(({ timetable: { cron, time_zone } }) => {
      const time = nextTimes(cron, time_zone, now, 1)[0];
      return time ? time.getTime() - now.getTime() : LONGEST_MS;
    });
    return Math.min(LONGEST_MS, ...next);
  }

  private async adopt(timetable: Timetable, before: Schedule | undefined, now: Date): Promise<void> {
    await this.schedules.adopt(timetable, now);
    const { job, cron, time_zone } = timetable;
    const change = before ? `changed from "${before.cron}" ${before.time_zone} to` : 'runs at';
    this.logger.log(`schedule of ${job} ${change} "${cron}" ${time_zone}, from ${now.toISOString()}`);
  }

  private async settle(row: Schedule, missed: ScheduleSpec['missed'], now: Date): Promise<void> {
    if (row.paused_at !== null) return;
    const times = timesBetween(row.cron, row.time_zone, row.considered_at, now);
    if (times.length === 0) return;
    if (times.length === MOST_MISSED) {
      this.logger.warn(`${row.job} missed many times; those before ${times[0]?.toISOString()} are passed over`);
    }
    const dues = decideDues(times, now, missed).map((decision) => ({
      ...decision,
      run_id: decision.state === 'due' ? randomUUID() : null,
    }));
    await this.schedules.settle(row.job, times.at(-1)!, dues, missed !== 'all', now);
    const skipped = dues.filter(({ state }) => state === 'skipped').length;
    if (skipped > 0) this.logger.warn(`missed times of ${row.job} that were skipped, as its schedule says: ${skipped}`);
  }

  /** A job that is there without a schedule has lost it; one that is not there may only be broken for the moment. */
  private async forgetDropped(known: ReadonlyMap<string, Schedule>): Promise<void> {
    for (const job of known.keys()) {
      const item = this.project.jobs.get(job);
      if (item && !item.spec.schedule) await this.schedules.forget(job);
    }
  }

  private async startRun(due: ScheduleDue): Promise<void> {
    try {
      await this.starter.startDue(due);
      await this.schedules.markStarted(due);
      this.logger.log(`${due.job} due ${due.due_at.toISOString()} is run ${due.run_id}`);
    } catch (error) {
      if (error instanceof AppError && error.retryable) throw error;
      this.logger.error(`${due.job} due ${due.due_at.toISOString()} could not be run: ${String(error)}`);
      await this.schedules.markFailed(due, toErrorRecord(error));
    }
  }
}

function scheduledJobs(project: Project): Scheduled[] {
  return [...project.jobs.values()].flatMap(({ name, spec: { schedule } }: Item<JobSpec>) =>
    schedule
      ? [
          {
            timetable: { job: name, cron: schedule.cron, time_zone: scheduleZone(schedule, project) },
            missed: schedule.missed,
          },
        ]
      : [],
  );
}

function isSame(row: Schedule, { cron, time_zone }: Timetable): boolean {
  return row.cron === cron && row.time_zone === time_zone;
}
