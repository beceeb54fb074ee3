import { connect, type Socket } from 'node:net';
import { createConnection, type Connection, type ConnectionOptions, type FieldPacket, type Query } from 'mysql2';
import { databaseError } from './database-error.js';
import type { DatabaseAddress } from './database-url.js';
import { mysqlColumn, type MysqlField } from './mysql-types.js';
import type { SourceDatabase, SourceRows } from './source-database.js';

const BATCH = 5000;
const CONNECT_MS = 15_000;
/** Time stamps in UTC, plain quotes, in one read-only snapshot. */
const SETTINGS = [
  `SET time_zone = '+00:00'`,
  `SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ`,
  `START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY`,
];

/** Connects to `ip`, which was checked for the address, and opens a read-only snapshot. An abort cuts the connection. */
export async function openMysql(address: DatabaseAddress, ip: string, signal?: AbortSignal): Promise<SourceDatabase> {
  const socket = connect(address.port, ip);
  const connection = createConnection(connectionOptions(address, socket));
  const translate = (thrown: unknown) => databaseError(thrown, address, signal);
  // The driver's own end waits for what the server is still sending.
  const cut = () => void socket.destroy();
  // What breaks the connection is reported by the query that was waiting.
  connection.on('error', () => {});
  signal?.addEventListener('abort', cut);
  const close = () => {
    signal?.removeEventListener('abort', cut);
    cut();
    return Promise.resolve();
  };
  try {
    for (const statement of SETTINGS) await run(connection, statement);
  } catch (thrown) {
    await close();
    throw translate(thrown);
  }
  return {
    quote: (name) => `\`${name.replaceAll('`', '``')}\``,
    parameter: '?',
    select: (sql, parameter) => openStream(connection, socket, { sql, parameter }, translate),
    close,
  };
}

function connectionOptions(
  { host, port, user, password, database, tls }: DatabaseAddress,
  socket: Socket,
): ConnectionOptions {
  return {
    host,
    port,
    user,
    password,
    database,
    charset: 'utf8mb4',
    connectTimeout: CONNECT_MS,
    // The certificate is the name's, the connection goes to the address that was checked.
    stream: () => socket,
    ...(tls === 'off' ? {} : { ssl: { rejectUnauthorized: tls === 'verify', verifyIdentity: tls === 'verify' } }),
  };
}

function run(connection: Connection, sql: string): Promise<void> {
  return new Promise((resolve, reject) => {
    connection.query(sql, (error) => (error ? reject(error) : resolve()));
  });
}

async function openStream(
  connection: Connection,
  socket: Socket,
  request: { sql: string; parameter?: string },
  translate: (thrown: unknown) => Error,
): Promise<SourceRows> {
  const query = connection.query({
    sql: request.sql,
    values: request.parameter === undefined ? [] : [request.parameter],
    rowsAsArray: true,
    // Values stay the texts that the server sent.
    typeCast: (field) => field.string(),
  });
  const rows = query.stream({ highWaterMark: 2 * BATCH });
  const lose = () => void rows.destroy(new Error('connection lost'));
  // A destroyed connection forgets its query, which would wait for ever.
  socket.once('close', lose);
  rows.once('close', () => socket.off('close', lose));
  try {
    const fields = await new Promise<FieldPacket[]>((resolve, reject) => {
      query.once('fields', resolve);
      rows.on('error', reject);
    });
    return { columns: fields.map((field) => mysqlColumn(field as MysqlField)), batches: batchesOf(rows, translate) };
  } catch (thrown) {
    throw translate(thrown);
  }
}

async function* batchesOf(
  rows: ReturnType<Query['stream']>,
  translate: (thrown: unknown) => Error,
): AsyncGenerator<(string | null)[][]> {
  let batch: (string | null)[][] = [];
  try {
    for await (const row of rows) {
      batch.push(row as (string | null)[]);
      if (batch.length < BATCH) continue;
      yield batch;
      batch = [];
    }
  } catch (thrown) {
    throw translate(thrown);
  }
  if (batch.length > 0) yield batch;
}
