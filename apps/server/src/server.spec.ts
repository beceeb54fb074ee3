import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Module } from '@nestjs/common';
import { Kysely, PostgresDialect, sql } from 'kysely';
import { Client, Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CATALOG, type Catalog } from './catalog/catalog.js';
import { DatasetVersionRepository } from './catalog/dataset-version.repository.js';
import { ResultRepository } from './catalog/result.repository.js';
import { RunRepository, type RunEvent } from './catalog/run.repository.js';
import { ScheduleRepository } from './catalog/schedule.repository.js';
import { WorkerRepository } from './catalog/worker.repository.js';
import type { CatalogTables } from './catalog/tables.js';
import { readEnvironment, type Environment } from './config/environment.js';
import { PROJECT, type Project } from './content/project.js';
import { calendar } from './content/spec/calendar.js';
import { DashboardResolver } from './dashboards/dashboard-resolver.js';
import { QUEUE_BACKEND } from './jobs/queue-backend.js';
import { RunQueue } from './jobs/queue.js';
import { RunFollower } from './jobs/run-follower.js';
import { RunStarter } from './jobs/run-starter.js';
import { IssueNotes } from './reports/notes/issue-notes.js';
import { startServer, startWorker, type RunningServer } from './server.js';

const DATABASE = process.env['DECILE_TEST_DATABASE'] ?? 'postgres://postgres@127.0.0.1:5432/postgres';
const SCHEMA = `decile_server_${process.pid}`;
const TOKEN = 'a-token-for-scripts';
const NAME = '우량 고객 2026-10.pdf';

const TABLES = `
create table runs (id text primary key, job text, report text, as_of text, language text, formats jsonb, parameters jsonb,
  deadline timestamptz, state text, cancel_requested boolean not null default false, result_id text, error jsonb,
  created_at timestamptz, started_at timestamptz, finished_at timestamptz);
create table run_steps (run_id text, step text, seq int, state text, progress float8, attempts int not null default 0,
  output text, reused boolean, started_at timestamptz, finished_at timestamptz, primary key (run_id, step));
create table run_events (id bigserial primary key, run_id text, at timestamptz, kind text, data jsonb);
create table results (id text primary key, digest text, report text, as_of text, language text, title text, source jsonb,
  created_at timestamptz);
create table artefacts (result_id text, format text, path text, file_name text, sha256 text, bytes int,
  created_at timestamptz, primary key (result_id, format));
create table schedule_dues (job text, due_at timestamptz, state text, reason text, run_id text, error jsonb, recorded_at timestamptz);
create table schedules (job text primary key, cron text, time_zone text, since timestamptz, considered_at timestamptz, paused_at timestamptz);
create table workers (id text primary key, host text, pid int, started_at timestamptz, seen_at timestamptz);
create table sessions (token_hash text primary key, kind text, viewer text, expires_at timestamptz, used_at timestamptz);
`;

const project = {
  root: '/nowhere',
  spec: {
    name: 'demo',
    title: { ko: '데모', en: 'Demo' },
    language: 'ko',
    time_zone: 'Asia/Seoul',
    currency: 'KRW',
    calendar: calendar.parse({}),
  },
  datasets: new Map(),
  reports: new Map(),
  dashboards: new Map(),
  logos: new Map(),
  jobs: new Map([
    [
      'rfm-grades',
      {
        name: 'rfm-grades',
        file: 'jobs/rfm-grades.yaml',
        spec: {
          title: 'Grades',
          report: 'rfm-grades',
          formats: ['pdf'],
          as_of: 'month_end',
          parameters: {},
          timeout_minutes: 60,
        },
      },
    ],
  ]),
  diagnostics: [],
  unchecked: [],
} satisfies Project;

const reachable = await new Client({ connectionString: DATABASE, connectionTimeoutMillis: 1000 })
  .connect()
  .then(() => true)
  .catch(() => false);
if (!reachable) console.warn(`main.spec.ts is skipped: no PostgreSQL at ${DATABASE}`);

/** The run ledger, driven by hand: a run is started by a row and followed by its events until `done`. */
function features(catalog: Catalog) {
  const runs = new RunRepository(catalog);
  const starter = {
    async start(job: string, { asOf = '2026-10-31' }: { asOf?: string }) {
      const now = new Date('2026-11-01T00:00:00Z');
      const run = { id: `run-${job}`, job, report: job, as_of: asOf, language: 'ko', formats: ['pdf'], parameters: {} };
      await runs.create({ ...run, deadline: now, created_at: now }, ['resolve', 'render']);
      return (await runs.find(run.id))!;
    },
  };
  const follower = {
    async *follow(id: string, after: number): AsyncIterable<RunEvent> {
      yield* await runs.eventsAfter(id, after);
    },
  };
  const providers = [
    { provide: CATALOG, useValue: catalog },
    { provide: PROJECT, useValue: project },
    { provide: RunStarter, useValue: starter },
    { provide: RunFollower, useValue: follower },
    { provide: DashboardResolver, useValue: {} },
    { provide: IssueNotes, useValue: {} },
    RunRepository,
    ResultRepository,
    DatasetVersionRepository,
    ScheduleRepository,
    WorkerRepository,
    { provide: RunQueue, useValue: { counts: () => Promise.resolve({ waiting: 2, delayed: 0, active: 1 }) } },
    { provide: QUEUE_BACKEND, useValue: { ping: () => Promise.resolve() } },
  ];
  @Module({ providers, exports: providers.map((p) => ('provide' in p ? p.provide : p)) })
  class FeaturesModule {}
  return { module: FeaturesModule, global: true };
}

