import { Migrator, type Migration } from 'kysely/migration';
import { AppError } from '../../common/errors.js';
import type { Catalog } from '../catalog.js';
import { initial } from './0001-initial.js';
import { appendLog } from './0002-append-log.js';
import { schedules } from './0003-schedules.js';
import { definitions } from './0004-definitions.js';
import { issueNotes } from './0005-issue-notes.js';

/** Schema of all our tables in the catalogue's database. */
export const CATALOG_SCHEMA = 'decile';

const MIGRATIONS: Record<string, Migration> = {
  '0001-initial': initial,
  '0002-append-log': appendLog,
  '0003-schedules': schedules,
  '0004-definitions': definitions,
  '0005-issue-notes': issueNotes,
};

/**
 * Brings the catalogue's tables up to date. Processes that start at the same time wait for each other (Kysely's advisory
 * lock). Throws AppError `catalog.migration-failed`.
 */
export async function migrateCatalog(catalog: Catalog): Promise<void> {
  const migrator = new Migrator({
    db: catalog,
    provider: { getMigrations: () => Promise.resolve(MIGRATIONS) },
    migrationTableSchema: CATALOG_SCHEMA,
  });
  const { error, results } = await migrator.migrateToLatest();
  if (error === undefined) return;
  if (error instanceof AppError) throw error;
  const name = results?.find((result) => result.status === 'Error')?.migrationName;
  const message = error instanceof Error ? error.message : JSON.stringify(error);
  throw new AppError(
    'catalog.migration-failed',
    `The catalogue could not be migrated${name ? ` (${name})` : ''}: ${message}`,
    {
      severity: 'infrastructure',
      hint: 'An older version of the program cannot use the catalogue of a newer one.',
      cause: error,
    },
  );
}
