import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BACKENDS, MADE, RunLab, until } from '../../../../test/support/run-lab.js';

describe.skipIf(!BACKENDS.some((backend) => backend === 'redis'))('a Redis below the queue', () => {
  let lab: RunLab;

  beforeAll(async () => {
    lab = new RunLab('redis');
    await lab.open();
  });
  afterAll(() => lab.close());

  it('that lost everything under a working worker is rung again by the sweeper', async () => {
    const release: (() => void)[] = [];
    lab.refresh = () => new Promise((done) => release.push(() => done(MADE)));
    const ids = ['flushed-a', 'flushed-b', 'flushed-c'];
    for (const id of ids) await lab.start(id);
    await until(() => release.length === 2);
    await lab.redis!.send('flushall');
    lab.refresh = () => Promise.resolve(MADE);
    for (const each of release) each();
    lab.stack.sweeper.start(300);
    for (const id of ids) {
      const { run } = await lab.ended(id);
      expect(run.state).toBe('done');
      expect((await lab.stack.runs.steps(id)).map(({ attempts }) => attempts)).toEqual([1, 1, 1]);
    }
    await lab.stack.sweeper.close();
  });

  it('that is away does not keep anybody from asking for a run; it is done when Redis is back, empty', async () => {
    await lab.redis!.kill();
    await lab.create('asked-for');
    await expect(lab.stack.queue.ring('asked-for', ['refresh:orders', 'resolve', 'render'])).rejects.toThrow();
    lab.stack.sweeper.start(300);
    await lab.redis!.start();
    expect((await lab.ended('asked-for')).run.state).toBe('done');
    await lab.stack.sweeper.close();
  });

  it('does not keep a worker that is asked to stop', async () => {
    await lab.redis!.kill();
    await lab.stack.worker.close(1000);
    await lab.redis!.start();
    await lab.reopen();
  });

  it('is shared by catalogues that do not see each other’s runs', async () => {
    const keys = (await lab.redis!.send('keys', '*')) as string[];
    expect(keys.length).toBeGreaterThan(0);
    for (const key of keys) expect(key).toContain(`{decile-${lab.stack.open.id}}:runs:`);
  });
});
