import { Inject, Injectable } from '@nestjs/common';
import type { Selectable } from 'kysely';
import { withLock } from './advisory-lock.js';
import { CATALOG, type Catalog } from './catalog.js';
import type { DatasetVersionsTable, VersionManifest } from './tables.js';

export type DatasetVersion = Selectable<DatasetVersionsTable>;

/** Registered versions of datasets. A row exists only when all its files are complete and synced. */
@Injectable()
export class DatasetVersionRepository {
  constructor(@Inject(CATALOG) private readonly catalog: Catalog) {}

  find(id: string): Promise<DatasetVersion | undefined> {
    return this.catalog.selectFrom('dataset_versions').selectAll().where('id', '=', id).executeTakeFirst();
  }

  /** The version that readers see: latest as-of, then latest made or found to be the right one again. */
  current(dataset: string): Promise<DatasetVersion | undefined> {
    return this.catalog
      .selectFrom('dataset_versions')
      .selectAll()
      .where('dataset', '=', dataset)
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

  /** Says that a version is the one that its definition calls for now. */
  async touch(id: string, now: Date): Promise<void> {
    await this.catalog.updateTable('dataset_versions').set({ created_at: now }).where('id', '=', id).execute();
  }

  /** Runs `work` while no other process does so for the same dataset. */
  exclusively<T>(dataset: string, work: () => Promise<T>): Promise<T> {
    return withLock(this.catalog, `dataset:${dataset}`, work);
  }
}
