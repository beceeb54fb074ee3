import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRunStack, tinyHandlers, type RunStack } from '../../../../test/support/run-stack.js';
import { findPostmaster } from '../catalog/postmaster.js';
import { preparePlace } from '../catalog/postgres-place.js';
import type { Run, RunEvent } from '../catalog/run.repository.js';
import { AppError } from '../common/errors.js';
import type { StepContext, StepOutcome } from './steps.js';

const STEPS = ['refresh:orders', 'resolve', 'render'];
const root = join(import.meta.dirname, '../../../..');

let stateDir: string;
let stack: RunStack;
/** What `refresh` does in the test at hand. */
let refresh: (context: StepContext) => Promise<StepOutcome>;
const made: StepOutcome = { output: 'version-1', reused: false };

async function create(id: string, minutes = 10): Promise<void> {
  const created_at = new Date();
  const deadline = new Date(created_at.getTime() + minutes * 60_000);
  const run = { id, job: 'j', report: 'r', as_of: '2026-10-31', language: 'en', formats: ['pdf'], parameters: {} };
  await stack.runs.create({ ...run, deadline, created_at }, STEPS);
}

async function start(id: string, minutes = 10): Promise<void> {
  await create(id, minutes);
  await stack.queue.ring(id, STEPS);
}

async function ended(id: string): Promise<{ run: Run; events: RunEvent[] }> {
  const events: RunEvent[] = [];
  for await (const event of stack.follower.follow(id, 0, AbortSignal.timeout(50_000))) events.push(event);
  return { run: (await stack.runs.find(id))!, events };
}

const states = (events: RunEvent[]) => events.filter((e) => e.kind === 'state').map((e) => e.data['state']);

async function until(check: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await check())) await sleep(30);
}

async function open(): Promise<void> {
  stack = await openRunStack(stateDir, (catalog) => tinyHandlers(catalog, (context) => refresh(context)));
  await stack.worker.start();
}

async function reopen(): Promise<void> {
  await stack.close();
  await open();
}

beforeAll(async () => {
  stateDir = mkdtempSync(join(tmpdir(), 'decile-runs-'));
  chmodSync(stateDir, 0o755);
  await open();
});

afterAll(async () => {
  await stack.close();
  const place = await preparePlace(stateDir);
  rmSync(place.socketDir, { recursive: true, force: true });
  rmSync(stateDir, { recursive: true, force: true });
});

describe('a run', () => {
  it('does its steps in order, hands outputs on, and ends done with its result', async () => {
    refresh = async ({ progress, log }) => {
      log('reading', { rows: 3 });
      progress(0.5);
      await sleep(350);
      return made;
    };
    await start('plain');
    const { run, events } = await ended('plain');
    expect(run).toMatchObject({ state: 'done', result_id: 'plain', error: null });
    expect(states(events)).toEqual(['queued', 'running', 'done']);
    expect(events.find((e) => e.kind === 'log')?.data).toMatchObject({
      step: 'refresh:orders',
      message: 'reading',
      rows: 3,
    });
    expect(events.some((e) => e.data['progress'] === 0.5)).toBe(true);
    expect((await stack.runs.steps('plain')).map((s) => [s.step, s.state, s.attempts])).toEqual(
      STEPS.map((step) => [step, 'done', 1]),
    );
    const { rows } = await sql<{ source: unknown }>`select source from results`.execute(stack.open.catalog);
    expect(rows[0]?.source).toEqual({ 'refresh:orders': 'version-1' });
    expect(run.finished_at).toBeInstanceOf(Date);
  });

  it('does not mind a second one like it at the same time', async () => {
    refresh = () => sleep(50, made);
    await Promise.all([start('twin-a'), start('twin-b')]);
    const both = await Promise.all([ended('twin-a'), ended('twin-b')]);
    expect(both.map(({ run }) => run.state)).toEqual(['done', 'done']);
  });

  it('tries a retryable failure again and nothing else', async () => {
    let calls = 0;
    refresh = () => {
      if (++calls < 3) throw new AppError('source.away', 'away', { retryable: true });
      return Promise.resolve(made);
    };
    await start('retried');
    expect((await ended('retried')).run.state).toBe('done');
    expect((await stack.runs.steps('retried'))[0]?.attempts).toBe(3);
    refresh = () => Promise.reject(new Error('bug'));
    await start('broken');
    expect((await ended('broken')).run).toMatchObject({ state: 'failed', error: { code: 'internal', message: 'bug' } });
    expect((await stack.runs.steps('broken')).map((s) => [s.state, s.attempts])).toEqual([
      ['failed', 1],
      ['skipped', 0],
      ['skipped', 0],
    ]);
  });

  it('is refused, not failed, when a gate says no', async () => {
    refresh = () => Promise.reject(new AppError('gate.empty', 'nothing to show', { severity: 'gate' }));
    await start('refused');
    const { run, events } = await ended('refused');
    expect(run).toMatchObject({ state: 'refused', result_id: null, error: { code: 'gate.empty' } });
    expect(states(events)).toEqual(['queued', 'running', 'refused']);
  });

  it('stops within a second of being cancelled, and an ended run stays as it is', async () => {
    refresh = ({ signal }) => sleep(30_000, made, { signal });
    await start('cancelled');
    await until(async () => (await stack.runs.find('cancelled'))?.state === 'running');
    expect(await stack.runs.requestCancel('cancelled')).toBe(true);
    const from = performance.now();
    expect((await ended('cancelled')).run.state).toBe('cancelled');
    expect(performance.now() - from).toBeLessThan(2000);
    expect(await stack.runs.move('cancelled', 'done', new Date())).toBe(false);
    expect(await stack.runs.requestCancel('cancelled')).toBe(false);
  });

  it('fails at its deadline', async () => {
    refresh = ({ signal }) => sleep(30_000, made, { signal });
    await start('late', 0.01);
    expect((await ended('late')).run).toMatchObject({ state: 'failed', error: { code: 'run.out-of-time' } });
  });
});

