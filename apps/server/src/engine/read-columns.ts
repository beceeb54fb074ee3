import type { DuckDBVector } from '@duckdb/node-api';
import type { Parameters } from './bind-parameters.js';
import type { Workspace } from './workspace.js';

/** A column of numbers in shared memory, so that threads can read it without a copy. */
export type NumberColumn = Float64Array | Int32Array;

/** Rows of memory that a column begins with; it doubles when they are full. */
const FIRST_ROWS = 8192;

/**
 * Reads a SELECT whose columns are all DOUBLE or INTEGER, and none NULL, into one typed array a column: Float64Array for DOUBLE, Int32Array for
 * INTEGER. Rows come as they are computed, so that no second copy of them is ever whole. Throws as Workspace.stream does.
 */
export async function readColumns(
  workspace: Workspace,
  sql: string,
  parameters: Parameters = {},
  signal?: AbortSignal,
): Promise<{ rows: number; columns: NumberColumn[] }> {
  return workspace.stream(
    sql,
    parameters,
    async ({ columns, chunks }) => {
      const growing = columns.map(({ name, type }) => new GrowingColumn(name, type));
      let rows = 0;
      for await (const chunk of chunks) {
        for (const [i, column] of growing.entries()) column.append(chunk.getColumnVector(i), rows, chunk.rowCount);
        rows += chunk.rowCount;
      }
      return { rows, columns: growing.map((column) => column.take(rows)) };
    },
    signal,
  );
}

class GrowingColumn {
  private values: NumberColumn;

  constructor(name: string, type: string) {
    if (type !== 'DOUBLE' && type !== 'INTEGER') throw new Error(`column "${name}" is ${type}, not DOUBLE or INTEGER`);
    this.values = type === 'DOUBLE' ? doubles(FIRST_ROWS) : integers(FIRST_ROWS);
  }

  append(vector: DuckDBVector, from: number, count: number): void {
    while (from + count > this.values.length) this.grow();
    const { values } = this;
    for (let i = 0; i < count; i += 1) values[from + i] = vector.getItem(i) as number;
  }

  take(rows: number): NumberColumn {
    return this.values.subarray(0, rows);
  }

  private grow(): void {
    const { values } = this;
    const wider = values instanceof Float64Array ? doubles(2 * values.length) : integers(2 * values.length);
    wider.set(values);
    this.values = wider;
  }
}

function doubles(length: number): Float64Array {
  return new Float64Array(new SharedArrayBuffer(8 * length));
}

function integers(length: number): Int32Array {
  return new Int32Array(new SharedArrayBuffer(4 * length));
}
