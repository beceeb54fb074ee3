import { Inject, Injectable } from '@nestjs/common';
import { sql, type Compilable, type RawBuilder, type Selectable } from 'kysely';
import type { ErrorRecord } from '../common/errors.js';
import { ifUnlocked } from './advisory-lock.js';
import { CATALOG, type Catalog, type CatalogTransaction } from './catalog.js';
import type { RunEventsTable, RunState, RunStepsTable, RunsTable } from './tables.js';

export type Run = Selectable<RunsTable>;
export type RunStep = Selectable<RunStepsTable>;
export type RunEvent = Selectable<RunEventsTable>;
export interface NewRun {
  id: string;
  job: string;
  report: string;
  as_of: string;
  language: string;
  formats: string[];
  parameters: Record<string, string | number>;
  deadline: Date;
  created_at: Date;
}

const FINAL: RunState[] = ['done', 'failed', 'refused', 'cancelled', 'set_aside'];

type EventKind = 'state' | 'step' | 'log';

/** The run ledger: what was asked, how far it is, how it ended. Written before anything is queued. */
@Injectable()
export class RunRepository {
  constructor(@Inject(CATALOG) private readonly catalog: Catalog) {}

  /** Writes the run and its steps in one transaction. A run that is there already stays as it is; returns whether it is new. */
  create(run: NewRun, steps: string[]): Promise<boolean> {
    return this.catalog.transaction().execute(async (tx) => {
      const made = await tx
        .insertInto('runs')
        .values({
          ...run,
          formats: JSON.stringify(run.formats),
          parameters: JSON.stringify(run.parameters),
          state: 'queued',
          result_id: null,
        })
        .onConflict((conflict) => conflict.column('id').doNothing())
        .returning('id')
        .executeTakeFirst();
      if (!made) return false;
      const rows = steps.map((step, seq) => ({
        run_id: run.id,
        step,
        seq,
        state: 'waiting' as const,
        progress: 0,
        output: null,
        reused: null,
      }));
      await tx.insertInto('run_steps').values(rows).execute();
      await insertEvent(tx, run.id, 'state', { state: 'queued' });
      return true;
    });
  }

  find(id: string): Promise<Run | undefined> {
    return this.catalog.selectFrom('runs').selectAll().where('id', '=', id).executeTakeFirst();
  }

  recent(limit: number): Promise<Run[]> {
    return this.catalog
      .selectFrom('runs')
      .selectAll()
      .orderBy('created_at', 'desc')
      .orderBy('id')
      .limit(limit)
      .execute();
  }

  /** Runs by job and state. */
  async countByState(): Promise<{ job: string; state: RunState; n: number }[]> {
    const rows = await this.catalog
      .selectFrom('runs')
      .select((eb) => ['job', 'state', eb.fn.countAll<number>().as('n')])
      .groupBy(['job', 'state'])
      .orderBy('job')
      .orderBy('state')
      .execute();
    return rows.map((row) => ({ ...row, n: Number(row.n) }));
  }

  unfinished(): Promise<Run[]> {
    return this.catalog
      .selectFrom('runs')
      .selectAll()
      .where('state', 'in', ['queued', 'running'])
      .orderBy('created_at')
      .execute();
  }

  steps(runId: string): Promise<RunStep[]> {
    return this.catalog.selectFrom('run_steps').selectAll().where('run_id', '=', runId).orderBy('seq').execute();
  }

  /** Moves a run on; a run that has ended stays as it is. Returns whether it moved. */
  async move(
    id: string,
    state: RunState,
    at: Date,
    more: { error?: ErrorRecord; result_id?: string } = {},
  ): Promise<boolean> {
    const change = this.catalog
      .updateTable('runs')
      .set((eb) => ({
        state,
        ...(state === 'running' ? { started_at: eb.fn.coalesce('started_at', eb.val(at)) } : {}),
        ...(FINAL.includes(state) ? { finished_at: at } : {}),
        ...(more.error ? { error: JSON.stringify(more.error) } : {}),
        ...(more.result_id ? { result_id: more.result_id } : {}),
      }))
      .where('id', '=', id)
      .where('state', 'not in', FINAL)
      .returning('id as run_id');
    const moved = await this.logged(change, 'state', { state, ...(more.error ? { error: more.error } : {}) });
    return moved.length > 0;
  }

  async requestCancel(id: string): Promise<boolean> {
    const row = await this.catalog
      .updateTable('runs')
      .set({ cancel_requested: true })
      .where('id', '=', id)
      .where('state', 'not in', FINAL)
      .returning('id')
      .executeTakeFirst();
    return row !== undefined;
  }

