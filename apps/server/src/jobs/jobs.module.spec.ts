import 'reflect-metadata';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Test } from '@nestjs/testing';
import { afterAll, expect, it } from 'vitest';
import { tinyHandlers } from '../../../../test/support/run-stack.js';
import { CatalogModule } from '../catalog/catalog.module.js';
import { OPEN_CATALOG, type OpenCatalog } from '../catalog/open-catalog.js';
import { findPostmaster } from '../catalog/postmaster.js';
import { preparePlace } from '../catalog/postgres-place.js';
import { CLOCK, systemClock } from '../common/clock.js';
import { ENVIRONMENT, readEnvironment, type Environment } from '../config/environment.js';
import { PROJECT, type Project } from '../content/project.js';
import { dataset } from '../content/spec/dataset.js';
import { job } from '../content/spec/job.js';
import { project } from '../content/spec/project.js';
import { report } from '../content/spec/report.js';
import { JobsModule } from './jobs.module.js';
import { RunFollower } from './run-follower.js';
import { RunStarter } from './run-starter.js';
import { STEP_HANDLERS } from './steps.js';

const stateDir = mkdtempSync(join(tmpdir(), 'decile-module-'));
chmodSync(stateDir, 0o755);

const content: Project = {
  root: stateDir,
  spec: project.parse({ name: 'p', title: 'P' }),
  datasets: new Map([
    ['orders', { name: 'orders', file: 'datasets/orders.yaml', spec: dataset.parse({ title: 'O' }), inputs: [] }],
  ]),
  reports: new Map([
    [
      'sales',
      {
        name: 'sales',
        file: 'report.yaml',
        spec: report.parse({ title: 'S', sections: [{ id: 's', title: 'S', blocks: [] }] }),
        inputs: ['orders'],
      },
    ],
  ]),
  dashboards: new Map(),
  logos: new Map(),
  jobs: new Map([
    ['monthly', { name: 'monthly', file: 'jobs/monthly.yaml', spec: job.parse({ title: 'M', report: 'sales' }) }],
  ]),
  diagnostics: [],
  unchecked: [],
};
const environment: Environment = { ...readEnvironment(), stateDir, databaseUrl: undefined, role: 'all' };

const ground = [
  { provide: ENVIRONMENT, useValue: environment },
  { provide: CLOCK, useValue: systemClock },
  { provide: PROJECT, useValue: content },
  {
    provide: STEP_HANDLERS,
    inject: [OPEN_CATALOG],
    useFactory: (open: OpenCatalog) => tinyHandlers(open, () => Promise.resolve({ output: 'v', reused: true })),
  },
];

class Ground {}
const GroundModule = { module: Ground, global: true, providers: ground, exports: ground.map(({ provide }) => provide) };

afterAll(async () => {
  rmSync((await preparePlace(stateDir)).socketDir, { recursive: true });
  rmSync(stateDir, { recursive: true });
});

it('the modules start a run by its job’s name, follow it to its end, and leave no server behind', async () => {
  const app = await Test.createTestingModule({ imports: [GroundModule, CatalogModule, JobsModule] }).compile();
  await app.init();
  const run = await app.get(RunStarter).start('monthly');
  expect(run).toMatchObject({ job: 'monthly', report: 'sales', state: 'queued' });
  const seen: unknown[] = [];
  for await (const event of app.get(RunFollower).follow(run.id, 0))
    if (event.kind === 'state') seen.push(event.data['state']);
  expect(seen).toEqual(['queued', 'running', 'done']);
  await app.close();
  const { dataDir } = await preparePlace(stateDir);
  expect(await findPostmaster(dataDir)).toBeUndefined();
});
