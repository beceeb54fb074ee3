import { Kysely, PostgresDialect } from 'kysely';
import { Pool, types } from 'pg';
import type { Environment } from '../config/environment.js';
import { availablePool } from './available-pool.js';
import type { Catalog } from './catalog.js';
import { EmbeddedPostgres, type CatalogConnection } from './embedded-postgres.js';
import { CATALOG_SCHEMA, migrateCatalog } from './migrations/migrate.js';
import type { CatalogTables } from './tables.js';

/** Token of the open catalogue with its pool and connection, for parts that talk to the database past Kysely. */
export const OPEN_CATALOG = Symbol('OPEN_CATALOG');

/** An open catalogue: the query builder, its pool, and how others (the queue) reach the same database. */
export interface OpenCatalog {
  /** What tells this catalogue from any other, also after it was moved. */
  id: string;
  catalog: Catalog;
  pool: Pool;
  connection: CatalogConnection;
  /** Starts the embedded server again when it is gone; does nothing for an external one. */
  ensureRunning(): Promise<void>;
  /** Closes the pool; the last process of the project stops the embedded server. */
  close(): Promise<void>;
}

export interface OpenCatalogOptions {
  /** Hears of dropped connections and failed restarts; they are recovered from. */
  onError?: (error: unknown) => void;
}

const INT8 = 20;

/**
 * Opens the catalogue of a project, embedded or external (`databaseUrl`), and migrates it. About 1.2 s the first time, 0.1 s
 * later. Throws AppErrors `catalog.*`.
 */
export async function openCatalog(
  environment: Pick<Environment, 'stateDir' | 'databaseUrl'>,
  options: OpenCatalogOptions = {},
): Promise<OpenCatalog> {
  const onError = options.onError ?? (() => {});
  const embedded = environment.databaseUrl ? undefined : await EmbeddedPostgres.join(environment.stateDir, onError);
  const connection = embedded?.connection ?? { connectionString: environment.databaseUrl };
  const pool = createPool(connection, onError);
  const ensureRunning = () => embedded?.ensureRunning() ?? Promise.resolve();
  const catalog: Catalog = new Kysely<CatalogTables>({
    dialect: new PostgresDialect({ pool: availablePool(pool, ensureRunning) }),
  });
  const close = async () => {
    await catalog.destroy();
    await embedded?.leave();
  };
  try {
    await migrateCatalog(catalog);
    const { id } = await catalog.selectFrom('installation').select('id').executeTakeFirstOrThrow();
    return { id, catalog, pool, connection, ensureRunning, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function createPool(connection: CatalogConnection, onError: (error: unknown) => void): Pool {
  const pool = new Pool({
    ...connection,
    max: 10,
    application_name: 'decile',
    options: `-c search_path=${CATALOG_SCHEMA}`,
    connectionTimeoutMillis: 20_000,
    types: { getTypeParser },
  });
  pool.on('error', onError);
  // A client that is in use when the server dies reports it twice: to its query and as an event nobody else hears.
  pool.on('connect', (client) => client.on('error', onError));
  return pool;
}

/** Event ids and byte counts are bigint in the database and stay far below 2^53. */
const getTypeParser: typeof types.getTypeParser = ((oid: number, format?: 'text' | 'binary') =>
  oid === INT8 && format !== 'binary' ? Number : types.getTypeParser(oid, format as 'text')) as never;
