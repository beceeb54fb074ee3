/** A value as it leaves the engine: integers and DECIMALs exactly, doubles rounded to 12 significant digits, dates as ISO text. */
export type Value = string | number | boolean | null;

/** Rows of a query, column order as selected. */
export interface QueryResult {
  columns: { name: string; type: string }[];
  rows: Value[][];
}

/** An open set of tables that can be asked. Everything that reads data goes through one. */
export interface QuerySession {
  /**
   * Runs one SELECT. `$name` parameters are bound by type, never spliced; those that the text does not use are ignored.
   * Throws AppError `query.failed` (with the engine's message and line), `query.not-a-select`, `query.cancelled`.
   */
  query(sql: string, parameters?: Record<string, Value>, signal?: AbortSignal): Promise<QueryResult>;
  close(): Promise<void>;
}
