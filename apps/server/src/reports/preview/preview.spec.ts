import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BlockLab } from '../../../../../test/support/block-lab.js';
import { openTablesOf } from '../../../../../test/support/duckdb-tables.js';
import { AppError } from '../../common/errors.js';
import { readProject } from '../../content/read-project.js';
import { MemoSession } from './memo-session.js';
import { PreviewState, type Drawn } from './preview-state.js';
import { servePreview, type OpenPreview } from './preview-server.js';

const REPORT = 'report-templates/monthly/report.yaml';
const SOUND = 'title: Monthly\nsections:\n  - { id: one, title: One, blocks: [] }\n';

let root: string;
let engine: Awaited<ReturnType<typeof openTablesOf>>;
let failure: Error | undefined;
let state: PreviewState;
let server: OpenPreview;

const write = async (file: string, text: string) => {
  await mkdir(dirname(join(root, file)), { recursive: true });
  await writeFile(join(root, file), text);
};

function get(path: string, heads: Record<string, string> = {}): Promise<{ status: number; body: string; csp: string }> {
  return new Promise((resolve, reject) => {
    const asked = request(`${server.url.replace('localhost', '127.0.0.1')}${path}`, { headers: heads }, (response) => {
      let body = '';
      const answer = () => {
        resolve({ status: response.statusCode ?? 0, body, csp: String(response.headers['content-security-policy']) });
        asked.destroy();
      };
      response.on('data', (chunk: Buffer) => {
        body += chunk.toString();
        if (path === '/events') answer();
      });
      response.on('end', answer);
    });
    asked.on('error', reject);
    asked.end();
  });
}

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'decile-preview-'));
  engine = await openTablesOf();
  await write('decile.yaml', 'name: shop\ntitle: Shop\n');
  await write(REPORT, SOUND);
  state = new PreviewState({
    report: 'monthly',
    readProject: () => readProject(root, engine),
    draw: async (project) => {
      if (failure) throw failure;
      return { html: `<h1>${String(project.reports.get('monthly')?.spec.title)}</h1>`, refusals: ['one: is empty'] };
    },
    now: () => 0,
  });
  server = await servePreview(state, { title: 'monthly <b>', port: 0 });
});
afterAll(async () => {
  await server.close();
  engine.close();
  await rm(root, { recursive: true });
});

describe('a preview', () => {
  it('shows the report, what the gate would refuse, and the report again after a change', async () => {
    const seen: Drawn[] = [];
    const stop = state.follow((drawn) => seen.push(drawn));
    await state.refresh();
    expect((await get('/report')).body).toBe('<h1>Monthly</h1>');
    expect((await get('/events')).body).toContain('data: {"ms":0,"refusals":["one: is empty"]}');
    await write(REPORT, SOUND.replace('Monthly', 'Quarterly'));
    await Promise.all([state.refresh(), state.refresh(), state.refresh()]);
    expect((await get('/report')).body).toBe('<h1>Quarterly</h1>');
    // Three requests at once are one drawing and one more for what came meanwhile.
    expect(seen).toHaveLength(3);
    stop();
  });

  it('shows mistakes of the content with their place in its stead, and recovers', async () => {
    await write(REPORT, SOUND.replace('title: One', 'titel: One'));
    await state.refresh();
    const { body } = await get('/report');
    expect(body).toContain(`${REPORT}:3:`);
    expect(body).toContain('did you mean &quot;title&quot;?');
    await write(REPORT, SOUND);
    await state.refresh();
    expect((await get('/report')).body).toBe('<h1>Monthly</h1>');
  });

  it('shows a failure with its excerpt and what was at hand', async () => {
    failure = new AppError('text.failed', 'section "one", line 2: <boom>', {
      hint: 'at hand: month.sales = 12',
      details: { template: 'first\nsecond {{x}}\nthird', line: 2 },
    });
    await state.refresh();
    const { body } = await get('/report');
    expect(body).toContain('line 2: &lt;boom&gt;');
    expect(body).toContain('<mark>   2  second {{x}}</mark>');
    expect(body).toContain('at hand: month.sales = 12');
    failure = new AppError('report.template-failed', 'x', { details: { file: REPORT, line: 1 } });
    await state.refresh();
    expect((await get('/report')).body).toContain('<mark>   1  title: Monthly</mark>');
    failure = undefined;
  });

  it('frames it without letting its title or anything else run', async () => {
    const { body, csp } = await get('/');
    expect(body).toContain('monthly &lt;b&gt;');
    const nonce = /script-src 'nonce-([^']+)'/.exec(csp)?.[1];
    expect(body).toContain(`<script nonce="${nonce}">`);
  });

  it('answers this machine only, and nothing but what it has', async () => {
    expect((await get('/report', { host: 'evil.example' })).status).toBe(403);
    expect((await get('/report', { host: 'localhost:1' })).status).toBe(200);
    expect((await get('/etc/passwd')).status).toBe(404);
  });

  it('says so when its port is taken', async () => {
    const port = Number(new URL(server.url).port);
    await expect(servePreview(state, { title: 'x', port })).rejects.toMatchObject({ code: 'preview.port-taken' });
  });
});

describe('a session that remembers', () => {
  it('asks a query once for the same parameters, and a failed one again', async () => {
    const lab = await BlockLab.open({ t: 'select 1 as x' });
    let asked = 0;
    const counting = {
      query: (...args: Parameters<typeof lab.session.query>) => {
        asked += 1;
        return lab.session.query(...args);
      },
      close: () => lab.close(),
    };
    const session = new MemoSession(counting);
    const sql = 'select x + $n as y from t';
    expect((await session.query(sql, { n: 1 })).rows).toEqual([[2]]);
    expect((await session.query(sql, { n: 1 })).rows).toEqual([[2]]);
    expect((await session.query(sql, { n: 2 })).rows).toEqual([[3]]);
    expect(asked).toBe(2);
    for (const _ of [1, 2]) await expect(session.query('select nope from t')).rejects.toThrow();
    expect(asked).toBe(4);
    await session.close();
  });
});
