import { AppError } from '../common/errors.js';
import type { QueryResult, QuerySession, Value } from '../common/value.js';
import { suggest } from '../content/did-you-mean.js';
import type { ParsedSelect } from './parse-select.js';
import { quoteText } from './quote.js';
import type { RowStream } from './row-stream.js';
import { statementBody } from './statement-body.js';
import type { Workspace } from './workspace.js';

const TABLE_FUNCTIONS = new Set(['range', 'generate_series', 'unnest', 'repeat', 'repeat_row']);

/**
 * The session that users' SQL meets: one SELECT, over the given tables only, whose answer depends on nothing but them. Files,
 * settings and system tables are out of reach, whatever the engine itself would allow.
 */
export class GuardedSession implements QuerySession {
  constructor(
    private readonly workspace: Workspace,
    private readonly tables: ReadonlySet<string>,
  ) {}

  async query(sql: string, parameters: Record<string, Value> = {}, signal?: AbortSignal): Promise<QueryResult> {
    assertWithin(await this.workspace.parse(sql), this.tables);
    return this.workspace.run(sql, parameters, signal);
  }

  /** As `query`, for answers too large to be held: the rows go to `consume` as they come. */
  async stream<T>(sql: string, consume: (stream: RowStream) => Promise<T>, signal?: AbortSignal): Promise<T> {
    assertWithin(await this.workspace.parse(sql), this.tables);
    return this.workspace.stream(sql, {}, consume, signal);
  }

  /** Writes the answer to a Parquet file in the folder of the session, which goes with it, and returns its path and rows. */
  async writeParquet(sql: string, signal?: AbortSignal): Promise<{ path: string; rows: number }> {
    assertWithin(await this.workspace.parse(sql), this.tables);
    const path = this.workspace.scratchFile('answer.parquet');
    const copy = `COPY (\n${statementBody(sql)}\n) TO ${quoteText(path)} (FORMAT parquet)`;
    const { rows } = await this.workspace.run(copy, {}, signal);
    return { path, rows: Number(rows[0]?.[0]) };
  }

  close(): Promise<void> {
    return this.workspace.close();
  }
}

/**
 * Throws `query.unknown-table` (with the nearest name), `query.forbidden-function` for functions that read files or the system,
 * `query.not-repeatable` for those that give another answer each time.
 */
export function assertWithin(select: ParsedSelect, tables: ReadonlySet<string>): void {
  const unknown = select.tables.find((table) => !tables.has(table.toLowerCase()));
  if (unknown !== undefined) throw unknownTable(unknown, [...tables]);
  const forbidden = select.tableFunctions.find((name) => !TABLE_FUNCTIONS.has(name));
  if (forbidden !== undefined) {
    throw new AppError('query.forbidden-function', `A query may not call ${forbidden}().`, {
      hint: 'Files come in as datasets; read the dataset instead.',
      details: { function: forbidden },
    });
  }
  const [unrepeatable] = select.unrepeatable;
  if (unrepeatable !== undefined) {
    throw new AppError('query.not-repeatable', `${unrepeatable} gives another answer each time.`, {
      hint: 'Use $as_of for the day of the run, hash() for reproducible chance.',
      details: { function: unrepeatable },
    });
  }
}

function unknownTable(table: string, known: string[]): AppError {
  return new AppError('query.unknown-table', `There is no table "${table}" here.`, {
    hint: suggest(table, known, 'tables'),
    details: { table },
  });
}
