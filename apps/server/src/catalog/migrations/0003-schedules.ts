import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/**
 * Schedules with their due times, workers that are alive, runs that are set aside because a step takes its worker down, and a name for
 * the catalogue, by which others (a shared Redis) tell it from the next.
 */
export const schedules: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('schedules')
      .addColumn('job', 'text', (c) => c.primaryKey())
      .addColumn('cron', 'text', (c) => c.notNull())
      .addColumn('time_zone', 'text', (c) => c.notNull())
      .addColumn('since', 'timestamptz', (c) => c.notNull())
      .addColumn('considered_at', 'timestamptz', (c) => c.notNull())
      .addColumn('paused_at', 'timestamptz')
      .execute();
    await db.schema
      .createTable('schedule_dues')
      .addColumn('job', 'text', (c) => c.notNull())
      .addColumn('due_at', 'timestamptz', (c) => c.notNull())
      .addColumn('state', 'text', (c) => c.notNull().check(sql`state in ('due', 'started', 'skipped', 'failed')`))
      .addColumn('reason', 'text')
      .addColumn('run_id', 'text', (c) => c.unique())
      .addColumn('error', 'jsonb')
      .addColumn('recorded_at', 'timestamptz', (c) => c.notNull())
      .addPrimaryKeyConstraint('schedule_dues_pk', ['job', 'due_at'])
      .execute();
    await sql`create index schedule_dues_open on schedule_dues (due_at) where state = 'due'`.execute(db);
    await db.schema
      .createTable('workers')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('host', 'text', (c) => c.notNull())
      .addColumn('pid', 'integer', (c) => c.notNull())
      .addColumn('started_at', 'timestamptz', (c) => c.notNull())
      .addColumn('seen_at', 'timestamptz', (c) => c.notNull())
      .execute();
    await db.schema
      .createTable('installation')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .execute();
    await sql`insert into installation select gen_random_uuid()::text`.execute(db);
    await db.schema
      .alterTable('run_steps')
      .addColumn('crashes', 'integer', (c) => c.notNull().defaultTo(0))
      .execute();
    await db.schema.alterTable('runs').dropConstraint('runs_state_check').execute();
    await db.schema
      .alterTable('runs')
      .addCheckConstraint(
        'runs_state_check',
        sql`state in ('queued', 'running', 'done', 'failed', 'refused', 'cancelled', 'set_aside')`,
      )
      .execute();
  },
};
