import { Inject, Injectable } from '@nestjs/common';
import type { Note } from '../../blocks/notes/note.js';
import type { Result } from '../../blocks/result.js';
import { IssueNoteRepository, type IssueSeries, type StoredNote } from '../../catalog/issue-note.repository.js';
import { CLOCK, type Clock } from '../../common/clock.js';
import { AppError } from '../../common/errors.js';
import { PROJECT, type Project } from '../../content/project.js';
import { dayIn } from '../../jobs/calendar-day.js';
import { IssueStore } from '../issues/issue-store.js';
import { fieldsOf, type NoteRequest } from './note-request.js';
import { notedTables, type NotedTable } from './noted-table.js';

/** What people write on issues. A note never changes the issue that it is written on; the next one shows it. */
@Injectable()
export class IssueNotes {
  constructor(
    @Inject(PROJECT) private readonly project: Project,
    @Inject(IssueNoteRepository) private readonly notes: IssueNoteRepository,
    @Inject(IssueStore) private readonly store: IssueStore,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Notes on issues of earlier days of the same report with the same parameters, in the order in which they count. */
  async before({ report, parameters, as_of }: IssueSeries): Promise<Note[]> {
    return this.dated(await this.notes.before({ report, parameters, as_of }));
  }

  /** The tables of an issue that people write on, with what was written of each row so far. Throws `issue.not-found`. */
  async tables(id: string): Promise<NotedTable[]> {
    const result = await this.read(id);
    const { report, parameters, as_of } = result;
    const stored = await this.notes.upTo({ report, parameters, as_of });
    return notedTables(result, stored, this.dated(stored));
  }

  /** Keeps a note on a row of an issue. Throws `issue.not-found`, `item.not-found`, `note.wrong-kind`. */
  async write(id: string, request: NoteRequest, viewer: string): Promise<void> {
    const { kind, block, item, author } = request;
    const tables = notedTables(await this.read(id), [], []);
    const table = tables.find((one) => one.block === block);
    if (!table?.rows.some((row) => row.item === item)) throw itemMissing(block, item, tables);
    if (table.kind !== kind) {
      throw new AppError('note.wrong-kind', `People write notes of kind ${table.kind} on block "${block}".`, {
        severity: 'usage',
      });
    }
    const written_at = this.clock.now();
    await this.notes.add({ result_id: id, block, item, author, viewer, fields: fieldsOf(request), written_at });
  }

  private async read(id: string): Promise<Result> {
    if (await this.store.find(id)) return this.store.read(id);
    throw new AppError('issue.not-found', `There is no issue "${id}".`, { severity: 'usage' });
  }

  private dated(stored: readonly StoredNote[]): Note[] {
    return stored.map(({ as_of, block, item, author, written_at, fields }) => {
      const written_on = dayIn(this.project.spec.time_zone, written_at);
      return { as_of, block, item, author, written_on, fields };
    });
  }
}

function itemMissing(block: string, item: string, tables: readonly NotedTable[]): AppError {
  const names = tables.map((table) => table.block);
  return new AppError('item.not-found', `There is no row "${item}" in a block "${block}" to write on.`, {
    severity: 'usage',
    hint: names.length > 0 ? `Blocks to write on: ${names.join(', ')}.` : 'This issue has no block to write on.',
  });
}
