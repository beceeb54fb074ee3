import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findPostmaster } from '../../apps/server/src/catalog/postmaster.js';
import { preparePlace } from '../../apps/server/src/catalog/postgres-place.js';
import { TestRedis } from '../support/redis-server.js';
import { writeFaultProject } from './fault-project.js';
import { LedgerWatch } from './ledger-watch.js';

const root = join(import.meta.dirname, '../..');
const TOKEN = 'fault-token';

/** What can be struck. */
export type Victim = 'worker' | 'workers' | 'api' | 'postgres' | 'redis' | 'chromium' | 'connection';

interface Member {
  role: 'api' | 'worker';
  child: ChildProcess;
}

/** The product as it stands in a company: an api, two workers, PostgreSQL, maybe Redis; whoever dies is started again. */
export class FaultPlant {
  readonly home = mkdtempSync(join(tmpdir(), 'decile-faults-'));
  readonly stateDir = join(this.home, 'state');
  readonly watch = new LedgerWatch(this.stateDir);
  readonly redis: TestRedis | undefined;
  private readonly members: Member[] = [];
  private port = 0;
  private closing = false;

  constructor(
    backend: 'postgres' | 'redis',
    private readonly env: Record<string, string> = {},
  ) {
    chmodSync(this.home, 0o755);
    mkdirSync(this.stateDir);
    writeFaultProject(join(this.home, 'project'));
    if (backend === 'redis') this.redis = new TestRedis(this.home);
  }

  async open(workers = 2): Promise<void> {
    await this.redis?.start();
    this.port = await freePort();
    this.keep('api');
    // The first one makes the cluster and its tables; the others need not wait for that one by one.
    await this.untilReady();
    for (let i = 0; i < workers; i += 1) this.keep('worker');
  }

  async close(): Promise<void> {
    this.closing = true;
    await this.watch.close();
    await Promise.all(this.members.map(({ child }) => ended(child)));
    await this.redis?.kill();
    const place = await preparePlace(this.stateDir);
    const server = await findPostmaster(place.dataDir);
    if (server) process.kill(server.pid, 'SIGKILL');
    rmSync(place.socketDir, { recursive: true, force: true });
    await sleep(100);
    rmSync(this.home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }

  /** Asks for a run until it is answered; the same key is the same run, however often that takes. */
  async ask(seed: number): Promise<string> {
    for (;;) {
      const answer = await fetch(`http://127.0.0.1:${this.port}/api/jobs/small/runs`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${TOKEN}`,
          'content-type': 'application/json',
          'idempotency-key': `seed-${seed}`,
        },
        body: JSON.stringify({ as_of: '2026-10-31', set: { seed } }),
        signal: AbortSignal.timeout(10_000),
      }).catch(() => undefined);
      if (answer?.status === 202) return ((await answer.json()) as { id: string }).id;
      if (answer && answer.status < 500) throw new Error(`refused: ${await answer.text()}`);
      await sleep(200);
    }
  }

  /** Strikes a victim with SIGKILL (a connection is cut); false when there is none at the moment. */
  async strike(victim: Victim): Promise<boolean> {
    switch (victim) {
      case 'api':
        return this.killMembers('api', 1);
      case 'worker':
        return this.killMembers('worker', 1);
      case 'workers':
        return this.killMembers('worker', 2);
      case 'postgres':
        return this.killPostgres();
      case 'redis':
        return this.killRedis();
      case 'chromium':
        return kill(this.browsers()[0]);
      case 'connection':
        return this.cutConnections();
    }
  }

  /** Browsers that the workers have started. */
  browsers(): number[] {
    const workers = new Set(this.members.filter(({ role }) => role === 'worker').map(({ child }) => child.pid));
    return processes()
      .filter(({ parent, command }) => workers.has(parent) && /chrom|headless/i.test(command))
      .map(({ pid }) => pid);
  }

  private keep(role: Member['role']): void {
    const log = openSync(join(this.home, `${role}.log`), 'a');
    const child = spawn(process.execPath, [join(root, 'dist/server/main.js'), 'start', '--role', role], {
      cwd: join(this.home, 'project'),
      env: {
        ...process.env,
        DATABASE_URL: '',
        DECILE_STATE: this.stateDir,
        DECILE_API_TOKEN: TOKEN,
        PORT: String(this.port),
        REDIS_URL: this.redis?.url ?? '',
        LOG_LEVEL: 'warn',
        ...this.env,
      },
      stdio: ['ignore', log, log],
    });
    const member = { role, child };
    this.members.push(member);
    child.once('exit', () => {
      this.members.splice(this.members.indexOf(member), 1);
      if (!this.closing) setTimeout(() => this.closing || this.keep(role), 100);
    });
  }

  private async untilReady(): Promise<void> {
    for (;;) {
      const answer = await fetch(`http://127.0.0.1:${this.port}/api/health`).catch(() => undefined);
      if (answer?.ok) return;
      await sleep(100);
    }
  }

  private killMembers(role: Member['role'], count: number): boolean {
    const found = this.members.filter((member) => member.role === role).slice(0, count);
    for (const { child } of found) child.kill('SIGKILL');
    return found.length > 0;
  }

  private async killPostgres(): Promise<boolean> {
    const { dataDir } = await preparePlace(this.stateDir);
    return kill((await findPostmaster(dataDir))?.pid);
  }

  private async killRedis(): Promise<boolean> {
    if (!this.redis) return false;
    await this.redis.kill();
    await this.redis.start();
    return true;
  }

  private async cutConnections(): Promise<boolean> {
    const cut = await this.watch.rows(
      `select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'decile%' order by random() limit 3`,
    );
    return cut.length > 0;
  }

  /** Ends of the logs of all processes, for a test that fails. */
  logs(): string {
    return ['api', 'worker']
      .map((role) =>
        readFileSync(join(this.home, `${role}.log`), 'utf8')
          .split('\n')
          .slice(-40)
          .join('\n'),
      )
      .join('\n--\n');
  }
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
}

function kill(pid: number | undefined): boolean {
  if (pid === undefined) return false;
  try {
    process.kill(pid, 'SIGKILL');
    return true;
  } catch {
    return false;
  }
}

function processes(): { pid: number; parent: number; command: string }[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
        const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
        return [{ pid: Number(name), parent, command: readFileSync(`/proc/${name}/cmdline`, 'utf8') }];
      } catch {
        // It has ended since the folder was read.
        return [];
      }
    });
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
