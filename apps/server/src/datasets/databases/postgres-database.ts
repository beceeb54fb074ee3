import { Client, type ClientConfig, type CustomTypesConfig, type QueryResult } from 'pg';
import Cursor from 'pg-cursor';
import { databaseError } from './database-error.js';
import type { DatabaseAddress } from './database-url.js';
import { postgresColumn } from './postgres-types.js';
import type { SourceDatabase, SourceRows } from './source-database.js';

const BATCH = 5000;
const CONNECT_MS = 15_000;
/** Texts whose form does not depend on the server, in one snapshot; a server that loses its reader stops by itself (from 14 on). */
const SETTINGS = `
  BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
  SET LOCAL TimeZone = 'UTC'; SET LOCAL DateStyle = 'ISO, YMD'; SET LOCAL IntervalStyle = 'postgres'; SET LOCAL extra_float_digits = 1;
  SELECT set_config(name, '5s', true) FROM pg_settings WHERE name = 'client_connection_check_interval'`;
/** Values stay the texts that the server sent. */
const RAW: CustomTypesConfig = { getTypeParser: () => (text: unknown) => text };

/** Connects to `ip`, which was checked for the address, and opens a read-only snapshot. An abort cuts the connection. */
export async function openPostgres(
  address: DatabaseAddress,
  ip: string,
  signal?: AbortSignal,
): Promise<SourceDatabase> {
  const client = new Client(clientConfig(address, ip));
  const translate = (thrown: unknown) => databaseError(thrown, address, signal);
  const cut = () => void client.end().catch(() => {});
  // What breaks the connection is reported by the query that was waiting.
  client.on('error', () => {});
  signal?.addEventListener('abort', cut);
  const close = async () => {
    signal?.removeEventListener('abort', cut);
    await client.end().catch(() => {});
  };
  try {
    await client.connect();
    await client.query(SETTINGS);
  } catch (thrown) {
    await close();
    throw translate(thrown);
  }
  return {
    quote: (name) => `"${name.replaceAll('"', '""')}"`,
    parameter: '$1',
    select: (sql, parameter) => openCursor(client, sql, parameter, translate),
    close,
  };
}

function clientConfig({ host, port, user, password, database, tls }: DatabaseAddress, ip: string): ClientConfig {
  return {
    host: ip,
    port,
    user,
    password,
    database,
    application_name: 'decile',
    connectionTimeoutMillis: CONNECT_MS,
    keepAlive: true,
    // The certificate is the name's, not the address's.
    ssl: tls === 'off' ? false : { servername: host, host, rejectUnauthorized: tls === 'verify' },
  };
}

async function openCursor(
  client: Client,
  sql: string,
  parameter: string | undefined,
  translate: (thrown: unknown) => Error,
): Promise<SourceRows> {
  const values = parameter === undefined ? [] : [parameter];
  const cursor = client.query(new Cursor<(string | null)[]>(sql, values, { rowMode: 'array', types: RAW }));
  const read = () =>
    new Promise<{ rows: (string | null)[][]; result: QueryResult }>((resolve, reject) => {
      cursor.read(BATCH, (error, rows, result) => (error ? reject(translate(error)) : resolve({ rows, result })));
    });
  const first = await read();
  const columns = first.result.fields.map(({ name, dataTypeID, dataTypeModifier }) =>
    postgresColumn(name, dataTypeID, dataTypeModifier),
  );
  const days = columns.flatMap(({ type }, i) => (type === 'DATE' || type === 'TIMESTAMP' ? [i] : []));
  return {
    columns,
    batches: withEras(
      batchesOf(first.rows, read, () => cursor.close()),
      days,
    ),
  };
}

/** DuckDB overlooks the era of days before Christ as PostgreSQL writes it. */
async function* withEras(batches: AsyncGenerator<(string | null)[][]>, days: number[]): typeof batches {
  for await (const batch of batches) {
    for (const row of batch) for (const i of days) if (row[i]?.endsWith(' BC')) row[i] = row[i].replace(' BC', ' (BC)');
    yield batch;
  }
}

/** The next batch is on its way while the one before is worked on. */
async function* batchesOf<Row>(
  first: Row[],
  read: () => Promise<{ rows: Row[] }>,
  close: () => Promise<void>,
): AsyncGenerator<Row[]> {
  let rows = first;
  while (rows.length > 0) {
    const next = rows.length < BATCH ? undefined : read();
    // Who stops reading early does not hear of it.
    next?.catch(() => {});
    yield rows;
    rows = next ? (await next).rows : [];
  }
  await close();
}
