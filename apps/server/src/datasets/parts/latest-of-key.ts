import { quoteName } from '../../engine/quote.js';

/**
 * SELECT of the last row of each key: by the columns in `by`, largest last, ties by all `columns`, so that the same rows give the same
 * answer in whatever order they come.
 */
export function latestOfKey(relation: string, key: string[], by: string[], columns: string[]): string {
  const list = columns.map(quoteName).join(', ');
  const order = [...new Set([...by, ...columns])].map((name) => `${quoteName(name)} DESC NULLS LAST`).join(', ');
  return `SELECT ${list} FROM ${relation} QUALIFY row_number() OVER (PARTITION BY ${key.map(quoteName).join(', ')} ORDER BY ${order}) = 1`;
}
