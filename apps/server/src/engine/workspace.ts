import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type {
  DuckDBConnection,
  DuckDBDataChunk,
  DuckDBInstance,
  DuckDBPreparedStatement,
  DuckDBResult,
} from '@duckdb/node-api';
import { duckdbQueries } from '../common/telemetry.js';
import type { QueryResult } from '../common/value.js';
import type { Expression } from '../content/project.js';
import { bindParameters, type Parameters } from './bind-parameters.js';
import { cancelled, toQueryError } from './engine-error.js';
import { aggregateNames, parseExpression } from './parse-expression.js';
import { parseSelect, type ParsedSelect } from './parse-select.js';
import { readValue } from './read-value.js';
import type { RowStream } from './row-stream.js';
import { createFromColumns, type TableColumn } from './table-columns.js';

/**
 * One in-memory DuckDB instance, limited and locked. It runs any statement, so it is for SQL that the server wrote itself; texts
 * of users go through a GuardedSession. Each call has its own connection: views and tables are shared, TEMP ones are not.
 */
export class Workspace {
  private aggregates: ReadonlySet<string> | undefined;

  constructor(
    private readonly instance: DuckDBInstance,
    /** Folder that its statements may write into, removed with it; one that sees no file has none. */
    private readonly temporary?: string,
  ) {}

  /** Path of a file that its statements may write; it is gone with the workspace. */
  scratchFile(name: string): string {
    if (this.temporary === undefined) throw new Error('this workspace writes no files');
    return join(this.temporary, name);
  }

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

  /**
   * Runs one statement and hands its rows to `consume` while they are computed; memory stays flat however many there are. Throws as
   * toQueryError says, and as it is what `consume` throws.
   */
  async stream<T>(
    sql: string,
    parameters: Parameters,
    consume: (stream: RowStream) => Promise<T>,
    signal?: AbortSignal,
  ): Promise<T> {
    const consumed = await this.connected(signal, (connection) =>
      prepared(connection, sql, parameters, async (statement) => {
        const result = await statement.stream();
        const work = consume({ columns: columnsOf(result), chunks: translated(result, signal) });
        return work.then(
          (value) => ({ value }),
          (error: unknown) => ({ error }),
        );
      }),
    );
    if ('error' in consumed) throw consumed.error;
    return consumed.value;
  }

  /** Makes a table of columns that were computed outside the engine. Throws as toQueryError says. */
  createTable(name: string, columns: readonly TableColumn[]): Promise<void> {
    return this.connected(undefined, (connection) => createFromColumns(connection, name, columns));
  }

  /** Throws what is wrong with a statement (unknown columns, types), with its line, without running it. */
  check(sql: string): Promise<void> {
    return this.connected(undefined, async (connection) => (await connection.prepare(sql)).destroySync());
  }

  /** Columns of a statement without parameters, which is not run. Throws as `check` does. */
  describe(sql: string): Promise<{ name: string; type: string }[]> {
    return this.connected(undefined, async (connection) => {
      const statement = await connection.prepare(sql);
      try {
        return Array.from({ length: statement.columnCount }, (_, i) => ({
          name: statement.columnName(i),
          type: String(statement.columnType(i)),
        }));
      } finally {
        statement.destroySync();
      }
    });
  }

  parse(sql: string): Promise<ParsedSelect> {
    return this.connected(undefined, (connection) => parseSelect(connection, sql));
  }

  /** What the expression of `SELECT <expression>` is made of. */
  parseExpression(sql: string): Promise<Expression> {
    return this.connected(undefined, async (connection) => {
      this.aggregates ??= await aggregateNames(connection);
      return parseExpression(connection, sql, this.aggregates);
    });
  }

  async close(): Promise<void> {
    this.instance.closeSync();
    if (this.temporary !== undefined) await rm(this.temporary, { recursive: true, force: true });
  }

  private async connected<T>(signal: AbortSignal | undefined, work: (connection: DuckDBConnection) => Promise<T>) {
    if (signal?.aborted) throw cancelled(signal.reason);
    const connection = await this.instance.connect();
    const interrupt = () => connection.interrupt();
    signal?.addEventListener('abort', interrupt);
    try {
      const answer = await work(connection);
      duckdbQueries.inc({ state: 'done' });
      return answer;
    } catch (thrown) {
      duckdbQueries.inc({ state: signal?.aborted ? 'interrupted' : 'failed' });
      throw toQueryError(thrown, signal);
    } finally {
      signal?.removeEventListener('abort', interrupt);
      connection.closeSync();
    }
  }
}

function runStatement(connection: DuckDBConnection, sql: string, parameters: Parameters): Promise<QueryResult> {
  return prepared(connection, sql, parameters, readRows);
}

async function prepared<T>(
  connection: DuckDBConnection,
  sql: string,
  parameters: Parameters,
  work: (statement: DuckDBPreparedStatement) => Promise<T>,
): Promise<T> {
  const statement = await connection.prepare(sql);
  try {
    bindParameters(statement, parameters);
    return await work(statement);
  } finally {
    statement.destroySync();
  }
}

/** Chunks whose errors say what they mean; an error of the reader is not taken for one of the engine. */
async function* translated(
  chunks: AsyncIterable<DuckDBDataChunk>,
  signal?: AbortSignal,
): AsyncGenerator<DuckDBDataChunk> {
  try {
    yield* chunks;
  } catch (thrown) {
    throw toQueryError(thrown, signal);
  }
}

function columnsOf(result: Pick<DuckDBResult, 'columnNames' | 'columnType'>): QueryResult['columns'] {
  return result.columnNames().map((name, i) => ({ name, type: String(result.columnType(i)) }));
}

async function readRows(statement: DuckDBPreparedStatement): Promise<QueryResult> {
  const reader = await statement.runAndReadAll();
  const columns = columnsOf(reader);
  const rows = reader
    .getRows()
    .map((row) => row.map((value, i) => readValue(value, columns[i]!.name, columns[i]!.type)));
  return { columns, rows };
}
