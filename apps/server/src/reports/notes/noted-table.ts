import { formatValue, type FormatSettings } from '../../blocks/format-value.js';
import { standingOf } from '../../blocks/notes/action-standing.js';
import { notesOn, NOTED_KINDS, type Note } from '../../blocks/notes/note.js';
import { formatAt, isTable, type ResolvedBlock, type ResolvedTable, type Result } from '../../blocks/result.js';
import type { StoredNote } from '../../catalog/issue-note.repository.js';
import type { NoteFields } from '../../catalog/tables.js';

/** A note as the API shows it. */
export interface WrittenNote extends NoteFields {
  author: string;
  /** ISO 8601, UTC. */
  written_at: string;
  /** As-of day of the issue that it was written on. */
  as_of: string;
}

/** How an action stands on this issue. */
export interface NotedAction {
  owner: string;
  due: string | null;
  state: 'open' | 'done' | 'dropped';
  comment: string;
}

export interface NotedRow {
  item: string;
  /** What the row says, column by column. */
  texts: { title: string; text: string }[];
  /** Of an action only. */
  now?: NotedAction;
  /** All notes, on this issue and those before, the latest first. */
  notes: WrittenNote[];
}

/** A table of an issue that people write on. */
export interface NotedTable {
  block: string;
  kind: 'action' | 'review';
  title: string;
  rows: NotedRow[];
}

/** Columns that do not say what a row is about: those for people, and the interval of an effect. */
const NOT_ABOUT = {
  action: new Set('low high owner due progress'.split(' ')),
  review: new Set('opinion comment comments agree disagree unsure'.split(' ')),
};
const BLANK: NotedAction = { owner: '', due: null, state: 'open', comment: '' };

/** The tables of an issue that people write on; `stored` and `dated` are the same notes, on this issue and those before. */
export function notedTables(result: Result, stored: readonly StoredNote[], dated: readonly Note[]): NotedTable[] {
  const settings = { language: result.language, currency: result.currency };
  return result.sections.flatMap((section) =>
    section.blocks.filter(isNoted).map((table): NotedTable => {
      const kind = table.kind === 'action_table' ? 'action' : 'review';
      const rows = (table.items ?? []).map((item, row): NotedRow => {
        const standing = standingOf(dated, table.id, item, result.as_of);
        return {
          item,
          texts: textsOf(table, row, NOT_ABOUT[kind], settings),
          ...(kind === 'action' && { now: standing ? pick(standing) : BLANK }),
          notes: notesOn(stored, table.id, item).toReversed().map(viewNote),
        };
      });
      return { block: table.id, kind, title: table.title ?? section.label, rows };
    }),
  );
}

function isNoted(block: ResolvedBlock): block is ResolvedTable {
  return isTable(block) && (NOTED_KINDS as readonly string[]).includes(block.kind);
}

function pick({ owner, due, state, comment }: NotedAction): NotedAction {
  return { owner, due, state, comment };
}

function textsOf(
  table: ResolvedTable,
  row: number,
  not: ReadonlySet<string>,
  settings: FormatSettings,
): NotedRow['texts'] {
  return table.columns.flatMap(({ name, title }, index) => {
    const value = table.rows[row]?.[index] ?? null;
    if (not.has(name) || value === null) return [];
    return [{ title, text: formatValue(value, formatAt(table, row, index), settings) }];
  });
}

function viewNote({ author, written_at, as_of, fields }: StoredNote): WrittenNote {
  return { author, written_at: written_at.toISOString(), as_of, ...fields };
}
