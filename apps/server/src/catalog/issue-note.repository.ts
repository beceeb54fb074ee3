import { Inject, Injectable } from '@nestjs/common';
import { sql, type Insertable, type Selectable } from 'kysely';
import { CATALOG, type Catalog } from './catalog.js';
import type { IssueNotesTable, NoteFields } from './tables.js';

/** A note, and the as-of day of the issue that it was written on. */
export type StoredNote = Selectable<IssueNotesTable> & { as_of: string };

/** Which series of issues: one report with exactly these parameters, up to a day. */
export interface IssueSeries {
  report: string;
  parameters: object;
  as_of: string;
}

/** What people wrote on issues. Notes are added and never changed. */
@Injectable()
export class IssueNoteRepository {
  constructor(@Inject(CATALOG) private readonly catalog: Catalog) {}

  /** Keeps a note; returns its number. */
  async add(note: Omit<Insertable<IssueNotesTable>, 'fields'> & { fields: NoteFields }): Promise<number> {
    const { id } = await this.catalog
      .insertInto('issue_notes')
      .values({ ...note, fields: JSON.stringify(note.fields) })
      .returning('id')
      .executeTakeFirstOrThrow();
    return id;
  }

  /** Notes on issues of earlier days than `as_of`, of whatever language: day by day, in the order in which they were written. */
  before(series: IssueSeries): Promise<StoredNote[]> {
    return this.ofSeries(series, '<');
  }

  /** The same with those on issues of the day itself. */
  upTo(series: IssueSeries): Promise<StoredNote[]> {
    return this.ofSeries(series, '<=');
  }

  private ofSeries({ report, parameters, as_of }: IssueSeries, until: '<' | '<='): Promise<StoredNote[]> {
    return this.catalog
      .selectFrom('issue_notes')
      .innerJoin('results', 'results.id', 'issue_notes.result_id')
      .selectAll('issue_notes')
      .select('results.as_of')
      .where('results.report', '=', report)
      .where('results.as_of', until, as_of)
      .where(sql<boolean>`results.source -> 'parameters' = ${JSON.stringify(parameters)}::jsonb`)
      .orderBy('results.as_of')
      .orderBy('issue_notes.id')
      .execute();
  }
}
