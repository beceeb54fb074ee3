import { DuckDBDateValue, type DuckDBPreparedStatement } from '@duckdb/node-api';
import { AppError } from '../common/errors.js';
import type { Value } from '../common/value.js';

export type Parameters = Record<string, Value>;

const ISO_DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const DAY_MS = 86_400_000;

/** Names of the `$name` parameters of a prepared statement. */
export function parameterNames(statement: DuckDBPreparedStatement): string[] {
  return Array.from({ length: statement.parameterCount }, (_, i) => statement.parameterName(i + 1));
}

/**
 * Binds what the statement uses and ignores the rest. A text like 2026-10-31 becomes a DATE, other texts VARCHAR, whole numbers
 * BIGINT, other numbers DOUBLE. Throws `query.missing-parameter`.
 */
export function bindParameters(statement: DuckDBPreparedStatement, parameters: Parameters): void {
  parameterNames(statement).forEach((name, i) => {
    if (!(name in parameters)) throw missingParameter(name, Object.keys(parameters));
    bindOne(statement, i + 1, name, parameters[name] ?? null);
  });
}

function bindOne(statement: DuckDBPreparedStatement, index: number, name: string, value: Value): void {
  if (value === null) statement.bindNull(index);
  else if (typeof value === 'boolean') statement.bindBoolean(index, value);
  else if (typeof value === 'number') bindNumber(statement, index, value);
  else if (ISO_DATE.test(value)) statement.bindDate(index, new DuckDBDateValue(daysSinceEpoch(value, name)));
  else statement.bindVarchar(index, value);
}

function bindNumber(statement: DuckDBPreparedStatement, index: number, value: number): void {
  if (Number.isSafeInteger(value)) statement.bindBigInt(index, BigInt(value));
  else statement.bindDouble(index, value);
}

function daysSinceEpoch(text: string, name: string): number {
  const time = Date.parse(`${text}T00:00:00Z`);
  if (!Number.isFinite(time) || new Date(time).toISOString().slice(0, 10) !== text) {
    throw new AppError('query.not-a-date', `Parameter $${name} is ${text}, a day that no calendar has.`, {
      severity: 'usage',
    });
  }
  return time / DAY_MS;
}

function missingParameter(name: string, known: string[]): AppError {
  return new AppError('query.missing-parameter', `The query uses $${name}, which has no value.`, {
    hint:
      known.length > 0 ? `Known here: ${known.map((each) => `$${each}`).join(', ')}.` : 'No parameters are known here.',
    details: { parameter: name },
  });
}
