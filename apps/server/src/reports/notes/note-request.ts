import { z } from 'zod';
import type { NoteFields } from '../../catalog/tables.js';
import { isDay } from '../../common/is-day.js';
import { isoDate, snakeName } from '../../content/spec/common.js';

export const MOST_CHARACTERS = { name: 60, owner: 60, comment: 500, item: 200 };

/** What no report can print: control characters (but line breaks and tabs), directions of writing turned round, halves of characters. */
const UNPRINTABLE = /[\p{Cc}\u202a-\u202e\u2066-\u2069\ufeff]/u;

/** Plain text of one person, trimmed; it is shown as text everywhere, never as HTML or a formula. */
function plain(most: number) {
  return z
    .string()
    .transform((text) => text.normalize('NFC').trim())
    .refine((text) => text.length <= most, `at most ${most} characters`)
    .refine((text) => text.isWellFormed() && !UNPRINTABLE.test(text.replace(/[\n\r\t]/g, '')), 'use plain text');
}

const oneLine = (most: number) => plain(most).refine((text) => !/[\n\r\t]/.test(text), 'write one line');

const row = {
  /** Block of the report, and row of the block. */
  block: snakeName,
  item: z.string().min(1).max(MOST_CHARACTERS.item),
  /** Who says so. */
  author: oneLine(MOST_CHARACTERS.name).refine((text) => text !== '', 'say who you are'),
};
const comment = plain(MOST_CHARACTERS.comment);

/** Of an action: only what is to change; an empty owner and a null date take them away. */
const actionNote = z.strictObject({
  kind: z.literal('action'),
  ...row,
  owner: oneLine(MOST_CHARACTERS.owner).optional(),
  due: isoDate.refine(isDay, 'there is no such day').nullable().optional(),
  state: z.enum(['open', 'done', 'dropped']).optional(),
  comment: comment.optional(),
});

/** What somebody thinks of a row; it takes the place of what the same person said before. */
const reviewNote = z.strictObject({
  kind: z.literal('review'),
  ...row,
  opinion: z.enum(['agree', 'disagree', 'unsure']),
  comment: comment.default(''),
});

/** Body of `POST /api/issues/:id/notes`. */
export const noteRequest = z
  .discriminatedUnion('kind', [actionNote, reviewNote])
  .refine((note) => Object.keys(fieldsOf(note)).length > 0, 'write at least one of owner, due, state, comment');

export type NoteRequest = z.infer<typeof actionNote> | z.infer<typeof reviewNote>;

/** What is said of the row. */
export function fieldsOf({
  kind: _kind,
  block: _block,
  item: _item,
  author: _author,
  ...fields
}: NoteRequest): NoteFields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
