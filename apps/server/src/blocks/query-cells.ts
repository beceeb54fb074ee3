import { AppError } from '../common/errors.js';
import type { QueryResult, Value } from '../common/value.js';
import { columnIndex } from './ask-block.js';

/** The text in a column of a row, empty where there is none. Throws AppError `block.unknown-column`. */
export function textIn(result: QueryResult, row: readonly Value[], name: string, block: string): string {
  const value = row[columnIndex(result, name, block)] ?? null;
  return value === null ? '' : String(value);
}

/** Throws AppError `block.unknown-columns` where a query selects what its block does not show. */
export function refuseOthers(result: QueryResult, known: readonly string[], block: string): void {
  const strangers = result.columns.map(({ name }) => name).filter((name) => !known.includes(name));
  if (strangers.length === 0) return;
  throw new AppError(
    'block.unknown-columns',
    `block "${block}" selects ${strangers.join(', ')}, which it does not show`,
    { hint: `its columns are ${known.join(', ')}` },
  );
}

const LONGEST_NAME = 200;

/** Names of the rows, under which what people write of them is kept. Throws AppError `block.item-missing`, `block.item-repeated`. */
export function itemNames(result: QueryResult, column: string, block: string): string[] {
  const names = result.rows.map((row) => textIn(result, row, column, block));
  const seen = new Set<string>();
  for (const name of names) {
    const hint = `column "${column}" names each row for good, in at most ${LONGEST_NAME} characters`;
    if (name === '' || name.length > LONGEST_NAME)
      throw new AppError('block.item-missing', `block "${block}" has a row without a name that can be kept`, { hint });
    if (seen.has(name)) throw new AppError('block.item-repeated', `block "${block}" has two rows "${name}"`, { hint });
    seen.add(name);
  }
  return names;
}
