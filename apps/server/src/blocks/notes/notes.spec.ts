import { describe, expect, it } from 'vitest';
import type { NoteFields } from '../../catalog/tables.js';
import { standingOf } from './action-standing.js';
import { countingNotes } from './counting-notes.js';
import { printable, type Note } from './note.js';
import { opinionsOn } from './opinions.js';

const note = (as_of: string, author: string, fields: NoteFields, more: Partial<Note> = {}): Note => ({
  as_of,
  block: 'plan',
  item: 'call',
  author,
  written_on: '2026-11-02',
  fields,
  ...more,
});
const standing = (notes: Note[], lastIssue: string | null = null) => {
  const found = standingOf(notes, 'plan', 'call', lastIssue);
  return found && { owner: found.owner, due: found.due, state: found.state, comment: found.comment };
};

describe('how an action stands', () => {
  it('takes each field as it was written last, so that two people at once lose nothing', () => {
    const notes = [note('2026-09-30', 'Kim', { owner: 'Kim' }), note('2026-09-30', 'Lee', { due: '2026-11-20' })];
    expect(standing(notes)).toEqual({ owner: 'Kim', due: '2026-11-20', state: 'open', comment: '' });
    const later = [...notes, note('2026-10-31', 'Lee', { owner: 'Park', due: null })];
    expect(standing(later)).toEqual({ owner: 'Park', due: null, state: 'open', comment: '' });
  });

  it('shows an end in the issue that follows, and begins anew after that', () => {
    const done = [note('2026-09-30', 'Kim', { owner: 'Kim', state: 'done', comment: '51 called' })];
    expect(standing(done, '2026-09-30')).toMatchObject({ state: 'done', owner: 'Kim' });
    expect(standing(done, '2026-10-31')).toBeUndefined();
    const again = [...done, note('2026-10-31', 'Lee', { due: '2026-12-01' })];
    expect(standing(again, '2026-10-31')).toEqual({ owner: '', due: '2026-12-01', state: 'open', comment: '' });
  });

  it('can be opened again on the same issue', () => {
    const notes = [
      note('2026-09-30', 'Kim', { owner: 'Kim', state: 'done' }),
      note('2026-09-30', 'Kim', { state: 'open' }),
    ];
    expect(standing(notes, '2026-10-31')).toMatchObject({ owner: 'Kim', state: 'open' });
  });

  it('knows nothing of other rows and of opinions', () => {
    const notes = [
      note('2026-09-30', 'Kim', { owner: 'Kim' }, { item: 'other' }),
      note('2026-09-30', 'Kim', { owner: 'Kim' }, { block: 'other' }),
      note('2026-09-30', 'Kim', { opinion: 'agree', comment: 'yes' }),
    ];
    expect(standing(notes)).toBeUndefined();
  });
});

describe('opinions', () => {
  it('count once for each person, as given last, the latest first', () => {
    const notes = [
      note('2026-09-30', 'Kim', { opinion: 'agree', comment: 'sure' }),
      note('2026-09-30', 'Lee', { opinion: 'disagree', comment: '' }),
      note('2026-10-31', 'Kim', { opinion: 'unsure', comment: 'not in the south' }),
    ];
    expect(opinionsOn(notes, 'plan', 'call').map(({ opinion, comment }) => [opinion, comment])).toEqual([
      ['unsure', 'not in the south'],
      ['disagree', ''],
    ]);
  });
});

describe('notes that count', () => {
  const notes = [
    note('2026-08-31', 'Kim', { owner: 'Kim', due: '2026-09-15' }),
    note('2026-08-31', 'Kim', { state: 'done' }),
    note('2026-09-30', 'Lee', { owner: 'Lee' }),
    note('2026-09-30', 'Lee', { owner: 'Lee Jiwon' }),
    note('2026-09-30', 'Lee', { opinion: 'agree' }),
    note('2026-09-30', 'Lee', { opinion: 'unsure' }),
    note('2026-09-30', 'Lee', { owner: 'Lee' }, { block: 'gone' }),
  ];

  it('are those that say what stands, and say the same as all of them', () => {
    const counting = countingNotes(notes, ['plan']);
    expect(counting).toEqual([notes[3], notes[5]]);
    for (const lastIssue of [null, '2026-08-31', '2026-09-30'])
      expect(standing(counting, lastIssue)).toEqual(standing(notes, lastIssue));
    expect(opinionsOn(counting, 'plan', 'call')).toEqual(opinionsOn(notes, 'plan', 'call'));
  });
});

describe('a text of people', () => {
  it('stands on one line', () => {
    expect(printable('  two\n lines\t here ')).toBe('two lines here');
  });

  it('gets places to break that are never within a number', () => {
    expect(printable('https://example.com/2026/10')).toBe('https://example.com/\u200b2026\u200b/\u200b10\u200b');
    expect(printable('12345678901234567890')).toBe('\u200b123456789012345 67890\u200b');
    expect(printable('218 left, −3 of them')).toBe('218 left, −3 of them');
  });
});
