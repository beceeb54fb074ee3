import { AppError } from '../../common/errors.js';
import { LOOKBACK, type DatabaseSource } from '../../content/spec/dataset-source.js';
import { quoteName, quoteText } from '../../engine/quote.js';
import type { Workspace } from '../../engine/workspace.js';

type Incremental = NonNullable<DatabaseSource['incremental']>;

/** From which value of the incremental column on rows are read again. */
export interface Window {
  /** The value as the source database takes it; a number stands by itself. */
  value: string;
  isNumber: boolean;
  /** SQL condition on the dataset's rows that lie in it. */
  condition: string;
}

/**
 * The window that a look-back opens behind the highest value in `relation`; undefined where there are no rows. Throws
 * `dataset.incremental-type` for a column that is neither date, time stamp nor number, or a look-back of the other kind.
 */
export async function lookBack(
  workspace: Workspace,
  relation: string,
  { column, lookback }: Incremental,
  type: string,
): Promise<Window | undefined> {
  const isNumber = /^(U?(TINY|SMALL|BIG)INT|U?INTEGER|DECIMAL.*)$/.test(type);
  if (!isNumber && type !== 'DATE' && type !== 'TIMESTAMP') throw wrongType(column, `is of type ${type}`);
  const start = `max(${quoteName(column)})${minus(column, lookback, isNumber)}`;
  const { rows } = await workspace.run(`SELECT CAST(CAST(${start} AS ${type}) AS VARCHAR) FROM ${relation}`);
  const value = rows[0]?.[0];
  if (value === null || value === undefined) return undefined;
  return {
    value: String(value),
    isNumber,
    condition: `${quoteName(column)} >= CAST(${quoteText(String(value))} AS ${type})`,
  };
}

function minus(column: string, lookback: Incremental['lookback'], isNumber: boolean): string {
  if (lookback === 0) return '';
  const time = typeof lookback === 'string' ? LOOKBACK.exec(lookback) : undefined;
  if (isNumber === Boolean(time)) throw wrongType(column, `has a look-back of ${lookback}`);
  return time ? ` - INTERVAL ${time[1]} ${time[2]}` : ` - ${lookback}`;
}

function wrongType(column: string, what: string): AppError {
  return new AppError('dataset.incremental-type', `The incremental column "${column}" ${what}.`, {
    hint: 'Use a date or time stamp with a look-back like 3 days, or a column of numbers with a number.',
    details: { column },
  });
}
