import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const COMMAND = join(ROOT, 'apps/server/bin/decile.js');
const TOKEN = 'a-token-of-the-test';
const asScript = { authorization: `Bearer ${TOKEN}` };
const FIRST_BYTES = { pdf: '%PDF-', xlsx: 'PK', html: '<!', json: '{' };

const ready = existsSync(COMMAND);
if (!ready) console.warn('test/e2e/server.spec.ts is skipped: the command is not built');

/** Starts the server on a free port and waits for the sign-in link that it prints. */
async function start(state: string): Promise<{ child: ChildProcess; link: URL }> {
  const child = spawn(process.execPath, [COMMAND, 'start', '--port', '0'], {
    cwd: ROOT,
    env: { ...process.env, DECILE_STATE: state, DECILE_API_TOKEN: TOKEN },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  const link = await new Promise<string>((found, failed) => {
    const read = (chunk: Buffer) => {
      printed += chunk.toString();
      const url = /https?:\/\/\S+\/sign-in\?token=[\w-]+/.exec(printed)?.[0];
      if (url) found(url);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.once('exit', (code) => failed(new Error(`the server ended with ${code}:\n${printed}`)));
  });
  return { child, link: new URL(link) };
}

describe.skipIf(!ready)('a started server', () => {
  let state: string;
  let child: ChildProcess | undefined;
  let link: URL;
  const at = (path: string) => new URL(path, link);

  beforeAll(async () => {
    state = await mkdtemp(join(tmpdir(), 'decile-e2e-'));
    ({ child, link } = await start(state));
  });

  afterAll(async () => {
    if (child) {
      const ended = new Promise((done) => child!.once('exit', done));
      child.kill('SIGTERM');
      await ended;
    }
    await rm(state, { recursive: true, force: true });
  });

  it('answers health to all and nothing else to strangers', async () => {
    expect((await fetch(at('/api/health'))).status).toBe(200);
    for (const path of ['/', '/api/project', '/api/runs', '/api/issues', '/api/docs-json']) {
      expect([path, (await fetch(at(path))).status]).toEqual([path, 401]);
    }
  });

  it('lets the printed link in once', async () => {
    const first = await fetch(link, { redirect: 'manual' });
    expect(first.status).toBe(303);
    const cookie = (first.headers.get('set-cookie') ?? '').split(';')[0]!;
    expect((await fetch(at('/api/project'), { headers: { cookie } })).status).toBe(200);
    expect((await fetch(link, { redirect: 'manual' })).status).toBe(401);
  });

  it('makes a report: run, events to the end, four files', { timeout: 180_000 }, async () => {
    const started = await fetch(at('/api/jobs/rfm-grades/runs'), {
      method: 'POST',
      headers: { ...asScript, 'content-type': 'application/json' },
      body: JSON.stringify({ as_of: '2026-10-31' }),
    });
    expect(started.status).toBe(202);
    const where = started.headers.get('location') ?? '';
    const events = await (await fetch(at(`${where}/events`), { headers: asScript })).text();
    expect(events).toMatch(/event: end\ndata: \{\}\n\n$/);

    const run = (await (await fetch(at(where), { headers: asScript })).json()) as { state: string; error: unknown };
    expect(run).toMatchObject({ state: 'done', error: null });
    for (const [format, bytes] of Object.entries(FIRST_BYTES)) {
      const file = await fetch(at(`${where}/files/${format}`), { headers: asScript });
      expect([format, file.status]).toEqual([format, 200]);
      expect((await file.text()).toLowerCase().startsWith(bytes.toLowerCase())).toBe(true);
    }
    const { issues } = (await (await fetch(at('/api/issues'), { headers: asScript })).json()) as { issues: unknown[] };
    expect(issues.length).toBeGreaterThan(0);
  });
});
