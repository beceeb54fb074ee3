import { randomUUID } from 'node:crypto';
import { createConnection } from 'mysql2/promise';
import { Client } from 'pg';

/** A database that tests read from, with a schema of its own. */
export interface TestDatabase {
  kind: 'PostgreSQL' | 'MariaDB';
  /** For `database.url`. */
  url: string;
  run(sql: string): Promise<void>;
  /** Drops everything and disconnects. */
  close(): Promise<void>;
}

const POSTGRES = process.env['DECILE_TEST_POSTGRES'] ?? 'postgres://postgres@127.0.0.1:5432/test';
const MYSQL = process.env['DECILE_TEST_MYSQL'] ?? 'mysql://root@127.0.0.1:3306/test';

async function openPostgres(): Promise<TestDatabase> {
  const name = `decile_${randomUUID().replaceAll('-', '')}`;
  const admin = new Client({ connectionString: POSTGRES, connectionTimeoutMillis: 2000 });
  await admin.connect();
  await admin.query(`CREATE DATABASE ${name}`);
  const url = new URL(POSTGRES);
  url.pathname = name;
  const client = new Client({ connectionString: url.href });
  await client.connect();
  return {
    kind: 'PostgreSQL',
    url: url.href,
    run: async (sql) => void (await client.query(sql)),
    close: async () => {
      await client.end();
      await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
      await admin.end();
    },
  };
}

async function openMysql(): Promise<TestDatabase> {
  const name = `decile_${randomUUID().replaceAll('-', '')}`;
  const connection = await createConnection({ uri: MYSQL, multipleStatements: true, connectTimeout: 2000 });
  await connection.query(`CREATE DATABASE ${name} CHARACTER SET utf8mb4; USE ${name}`);
  const url = new URL(MYSQL);
  url.pathname = name;
  return {
    kind: 'MariaDB',
    url: url.href,
    run: async (sql) => void (await connection.query(sql)),
    close: async () => {
      await connection.query(`DROP DATABASE ${name}`);
      await connection.end();
    },
  };
}

/** Opens a fresh database of each server that answers; says aloud which ones do not. */
export async function openTestDatabases(): Promise<TestDatabase[]> {
  const opened: TestDatabase[] = [];
  for (const [name, open] of [
    ['PostgreSQL', openPostgres],
    ['MariaDB', openMysql],
  ] as const) {
    try {
      opened.push(await open());
    } catch (error) {
      process.stderr.write(`SKIPPED: no ${name} to read from (${String(error)})\n`);
    }
  }
  return opened;
}
