import { spawn } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../common/errors.js';
import { EmbeddedPostgres } from './embedded-postgres.js';
import { openCatalog, type OpenCatalog } from './open-catalog.js';
import { findPostmaster } from './postmaster.js';
import { canReach, preparePlace } from './postgres-place.js';
import { withProcessLock } from './process-lock.js';

let stateDir: string;
const opened: { close(): Promise<void> }[] = [];

async function open(): Promise<OpenCatalog> {
  const catalog = await openCatalog({ stateDir, databaseUrl: undefined });
  opened.push(catalog);
  return catalog;
}

async function one(catalog: OpenCatalog): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*) as n from runs`.execute(catalog.catalog);
  return rows[0]!.n;
}

async function postmaster() {
  const place = await preparePlace(stateDir);
  return findPostmaster(place.dataDir);
}

beforeEach(() => {
  stateDir = mkdtempSync(join(tmpdir(), 'decile-test-'));
  chmodSync(stateDir, 0o755);
});

afterEach(async () => {
  chmodSync(stateDir, 0o755);
  for (const catalog of opened.splice(0)) await catalog.close();
  const server = await postmaster();
  if (server) process.kill(server.pid, 'SIGQUIT');
  const { socketDir } = await preparePlace(stateDir);
  rmSync(stateDir, { recursive: true, force: true });
  rmSync(socketDir, { recursive: true, force: true });
});

describe('the embedded PostgreSQL', () => {
  it('is one server for all who open it, and stops when the last one leaves', async () => {
    const [first, second] = await Promise.all([open(), open()]);
    expect(await one(first)).toBe(0);
    expect(first.connection).toEqual(second.connection);
    await first.close();
    expect(await one(second)).toBe(0);
    await second.close();
    expect(await postmaster()).toBeUndefined();
  });

  it('keeps what was written when it is opened again', async () => {
    const first = await open();
    await sql`create table kept (n int)`.execute(first.catalog);
    await first.close();
    const second = await open();
    const { rows } = await sql<{ t: string }>`select to_regclass('kept')::text as t`.execute(second.catalog);
    expect(rows[0]?.t).toBe('kept');
  });

  it('uses a server that a killed process left running', async () => {
    const orphan = (await startAndDie(stateDir)).pid;
    const catalog = await open();
    expect(await one(catalog)).toBe(0);
    expect((await postmaster())?.pid).toBe(orphan);
  });

  it('replaces an orphan whose socket is gone', async () => {
    const orphan = (await startAndDie(stateDir)).pid;
    rmSync((await preparePlace(stateDir)).socketDir, { recursive: true });
    const catalog = await open();
    expect(await one(catalog)).toBe(0);
    expect((await postmaster())?.pid).not.toBe(orphan);
  });

  it('starts over a pid file whose pid now belongs to another process', async () => {
    await (await open()).close();
    const { dataDir } = await preparePlace(stateDir);
    writeFileSync(join(dataDir, 'postmaster.pid'), `${process.ppid}\n${dataDir}\n1\n5432\n/nowhere\n\n0 0\nready\n`);
    expect(await one(await open())).toBe(0);
  });

  it('redoes a cluster whose creation was interrupted', async () => {
    const { home } = await preparePlace(stateDir);
    mkdirSync(join(home, 'data.part', 'base'), { recursive: true });
    writeFileSync(join(home, 'data.part', 'PG_VERSION'), '18\n');
    expect(await one(await open())).toBe(0);
  });

  it('comes back after kill -9 in use; the call that was cut off fails as retryable', async () => {
    const catalog = await open();
    const cut = sql`select pg_sleep(20)`.execute(catalog.catalog).catch((error: unknown) => error);
    await sleep(100);
    process.kill((await postmaster())!.pid, 'SIGKILL');
    const error = await cut;
    expect(error).toBeInstanceOf(AppError);
    expect(error).toMatchObject({ code: 'catalog.unavailable', retryable: true });
    expect(await one(catalog)).toBe(0);
  });

  it('listens on no network and lets nobody else in', async () => {
    const catalog = await open();
    const { rows } = await sql<{ a: string; f: string }>`
      select current_setting('listen_addresses') as a, current_setting('fsync') as f`.execute(catalog.catalog);
    expect(rows[0]).toEqual({ a: '', f: 'on' });
    const { socketDir, dataDir, user } = await preparePlace(stateDir);
    const [socket, data] = [await stat(socketDir), await stat(dataDir)];
    expect(socket.mode & 0o777).toBe(0o700);
    expect(data.mode & 0o777).toBe(0o700);
    expect(data.uid).toBe(user?.uid ?? process.getuid?.());
  });

  it('refuses a socket folder that is open to others', async () => {
    const { socketDir } = await preparePlace(stateDir);
    chmodSync(socketDir, 0o777);
    await expect(preparePlace(stateDir)).rejects.toMatchObject({ code: 'catalog.socket-dir-taken' });
    chmodSync(socketDir, 0o700);
  });
});

describe.runIf(process.getuid?.() === 0)('as root', () => {
  it('puts data and programs where nobody can reach them when the project is below a private folder', async () => {
    chmodSync(stateDir, 0o700);
    const sharedHome = mkdtempSync(join(tmpdir(), 'decile-shared-'));
    chmodSync(sharedHome, 0o755);
    const place = await preparePlace(join(stateDir, 'var'), { sharedHome });
    expect(place.home.startsWith(sharedHome)).toBe(true);
    mkdirSync(place.dataDir);
    chmodSync(stateDir, 0o755);
    const later = await preparePlace(join(stateDir, 'var'), { sharedHome });
    expect(later.home).toBe(place.home);
    rmSync(place.socketDir, { recursive: true });
    rmSync(sharedHome, { recursive: true });
  });
});

describe.runIf(process.getuid?.() === 0)('as root, with a cluster that another user made', () => {
  it('runs as that user', async () => {
    const { home, dataDir, socketDir } = await preparePlace(stateDir);
    mkdirSync(dataDir, { recursive: true });
    rmSync(socketDir, { recursive: true });
    chownSync(dataDir, 4711, 4712);
    expect(await preparePlace(stateDir)).toMatchObject({ home, user: { uid: 4711, gid: 4712 } });
    rmSync(dataDir, { recursive: true });
    rmSync(socketDir, { recursive: true });
  });
});

describe.runIf(process.getuid?.() === 0)('as somebody else than root', () => {
  const nobody = { uid: 65534, gid: 65534 };
  const root = join(import.meta.dirname, '../../../..');

  it('works as well', async (context) => {
    if (!(await canReach(root, nobody))) return context.skip('nobody cannot read this clone');
    chownSync(stateDir, nobody.uid, nobody.gid);
    const support = (name: string) => join(root, 'test/support', name);
    const args = ['--import', support('typescript-loader.mjs'), support('open-catalog-once.ts'), join(stateDir, 'var')];
    const child = spawn(process.execPath, args, { ...nobody, cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
    expect(await text(child.stdout)).toBe('0 runs');
  });
});

describe('the process lock', () => {
  it('lets one in at a time and takes over from a dead holder', async () => {
    const path = join(stateDir, 'lock');
    const dead = spawn(process.execPath, ['-e', '']);
    await new Promise((resolve) => dead.once('exit', resolve));
    writeFileSync(path, `${dead.pid} 1\nsomebody`);
    let inside = 0;
    let most = 0;
    const work = async () => {
      most = Math.max(most, ++inside);
      await sleep(10);
      inside--;
    };
    await Promise.all(Array.from({ length: 8 }, () => withProcessLock(path, 5000, work)));
    expect(most).toBe(1);
    await expect(readFile(path)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('names the holder when it waits in vain', async () => {
    const path = join(stateDir, 'lock');
    const waiting = () => withProcessLock(path, 50, () => Promise.resolve());
    await expect(withProcessLock(path, 50, waiting)).rejects.toMatchObject({ code: 'catalog.locked', retryable: true });
  });
});

/** A process that starts the server and is killed; vitest's own process stands in for it by dropping its presence. */
async function startAndDie(dir: string): Promise<{ pid: number }> {
  const postgres = await EmbeddedPostgres.join(dir);
  const server = await postmaster();
  const presence = (postgres as unknown as { presence: { end(): Promise<void> } | undefined }).presence;
  Object.assign(postgres, { left: true });
  await presence?.end();
  return server as { pid: number };
}
