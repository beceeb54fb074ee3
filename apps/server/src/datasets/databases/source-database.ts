/** A column as a database sends it. */
export interface SourceColumn {
  name: string;
  /** DuckDB type that holds its values exactly; undefined where the database does not say enough or it can't be read. */
  type: string | undefined;
  /** What the database calls the type. */
  native: string;
  /** What to do where there is no type. */
  hint?: string;
}

/** Rows as texts that DuckDB casts to the columns' types, null for no value; in batches, in the order of the database. */
export interface SourceRows {
  columns: SourceColumn[];
  batches: AsyncIterable<(string | null)[][]>;
}

/** An open connection with a read-only view of one moment. */
export interface SourceDatabase {
  quote(name: string): string;
  /** Marker of the parameter in a statement. */
  parameter: '$1' | '?';
  /** Runs one SELECT, with at most one parameter. Read the batches to the end before the next call. Throws `database.*`. */
  select(sql: string, parameter?: string): Promise<SourceRows>;
  close(): Promise<void>;
}
