import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What each dataset version was made by, so that readers see rows of the definition as it is now; unknown for those that are there. */
export const definitions: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema
      .alterTable('dataset_versions')
      .addColumn('definition', 'text', (c) => c.notNull().defaultTo(''))
      .execute();
  },
};
