import { describe, expect, it } from 'vitest';
import { fieldsOf, noteRequest } from './note-request.js';

const ROW = { block: 'plan', item: 'call', author: ' Kim  ' };
const action = (fields: Record<string, unknown>) => noteRequest.safeParse({ kind: 'action', ...ROW, ...fields });

describe('a note that is sent', () => {
  it('keeps what it says, trimmed, and nothing of what it leaves out', () => {
    const read = action({ owner: ' Lee ', due: null });
    expect(read.data).toMatchObject({ author: 'Kim' });
    expect(fieldsOf(read.data!)).toEqual({ owner: 'Lee', due: null });
    const review = noteRequest.parse({ kind: 'review', ...ROW, opinion: 'agree' });
    expect(fieldsOf(review)).toEqual({ opinion: 'agree', comment: '' });
  });

  it('may hold line breaks, marks of HTML and of formulas: they are text', () => {
    expect(fieldsOf(action({ comment: '<b>=SUM(A1)</b>\n두 번째 줄 🙂' }).data!)).toEqual({
      comment: '<b>=SUM(A1)</b>\n두 번째 줄 🙂',
    });
  });

  it.each([
    ['says nothing', {}],
    ['has no author', { owner: 'x', author: '  ' }],
    ['is too long', { comment: 'x'.repeat(501) }],
    ['names a long owner', { owner: 'x'.repeat(61) }],
    ['has an owner of two lines', { owner: 'a\nb' }],
    ['holds a control character', { comment: 'a\u0000b' }],
    ['turns the writing round', { comment: 'a\u202eb' }],
    ['holds half a character', { comment: 'a\ud800' }],
    ['names a day that is not there', { due: '2026-02-30' }],
    ['names another state', { state: 'later' }],
    ['holds an opinion', { opinion: 'agree' }],
    ['holds what nobody knows', { urgent: true }],
  ])('is refused when it %s', (_, fields) => {
    expect(action(fields).success).toBe(false);
  });
});
