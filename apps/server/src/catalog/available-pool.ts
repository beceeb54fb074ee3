import type pg from 'pg';
import type { PostgresPool, PostgresPoolClient } from 'kysely';
import { AppError } from '../common/errors.js';

/** Whether an error of pg means "no server there (any more)", as against a statement that it refused. */
export function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = (error as { code?: string }).code ?? '';
  if (/^(ECONNREFUSED|ECONNRESET|ENOENT|EPIPE|ENOTCONN|ETIMEDOUT|57P0[1-5]|08...)$/.test(code)) return true;
  return /Connection terminated|timeout exceeded when trying to connect|client has encountered a connection error/i.test(
    error.message,
  );
}

/**
 * A pool for Kysely whose connection failures are AppErrors `catalog.unavailable` (retryable). When no connection can be had,
 * `restore` is called (it brings an embedded server back) and the connection tried once more.
 */
export function availablePool(pool: pg.Pool, restore: () => Promise<void>): PostgresPool {
  return {
    options: pool.options,
    connect: async () => {
      const client = await translated(pool.connect()).catch(async (error: unknown) => {
        if (!(error instanceof AppError)) throw error;
        await restore();
        return translated(pool.connect());
      });
      return availableClient(client);
    },
    end: () => pool.end(),
  } as PostgresPool;
}

function availableClient(client: pg.PoolClient): PostgresPoolClient {
  let broken = false;
  const query = async (text: string, values: unknown[]): Promise<pg.QueryResult> => {
    try {
      return await translated(client.query(text, values));
    } catch (error) {
      broken ||= error instanceof AppError;
      throw error;
    }
  };
  // Kysely asks for cursors too, which nobody here uses.
  return { query, release: () => client.release(broken) } as unknown as PostgresPoolClient;
}

async function translated<T>(promise: Promise<T>): Promise<T> {
  try {
    return await promise;
  } catch (cause) {
    if (!isUnavailable(cause)) throw cause;
    throw new AppError('catalog.unavailable', `The catalogue is not reachable: ${(cause as Error).message}`, {
      severity: 'infrastructure',
      retryable: true,
      hint: 'It is started again by itself when it is the embedded one; else check DATABASE_URL.',
      cause,
    });
  }
}
