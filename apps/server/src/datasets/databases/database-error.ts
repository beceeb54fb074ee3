import { AppError } from '../../common/errors.js';
import { cancelled } from '../../engine/engine-error.js';
import type { DatabaseAddress } from './database-url.js';

const GONE = new Set([
  'ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'EPIPE', 'EHOSTUNREACH', 'ENETUNREACH', 'PROTOCOL_CONNECTION_LOST', 'ER_CON_COUNT_ERROR',
  'ER_SERVER_SHUTDOWN', 'ER_CONNECTION_KILLED', 'ER_QUERY_INTERRUPTED',
]); // prettier-ignore
/** SQLSTATE classes: connection exceptions, no resources, stopped by an operator, serialisation failures. */
const PASSING = /^(08|53|57|40)...$/;
const REFUSED = new Set([
  '28P01',
  '28000',
  '3D000',
  'ER_ACCESS_DENIED_ERROR',
  'ER_DBACCESS_DENIED_ERROR',
  'ER_BAD_DB_ERROR',
]);

/**
 * What a failure of a driver means: `query.cancelled` after an abort, `database.unreachable` (retryable), `database.refused` for a wrong
 * user, password or database, else `database.query-failed` with the database's words. The password is in none of them.
 */
export function databaseError(thrown: unknown, address: DatabaseAddress, signal?: AbortSignal): AppError {
  if (thrown instanceof AppError) return thrown;
  if (signal?.aborted) return cancelled();
  const { code, message } = described(thrown);
  const text = address.password === '' ? message : message.replaceAll(address.password, '***');
  const where = `${address.host}:${address.port}/${address.database}`;
  if (
    GONE.has(code) ||
    PASSING.test(code) ||
    /connection (terminated|lost)|timeout expired|is in closed state/i.test(message)
  ) {
    return new AppError('database.unreachable', `The database ${where} is not reachable: ${text}`, {
      severity: 'infrastructure',
      retryable: true,
      hint: 'Nothing was published; the refresh may be tried again.',
    });
  }
  if (REFUSED.has(code)) {
    return new AppError('database.refused', `The database ${where} refuses the connection: ${text}`, {
      hint: 'Check user, password and database of the url.',
    });
  }
  return new AppError('database.query-failed', `The database ${where} says: ${text}`, { details: { code } });
}

/** Connecting to a name with several addresses fails with a list of failures. */
function described(thrown: unknown): { code: string; message: string } {
  const first = thrown instanceof AggregateError ? (thrown.errors[0] as unknown) : thrown;
  const { code, message } = first as { code?: unknown; message?: unknown };
  return { code: String(code ?? ''), message: String(message ?? first) };
}
