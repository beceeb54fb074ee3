import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BACKENDS, MADE, RunLab, STEPS, statesOf, until } from '../../../../test/support/run-lab.js';

describe.each(BACKENDS)('workers on %s', (backend) => {
  let lab: RunLab;
  const linesOf = (file: string) => readFileSync(file, 'utf8').trim().split('\n');

  beforeAll(async () => {
    lab = new RunLab(backend);
    await lab.open();
  });
  afterAll(() => lab.close());

  it('asked to stop finish the step in hand, take no other, and interrupt what takes too long', async () => {
    let begun = 0;
    lab.refresh = () => {
      begun += 1;
      return sleep(400, MADE);
    };
    await lab.start('in-hand');
    await until(() => begun === 1);
    await lab.start('next-one');
    await lab.start('one-more');
    await lab.stack.worker.close(10_000);
    expect((await lab.stack.runs.steps('in-hand'))[0]).toMatchObject({ state: 'done', attempts: 1 });
    expect(begun).toBeLessThanOrEqual(2);
    await lab.reopen();
    for (const id of ['in-hand', 'next-one', 'one-more']) expect((await lab.ended(id)).run.state).toBe('done');

    lab.refresh = ({ signal }) => sleep(30_000, MADE, { signal });
    await lab.start('too-long');
    await until(async () => (await lab.stack.runs.steps('too-long'))[0]?.state === 'running');
    await lab.stack.worker.close(300);
    expect((await lab.stack.runs.steps('too-long'))[0]).toMatchObject({ state: 'waiting' });
    lab.refresh = () => Promise.resolve(MADE);
    await lab.reopen();
    expect((await lab.ended('too-long')).run.state).toBe('done');
    expect((await lab.stack.runs.steps('too-long'))[0]).toMatchObject({ attempts: 2, crashes: 0 });
  });

  it('share the runs; each step is done once', async () => {
    await lab.stack.worker.close();
    const file = join(lab.stateDir, 'shared');
    const children = await Promise.all([lab.spawnWorker(file), lab.spawnWorker(file)]);
    const ids = Array.from({ length: 30 }, (_, i) => `shared-${i}`);
    await Promise.all(ids.map((id) => lab.start(id)));
    for (const id of ids) expect((await lab.ended(id)).run.state).toBe('done');
    const lines = linesOf(file);
    expect(lines.map((line) => line.split(' ')[1]).sort()).toEqual(ids.sort());
    expect(new Set(lines.map((line) => line.split(' ')[0]))).toEqual(new Set(children.map(({ pid }) => String(pid))));
    lab.killWorkers();
  });

  it('that one step takes down again and again set its run aside and do all others', async () => {
    await lab.stack.worker.close();
    const file = join(lab.stateDir, 'poisoned');
    const stopKeeping = lab.keepWorkers(2, file);
    await lab.start('poison');
    const others = Array.from({ length: 6 }, (_, i) => `healthy-${i}`);
    for (const id of others) await lab.start(id);
    lab.stack.sweeper.start(500);
    for (const id of others) expect((await lab.ended(id)).run.state).toBe('done');
    const { run, events } = await lab.ended('poison');
    expect(run).toMatchObject({ state: 'set_aside', error: { code: 'run.step-crashes' } });
    expect(statesOf(events)).toEqual(['queued', 'running', 'set_aside']);
    const steps = await lab.stack.runs.steps('poison');
    expect(steps.map(({ state, crashes }) => [state, crashes])).toEqual([
      ['failed', 5],
      ['skipped', 0],
      ['skipped', 0],
    ]);
    expect(linesOf(file).filter((line) => line.endsWith(' poison'))).toHaveLength(5);
    await stopKeeping();
    await lab.reopen();
  }, 150_000);

  it('killed in mid-step are followed by another one, and the step is done once in the ledger', async () => {
    await lab.stack.worker.close();
    const file = join(lab.stateDir, 'victim');
    const child = await lab.spawnWorker(file);
    await lab.start('hang');
    await until(() => existsSync(file));
    expect(readFileSync(file, 'utf8')).toBe(`${child.pid} hang\n`);
    child.kill('SIGKILL');
    lab.refresh = () => Promise.resolve(MADE);
    await lab.reopen();
    const { run, events } = await lab.ended('hang');
    expect(run.state).toBe('done');
    const done = events.filter((e) => e.kind === 'step' && e.data['state'] === 'done').map((e) => e.data['step']);
    expect(done).toEqual(STEPS);
    expect((await lab.stack.runs.steps('hang'))[0]).toMatchObject({ attempts: 2, crashes: 1 });
  });
});
