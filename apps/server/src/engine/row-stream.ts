import type { DuckDBDataChunk } from '@duckdb/node-api';

/** Answer of a statement while it is computed: columns at once, rows some thousand at a time, never all in memory. */
export interface RowStream {
  columns: { name: string; type: string }[];
  /** To be read to its end, or left by `return()` as `for await` does: that frees the connection. */
  chunks: AsyncIterable<DuckDBDataChunk>;
}
