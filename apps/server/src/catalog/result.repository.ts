import { Inject, Injectable } from '@nestjs/common';
import { sql, type Selectable } from 'kysely';
import { CATALOG, type Catalog } from './catalog.js';
import type { ArtefactsTable, ResultsTable } from './tables.js';

export type StoredResult = Selectable<ResultsTable>;
export type Artefact = Selectable<ArtefactsTable>;

/** Frozen results and the files made of them. Both are written once and never changed. */
@Injectable()
export class ResultRepository {
  constructor(@Inject(CATALOG) private readonly catalog: Catalog) {}

  find(id: string): Promise<StoredResult | undefined> {
    return this.catalog.selectFrom('results').selectAll().where('id', '=', id).executeTakeFirst();
  }

  /** Results whose id starts with `prefix` (the short id printed in artefacts). */
  findByPrefix(prefix: string): Promise<StoredResult[]> {
    return this.catalog.selectFrom('results').selectAll().where('id', 'like', `${prefix}%`).limit(2).execute();
  }

  recent(limit: number): Promise<StoredResult[]> {
    return this.catalog
      .selectFrom('results')
      .selectAll()
      .orderBy('created_at', 'desc')
      .orderBy('id')
      .limit(limit)
      .execute();
  }

  /**
   * The latest result with files before an as-of day, of one report with exactly these parameters; among equals one in the same language, of
   * these the one made last.
   */
  before({
    report,
    as_of,
    language,
    parameters,
  }: Pick<StoredResult, 'report' | 'as_of' | 'language'> & { parameters: object }): Promise<StoredResult | undefined> {
    return this.catalog
      .selectFrom('results')
      .selectAll()
      .where('report', '=', report)
      .where('as_of', '<', as_of)
      .where(sql<boolean>`source -> 'parameters' = ${JSON.stringify(parameters)}::jsonb`)
      .where(({ exists, selectFrom }) =>
        exists(selectFrom('artefacts').select('result_id').whereRef('artefacts.result_id', '=', 'results.id')),
      )
      .orderBy('as_of', 'desc')
      .orderBy(sql<boolean>`language = ${language}`, 'desc')
      .orderBy('created_at', 'desc')
      .orderBy('id')
      .limit(1)
      .executeTakeFirst();
  }

  async save(result: Omit<StoredResult, 'source'> & { source: Record<string, unknown> }): Promise<void> {
    await this.catalog
      .insertInto('results')
      .values({ ...result, source: JSON.stringify(result.source) })
      .onConflict((conflict) => conflict.column('id').doNothing())
      .execute();
  }

  artefacts(resultId: string): Promise<Artefact[]> {
    return this.catalog
      .selectFrom('artefacts')
      .selectAll()
      .where('result_id', '=', resultId)
      .orderBy('format')
      .execute();
  }

  artefactBySha(sha256: string): Promise<Artefact | undefined> {
    return this.catalog.selectFrom('artefacts').selectAll().where('sha256', '=', sha256).limit(1).executeTakeFirst();
  }

  /** Registers files of a result in one transaction; the first registration of a format wins. */
  async saveArtefacts(artefacts: Artefact[]): Promise<void> {
    if (artefacts.length === 0) return;
    await this.catalog
      .insertInto('artefacts')
      .values(artefacts)
      .onConflict((conflict) => conflict.columns(['result_id', 'format']).doNothing())
      .execute();
  }
}
