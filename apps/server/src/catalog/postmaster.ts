import { spawn, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdir, open, readFile, readdir, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../common/errors.js';
import { renameUnlessThere, type PostgresPlace } from './postgres-place.js';
import { isRunning } from '../common/process-identity.js';

/** Superuser and only role of an embedded cluster; who may open the socket may do everything. */
export const POSTGRES_USER = 'decile';
const LOG_LIMIT_BYTES = 10_000_000;

/** What `postmaster.pid` says of a server. */
export interface Postmaster {
  pid: number;
  socketDir: string;
  /** False as long as it recovers; then nobody can connect yet. */
  ready: boolean;
}

/** The server of a cluster when one is running, by its pid file; a file left by a dead server counts as none. */
export async function findPostmaster(dataDir: string): Promise<Postmaster | undefined> {
  const text = await readFile(join(dataDir, 'postmaster.pid'), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const lines = text.split('\n');
  const pid = Number(lines[0]);
  return isPostgres(pid)
    ? { pid, socketDir: lines[4] ?? '', ready: lines[7]?.startsWith('ready') ?? false }
    : undefined;
}

/** Creates the cluster unless there is one. Made beside and renamed, so that a killed initdb leaves nothing that counts. */
export async function initCluster(place: PostgresPlace): Promise<void> {
  if (await stat(join(place.dataDir, 'PG_VERSION')).catch(() => undefined)) return;
  const prefix = `${basename(place.dataDir)}.part`;
  for (const name of await readdir(place.home)) {
    if (name.startsWith(prefix)) await rm(join(place.home, name), { recursive: true, force: true });
  }
  const part = join(place.home, prefix);
  await mkdir(part, { mode: 0o700 });
  if (place.user) await chown(part, place.user.uid, place.user.gid);
  const locale = ['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C', '--encoding=UTF8'];
  const args = ['-D', part, '-U', POSTGRES_USER, '--auth=trust', '--no-instructions', ...locale];
  const child = spawn(join(place.binDir, 'initdb'), args, {
    ...spawnOptions(place),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw failed('catalog.init-failed', 'PostgreSQL could not create its cluster.', output, place);
  await renameUnlessThere(part, place.dataDir);
  await syncDir(place.home);
}

/**
 * Starts a server that outlives this process and returns once it accepts connections, as `ready` says. Throws AppError
 * `catalog.start-failed` with the end of its log.
 */
export async function startPostmaster(place: PostgresPlace, ready: () => Promise<boolean>): Promise<void> {
  await freePidFile(place.dataDir);
  const logPath = join(place.home, 'postgres.log');
  if (((await stat(logPath).catch(() => undefined))?.size ?? 0) > LOG_LIMIT_BYTES) await truncate(logPath);
  const log = await open(logPath, 'a');
  const logStart = (await log.stat()).size;
  if (place.user) await log.chown(place.user.uid, place.user.gid);
  const settings = {
    listen_addresses: '',
    unix_socket_directories: place.socketDir,
    unix_socket_permissions: '0700',
    fsync: 'on',
    max_connections: '200',
    shared_buffers: '64MB',
    log_timezone: 'UTC',
    timezone: 'UTC',
  };
  const args = ['-D', place.dataDir, ...Object.entries(settings).flatMap(([key, value]) => ['-c', `${key}=${value}`])];
  const child = spawn(join(place.binDir, 'postgres'), args, {
    ...spawnOptions(place),
    detached: true,
    stdio: ['ignore', log.fd, log.fd],
  });
  child.unref();
  let ended = false;
  child.once('exit', () => (ended = true));
  child.once('error', () => (ended = true));
  await log.close();
  // Crash recovery may take long; as long as the server lives, it is on its way.
  while (!(await ready())) {
    if (ended) {
      const output = (await readFile(logPath)).subarray(logStart).toString();
      throw failed('catalog.start-failed', 'PostgreSQL did not start.', output, place);
    }
    await sleep(20);
  }
}

/** Ends a server: running transactions are rolled back, everything is on disk afterwards. */
export async function stopPostmaster(pid: number, timeoutMs = 15_000): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  if (isRunning(pid)) process.kill(pid, 'SIGINT');
  while (isPostgres(pid)) {
    if (performance.now() > deadline) {
      process.kill(pid, 'SIGQUIT');
      return;
    }
    await sleep(10);
  }
}

/**
 * PostgreSQL refuses to start when the pid in a stale pid file belongs to any living process of its user. Ours is let through (it
 * is the parent), and the check for surviving children, which reads the rest of the file, still happens.
 */
async function freePidFile(dataDir: string): Promise<void> {
  const path = join(dataDir, 'postmaster.pid');
  const text = await readFile(path, 'utf8').catch(() => undefined);
  const pid = Number(text?.split('\n')[0]);
  if (text === undefined || !isRunning(pid) || isPostgres(pid)) return;
  await writeFile(path, [process.pid, ...text.split('\n').slice(1)].join('\n'));
}

function isPostgres(pid: number): boolean {
  if (!isRunning(pid)) return false;
  if (process.platform !== 'linux') return true;
  try {
    const line = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // A zombie answers to signals but serves nobody.
    return line.includes('(postgres) ') && !line.includes('(postgres) Z');
  } catch {
    return false;
  }
}

function spawnOptions(place: PostgresPlace): SpawnOptions {
  return { cwd: place.home, env: { LC_ALL: 'C', PATH: '/usr/bin:/bin' }, ...place.user };
}

function failed(code: string, message: string, output: string, place: PostgresPlace): AppError {
  const log = output.trim().split('\n').slice(-5).join('\n');
  return new AppError(code, `${message} ${log}`, {
    severity: 'infrastructure',
    retryable: /pre-existing shared memory|already exists/.test(output),
    hint: `See ${join(place.home, 'postgres.log')}, or set DATABASE_URL to a PostgreSQL of your own.`,
  });
}

async function syncDir(dir: string): Promise<void> {
  const handle = await open(dir, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
