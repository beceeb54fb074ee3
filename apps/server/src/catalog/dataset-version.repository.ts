import { Inject, Injectable } from '@nestjs/common';
import { sql, type Selectable } from 'kysely';
import { withLock } from './advisory-lock.js';
import { CATALOG, type Catalog } from './catalog.js';
import type { DatasetVersionsTable, VersionManifest } from './tables.js';

export type DatasetVersion = Selectable<DatasetVersionsTable>;

const HELD = sql<{ id: string }>`
  select used.id from results, jsonb_each_text(source -> 'versions') as used (dataset, id)
  union
  select output from run_steps join runs on runs.id = run_steps.run_id
  where runs.state in ('queued', 'running') and run_steps.step like 'refresh:%' and output is not null`;

/** Registered versions of datasets. A row exists only when all its files are complete and synced. */
@Injectable()
export class DatasetVersionRepository {
  constructor(@Inject(CATALOG) private readonly catalog: Catalog) {}

  find(id: string): Promise<DatasetVersion | undefined> {
    return this.catalog.selectFrom('dataset_versions').selectAll().where('id', '=', id).executeTakeFirst();
  }

  /**
   * The version that readers see: of those with the definition that was refreshed last, the one of the latest as-of, then the one made, or
   * found to be the right one again, last. So rows of an old definition give way whatever day they look from, and a refresh for an earlier
   * day changes nothing while the definition stays. A file has no as-of; when a dataset turns from SQL to a file or back, versions of the
   * other kind no longer count. Versions whose definition is not known count as if they had the present one.
   */
  async current(dataset: string): Promise<DatasetVersion | undefined> {
    const newest = this.catalog
      .selectFrom('dataset_versions')
      .select(['definition', sql<boolean>`as_of = ''`.as('timeless')])
      .where('dataset', '=', dataset)
      .orderBy('created_at', 'desc')
      .orderBy('as_of', 'desc')
      .orderBy('id')
      .limit(1);
    return this.catalog
      .with('newest', () => newest)
      .selectFrom(['dataset_versions', 'newest'])
      .selectAll('dataset_versions')
      .where('dataset', '=', dataset)
      .whereRef(sql<boolean>`(as_of = '')`, '=', 'newest.timeless')
      .where(sql<boolean>`dataset_versions.definition in (newest.definition, '')`)
      .orderBy('as_of', 'desc')
      .orderBy('created_at', 'desc')
      .orderBy('id')
      .limit(1)
      .executeTakeFirst();
  }

  list(dataset: string): Promise<DatasetVersion[]> {
    return this.catalog
      .selectFrom('dataset_versions')
      .selectAll()
      .where('dataset', '=', dataset)
      .orderBy('created_at', 'desc')
      .orderBy('id')
      .execute();
  }

  /** Registers a complete version; a second registration of the same id changes nothing. */
  async register(version: {
    id: string;
    dataset: string;
    definition: string;
    as_of: string;
    path: string;
    manifest: VersionManifest;
    created_at: Date;
  }) {
    await this.catalog
      .insertInto('dataset_versions')
      .values({ ...version, manifest: JSON.stringify(version.manifest) })
      .onConflict((conflict) => conflict.column('id').doNothing())
      .execute();
  }

  /** Names of all datasets that have a version, whether the project still has them or not. */
  async datasets(): Promise<string[]> {
    const rows = await this.catalog
      .selectFrom('dataset_versions')
      .select('dataset')
      .distinct()
      .orderBy('dataset')
      .execute();
    return rows.map(({ dataset }) => dataset);
  }

  /** Versions that must stay: those that a kept result was resolved from, and those that a run not yet ended holds. */
  async held(): Promise<Set<string>> {
    const { rows } = await sql<{ id: string }>`${HELD}`.execute(this.catalog);
    return new Set(rows.map(({ id }) => id));
  }

  /** Forgets versions, except those that are held by now. Returns the ids that are gone. */
  async remove(ids: string[]): Promise<string[]> {
    if (ids.length === 0) return [];
    const removed = await this.catalog
      .deleteFrom('dataset_versions')
      .where('id', 'in', ids)
      .where(sql<boolean>`id not in (${HELD})`)
      .returning('id')
      .execute();
    return removed.map(({ id }) => id);
  }

  /** Says that a version is the one that its definition calls for now. */
  async touch(id: string, definition: string, now: Date): Promise<void> {
    await this.catalog
      .updateTable('dataset_versions')
      .set({ definition, created_at: now })
      .where('id', '=', id)
      .execute();
  }

  /** Runs `work` while no other process does so for the same dataset. */
  exclusively<T>(dataset: string, work: () => Promise<T>): Promise<T> {
    return withLock(this.catalog, `dataset:${dataset}`, work);
  }
}
