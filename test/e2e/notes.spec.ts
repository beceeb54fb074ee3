import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import chromium from '@sparticuz/chromium';
import { chromium as browsers, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ResolvedTable, Result } from '../../apps/server/src/blocks/result.js';
import { records } from '../support/block-lab.js';

const root = resolve(import.meta.dirname, '../..');
const bin = join(root, 'apps/server/bin/decile.js');
const home = mkdtempSync(join(tmpdir(), 'decile-notes-e2e-'));
const project = join(home, 'project');
const TOKEN = 'a-token-that-is-long-enough-for-a-test';
const env = { ...process.env, DECILE_STATE: join(home, 'state'), DATABASE_URL: '', DECILE_API_TOKEN: TOKEN };
const built = ['dist/server', 'dist/web'].every((folder) => existsSync(join(root, folder)));
if (!built) console.warn('test/e2e/notes.spec.ts is skipped: run npm run build first');

const FILES = {
  'decile.yaml':
    'name: noted\ntitle: { ko: 후속 조치, en: Followed up }\nlanguage: en\ntime_zone: Asia/Seoul\ncurrency: KRW\n',
  'datasets/explained.yaml': 'title: Explained\n',
  'datasets/explained.sql': `SELECT * FROM (VALUES
    ('tenure', 'Months as a customer', 0.34, 'The longer, the fewer leave'),
    ('bill', 'Monthly bill', 0.21, 'A high bill drives customers away')
  ) AS t(feature, title, share, sentence)\n`,
  'report-templates/followed/report.yaml': `
title: { ko: 후속 조치, en: Followed up }
figures:
  month:
    sql: SELECT 275 AS gone, CAST($as_of AS DATE) < DATE '2026-10-01' AS any_new, 2500000 AS effect, 1000000 AS low, 4000000 AS high
    formats: { effect: money, low: money, high: money }
sections:
  - id: followed
    title: { ko: 할 일과 의견, en: What to do and what experts think }
    blocks:
      - id: plan
        kind: action_table
        title: { ko: 대책표, en: Plan }
        items:
          - id: call_back
            finding: { ko: '빠진 고객 {{figure "month.gone"}}명', en: '{{figure "month.gone"}} left' }
            action: { ko: 연락, en: Call them }
            effect: month.effect
            low: month.low
            high: month.high
          - { id: welcome, when: month.any_new, finding: { ko: 새 고객, en: New ones came }, action: { ko: 환영, en: Welcome them } }
      - id: experts
        kind: review_table
        title: { ko: 전문가 의견, en: Experts }
        sql: SELECT feature, title, share, sentence FROM explained ORDER BY share DESC, feature
        item: feature
        columns: [{ name: title }, { name: share, format: percent }, { name: sentence }]
`,
  'jobs/followed.yaml': 'title: { ko: 후속 조치, en: Followed up }\nreport: followed\n',
};
const NASTY =
  '<img src=x onerror=alert(1)> =SUM(A1) 🙂 漢字 ①½ https://example.com/aaaaaaaaaaaaaaaaaaaaaaaaaa2026/10/31 12345678901234567890 010-1234-5678';

/** Formats that are verified: the two that numbers are read out of. */
const FORMATS = ['pdf', 'xlsx'];

let child: ChildProcess | undefined;
let link: URL;

