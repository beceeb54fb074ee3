import { rm } from 'node:fs/promises';
import type { DuckDBConnection, DuckDBInstance, DuckDBPreparedStatement } from '@duckdb/node-api';
import type { QueryResult } from '../common/value.js';
import { bindParameters, type Parameters } from './bind-parameters.js';
import { cancelled, toQueryError } from './engine-error.js';
import { aggregateNames, parseExpression, type ParsedExpression } from './parse-expression.js';
import { parseSelect, type ParsedSelect } from './parse-select.js';
import { readValue } from './read-value.js';

/**
 * One in-memory DuckDB instance, limited and locked. It runs any statement, so it is for SQL that the server wrote itself; texts
 * of users go through a GuardedSession. Each call has its own connection: views and tables are shared, TEMP ones are not.
 */
export class Workspace {
  private aggregates: ReadonlySet<string> | undefined;

  constructor(
    private readonly instance: DuckDBInstance,
    private readonly temporary: string,
  ) {}

  /** Runs one statement and reads all its rows. Throws as toQueryError says. */
  run(sql: string, parameters: Parameters = {}, signal?: AbortSignal): Promise<QueryResult> {
    return this.connected(signal, (connection) => runStatement(connection, sql, parameters));
  }

  /** Runs statements one after the other on one connection, where they share TEMP tables; the answer is the last one's. */
  runTogether(statements: string[], signal?: AbortSignal): Promise<QueryResult> {
    return this.connected(signal, async (connection) => {
      let result: QueryResult = { columns: [], rows: [] };
      for (const sql of statements) result = await runStatement(connection, sql, {});
      return result;
    });
  }

  /** Throws what is wrong with a statement (unknown columns, types), with its line, without running it. */
  check(sql: string): Promise<void> {
    return this.connected(undefined, async (connection) => (await connection.prepare(sql)).destroySync());
  }

  parse(sql: string): Promise<ParsedSelect> {
    return this.connected(undefined, (connection) => parseSelect(connection, sql));
  }

  /** What the expression of `SELECT <expression>` is made of. */
  parseExpression(sql: string): Promise<ParsedExpression> {
    return this.connected(undefined, async (connection) => {
      this.aggregates ??= await aggregateNames(connection);
      return parseExpression(connection, sql, this.aggregates);
    });
  }

  async close(): Promise<void> {
    this.instance.closeSync();
    await rm(this.temporary, { recursive: true, force: true });
  }

  private async connected<T>(signal: AbortSignal | undefined, work: (connection: DuckDBConnection) => Promise<T>) {
    if (signal?.aborted) throw cancelled(signal.reason);
    const connection = await this.instance.connect();
    const interrupt = () => connection.interrupt();
    signal?.addEventListener('abort', interrupt);
    try {
      return await work(connection);
    } catch (thrown) {
      throw toQueryError(thrown, signal);
    } finally {
      signal?.removeEventListener('abort', interrupt);
      connection.closeSync();
    }
  }
}

async function runStatement(connection: DuckDBConnection, sql: string, parameters: Parameters): Promise<QueryResult> {
  const statement = await connection.prepare(sql);
  try {
    bindParameters(statement, parameters);
    return await readRows(statement);
  } finally {
    statement.destroySync();
  }
}

async function readRows(statement: DuckDBPreparedStatement): Promise<QueryResult> {
  const reader = await statement.runAndReadAll();
  const columns = reader.columnNames().map((name, i) => ({ name, type: String(reader.columnType(i)) }));
  const rows = reader
    .getRows()
    .map((row) => row.map((value, i) => readValue(value, columns[i]!.name, columns[i]!.type)));
  return { columns, rows };
}
