import type { DuckDBDataChunk } from '@duckdb/node-api';
import type { Value } from '../common/value.js';
import { readForText } from './read-value.js';

/** Answer of a statement while it is computed: columns at once, rows some thousand at a time, never all in memory. */
export interface RowStream {
  columns: { name: string; type: string }[];
  /** To be read once. */
  chunks: AsyncIterable<DuckDBDataChunk>;
}

/** The same stream; `count` hears how many rows each piece has. */
export function counted({ columns, chunks }: RowStream, count: (rows: number) => void): RowStream {
  return { columns, chunks: counting(chunks, count) };
}

async function* counting(chunks: RowStream['chunks'], count: (rows: number) => void): RowStream['chunks'] {
  for await (const chunk of chunks) {
    count(chunk.rowCount);
    yield chunk;
  }
}

/** The rows of a stream, some thousand at a time, as readForText reads them. */
export async function* readChunks({ columns, chunks }: RowStream): AsyncGenerator<Value[][]> {
  for await (const chunk of chunks) {
    yield chunk.getRows().map((row) => row.map((value, i) => readForText(value, columns[i]!.name, columns[i]!.type)));
  }
}
