import type { FeatureTable } from '../features/feature-table.js';
import { guardColumns, type ColumnFinding, type GuardContext } from '../features/guard-columns.js';

export interface CheckInput extends GuardContext {
  table: FeatureTable;
}

/** Kernel for one thread: see guardColumns. */
export function checkColumns({ table, ...context }: CheckInput): ColumnFinding[] {
  return guardColumns(table, context);
}
