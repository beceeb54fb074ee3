import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** Pushed rows: what was answered to each idempotency key. Tables of versions consist of parts from here on. */
export const appendLog: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('row_pushes')
      .addColumn('dataset', 'text', (c) => c.notNull())
      .addColumn('key', 'text', (c) => c.notNull())
      .addColumn('digest', 'text', (c) => c.notNull())
      .addColumn('receipt', 'jsonb', (c) => c.notNull())
      .addColumn('pushed_at', 'timestamptz', (c) => c.notNull())
      .addPrimaryKeyConstraint('row_pushes_pk', ['dataset', 'key', 'digest'])
      .execute();
    await db.schema.createIndex('row_pushes_age').on('row_pushes').column('pushed_at').execute();
    await sql`
      update dataset_versions set manifest = jsonb_set(manifest, '{tables}', (
        select coalesce(jsonb_agg((t - 'file' - 'bytes' - 'sha256') || jsonb_build_object('parts', jsonb_build_array(jsonb_build_object(
          'file', path || '/' || (t ->> 'file'), 'rows', t -> 'rows', 'bytes', t -> 'bytes', 'sha256', t -> 'sha256'
        ))) order by n), '[]')
        from jsonb_array_elements(manifest -> 'tables') with ordinality as tables (t, n)
      ))`.execute(db);
  },
};
