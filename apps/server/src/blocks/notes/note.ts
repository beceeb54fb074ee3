import type { NoteFields } from '../../catalog/tables.js';
import type { ReportSpec, WrittenReport } from '../../content/spec/report.js';

/** What somebody wrote of one row of an earlier issue, as far as the next one shows it. */
export interface Note {
  /** As-of day of the issue that it was written on. */
  as_of: string;
  block: string;
  item: string;
  author: string;
  /** Day of writing in the zone of the project. */
  written_on: string;
  fields: NoteFields;
}

/** Blocks whose rows people write on. */
export const NOTED_KINDS = ['action_table', 'review_table'] as const;

/** Names of the blocks of a report that people write on. */
export function notedBlocks({ sections }: WrittenReport | ReportSpec): string[] {
  const isNoted = (kind: string): boolean => (NOTED_KINDS as readonly string[]).includes(kind);
  return sections.flatMap(({ blocks }) => blocks.filter(({ kind }) => isNoted(kind)).map(({ id }) => id));
}

/** Notes on one row, in their order. */
export function notesOn<Any extends Pick<Note, 'block' | 'item'>>(
  notes: readonly Any[],
  block: string,
  item: string,
): Any[] {
  return notes.filter((note) => note.block === block && note.item === item);
}

/** Digits in a row that a cell of a table is wide enough for. */
const MOST_DIGITS = 15;
const LONG_WORD = /\S{16,}/gu;
const NUMBER = /[+\-\u2212]?\d[\d.,]*/g;
const BREAK = '\u200b';

/**
 * A text of people's as tables print it, on one line. A number never breaks over lines, where it would be read back as two: long words get
 * places to break beside their numbers, and numbers of more than 15 digits are set apart.
 */
export function printable(text: string): string {
  const line = text.replace(/\s+/gu, ' ').trim();
  return line.replace(LONG_WORD, (word) =>
    word.replace(NUMBER, (number) => {
      const pieces = number.match(new RegExp(`.{1,${MOST_DIGITS}}`, 'g')) ?? [];
      return `${BREAK}${pieces.join(' ')}${BREAK}`;
    }),
  );
}
