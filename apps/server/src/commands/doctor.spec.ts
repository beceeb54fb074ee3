import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { preparePlace } from '../catalog/postgres-place.js';
import { readEnvironment, type Environment } from '../config/environment.js';
import type { Project } from '../content/project.js';
import { project as projectSpec } from '../content/spec/project.js';
import { examine, type Finding } from './doctor-checks.js';

let folder: string;
let environment: Environment;
const project: Project = {
  root: '/p',
  spec: projectSpec.parse({ name: 'p', title: 'P', time_zone: 'Asia/Seoul' }),
  datasets: new Map(),
  reports: new Map(),
  dashboards: new Map(),
  logos: new Map(),
  jobs: new Map(),
  diagnostics: [],
  unchecked: [],
};

async function findings(changes: Partial<Environment> = {}): Promise<Map<string, Finding>> {
  const found = new Map<string, Finding>();
  for await (const finding of examine({ ...environment, ...changes }, project)) found.set(finding.check, finding);
  return found;
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'decile-doctor-'));
  chmodSync(folder, 0o755);
  const none = { databaseUrl: undefined, redisUrl: undefined, browserPath: undefined };
  environment = { ...readEnvironment({ port: 0 }), ...none, stateDir: join(folder, 'state') };
});
afterAll(async () => {
  rmSync((await preparePlace(environment.stateDir)).socketDir, { recursive: true, force: true });
  rmSync(folder, { recursive: true });
});

describe('the doctor', () => {
  it('finds everything in order where it is, and says what it found', async () => {
    const found = await findings();
    const names = ['node', 'memory', 'storage', 'catalogue', 'browser', 'fonts', 'time zones', 'project', 'port'];
    expect([...found.keys()]).toEqual(names);
    for (const finding of found.values()) expect(finding).not.toMatchObject({ state: 'fail' });
    expect(found.get('catalogue')?.message).toMatch(/^PostgreSQL \d+\.\d+ embedded/);
    expect(found.get('browser')?.message).toMatch(/printed a page of \d+ bytes/);
  });

  it('names each part that is missing with what to do, and goes on to the next', async () => {
    const file = join(folder, 'a-file');
    writeFileSync(file, '');
    const other = createServer();
    const port = await new Promise<number>((resolve) => {
      other.listen(0, '127.0.0.1', () => resolve((other.address() as { port: number }).port));
    });
    const found = await findings({
      stateDir: file,
      databaseUrl: 'postgres://nobody@127.0.0.1:1/x',
      redisUrl: 'redis://127.0.0.1:1',
      browserPath: '/nowhere/chrome',
      host: '127.0.0.1',
      port,
    });
    other.close();
    const failed = [...found.values()].filter(({ state }) => state === 'fail').map(({ check }) => check);
    expect(failed).toEqual(['storage', 'catalogue', 'redis', 'browser', 'port']);
    for (const check of ['catalogue', 'redis', 'port']) expect(found.get(check)?.hint).toBeTruthy();
  });
});
