import { sql } from 'kysely';
import type { Catalog } from './catalog.js';

/** Runs `work` once no other process holds the lock of that name in this catalogue. */
export async function withLock<T>(catalog: Catalog, name: string, work: () => Promise<T>): Promise<T> {
  return catalog.connection().execute(async (connection) => {
    const key = sql`hashtextextended(${name}, 0)`;
    await sql`select pg_advisory_lock(${key})`.execute(connection);
    try {
      return await work();
    } finally {
      await sql`select pg_advisory_unlock(${key})`.execute(connection);
    }
  });
}

/** Runs `work` unless another process holds the lock of that name; says whether it ran. */
export async function ifUnlocked(catalog: Catalog, name: string, work: () => Promise<void>): Promise<boolean> {
  return catalog.connection().execute(async (connection) => {
    const key = sql`hashtextextended(${name}, 0)`;
    const { rows } = await sql<{ ok: boolean }>`select pg_try_advisory_lock(${key}) as ok`.execute(connection);
    if (!rows[0]?.ok) return false;
    try {
      await work();
      return true;
    } finally {
      await sql`select pg_advisory_unlock(${key})`.execute(connection);
    }
  });
}