  async updateStep(
    runId: string,
    step: string,
    change: Partial<Omit<RunStep, 'run_id' | 'step' | 'seq'>>,
  ): Promise<void> {
    const update = this.catalog
      .updateTable('run_steps')
      .set(change)
      .where('run_id', '=', runId)
      .where('step', '=', step)
      .returning('run_id');
    await this.logged(update, 'step', { step, ...change });
  }

  /**
   * Marks a step as running and counts the attempt; one that was left running counts as a crash besides. Undefined when there is
   * nothing to do: the step is done, or its run has ended.
   */
  async startStep(runId: string, step: string, at: Date): Promise<RunStep | undefined> {
    const change = this.catalog
      .updateTable('run_steps')
      .set((eb) => ({
        state: 'running' as const,
        attempts: eb('attempts', '+', 1),
        crashes: sql<number>`crashes + (state = 'running')::int`,
        progress: 0,
        started_at: at,
      }))
      .where('run_id', '=', runId)
      .where('step', '=', step)
      .where('state', '!=', 'done')
      .where((eb) =>
        eb.exists(eb.selectFrom('runs').select('id').where('id', '=', runId).where('state', 'not in', FINAL)),
      )
      .returningAll();
    const attempts = sql`jsonb_build_object('attempts', attempts)`;
    return (await this.logged<RunStep>(change, 'step', { step, state: 'running' }, attempts))[0];
  }

  /** Writes down what a step ended with; the first outcome stays. Returns whether this was it. */
  async finishStep(
    runId: string,
    step: string,
    outcome: { output: string; reused: boolean },
    at: Date,
  ): Promise<boolean> {
    const change = { state: 'done' as const, progress: 1, ...outcome, finished_at: at };
    const update = this.catalog
      .updateTable('run_steps')
      .set(change)
      .where('run_id', '=', runId)
      .where('step', '=', step)
      .where('state', '!=', 'done')
      .returning('run_id');
    return (await this.logged(update, 'step', { step, ...change })).length > 0;
  }

  /** Shows how far a running step is; nothing moves once it has ended. */
  async progressStep(runId: string, step: string, progress: number): Promise<void> {
    const update = this.catalog
      .updateTable('run_steps')
      .set({ progress })
      .where('run_id', '=', runId)
      .where('step', '=', step)
      .where('state', '=', 'running')
      .returning('run_id');
    await this.logged(update, 'step', { step, progress });
  }

  /** Steps that an ended run will not do any more are skipped. */
  async skipSteps(runId: string, at: Date): Promise<void> {
    await this.catalog
      .updateTable('run_steps')
      .set({ state: 'skipped', finished_at: at })
      .where('run_id', '=', runId)
      .where('state', 'in', ['waiting', 'running'])
      .execute();
  }

  /** Runs `work` while no other process does so for the same run; false when another one is at it. */
  ifUnattended(runId: string, work: () => Promise<void>): Promise<boolean> {
    return ifUnlocked(this.catalog, `run:${runId}`, work);
  }

  /** Appends to the run's log; readers follow it by id. */
  record(runId: string, kind: EventKind, data: Record<string, unknown>): Promise<void> {
    return insertEvent(this.catalog, runId, kind, data);
  }

  eventsAfter(runId: string, afterId: number, limit = 500): Promise<RunEvent[]> {
    return this.catalog
      .selectFrom('run_events')
      .selectAll()
      .where('run_id', '=', runId)
      .where('id', '>', afterId)
      .orderBy('id')
      .limit(limit)
      .execute();
  }

  /** Makes a change and writes its line of the run's log in one statement: whoever sees the one finds the other. Returns the changed rows. */
  private async logged<Row extends { run_id: string }>(
    change: Compilable<Row>,
    kind: EventKind,
    data: Record<string, unknown>,
    more: RawBuilder<unknown> = sql`'{}'::jsonb`,
  ): Promise<Row[]> {
    const { rows } = await sql<Row>`
      with changed as (${change}), line as (
        insert into run_events (run_id, at, kind, data)
        select run_id, ${new Date()}, ${kind}, ${JSON.stringify(data)}::jsonb || ${more} from changed
      )
      select * from changed`.execute(this.catalog);
    return rows;
  }
}

async function insertEvent(
  catalog: Catalog | CatalogTransaction,
  runId: string,
  kind: EventKind,
  data: Record<string, unknown>,
): Promise<void> {
  await catalog
    .insertInto('run_events')
    .values({ run_id: runId, at: new Date(), kind, data: JSON.stringify(data) })
    .execute();
}