describe('the sweeper', () => {
  it('rings for a run that was written but never queued', async () => {
    refresh = () => Promise.resolve(made);
    await create('forgotten');
    await stack.sweeper.sweep();
    expect((await ended('forgotten')).run.state).toBe('done');
  });

  it('ends what is cancelled or out of time with nobody working on it', async () => {
    await create('unwanted');
    await stack.runs.requestCancel('unwanted');
    await create('overdue', -1);
    await stack.sweeper.sweep();
    expect((await ended('unwanted')).run.state).toBe('cancelled');
    expect((await ended('overdue')).run).toMatchObject({ state: 'failed', error: { code: 'run.out-of-time' } });
  });

  it('leaves a run alone that somebody works on', async () => {
    let calls = 0;
    refresh = () => sleep(300, made).finally(() => calls++);
    await start('busy');
    await until(async () => (await stack.runs.find('busy'))?.state === 'running');
    await Promise.all([stack.sweeper.sweep(), stack.sweeper.sweep()]);
    expect((await ended('busy')).run.state).toBe('done');
    expect(calls).toBe(1);
  });
});

describe('a worker that is asked to stop', () => {
  it('hands its step on to the next one', async () => {
    refresh = ({ signal }) => sleep(30_000, made, { signal });
    await start('handed-on');
    await until(async () => (await stack.runs.steps('handed-on'))[0]?.state === 'running');
    await reopen();
    refresh = () => Promise.resolve(made);
    expect((await ended('handed-on')).run.state).toBe('done');
    expect((await stack.runs.steps('handed-on'))[0]?.attempts).toBe(2);
  });
});

describe('kill -9', () => {
  it('of PostgreSQL in mid-run: the run converges', async () => {
    let calls = 0;
    refresh = async ({ log }) => {
      calls++;
      log('at work');
      await sleep(400);
      return made;
    };
    await start('shaken');
    await until(() => calls === 1);
    const { dataDir } = await preparePlace(stateDir);
    process.kill((await findPostmaster(dataDir))!.pid, 'SIGKILL');
    stack.sweeper.start(1000);
    expect((await ended('shaken')).run.state).toBe('done');
    await stack.sweeper.close();
    expect((await stack.runs.steps('shaken')).every(({ state }) => state === 'done')).toBe(true);
  });

  it('of a worker in mid-step: another one does the step, once in the ledger', async () => {
    refresh = () => Promise.resolve(made);
    await stack.worker.close();
    const file = join(stateDir, 'victim');
    const loader = join(root, 'test/support/typescript-loader.mjs');
    const script = join(root, 'test/support/hanging-worker.ts');
    const child = spawn(process.execPath, ['--import', loader, script, stateDir, file], { stdio: 'inherit' });
    await start('orphaned');
    await until(() => existsSync(file) || child.exitCode !== null);
    expect(readFileSync(file, 'utf8')).toBe(`${child.pid}\n`);
    child.kill('SIGKILL');
    await reopen();
    const from = performance.now();
    const { run, events } = await ended('orphaned');
    expect(run.state).toBe('done');
    expect(performance.now() - from).toBeLessThan(20_000);
    const done = events.filter((e) => e.kind === 'step' && e.data['state'] === 'done').map((e) => e.data['step']);
    expect(done).toEqual(STEPS);
    expect((await stack.runs.steps('orphaned'))[0]?.attempts).toBe(2);
  });
});

it('leaves nothing in the queue once all runs have ended', async () => {
  expect(await stack.runs.unfinished()).toEqual([]);
  await until(async () => {
    const { rows } = await sql<{ n: number }>`select count(*) as n from decile_queue.job`.execute(stack.open.catalog);
    return rows[0]?.n === 0;
  });
});

it('works on a PostgreSQL given by its URL', async () => {
  const { socketDir } = await preparePlace(stateDir);
  const url = `postgres://decile@localhost/postgres?host=${encodeURIComponent(socketDir)}`;
  const external = await openRunStack(stateDir, (catalog) => tinyHandlers(catalog, () => Promise.resolve(made)), url);
  await create('external');
  await external.queue.ring('external', STEPS);
  expect((await ended('external')).run.state).toBe('done');
  await external.close();
  expect((await stack.runs.find('external'))?.state).toBe('done');
});
