import { Inject, Injectable } from '@nestjs/common';
import { sql, type Selectable } from 'kysely';
import type { ErrorRecord } from '../common/errors.js';
import { ifUnlocked } from './advisory-lock.js';
import { CATALOG, type Catalog } from './catalog.js';
import type { RunState, ScheduleDuesTable, SchedulesTable } from './tables.js';

export type Schedule = Selectable<SchedulesTable>;
export type ScheduleDue = Selectable<ScheduleDuesTable>;
/** A due time with how its run stands; null where it has none. */
export type ScheduleDueWithRun = ScheduleDue & { run_state: RunState | null };

/** A timetable as the project declares it. */
export interface Timetable {
  job: string;
  cron: string;
  time_zone: string;
}

/** A due time with what is to become of it. */
export interface NewDue {
  due_at: Date;
  state: 'due' | 'skipped';
  reason: string | null;
  run_id: string | null;
}

const SUPERSEDED = 'superseded';

/** The ledger of due times: each is a row before anything runs, once for each job and instant. */
@Injectable()
export class ScheduleRepository {
  constructor(@Inject(CATALOG) private readonly catalog: Catalog) {}

  list(): Promise<Schedule[]> {
    return this.catalog.selectFrom('schedules').selectAll().orderBy('job').execute();
  }

  find(job: string): Promise<Schedule | undefined> {
    return this.catalog.selectFrom('schedules').selectAll().where('job', '=', job).executeTakeFirst();
  }

  /** Takes over a new timetable, or another one than before: it counts from `now`, and times of the old one are not looked for any more. */
  async adopt(timetable: Timetable, now: Date): Promise<void> {
    const { job, cron, time_zone } = timetable;
    await this.catalog
      .insertInto('schedules')
      .values({ job, cron, time_zone, since: now, considered_at: now })
      .onConflict((conflict) => conflict.column('job').doUpdateSet({ cron, time_zone, since: now, considered_at: now }))
      .execute();
  }

  /** Forgets the timetable of a job that has none any more; its due times stay. */
  async forget(job: string): Promise<void> {
    await this.catalog.deleteFrom('schedules').where('job', '=', job).execute();
  }

  /**
   * Writes down due times up to an instant, in one transaction. A time that is there already stays as it is. With `supersede`, older
   * times that still wait are given up for the new one.
   */
  async settle(job: string, upTo: Date, dues: readonly NewDue[], supersede: boolean, now: Date): Promise<void> {
    await this.catalog.transaction().execute(async (tx) => {
      if (supersede && dues.some(({ state }) => state === 'due')) {
        await tx
          .updateTable('schedule_dues')
          .set({ state: 'skipped', reason: SUPERSEDED })
          .where('job', '=', job)
          .where('state', '=', 'due')
          .execute();
      }
      await tx
        .insertInto('schedule_dues')
        .values(dues.map((due) => ({ ...due, job, recorded_at: now })))
        .onConflict((conflict) => conflict.columns(['job', 'due_at']).doNothing())
        .execute();
      await tx
        .updateTable('schedules')
        .set({ considered_at: upTo })
        .where('job', '=', job)
        .where('considered_at', '<', upTo)
        .execute();
    });
  }

  /** Of each job the oldest due time that waits, unless a run of an earlier one is still at work. */
  startable(): Promise<ScheduleDue[]> {
    return this.catalog
      .selectFrom('schedule_dues as d')
      .selectAll('d')
      .distinctOn('d.job')
      .where('d.state', '=', 'due')
      .where((eb) =>
        eb.not(
          eb.exists(
            eb
              .selectFrom('schedule_dues as e')
              .innerJoin('runs as r', 'r.id', 'e.run_id')
              .select('r.id')
              .whereRef('e.job', '=', 'd.job')
              .where('e.state', '=', 'started')
              .where('r.state', 'in', ['queued', 'running']),
          ),
        ),
      )
      .orderBy('d.job')
      .orderBy('d.due_at')
      .execute();
  }

  async markStarted(due: ScheduleDue): Promise<void> {
    await this.mark(due, { state: 'started' });
  }

  async markFailed(due: ScheduleDue, error: ErrorRecord): Promise<void> {
    await this.mark(due, { state: 'failed', error: JSON.stringify(error) });
  }

  /** Stops a timetable; false when it is not there or stopped already. */
  async pause(job: string, now: Date): Promise<boolean> {
    const row = await this.catalog
      .updateTable('schedules')
      .set({ paused_at: now })
      .where('job', '=', job)
      .where('paused_at', 'is', null)
      .returning('job')
      .executeTakeFirst();
    return row !== undefined;
  }

  /**
   * Lets a timetable go on from `now`, also one that a wrong clock had carried into the future: what was skipped there is forgotten. False
   * when the job has no timetable.
   */
  resume(job: string, now: Date): Promise<boolean> {
    return this.catalog.transaction().execute(async (tx) => {
      await tx
        .deleteFrom('schedule_dues')
        .where('job', '=', job)
        .where('state', '=', 'skipped')
        .where('due_at', '>', now)
        .execute();
      const row = await tx
        .updateTable('schedules')
        .set({ paused_at: null, since: now, considered_at: now })
        .where('job', '=', job)
        .returning('job')
        .executeTakeFirst();
      return row !== undefined;
    });
  }

  /** The latest due times of a job, newest first. */
  async recent(job: string, limit: number): Promise<ScheduleDueWithRun[]> {
    return this.catalog
      .selectFrom('schedule_dues as d')
      .leftJoin('runs as r', 'r.id', 'd.run_id')
      .selectAll('d')
      .select('r.state as run_state')
      .where('d.job', '=', job)
      .orderBy('d.due_at', 'desc')
      .limit(limit)
      .execute();
  }

  /** Seconds that the oldest waiting due time is late; 0 when none waits. */
  async lagSeconds(now: Date): Promise<number> {
    const row = await this.catalog
      .selectFrom('schedule_dues')
      .select(sql<number | null>`extract(epoch from ${now}::timestamptz - min(due_at))::float8`.as('lag'))
      .where('state', '=', 'due')
      .executeTakeFirst();
    return Math.max(0, row?.lag ?? 0);
  }

  /** Runs `work` while no other process looks at the timetables; false when another one does. */
  ifUnattended(work: () => Promise<void>): Promise<boolean> {
    return ifUnlocked(this.catalog, 'schedules', work);
  }

  private async mark(due: ScheduleDue, change: { state: 'started' | 'failed'; error?: string }): Promise<void> {
    await this.catalog
      .updateTable('schedule_dues')
      .set(change)
      .where('job', '=', due.job)
      .where('due_at', '=', due.due_at)
      .where('state', '=', 'due')
      .execute();
  }
}
