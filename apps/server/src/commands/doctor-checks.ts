import { mkdir, readFile, statfs } from 'node:fs/promises';
import { createServer } from 'node:net';
import { totalmem } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { openCatalog } from '../catalog/open-catalog.js';
import { AppError } from '../common/errors.js';
import type { Environment } from '../config/environment.js';
import type { Project } from '../content/project.js';
import { tryWriting } from '../http/readiness.js';
import { fontFolder } from '../reports/html/fonts.js';
import { findBrowser } from '../reports/pdf/find-browser.js';
import { WarmBrowser } from '../reports/pdf/warm-browser.js';

/** What became of one check: in order, works with a caveat, or keeps the product from working. */
export interface Finding {
  check: string;
  state: 'ok' | 'warn' | 'fail';
  message: string;
  /** What to do about it. */
  hint?: string;
}

type Answer = Omit<Finding, 'check'>;

const ENOUGH_BYTES = 1_000_000_000;
const LEAST_BYTES = 100_000_000;
const ZONES = ['Asia/Seoul', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe'];

/** Looks at everything that the product needs of a machine, one thing after the other; about 3 s, 5 s the first time. */
export async function* examine(environment: Environment, project: Project): AsyncGenerator<Finding> {
  const checks: [string, () => Answer | Promise<Answer>][] = [
    ['node', checkNode],
    ['memory', checkMemory],
    ['storage', () => checkStorage(environment)],
    ['catalogue', () => checkCatalogue(environment)],
    ...(environment.redisUrl
      ? [['redis', () => checkRedis(environment.redisUrl!)] as [string, () => Promise<Answer>]]
      : []),
    ['browser', () => checkBrowser(environment)],
    ['fonts', checkFonts],
    ['time zones', () => checkZones(project)],
    ['project', () => checkProject(project)],
    ['port', () => checkPort(environment)],
  ];
  for (const [check, look] of checks) yield { check, ...(await answered(look)) };
}

/** A check that throws has found what keeps the product from working. */
async function answered(look: () => Answer | Promise<Answer>): Promise<Answer> {
  try {
    return await look();
  } catch (error) {
    const hint = error instanceof AppError ? error.hint : undefined;
    const message = error instanceof Error ? error.message : String(error);
    return { state: 'fail', message, ...(hint && { hint }) };
  }
}

function checkNode(): Answer {
  const { node } = process.versions;
  const [major = 0, minor = 0] = node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 12)) return { state: 'ok', message: `Node ${node}` };
  return {
    state: 'fail',
    message: `Node ${node} is too old`,
    hint: 'npm ci brings a Node of its own; or install 22.12 or newer',
  };
}

function checkMemory(): Answer {
  const gigabytes = totalmem() / 1e9;
  const message = `${gigabytes.toFixed(1)} GB of memory`;
  if (gigabytes >= 3.5) return { state: 'ok', message };
  return { state: 'warn', message, hint: 'set DECILE_DUCKDB_MEMORY to half of it, for instance 1GB' };
}

async function checkStorage({ stateDir }: Environment): Promise<Answer> {
  await mkdir(stateDir, { recursive: true });
  await tryWriting(stateDir);
  const { bavail, bsize } = await statfs(stateDir);
  const free = bavail * bsize;
  const message = `${stateDir} is writable, ${(free / 1e9).toFixed(1)} GB free`;
  if (free >= ENOUGH_BYTES) return { state: 'ok', message };
  const hint = 'free some space: versions of datasets and issued files are kept';
  return { state: free < LEAST_BYTES ? 'fail' : 'warn', message, hint };
}

async function checkCatalogue(environment: Environment): Promise<Answer> {
  const open = await openCatalog(environment);
  try {
    const { rows } = await open.pool.query<{ server_version: string }>('show server_version');
    const place = environment.databaseUrl ? 'at DATABASE_URL' : 'embedded';
    return { state: 'ok', message: `PostgreSQL ${rows[0]?.server_version} ${place}, tables up to date` };
  } finally {
    await open.close();
  }
}

async function checkRedis(url: string): Promise<Answer> {
  const client = new Redis(url, { lazyConnect: true, connectTimeout: 3000, retryStrategy: () => null });
  client.on('error', () => {});
  try {
    await client.connect();
    const version = /redis_version:(\S+)/.exec(await client.info('server'))?.[1] ?? '?';
    const policy = /maxmemory_policy:(\S+)/.exec(await client.info('memory'))?.[1] ?? 'noeviction';
    const message = `Redis ${version}, ${policy}`;
    if (policy === 'noeviction') return { state: 'ok', message };
    return { state: 'warn', message, hint: 'set maxmemory-policy noeviction: jobs of the queue must not be evicted' };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return {
      state: 'fail',
      message: `Redis does not answer: ${reason}`,
      hint: 'start it, correct REDIS_URL, or unset it',
    };
  } finally {
    client.disconnect();
  }
}

async function checkBrowser({ browserPath }: Environment): Promise<Answer> {
  const { executablePath } = await findBrowser(browserPath);
  const browser = new WarmBrowser({ ...(browserPath && { browserPath }), timeoutMs: 20_000 });
  try {
    const pdf = await browser.print('<!doctype html><title>가</title><h1>가</h1>');
    return { state: 'ok', message: `${executablePath} printed a page of ${pdf.length} bytes` };
  } finally {
    await browser.close();
  }
}

async function checkFonts(): Promise<Answer> {
  const bytes = await readFile(join(fontFolder(), 'Pretendard-Regular.ttf'));
  return { state: 'ok', message: `Pretendard, ${(bytes.length / 1e6).toFixed(1)} MB a weight` };
}

function checkZones({ spec }: Project): Answer {
  for (const timeZone of [...ZONES, spec.time_zone]) new Date(0).toLocaleString('ko', { timeZone });
  if (new Intl.DateTimeFormat('ko', { month: 'long' }).format(0) !== '1월') {
    return { state: 'warn', message: 'this Node speaks English only', hint: 'use a Node with full ICU data' };
  }
  return {
    state: 'ok',
    message: `time zone data ${process.versions['tz'] ?? ''}; the project is in ${spec.time_zone}`,
  };
}

function checkProject({ root, diagnostics, jobs, reports, datasets }: Project): Answer {
  const mistakes = diagnostics.filter(({ severity }) => severity === 'error').length;
  const message = `${root}: ${datasets.size} datasets, ${reports.size} reports, ${jobs.size} jobs`;
  if (mistakes === 0) return { state: 'ok', message };
  return { state: 'warn', message: `${message}, ${mistakes} mistakes`, hint: 'decile check names them' };
}

async function checkPort({ host, port }: Environment): Promise<Answer> {
  if (await isFree(host, port)) return { state: 'ok', message: `port ${port} is free` };
  const health = await fetch(`http://127.0.0.1:${port}/api/health`, { signal: AbortSignal.timeout(3000) }).then(
    (answer) => answer.json() as Promise<{ versions?: { decile?: string } }>,
    () => undefined,
  );
  const ours = health?.versions?.decile;
  if (ours) return { state: 'ok', message: `Decile ${ours} answers on port ${port}` };
  return { state: 'fail', message: `port ${port} is used by something else`, hint: 'set PORT, or stop what uses it' };
}

function isFree(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, host, () => server.close(() => resolve(true)));
  });
}
