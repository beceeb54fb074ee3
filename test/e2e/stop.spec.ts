import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openCatalog } from '../../apps/server/src/catalog/open-catalog.js';
import { preparePlace } from '../../apps/server/src/catalog/postgres-place.js';
import { RunRepository } from '../../apps/server/src/catalog/run.repository.js';

const root = join(import.meta.dirname, '../..');
const built = existsSync(join(root, 'dist/server/main.js'));
if (!built) process.stderr.write('SKIPPED: test/e2e/stop.spec.ts needs npm run build\n');
const TOKEN = 'stop-token';

/** A step that would take hours, and heeds an interrupt. */
const FILES: Record<string, string> = {
  'decile.yaml': 'name: stop\ntitle: Stop\n',
  'jobs/slow.yaml': 'title: Slow\nreport: slow\nformats: [json]\n',
  'datasets/slow.yaml': 'title: Slow\n',
  'datasets/slow.sql':
    'SELECT count(*) AS n FROM range(1000000) AS a (i), range(1000000) AS b (j) WHERE hash(i, j) % 7 = 3\n',
  'report-templates/slow/report.yaml': `title: Slow
figures: { all: { sql: SELECT n FROM slow } }
sections: [{ id: s, title: S, blocks: [{ id: k, kind: kpi, items: [{ label: N, value: all.n }] }] }]
`,
};

describe.skipIf(!built)('a server that is asked to stop', () => {
  const home = mkdtempSync(join(tmpdir(), 'decile-stop-'));
  const stateDir = join(home, 'state');
  let child: ChildProcess | undefined;
  let output = '';

  beforeAll(() => {
    chmodSync(home, 0o755);
    for (const [path, text] of Object.entries(FILES)) {
      mkdirSync(dirname(join(home, path)), { recursive: true });
      writeFileSync(join(home, path), text);
    }
  });
  afterEach(() => child?.kill('SIGKILL'));
  afterAll(async () => {
    rmSync((await preparePlace(stateDir)).socketDir, { recursive: true, force: true });
    rmSync(home, { recursive: true, force: true });
  });

  /** Starts it and waits until its worker is in the first step of its run; its URL and the run's id. */
  async function startWorking(drainSeconds: string): Promise<{ url: string; run: string }> {
    output = '';
    child = spawn(process.execPath, [join(root, 'dist/server/main.js'), 'start', '--port', '0'], {
      cwd: home,
      env: {
        ...process.env,
        DATABASE_URL: '',
        REDIS_URL: '',
        DECILE_STATE: stateDir,
        DECILE_API_TOKEN: TOKEN,
        DECILE_DRAIN_SECONDS: drainSeconds,
        LOG_LEVEL: 'info',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [child.stdout!, child.stderr!]) stream.on('data', (chunk) => (output += String(chunk)));
    const found = async () => {
      const url = /http:\/\/localhost:\d+/.exec(output)?.[0].replace('localhost', '127.0.0.1');
      if (!url) return undefined;
      const { runs } = (await (await ask(url, '/api/runs')).json()) as { runs: { id: string; state: string }[] };
      const run = runs.find(({ state }) => state === 'running')?.id;
      if (!run) return undefined;
      // A run that an earlier server handed on is `running` before this one's worker has taken its step.
      const { steps } = (await (await ask(url, `/api/runs/${run}`)).json()) as { steps: { state: string }[] };
      return steps.some(({ state }) => state === 'running') && { url, run };
    };
    for (;;) {
      const started = await found();
      if (started) return started;
      await sleep(50);
    }
  }

  const ask = (url: string, path: string) => fetch(url + path, { headers: { authorization: `Bearer ${TOKEN}` } });

  it('interrupts what takes longer than its time to drain, hands it on, ends streams without an end, and exits 0', async () => {
    const { url, run } = await startWorking('1');
    const stream = ask(url, `/api/runs/${run}/events`).then((answer) => answer.text());
    await sleep(300);
    child!.kill('SIGTERM');
    const [code] = (await once(child!, 'exit')) as [number | null];
    expect([code, output]).toEqual([0, expect.stringContaining('stopping')]);
    const text = await stream;
    expect(text).toContain('event: step');
    expect(text).not.toContain('event: end');
    const open = await openCatalog({ stateDir, databaseUrl: undefined });
    const [step] = await new RunRepository(open.catalog).steps(run);
    await open.close();
    expect(step).toMatchObject({ state: 'waiting', attempts: 1, crashes: 0 });
    const lines = output.split('\n').flatMap((line) => (line.startsWith('{') ? [JSON.parse(line) as object] : []));
    expect(lines).toContainEqual(expect.objectContaining({ run, step: 'refresh:slow' }));
  }, 90_000);

  it('goes at once when it is asked again', async () => {
    await startWorking('600');
    const exit = once(child!, 'exit');
    child!.kill('SIGINT');
    while (!output.includes('stopping')) await sleep(50);
    await sleep(1300);
    child!.kill('SIGTERM');
    expect(await exit).toEqual([null, 'SIGKILL']);
  }, 90_000);
});