describe.skipIf(!reachable)('the server', () => {
  let folder: string;
  let catalog: Catalog;
  let server: RunningServer;
  const asScript = { authorization: `Bearer ${TOKEN}` };
  const get = (path: string, headers: Record<string, string> = {}) =>
    fetch(server.url.replace('localhost', '127.0.0.1') + path, { headers, redirect: 'manual' });
  const post = (path: string, headers: Record<string, string>, body?: unknown) =>
    fetch(server.url.replace('localhost', '127.0.0.1') + path, {
      method: 'POST',
      headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'decile-server-'));
    const admin = new Client({ connectionString: DATABASE });
    await admin.connect();
    await admin.query(`create schema ${SCHEMA}; set search_path to ${SCHEMA}; ${TABLES}`);
    await admin.end();
    const pool = new Pool({ connectionString: DATABASE, options: `-c search_path=${SCHEMA}`, max: 4 });
    catalog = new Kysely<CatalogTables>({ dialect: new PostgresDialect({ pool }) });
    await mkdir(join(folder, 'web/assets'), { recursive: true });
    await writeFile(join(folder, 'web/index.html'), '<!doctype html><div id="root"></div>');
    await writeFile(join(folder, 'web/assets/app-1a2b.js'), 'export {};');
    await mkdir(join(folder, 'storage/issues/r1'), { recursive: true });
    await writeFile(join(folder, 'storage/issues/r1/report.html'), '<h1>제목</h1>');
    await writeFile(join(folder, 'storage/issues/r1/report.pdf'), '%PDF-1.7');
    const environment: Environment = {
      ...readEnvironment(),
      stateDir: folder,
      port: 0,
      host: '127.0.0.1',
      logLevel: 'silent',
      apiToken: TOKEN,
    };
    server = await startServer(environment, { features: [features(catalog)], webRoot: join(folder, 'web') });
  });

  afterAll(async () => {
    await server?.close();
    if (catalog) {
      await sql`drop schema ${sql.id(SCHEMA)} cascade`.execute(catalog);
      await catalog.destroy();
    }
    if (folder) await rm(folder, { recursive: true });
  });

  it('tells its health to everybody and nothing else to strangers', async () => {
    const health = await get('/api/health');
    expect([health.status, await health.json()]).toMatchObject([
      200,
      { status: 'ok', versions: { decile: expect.any(String) } },
    ]);
    const closed = [
      '/api/project',
      '/api/runs',
      '/api/issues',
      '/api/runs/x/files/pdf',
      '/api/docs',
      '/api/docs-json',
      '/api/dashboards/x',
      '/api/schedules',
      '/metrics',
      '/',
    ];
    for (const path of closed) expect([path, (await get(path)).status]).toEqual([path, 401]);
    expect((await post('/api/jobs/rfm-grades/runs', {}, {})).status).toBe(401);
    const refused = await get('/api/runs', { authorization: 'Bearer wrong' });
    expect(refused.headers.get('content-type')).toContain('application/problem+json');
    expect(await refused.json()).toMatchObject({ status: 401, code: 'identity.required', instance: '/api/runs' });
  });

  it('is ready only with every part, and says which one is down', async () => {
    const without = await get('/api/health/ready');
    expect([without.status, await without.json()]).toMatchObject([
      503,
      { status: 'down', workers: 'down', storage: 'ok' },
    ]);
    await new WorkerRepository(catalog).see({ id: 'w', host: 'h', pid: 1 });
    const ready = await get('/api/health/ready');
    const all = { status: 'ok', catalogue: 'ok', queue: 'ok', storage: 'ok', workers: 'ok', server: 'ok' };
    expect([ready.status, await ready.json()]).toEqual([200, all]);
  });

  it('gives figures for Prometheus to whoever has the token', async () => {
    const answer = await get('/metrics', asScript);
    expect(answer.headers.get('content-type')).toContain('text/plain');
    const text = await answer.text();
    expect(text).toContain('decile_queue_steps{state="waiting"} 2');
    expect(text).toContain('decile_workers 1');
    expect(text).toMatch(/^decile_schedule_lag_seconds 0$/m);
    for (const name of ['process_cpu_seconds_total', 'decile_step_seconds', 'decile_render_seconds']) {
      expect(text).toContain(`# TYPE ${name}`);
    }
    expect(text).not.toMatch(/^(# HELP \S+).*\n[\s\S]*^\1 /m);
  });

  it('as a mere worker shows health to all, figures to whoever has the token, and nothing else', async () => {
    const environment = {
      ...readEnvironment(),
      stateDir: folder,
      host: '127.0.0.1',
      logLevel: 'silent',
      apiToken: TOKEN,
    };
    const worker = await startWorker({ ...environment, workerPort: 0 }, [features(catalog)]);
    const { port } = worker.getHttpServer().address() as { port: number };
    const status = async (path: string, headers = {}) =>
      (await fetch(`http://127.0.0.1:${port}${path}`, { headers })).status;
    expect(await status('/api/health')).toBe(200);
    expect(await status('/metrics')).toBe(401);
    expect(await status('/metrics', asScript)).toBe(200);
    expect(await status('/api/runs', asScript)).toBe(404);
    await worker.close();
  });

  it('lets a sign-in link in once, and says then how to get another', async () => {
    const path = new URL(await server.createLink()).pathname + new URL(await server.createLink()).search;
    expect((await fetch(server.url + path, { method: 'HEAD' })).status).toBe(204);
    expect((await get(path, { 'sec-purpose': 'prefetch' })).status).toBe(204);
    const first = await get(path, { 'sec-fetch-site': 'cross-site' });
    expect([first.status, first.headers.get('location')]).toEqual([303, '/']);
    const cookie = first.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/^decile_session=[\w-]{43}; Max-Age=2592000; Path=\/; HttpOnly; SameSite=Lax$/);
    const session = { cookie: cookie.split(';')[0]! };
    expect((await get('/', session)).status).toBe(200);
    expect((await get('/api/project', session)).status).toBe(200);

    const second = await get(path, { 'accept-language': 'ko-KR,ko' });
    expect(second.status).toBe(401);
    expect(await second.text()).toContain('npx decile link');
    const stored = await catalog.selectFrom('sessions').selectAll().execute();
    expect(JSON.stringify(stored)).not.toContain(path.slice('/sign-in?token='.length));

    expect((await post('/api/sign-out', session)).status).toBe(403);
    expect(
      (await post('/api/sign-out', { ...session, 'x-decile-request': '1', origin: 'http://evil.example' })).status,
    ).toBe(403);
    expect((await post('/api/sign-out', { ...session, 'x-decile-request': '1' })).status).toBe(204);
    expect((await get('/api/project', session)).status).toBe(401);
  });

  it('does not take a link after a day, nor a session after a month', async () => {
    const path = new URL(await server.createLink());
    await catalog
      .updateTable('sessions')
      .set({ expires_at: new Date(0) })
      .execute();
    expect((await get(path.pathname + path.search)).status).toBe(401);
    expect((await get('/sign-in')).status).toBe(401);
  });

  it('starts a run, follows it to the end, resumes, and stops it only while it lives', async () => {
    const started = await post('/api/jobs/rfm-grades/runs', asScript, { as_of: '2026-09-30' });
    expect(started.status).toBe(202);
    expect(started.headers.get('location')).toBe('/api/runs/run-rfm-grades');
    const runs = new RunRepository(catalog);
    await runs.updateStep('run-rfm-grades', 'resolve', { state: 'done', progress: 1 });
    expect((await post('/api/runs/run-rfm-grades/cancel', asScript)).status).toBe(202);
    await runs.move('run-rfm-grades', 'done', new Date('2026-11-01T00:00:09Z'), { result_id: 'r1' });
    expect((await post('/api/runs/run-rfm-grades/cancel', asScript)).status).toBe(409);

    const stream = await get('/api/runs/run-rfm-grades/events', asScript);
    expect(stream.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    const text = await stream.text();
    expect([...text.matchAll(/^event: (\w+)$/gm)].map((m) => m[1])).toEqual(['state', 'step', 'state', 'end']);
    const ids = [...text.matchAll(/^id: (\d+)$/gm)].map((m) => m[1]!);
    const rest = await (await get('/api/runs/run-rfm-grades/events', { ...asScript, 'last-event-id': ids[1]! })).text();
    expect([...rest.matchAll(/^id: (\d+)$/gm)].map((m) => m[1])).toEqual(ids.slice(2));

    const run = await (await get('/api/runs/run-rfm-grades', asScript)).json();
    expect(run).toMatchObject({ state: 'done', as_of: '2026-09-30', steps: [{ step: 'resolve' }, { step: 'render' }] });
  });

  it('gives the files of a run and of an issue with names a Korean reader can save', async () => {
    const at = new Date('2026-11-01T00:00:09Z');
    const results = new ResultRepository(catalog);
    const about = {
      report: 'rfm-grades',
      as_of: '2026-09-30',
      language: 'ko',
      title: '제목',
      source: {},
      created_at: at,
    };
    await results.save({ id: 'r1', digest: 'd', ...about });
    await results.save({ id: 'r2-without-files', digest: 'd', ...about });
    const file = { result_id: 'r1', sha256: 'aa', bytes: 8, created_at: at };
    await results.saveArtefacts([
      { ...file, format: 'html', path: 'issues/r1/report.html', file_name: 'report.html' },
      { ...file, format: 'pdf', path: 'issues/r1/report.pdf', file_name: NAME },
      { ...file, format: 'xlsx', path: 'issues/r1/lost.xlsx', file_name: 'lost.xlsx' },
    ]);
    const { issues } = (await (await get('/api/issues', asScript)).json()) as { issues: { id: string }[] };
    expect(issues.map(({ id }) => id)).toEqual(['r1']);
    const { files } = (await (await get('/api/runs/run-rfm-grades/files', asScript)).json()) as {
      files: { url: string }[];
    };
    const pdf = await get(files[1]!.url, asScript);
    expect([pdf.headers.get('content-type'), await pdf.text()]).toEqual(['application/pdf', '%PDF-1.7']);
    expect(pdf.headers.get('content-disposition')).toContain(
      `attachment; filename="_ _ 2026-10.pdf"; filename*=UTF-8''%EC%9A%B0`,
    );
    const inline = await get('/api/issues/r1/files/pdf?inline=1', asScript);
    expect(inline.headers.get('content-disposition')).toMatch(/^inline;/);
    const page = await get('/api/issues/r1/html', asScript);
    expect(page.headers.get('content-security-policy')).toMatch(/^sandbox; default-src 'none'/);
    expect(await page.text()).toContain('제목');
    expect((await get('/api/issues/r1/files/lost.xlsx', asScript)).status).toBe(500);
    expect((await get('/api/issues/r1/files/..%2Fsecret', asScript)).status).toBe(404);
  });

  it('says what is wrong with a request', async () => {
    const wrong = await post('/api/jobs/rfm-grades/runs', asScript, { as_of: '2026-02-30', colour: 'red' });
    expect(wrong.status).toBe(422);
    const problem = (await wrong.json()) as { code: string; details: { issues: { field: string }[] } };
    expect(problem.code).toBe('request.invalid');
    expect(problem.details.issues.map(({ field }) => field)).toContain('as_of');
    const unknown = await post('/api/jobs/rfm-grade/runs', asScript, {});
    expect([unknown.status, await unknown.json()]).toMatchObject([404, { hint: 'There are: rfm-grades.' }]);
    expect((await get('/api/runs?limit=0', asScript)).status).toBe(422);
    expect((await get('/api/nothing', asScript)).status).toBe(404);
    expect((await get('/api/dashboards/none', asScript)).status).toBe(404);
  });

  it('describes every route, with examples', async () => {
    const document = (await (await get('/api/docs-json', asScript)).json()) as {
      paths: Record<string, Record<string, { summary?: string; responses: Record<string, unknown> }>>;
    };
    expect(Object.keys(document.paths).sort()).toEqual([
      '/api/dashboards/{name}',
      '/api/health',
      '/api/health/ready',
      '/api/issues',
      '/api/issues/{id}',
      '/api/issues/{id}/files/{file}',
      '/api/issues/{id}/html',
      '/api/issues/{id}/notes',
      '/api/jobs/{name}/runs',
      '/api/metrics',
      '/api/metrics/{name}',
      '/api/project',
      '/api/runs',
      '/api/runs/{id}',
      '/api/runs/{id}/cancel',
      '/api/runs/{id}/events',
      '/api/runs/{id}/files',
      '/api/runs/{id}/files/{file}',
      '/api/schedules',
      '/api/sign-out',
      '/metrics',
    ]);
    const body = JSON.stringify(document.paths['/api/jobs/{name}/runs']);
    for (const field of ['as_of', 'language', 'formats', '2026-10-31']) expect(body).toContain(field);
    const operations = Object.values(document.paths).flatMap((path) => Object.values(path));
    for (const operation of operations) expect(operation.summary).toBeTruthy();
    expect((await get('/api/docs', asScript)).status).toBe(200);
  });

  it('serves the pages: assets for ever, the document with strict heads', async () => {
    const asset = await get('/assets/app-1a2b.js');
    expect([asset.status, asset.headers.get('cache-control')]).toEqual([200, 'public, max-age=31536000, immutable']);
    const page = await get('/issues/r1', asScript);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'self'");
    expect(page.headers.get('x-content-type-options')).toBe('nosniff');
  });
});
