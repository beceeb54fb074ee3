import { closest, distance } from 'fastest-levenshtein';
import { AppError } from '../common/errors.js';

const TYPE = /^[a-z][a-z0-9_ ]*(\(\s*\d+\s*(,\s*\d+\s*)?\))?(\[\])?$/i;

/** A declared DuckDB type, checked to be nothing but a type before it is written into SQL. Throws `dataset.bad-type`. */
export function columnType(type: string, column: string): string {
  if (TYPE.test(type.trim())) return type.trim().toUpperCase();
  throw new AppError(
    'dataset.bad-type',
    `Column "${column}" declares the type "${type}", which DuckDB does not have.`,
    {
      hint: 'Use a type like VARCHAR, BIGINT, DECIMAL(18,2), DOUBLE, DATE, TIMESTAMP or BOOLEAN.',
      details: { column, type },
    },
  );
}

/** `dataset.column-missing`, with the columns that were found and the nearest one. */
export function columnMissing(dataset: string, wanted: string, found: string[]): AppError {
  const nearest = found.length > 0 ? closest(wanted, found) : undefined;
  const near =
    nearest !== undefined && distance(wanted.toLowerCase(), nearest.toLowerCase()) <= Math.max(2, wanted.length / 2);
  return new AppError('dataset.column-missing', `Dataset "${dataset}" has no column "${wanted}".`, {
    hint: `${near ? `Did you mean "${nearest}"? ` : ''}Columns found: ${found.join(', ')}.`,
    details: { dataset, column: wanted, found },
  });
}
