import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, type PoolConfig } from 'pg';
import { AppError } from '../common/errors.js';
import { isUnavailable } from './available-pool.js';
import {
  findPostmaster,
  initCluster,
  POSTGRES_USER,
  startPostmaster,
  stopPostmaster,
  type Postmaster,
} from './postmaster.js';
import { preparePlace, type PostgresPlace } from './postgres-place.js';
import { withProcessLock } from './process-lock.js';

/** How to reach a catalogue: settings of a pg.Pool. */
export type CatalogConnection = Pick<PoolConfig, 'connectionString' | 'host' | 'user' | 'database' | 'port'>;

/** `application_name` of the one connection by which a process says that it uses the cluster. */
const PRESENCE = 'decile-presence';
const LOCK_TIMEOUT_MS = 90_000;
const JOIN_TIMEOUT_MS = 30_000;
const PORT = 5432;

/**
 * The PostgreSQL of a project, shared by all our processes that use its state folder: the first starts it, the last that
 * leaves stops it. Each holds one presence connection; when it breaks, the server is started again.
 */
export class EmbeddedPostgres {
  private presence: Client | undefined;
  private starting: Promise<void> | undefined;
  private left = false;
  private connected: CatalogConnection;

  private constructor(
    private readonly place: PostgresPlace,
    private readonly onError: (error: unknown) => void,
  ) {
    this.connected = connectionTo(place.socketDir);
  }

  /** Starts or joins the cluster of a state folder. `onError` hears of restarts that failed. */
  static async join(stateDir: string, onError: (error: unknown) => void = () => {}): Promise<EmbeddedPostgres> {
    const postgres = new EmbeddedPostgres(await preparePlace(stateDir), onError);
    await postgres.ensureRunning();
    return postgres;
  }

  get connection(): CatalogConnection {
    return this.connected;
  }

  /** Starts the server unless it runs. Throws AppError `catalog.start-failed`, `catalog.init-failed`, `catalog.locked`. */
  ensureRunning(): Promise<void> {
    if (this.left) return Promise.resolve();
    this.starting ??= this.restore().finally(() => (this.starting = undefined));
    return this.starting;
  }

  /** Leaves; the last one stops the server. Pools must be closed before. */
  async leave(): Promise<void> {
    if (this.left) return;
    this.left = true;
    await this.starting?.catch(() => {});
    await withProcessLock(this.lockPath, LOCK_TIMEOUT_MS, async () => {
      const alone = await this.isAlone();
      await this.presence?.end().catch(() => {});
      const server = await findPostmaster(this.place.dataDir);
      if (alone && server) await stopPostmaster(server.pid);
    });
  }

  private get lockPath(): string {
    return join(this.place.home, 'lock');
  }

  /** Our presence may not have heard yet of a server's death, so a new connection is the test. */
  private async restore(): Promise<void> {
    if (this.presence && (await this.answers())) return;
    const lost = this.presence;
    this.presence = undefined;
    lost?.end().catch(this.onError);
    await this.start();
  }

  private async answers(): Promise<boolean> {
    const client = new Client({ ...this.connected, application_name: 'decile' });
    client.on('error', this.onError);
    return client.connect().then(
      () => client.end().then(() => true),
      () => false,
    );
  }

  private async start(): Promise<void> {
    const deadline = performance.now() + 20_000;
    for (;;) {
      try {
        return await withProcessLock(this.lockPath, LOCK_TIMEOUT_MS, () => this.startLocked());
      } catch (error) {
        // Children of a killed server need a moment to notice.
        if (!(error instanceof AppError && error.retryable) || performance.now() > deadline) throw error;
        await sleep(200);
      }
    }
  }

  private async startLocked(): Promise<void> {
    await initCluster(this.place);
    const found = await findPostmaster(this.place.dataDir);
    if (found && (await this.join(found))) return;
    // It runs but nobody can reach it: its socket is gone.
    if (found) await stopPostmaster(found.pid);
    await startPostmaster(this.place, () => this.connect(this.place.socketDir));
  }

  /** A server that was found may still be recovering, just be going down, or have lost its socket to a cleaner of /tmp. */
  private async join(found: Postmaster): Promise<boolean> {
    const deadline = performance.now() + JOIN_TIMEOUT_MS;
    while (performance.now() < deadline) {
      if (await this.connect(found.socketDir)) return true;
      const now = await findPostmaster(this.place.dataDir);
      if (!now || (now.ready && !existsSync(socketPath(found.socketDir)))) return false;
      await sleep(20);
    }
    return false;
  }

  private async connect(socketDir: string): Promise<boolean> {
    const connection = connectionTo(socketDir);
    const client = new Client({ ...connection, application_name: PRESENCE });
    client.on('error', () => {});
    try {
      await client.connect();
    } catch (error) {
      await client.end().catch(() => {});
      if (isUnavailable(error)) return false;
      throw error;
    }
    this.presence = client;
    this.connected = connection;
    client.once('end', () => this.onLost(client));
    return true;
  }

  private onLost(client: Client): void {
    if (this.presence !== client) return;
    this.presence = undefined;
    if (!this.left) this.ensureRunning().catch(this.onError);
  }

  private async isAlone(): Promise<boolean> {
    if (!this.presence) return false;
    const others = await this.presence
      .query<{ n: string }>('select count(*) as n from pg_stat_activity where application_name = $1', [PRESENCE])
      .catch(() => undefined);
    return others?.rows[0]?.n === '1';
  }
}

function connectionTo(socketDir: string): CatalogConnection {
  return { host: socketDir, port: PORT, user: POSTGRES_USER, database: 'postgres' };
}

function socketPath(socketDir: string): string {
  return join(socketDir, `.s.PGSQL.${PORT}`);
}
