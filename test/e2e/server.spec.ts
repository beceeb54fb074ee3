import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import chromium from '@sparticuz/chromium';
import { chromium as browsers, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const COMMAND = join(ROOT, 'apps/server/bin/decile.js');
const built = ['dist/server', 'dist/web'].every((folder) => existsSync(join(ROOT, folder)));
if (!built) console.warn('test/e2e/server.spec.ts is skipped: run npm run build first');

/** Waits for `pattern` in what the server prints. */
function printed(child: ChildProcess, pattern: RegExp): Promise<string> {
  let text = '';
  return new Promise((found, failed) => {
    const read = (chunk: Buffer) => {
      text += chunk.toString();
      const match = pattern.exec(text)?.[0];
      if (match) found(match);
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('exit', (code) => failed(new Error(`the server ended with ${code}:\n${text}`)));
  });
}

async function stop(child: ChildProcess | undefined): Promise<void> {
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const late = setTimeout(() => child.kill('SIGKILL'), 15_000);
  await ended;
  clearTimeout(late);
}

describe.skipIf(!built)('a started server in a browser', () => {
  let dir: string;
  let child: ChildProcess | undefined;
  let browser: Browser | undefined;
  let page: Page;
  let link: URL;
  const at = (path: string) => new URL(path, link).href;

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'decile-e2e-'));
    const project = join(dir, 'project');
    const init = spawnSync(process.execPath, [COMMAND, 'init', project], { encoding: 'utf8', timeout: 20_000 });
    expect(init.status, init.stderr).toBe(0);
    child = spawn(process.execPath, [COMMAND, 'start', '--port', '0'], {
      cwd: project,
      env: { ...process.env, DECILE_STATE: join(dir, 'state'), LOG_LEVEL: 'warn' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    link = new URL(await printed(child, /https?:\/\/\S+\/sign-in\?token=[\w-]+(?=\s)/));
    browser = await browsers.launch({ executablePath: await chromium.executablePath(), args: chromium.args });
    page = await browser.newPage({ locale: 'en-GB' });
    page.setDefaultTimeout(20_000);
  }, 60_000);

  afterAll(async () => {
    await browser?.close().catch(() => undefined);
    await stop(child);
    await rm(dir, { recursive: true, force: true });
  }, 30_000);

  it('tells strangers how to sign in and nothing else', async () => {
    expect((await fetch(at('/api/health'))).status).toBe(200);
    for (const path of ['/', '/api/project', '/api/runs', '/api/issues', '/api/docs-json']) {
      expect([path, (await fetch(at(path))).status]).toEqual([path, 401]);
    }
    await page.goto(at('/'));
    await page.getByText('npx decile link').waitFor();
  });

  it('lets the printed link in once', async () => {
    await page.goto(link.href);
    await page.getByRole('heading', { name: 'Issued reports' }).waitFor();
    expect(page.url()).toBe(at('/'));
    expect((await fetch(link, { redirect: 'manual' })).status).toBe(401);
  });

  it('shows the first issue, opens it and hands out its files', async () => {
    await page.locator('.issue').first().waitFor({ timeout: 40_000 });
    await page.getByRole('link', { name: 'Open', exact: true }).first().click();
    await page.frameLocator('iframe').locator('h1').first().waitFor();

    const saved = page.waitForEvent('download');
    await page.getByRole('link', { name: 'PDF' }).click();
    expect((await saved).suggestedFilename()).toMatch(/\.pdf$/);
  });

  it('shows a dashboard: tiles, charts drawn in their frames, no mistake of the page', async () => {
    const mistakes: string[] = [];
    page.on('pageerror', (error) => mistakes.push(error.message));
    await page.goto(at('/'));
    await page.getByRole('link', { name: 'Sales overview' }).click();
    await page.getByRole('heading', { name: 'Sales overview' }).waitFor();
    expect(page.url()).toBe(at('/dashboards/sales-overview'));
    await expect.poll(() => page.locator('.tile').count()).toBe(4);
    await expect.poll(() => page.locator('.chart canvas').count()).toBe(2);
    expect(await page.locator('.error').count()).toBe(0);
    const tile = await page.locator('.tile', { hasText: 'Orders' }).first().locator('.value').innerText();
    const answer = await (await page.request.get(at('/api/dashboards/sales-overview?language=en'))).json();
    const orders = answer.blocks[0].items.find(({ label }: { label: string }) => label === 'Orders');
    expect(Number(tile.replaceAll(/\D/g, ''))).toBe(orders.value);
    expect(mistakes).toEqual([]);
  });

  it('keeps a dashboard within the width of a phone', async () => {
    await page.setViewportSize({ width: 390, height: 800 });
    await expect.poll(() => page.evaluate('document.documentElement.scrollWidth')).toBe(390);
    expect(await page.locator('.chart canvas').first().boundingBox()).toMatchObject({
      width: expect.toSatisfy((w: number) => w < 390),
    });
    await page.setViewportSize({ width: 1280, height: 720 });
  });

  it('says that there is no such dashboard', async () => {
    await page.goto(at('/dashboards/none'));
    await page.getByText('There is no such page').waitFor();
  });

  it('refuses a day that cannot be, with words', async () => {
    const refused = await page.request.post(at('/api/jobs/monthly-sales/runs'), {
      headers: { 'x-decile-request': '1' },
      data: { as_of: '2026-02-31' },
    });
    expect(refused.status()).toBe(422);
    expect(await refused.json()).toMatchObject({ code: 'request.invalid', detail: 'as_of: there is no such day' });
  });

  it('says in the language of the reader what a wrong address and a refused run are', async () => {
    expect((await page.goto(at('/reports/none')))?.status()).toBe(404);
    await page.getByText('There is no such page').waitFor();
    await page.getByRole('button', { name: '한국어' }).click();
    await page.getByText('이런 페이지는 없습니다').waitFor();
    await page.getByRole('link', { name: '목록으로' }).click();
    await page.locator('input[type=date]').first().fill('2999-01-01');
    await page.getByRole('button', { name: '만들기' }).first().click();
    await page.getByText('기준일이 미래입니다.').waitFor();
  });

  it('signs out, and lets nobody in after that', async () => {
    await page.getByRole('button', { name: '로그아웃' }).click();
    await page.getByText('npx decile link').waitFor();
    expect((await page.request.get(at('/api/issues'))).status()).toBe(401);
  });
});