const at = (path: string): string => new URL(path, link).href;
const ask = (path: string, body?: unknown, headers: Record<string, string> = { authorization: `Bearer ${TOKEN}` }) =>
  fetch(at(path), {
    method: body === undefined ? 'GET' : 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
const read = async <T>(answer: Promise<Response>): Promise<T> => (await (await answer).json()) as T;

/** Makes the issue of a day; returns its id. */
async function issueOf(as_of: string, language = 'en'): Promise<string> {
  const run = await read<{ id: string }>(ask('/api/jobs/followed/runs', { as_of, language }));
  for (;;) {
    const { state, result_id, error } = await read<Record<string, string>>(ask(`/api/runs/${run.id}`));
    if (state === 'done') return result_id ?? '';
    if (['failed', 'refused', 'cancelled'].includes(state ?? '')) throw new Error(JSON.stringify(error));
    await sleep(200);
  }
}

const fileOf = async (id: string, format: string): Promise<Buffer> =>
  Buffer.from(await (await ask(`/api/issues/${id}/files/${format}`)).arrayBuffer());
const resultOf = async (id: string): Promise<Result> => JSON.parse(String(await fileOf(id, 'json'))) as Result;
const tableOf = (result: Result, block: string): ResolvedTable =>
  result.sections.flatMap(({ blocks }) => blocks).find(({ id }) => id === block) as ResolvedTable;
const act = (item: string, author: string, fields: Record<string, unknown>) => ({
  kind: 'action',
  block: 'plan',
  item,
  author,
  ...fields,
});

describe.skipIf(!built)('what people write on an issue', () => {
  let browser: Browser | undefined;
  let page: Page;
  let august = '';
  let september = '';

  beforeAll(async () => {
    for (const [path, text] of Object.entries(FILES)) {
      mkdirSync(join(project, path, '..'), { recursive: true });
      writeFileSync(join(project, path), text);
    }
    child = spawn(process.execPath, [bin, 'start', '--port', '0'], {
      cwd: project,
      env: { ...env, LOG_LEVEL: 'warn' },
    });
    let text = '';
    link = await new Promise((found, failed) => {
      const look = (chunk: Buffer): void => {
        text += String(chunk);
        const match = /https?:\/\/\S+\/sign-in\?token=[\w-]+(?=\s)/.exec(text)?.[0];
        if (match) found(new URL(match));
      };
      child!.stdout!.on('data', look);
      child!.stderr!.on('data', look);
      child!.once('exit', () => failed(new Error(text)));
    });
    browser = await browsers.launch({ executablePath: await chromium.executablePath(), args: chromium.args });
    page = await browser.newPage({ locale: 'en-GB', viewport: { width: 390, height: 844 } });
    page.setDefaultTimeout(20_000);
    await page.goto(link.href);
    august = await issueOf('2026-08-31');
  }, 120_000);

  afterAll(async () => {
    await browser?.close().catch(() => undefined);
    if (child?.exitCode === null) {
      child.kill('SIGTERM');
      await once(child, 'exit');
    }
    rmSync(home, { recursive: true, force: true });
  }, 30_000);

  it('is filled in on its page, with a name, and says that it is saved', async () => {
    await page.goto(at(`/issues/${august}`));
    await page.getByRole('button', { name: 'Write notes' }).click();
    const call = page.getByRole('article').filter({ hasText: '275 left' });
    await call.getByLabel('Owner').fill('Kim Minsu');
    await call.getByRole('button', { name: 'Save' }).click();
    // Nobody writes without a name.
    expect(await page.evaluate(`document.querySelector('input[autocomplete=name]').validity.valid`)).toBe(false);
    await page.getByLabel('Your name').fill('Lee Jiwon');
    await call.getByLabel('Date').fill('2026-11-20');
    await call.getByLabel('Date').press('Enter');
    await call.getByText('Saved').waitFor();
    await call.getByText('1 note').click();
    await call.getByText('Owner: Kim Minsu · Date: 2026-11-20').waitFor();

    const tenure = page.getByRole('article').filter({ hasText: 'Months as a customer' });
    await tenure.getByLabel('Disagree').check();
    await tenure.getByLabel('Comment').fill(NASTY);
    await tenure.getByRole('button', { name: 'Save' }).click();
    await tenure.getByText('Saved').waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
  });

  it('keeps both when two write at once, and shows who wrote what', async () => {
    const write = (fields: object) => ask(`/api/issues/${august}/notes`, act('welcome', 'Park', { ...fields }));
    const answers = await Promise.all([
      write({ owner: 'Park' }),
      write({ due: '2026-12-24' }),
      write({ comment: 'soon' }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
    const { tables } = await read<{ tables: { rows: { item: string; now: unknown; notes: unknown[] }[] }[] }>(
      ask(`/api/issues/${august}/notes`),
    );
    const row = tables[0]?.rows.find(({ item }) => item === 'welcome');
    expect(row?.now).toEqual({ owner: 'Park', due: '2026-12-24', state: 'open', comment: 'soon' });
    expect(row?.notes).toHaveLength(3);
  });

  it('stands in the next issue, in every format, whatever it is', async () => {
    september = await issueOf('2026-09-30');
    const result = await resultOf(september);
    expect(records(tableOf(result, 'plan'))).toMatchObject([
      { owner: 'Kim Minsu', due: '2026-11-20', progress: expect.stringMatching(/^open \(Lee Jiwon, 2\d{3}-/) },
      { owner: 'Park', due: '2026-12-24', progress: expect.stringMatching(/^open: soon \(Park, /) },
    ]);
    const [tenure, bill] = records(tableOf(result, 'experts'));
    expect(tenure).toMatchObject({ agree: 0, disagree: 1, unsure: 0 });
    // Places to break long words beside their numbers are all that is added.
    expect(String(tenure!['comments']).replaceAll('\u200b', '')).toContain('<img src=x onerror=alert(1)> =SUM(A1) 🙂');
    expect(bill).toMatchObject({ agree: null, comments: null });
    await page.goto(at(`/issues/${september}`));
    await page.frameLocator('iframe').getByText('Kim Minsu').waitFor();
    expect(await page.frameLocator('iframe').locator('img[src=x]').count()).toBe(0);
  });

  it('stands in the next issue in another language too', async () => {
    const plan = tableOf(await resultOf(await issueOf('2026-09-30', 'ko')), 'plan');
    expect(records(plan)[0]).toMatchObject({ owner: 'Kim Minsu', progress: expect.stringContaining('진행 중') });
  });

  it('gives the same result again as long as nobody writes on', async () => {
    expect(await issueOf('2026-09-30')).toBe(september);
  });

  it('changes neither the issue that it is written on nor those made before it was written', async () => {
    const before = await fileOf(august, 'json');
    const files = await Promise.all(FORMATS.map((format) => fileOf(september, format)));
    const later = await ask(
      `/api/issues/${august}/notes`,
      act('call_back', 'Lee Jiwon', { owner: 'Choi', state: 'done' }),
    );
    expect(later.status).toBe(201);
    expect((await fileOf(august, 'json')).equals(before)).toBe(true);
    expect(spawnSync(process.execPath, [bin, 'gc'], { cwd: project, env }).status).toBe(0);
    FORMATS.forEach((format, index) => {
      const path = join(home, `september.${format}`);
      writeFileSync(path, files[index]!);
      const { status, stdout } = spawnSync(process.execPath, [bin, 'verify', path], {
        cwd: project,
        env,
        encoding: 'utf8',
      });
      expect(stdout, format).toContain('Figures reproduced: yes');
      expect(status, format).toBe(0);
    });
    // Made again it is another result: it is made from more.
    const again = await issueOf('2026-09-30');
    expect(again).not.toBe(september);
    expect(records(tableOf(await resultOf(again), 'plan'))[0]).toMatchObject({ owner: 'Choi', progress: /^done/ });
  }, 120_000);

  it('is carried over where the issue finds the action no more, and an ended action begins anew', async () => {
    const plan = tableOf(await resultOf(await issueOf('2026-10-31')), 'plan');
    expect(plan.items).toEqual(['call_back', 'welcome']);
    expect(records(plan)).toMatchObject([
      { finding: '275 left', owner: null, due: null, progress: null },
      { finding: 'New ones came', owner: 'Park', progress: expect.stringMatching(/^carried over, open: soon/) },
    ]);
  });

  it('is refused for what is not there, for strangers, for other sites, and beyond its limits', async () => {
    const notes = `/api/issues/${august}/notes`;
    const status = async (path: string, body: unknown, headers?: Record<string, string>) =>
      (await ask(path, body, headers)).status;
    const fine = act('call_back', 'Lee', { comment: 'x' });
    expect(await status('/api/issues/none/notes', fine)).toBe(404);
    expect((await ask('/api/issues/none/notes')).status).toBe(404);
    expect(await status(notes, { ...fine, item: 'none' })).toBe(404);
    expect(await status(notes, { ...fine, block: 'followed' })).toBe(404);
    expect(await status(notes, { ...fine, block: 'experts', item: 'tenure' })).toBe(422);
    expect(await status(notes, { ...fine, comment: 'x'.repeat(501) })).toBe(422);
    expect(await status(notes, fine, {})).toBe(401);
    const forged = await page.request.post(at(notes), { data: fine });
    expect(forged.status()).toBe(403);
    const docs = await read<{ paths: Record<string, unknown> }>(ask('/api/docs-json'));
    expect(Object.keys(docs.paths['/api/issues/{id}/notes'] as object).sort()).toEqual(['get', 'post']);
  });
});
