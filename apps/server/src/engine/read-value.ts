import { DuckDBDateValue, DuckDBDecimalValue, DuckDBTimestampValue, type DuckDBValue } from '@duckdb/node-api';
import { AppError } from '../common/errors.js';
import type { Value } from '../common/value.js';
import { millisOf } from './instant.js';

const DAY_MS = 86_400_000;
/** A double holds every decimal number of so many digits. */
const EXACT_DIGITS = 15;

/**
 * Engine value → Value: DECIMAL and integers exactly, doubles rounded to 12 significant digits, DATE as YYYY-MM-DD, timestamps as
 * ISO instants in UTC, anything else as its text. Throws `query.number-too-large` and `query.not-finite`, naming the column.
 */
export function readValue(value: DuckDBValue, column: string, type: string): Value {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
  if (typeof value === 'number') return readNumber(value, column, type);
  if (typeof value === 'bigint') return readInteger(value, column);
  if (value instanceof DuckDBDecimalValue) return readDecimal(value.value, value.scale, column);
  if (value instanceof DuckDBDateValue) return new Date(value.days * DAY_MS).toISOString().slice(0, 10);
  const millis = millisOf(value);
  return millis === undefined ? String(value) : new Date(millis).toISOString();
}

/**
 * As readValue, but what no JavaScript number can hold is its text, and so is a timestamp without zone: for answers that are written out
 * and not counted with.
 */
export function readForText(value: DuckDBValue, column: string, type: string): Value {
  if (value instanceof DuckDBTimestampValue) return String(value);
  try {
    return readValue(value, column, type);
  } catch (thrown) {
    if (thrown instanceof AppError) return String(value);
    throw thrown;
  }
}

function readNumber(value: number, column: string, type: string): number {
  if (!Number.isFinite(value)) {
    throw new AppError('query.not-finite', `Column "${column}" holds ${String(value)}, which is no number to report.`, {
      hint: 'A division by zero? Guard it with nullif(…, 0).',
      details: { column },
    });
  }
  if (Number.isInteger(value) && type !== 'DOUBLE' && type !== 'FLOAT') return value;
  const rounded = Number(value.toPrecision(type === 'FLOAT' ? 7 : 12));
  return rounded === 0 ? 0 : rounded;
}

function readInteger(value: bigint, column: string): number {
  if (value > BigInt(Number.MAX_SAFE_INTEGER) || value < BigInt(Number.MIN_SAFE_INTEGER)) throw tooLarge(value, column);
  return Number(value);
}

function readDecimal(unscaled: bigint, scale: number, column: string): number {
  let digits = unscaled;
  let places = scale;
  while (places > 0 && digits % 10n === 0n) {
    digits /= 10n;
    places -= 1;
  }
  const length = (digits < 0n ? -digits : digits).toString().length;
  if (length > EXACT_DIGITS) throw tooLarge(`${digits}e-${places}`, column);
  return Number(`${digits}e-${places}`);
}

function tooLarge(value: bigint | string, column: string): AppError {
  return new AppError(
    'query.number-too-large',
    `Column "${column}" holds ${value}, more digits than can be kept exactly.`,
    {
      hint: 'Round it in the query, or select it as text.',
      details: { column },
    },
  );
}
