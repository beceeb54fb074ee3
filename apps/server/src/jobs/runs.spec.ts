import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BACKENDS, MADE, RunLab, STEPS, statesOf, until } from '../../../../test/support/run-lab.js';
import { openRunStack, tinyHandlers } from '../../../../test/support/run-stack.js';
import { findPostmaster } from '../catalog/postmaster.js';
import { preparePlace } from '../catalog/postgres-place.js';
import { systemClock } from '../common/clock.js';
import { AppError } from '../common/errors.js';
import { StepRunner } from './step-runner.js';

describe.each(BACKENDS)('on %s', (backend) => {
  let lab: RunLab;

  beforeAll(async () => {
    lab = new RunLab(backend);
    await lab.open();
  });
  afterAll(() => lab.close());

  describe('a run', () => {
    it('does its steps in order, hands outputs on, and ends done with its result', async () => {
      lab.refresh = async ({ progress, log }) => {
        log('reading', { rows: 3 });
        progress(0.5);
        await sleep(350);
        return MADE;
      };
      await lab.start('plain');
      const { run, events } = await lab.ended('plain');
      expect(run).toMatchObject({ state: 'done', result_id: 'plain', error: null });
      expect(statesOf(events)).toEqual(['queued', 'running', 'done']);
      expect(events.find((e) => e.kind === 'log')?.data).toMatchObject({
        step: 'refresh:orders',
        message: 'reading',
        rows: 3,
      });
      expect(events.some((e) => e.data['progress'] === 0.5)).toBe(true);
      expect((await lab.stack.runs.steps('plain')).map((s) => [s.step, s.state, s.attempts])).toEqual(
        STEPS.map((step) => [step, 'done', 1]),
      );
      const { rows } = await sql<{ source: unknown }>`select source from results`.execute(lab.stack.open.catalog);
      expect(rows[0]?.source).toEqual({ 'refresh:orders': 'version-1' });
      expect(run.finished_at).toBeInstanceOf(Date);
    });

    it('does not mind a second one like it at the same time', async () => {
      lab.refresh = () => sleep(50, MADE);
      await Promise.all([lab.start('twin-a'), lab.start('twin-b')]);
      const both = await Promise.all([lab.ended('twin-a'), lab.ended('twin-b')]);
      expect(both.map(({ run }) => run.state)).toEqual(['done', 'done']);
    });

    it('tries a retryable failure again and nothing else', async () => {
      let calls = 0;
      lab.refresh = () => {
        if (++calls < 3) throw new AppError('source.away', 'away', { retryable: true });
        return Promise.resolve(MADE);
      };
      await lab.start('retried');
      expect((await lab.ended('retried')).run.state).toBe('done');
      expect((await lab.stack.runs.steps('retried'))[0]?.attempts).toBe(3);
      lab.refresh = () => Promise.reject(new Error('bug'));
      await lab.start('broken');
      expect((await lab.ended('broken')).run).toMatchObject({
        state: 'failed',
        error: { code: 'internal', message: 'bug' },
      });
      expect((await lab.stack.runs.steps('broken')).map((s) => [s.state, s.attempts])).toEqual([
        ['failed', 1],
        ['skipped', 0],
        ['skipped', 0],
      ]);
    });

    it('is refused, not failed, when a gate says no', async () => {
      lab.refresh = () => Promise.reject(new AppError('gate.empty', 'nothing to show', { severity: 'gate' }));
      await lab.start('refused');
      const { run, events } = await lab.ended('refused');
      expect(run).toMatchObject({ state: 'refused', result_id: null, error: { code: 'gate.empty' } });
      expect(statesOf(events)).toEqual(['queued', 'running', 'refused']);
    });

    it('stops within a second of being cancelled, and an ended run stays as it is', async () => {
      lab.refresh = ({ signal }) => sleep(30_000, MADE, { signal });
      await lab.start('cancelled');
      await until(async () => (await lab.stack.runs.find('cancelled'))?.state === 'running');
      expect(await lab.stack.runs.requestCancel('cancelled')).toBe(true);
      const from = performance.now();
      expect((await lab.ended('cancelled')).run.state).toBe('cancelled');
      expect(performance.now() - from).toBeLessThan(2000);
      expect(await lab.stack.runs.move('cancelled', 'done', new Date())).toBe(false);
      expect(await lab.stack.runs.requestCancel('cancelled')).toBe(false);
    });

    it('has one time budget over all its steps and tries', async () => {
      lab.refresh = () => Promise.reject(new AppError('source.away', 'away', { retryable: true }));
      lab.stack.sweeper.start(200);
      await lab.start('trying', 0.03);
      expect((await lab.ended('trying')).run).toMatchObject({ state: 'failed', error: { code: 'run.out-of-time' } });
      await lab.stack.sweeper.close();
      lab.refresh = ({ run }) => sleep(Math.max(0, run.deadline.getTime() - Date.now() - 200), MADE);
      lab.render = ({ signal }) => sleep(30_000, MADE, { signal });
      await lab.start('slow-steps', 0.02);
      const { run } = await lab.ended('slow-steps');
      lab.render = () => Promise.resolve(MADE);
      expect(run).toMatchObject({ state: 'failed', error: { code: 'run.out-of-time' } });
      // On a busy machine the budget may be spent before the last step begins.
      expect((await lab.stack.runs.steps('slow-steps')).map(({ state }) => state)).not.toContain('waiting');
      expect((await lab.stack.runs.steps('slow-steps')).at(-1)?.state).toMatch(/failed|skipped/);
    });

    it('fails at its deadline', async () => {
      lab.refresh = ({ signal }) => sleep(30_000, MADE, { signal });
      await lab.start('late', 0.01);
      expect((await lab.ended('late')).run).toMatchObject({ state: 'failed', error: { code: 'run.out-of-time' } });
    });
  });

  describe('the sweeper', () => {
    it('rings for a run that was written but never queued', async () => {
      lab.refresh = () => Promise.resolve(MADE);
      await lab.create('forgotten');
      await lab.stack.sweeper.sweep();
      expect((await lab.ended('forgotten')).run.state).toBe('done');
    });

    it('ends what is cancelled or out of time with nobody working on it', async () => {
      await lab.create('unwanted');
      await lab.stack.runs.requestCancel('unwanted');
      await lab.create('overdue', -1);
      await lab.stack.sweeper.sweep();
      expect((await lab.ended('unwanted')).run.state).toBe('cancelled');
      expect((await lab.ended('overdue')).run).toMatchObject({ state: 'failed', error: { code: 'run.out-of-time' } });
    });

    it('rings again where the queue rang for a step too early, which is left alone', async () => {
      lab.refresh = () => Promise.resolve(MADE);
      await lab.create('early');
      const runner = new StepRunner(lab.stack.runs, tinyHandlers(lab.stack.open, lab.refresh), systemClock);
      await runner.run({ runId: 'early', step: 'resolve', last: true, shutdown: new AbortController().signal });
      expect((await lab.stack.runs.steps('early')).map(({ state }) => state)).toEqual(STEPS.map(() => 'waiting'));
      await lab.stack.sweeper.sweep();
      expect((await lab.ended('early')).run).toMatchObject({ state: 'done', error: null });
    });

    it('leaves a run alone that somebody works on', async () => {
      let calls = 0;
      lab.refresh = () => sleep(300, MADE).finally(() => calls++);
      await lab.start('busy');
      await until(async () => (await lab.stack.runs.find('busy'))?.state === 'running');
      await Promise.all([lab.stack.sweeper.sweep(), lab.stack.sweeper.sweep()]);
      expect((await lab.ended('busy')).run.state).toBe('done');
      expect(calls).toBe(1);
    });
  });

  describe('a worker that is asked to stop', () => {
    it('hands its step on to the next one', async () => {
      lab.refresh = ({ signal }) => sleep(30_000, MADE, { signal });
      await lab.start('handed-on');
      await until(async () => (await lab.stack.runs.steps('handed-on'))[0]?.state === 'running');
      await lab.reopen();
      lab.refresh = () => Promise.resolve(MADE);
      expect((await lab.ended('handed-on')).run.state).toBe('done');
      expect((await lab.stack.runs.steps('handed-on'))[0]?.attempts).toBe(2);
    });
  });

  describe('kill -9', () => {
    it('of PostgreSQL in mid-run: the run converges', async () => {
      let calls = 0;
      lab.refresh = async ({ log }) => {
        calls++;
        log('at work');
        await sleep(400);
        return MADE;
      };
      await lab.start('shaken');
      await until(() => calls === 1);
      const { dataDir } = await preparePlace(lab.stateDir);
      process.kill((await findPostmaster(dataDir))!.pid, 'SIGKILL');
      lab.stack.sweeper.start(1000);
      expect((await lab.ended('shaken')).run.state).toBe('done');
      await lab.stack.sweeper.close();
      expect((await lab.stack.runs.steps('shaken')).every(({ state }) => state === 'done')).toBe(true);
    });
  });

  it('leaves nothing in the queue once all runs have ended', async () => {
    expect(await lab.stack.runs.unfinished()).toEqual([]);
    await until(async () => Object.values(await lab.stack.queue.counts()).every((count) => count === 0));
  });

  it.runIf(backend === 'postgres')('works on a PostgreSQL given by its URL', async () => {
    const { socketDir } = await preparePlace(lab.stateDir);
    const databaseUrl = `postgres://decile@localhost/postgres?host=${encodeURIComponent(socketDir)}`;
    const external = await openRunStack(lab.stateDir, (open) => tinyHandlers(open, () => Promise.resolve(MADE)), {
      databaseUrl,
    });
    await lab.create('external');
    await external.queue.ring('external', STEPS);
    expect((await lab.ended('external')).run.state).toBe('done');
    await external.close();
    expect(await lab.stateOf('external')).toBe('done');
  });
});
