import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databaseAnswers, DatasetLab } from '../../../../test/support/dataset-lab.js';
import { schedules } from '../catalog/migrations/0003-schedules.js';
import { WorkerRepository } from '../catalog/worker.repository.js';
import { readEnvironment } from '../config/environment.js';
import type { QueueBackend } from '../jobs/queue-backend.js';
import { Readiness } from './readiness.js';
import { ServerClosing } from './server-closing.js';

const ready = await databaseAnswers();

describe.skipIf(!ready)('a server that stops', () => {
  let lab: DatasetLab;
  beforeAll(async () => {
    lab = await DatasetLab.open();
    await schedules.up(lab.catalog);
  });
  afterAll(() => lab.close());

  it('names itself, and not the worker that stops with it', async () => {
    const closing = new ServerClosing();
    const queue = { ping: () => Promise.resolve() } as unknown as QueueBackend;
    const partsOf = (role: 'api' | 'all') => {
      const environment = { ...readEnvironment(), stateDir: lab.root, role };
      return new Readiness(lab.catalog, new WorkerRepository(lab.catalog), queue, closing, environment).parts();
    };
    expect(await partsOf('all')).toMatchObject({ workers: 'down', server: 'ok' });
    closing.begin();
    expect(await partsOf('all')).toMatchObject({ catalogue: 'ok', storage: 'ok', workers: 'ok', server: 'down' });
    expect(await partsOf('api')).toMatchObject({ workers: 'down', server: 'down' });
  });
});
