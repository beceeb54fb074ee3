import { join, resolve } from 'node:path';

/** Settings of the process. This file is the only reader of `process.env`. */
export interface Environment {
  /** Absolute path of the project folder. */
  projectRoot: string;
  /** Absolute path of what the project's runs leave behind: storage, embedded PostgreSQL, logs. */
  stateDir: string;
  /** External catalogue; embedded PostgreSQL when absent. */
  databaseUrl: string | undefined;
  /** Redis (or the path of its socket) that the queue lives in; the catalogue's PostgreSQL when absent. */
  redisUrl: string | undefined;
  role: 'api' | 'worker' | 'all';
  /** Seconds that a server which is asked to stop gives the steps in hand. */
  drainSeconds: number;
  /** Port at which a mere worker shows health and metrics; none when absent. */
  workerPort: number | undefined;
  host: string;
  port: number;
  /** Browser to use for PDF instead of the one found. */
  browserPath: string | undefined;
  /** DuckDB: memory limit (for instance 2GB) and threads. */
  duckdbMemory: string;
  duckdbThreads: number;
  logLevel: string;
  /** Secret that scripts send as `Authorization: Bearer …`; no token is accepted when absent. */
  apiToken: string | undefined;
}

export const ENVIRONMENT = Symbol('ENVIRONMENT');

export interface EnvironmentOverrides {
  project?: string;
  role?: Environment['role'];
  port?: number;
  drainSeconds?: number;
}

export function readEnvironment(overrides: EnvironmentOverrides = {}): Environment {
  const env = process.env;
  const projectRoot = resolve(overrides.project ?? env['DECILE_PROJECT'] ?? '.');
  return {
    projectRoot,
    stateDir: resolve(env['DECILE_STATE'] ?? resolve(projectRoot, 'var')),
    databaseUrl: env['DATABASE_URL'] || undefined,
    redisUrl: env['REDIS_URL'] || undefined,
    drainSeconds: overrides.drainSeconds ?? readNumber('DECILE_DRAIN_SECONDS', env['DECILE_DRAIN_SECONDS'], 20),
    role: overrides.role ?? readRole(env['ROLE']),
    workerPort: env['DECILE_WORKER_PORT'] ? readNumber('DECILE_WORKER_PORT', env['DECILE_WORKER_PORT'], 0) : undefined,
    host: env['HOST'] ?? '127.0.0.1',
    port: overrides.port ?? readNumber('PORT', env['PORT'], 3000),
    browserPath: env['PUPPETEER_EXECUTABLE_PATH'] || undefined,
    duckdbMemory: env['DECILE_DUCKDB_MEMORY'] ?? '2GB',
    duckdbThreads: readNumber('DECILE_DUCKDB_THREADS', env['DECILE_DUCKDB_THREADS'], 2),
    logLevel: env['LOG_LEVEL'] ?? 'info',
    apiToken: env['DECILE_API_TOKEN'] || undefined,
  };
}

/** Absolute path that the paths of versions and artefacts in the catalogue are relative to. */
export function storageRoot({ stateDir }: Pick<Environment, 'stateDir'>): string {
  return join(stateDir, 'storage');
}

function readRole(value: string | undefined): Environment['role'] {
  return value === 'api' || value === 'worker' ? value : 'all';
}

function readNumber(name: string, value: string | undefined, fallback: number): number {
  if (value === undefined || value === '') return fallback;
  const number = Number(value);
  if (!Number.isInteger(number) || number < 0) throw new Error(`${name} must be a whole number, not "${value}"`);
  return number;
}
