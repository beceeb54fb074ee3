import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What people write on issues. Rows are added and never changed: the later one counts, the earlier ones tell how it came about. */
export const issueNotes: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .createTable('issue_notes')
      .addColumn('id', 'bigint', (c) => c.primaryKey().generatedAlwaysAsIdentity())
      .addColumn('result_id', 'text', (c) => c.notNull().references('results.id'))
      .addColumn('block', 'text', (c) => c.notNull())
      .addColumn('item', 'text', (c) => c.notNull())
      .addColumn('author', 'text', (c) => c.notNull())
      .addColumn('viewer', 'text', (c) => c.notNull())
      .addColumn('fields', 'jsonb', (c) => c.notNull())
      .addColumn('written_at', 'timestamptz', (c) => c.notNull())
      .execute();
    await db.schema.createIndex('issue_notes_result').on('issue_notes').columns(['result_id', 'id']).execute();
    await sql`
      create function issue_notes_stay() returns trigger language plpgsql as
      $$ begin raise exception 'issue_notes: rows are added, never changed'; end $$`.execute(db);
    await sql`
      create trigger issue_notes_stay before update or delete or truncate on issue_notes
      for each statement execute function issue_notes_stay()`.execute(db);
  },
};
