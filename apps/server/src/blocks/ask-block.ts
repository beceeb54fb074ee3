import { AppError } from '../common/errors.js';
import type { QueryResult, Value } from '../common/value.js';
import type { BlockContext } from './block-context.js';

/** Most rows that a table or chart of a report may have; more belongs into a data sheet or a LIMIT. */
export const MAX_BLOCK_ROWS = 10_000;

export interface Answer {
  result: QueryResult;
  /** Tables that the query read. */
  reads: string[];
}

/** Asks the query of a block. Throws AppError `block.empty` where no rows are refused, `block.too-long` beyond `most` rows, and what the query throws. */
export async function askBlock(
  spec: { id: string; sql: string; empty: 'allow' | 'refuse' },
  { session, parameters, signal, tablesOf }: Pick<BlockContext, 'session' | 'parameters' | 'signal' | 'tablesOf'>,
  most = MAX_BLOCK_ROWS,
): Promise<Answer> {
  const result = await session.query(spec.sql, parameters, signal);
  if (result.rows.length === 0 && spec.empty === 'refuse') {
    throw new AppError('block.empty', `block "${spec.id}" has no rows`, {
      hint: 'say `empty: allow` if that is fine, or check the period',
    });
  }
  if (result.rows.length > most) {
    throw new AppError('block.too-long', `block "${spec.id}" has ${result.rows.length} rows, more than ${most}`, {
      hint: 'add a LIMIT or aggregate',
    });
  }
  return { result, reads: await tablesOf(spec.sql) };
}

/** Index of a column that a block names. Throws AppError `block.unknown-column`. */
export function columnIndex(result: QueryResult, name: string, block: string): number {
  const index = result.columns.findIndex((column) => column.name === name);
  if (index >= 0) return index;
  throw new AppError(
    'block.unknown-column',
    `block "${block}" asks for column "${name}", which its query does not select`,
    { hint: `selected: ${result.columns.map((column) => column.name).join(', ')}` },
  );
}

/** The number in a column of a row, null where there is none. Throws AppError `block.no-number` for anything else. */
export function numberIn(result: QueryResult, row: readonly Value[], name: string, block: string): number | null {
  const value = row[columnIndex(result, name, block)] ?? null;
  if (value === null || typeof value === 'number') return value;
  throw new AppError(
    'block.no-number',
    `column "${name}" of block "${block}" holds ${JSON.stringify(value)}, no number`,
  );
}
