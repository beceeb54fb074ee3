import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BlockLab, records } from '../../../../../test/support/block-lab.js';
import type { NoteFields } from '../../catalog/tables.js';
import type { IssueContext } from '../issue-diff/previous-issue.js';
import type { Note } from '../notes/note.js';

const FIRST: IssueContext = { as_of: '2026-10-31', previous: null, tiles: [], sections: new Map(), omitted: new Map() };
const note = (item: string, author: string, fields: NoteFields): Note => ({
  as_of: '2026-09-30',
  block: 'experts',
  item,
  author,
  written_on: '2026-10-05',
  fields,
});
const WRITTEN: IssueContext = {
  ...FIRST,
  notes: [
    note('tenure', 'Kim', { opinion: 'agree', comment: 'As we see it in the branches' }),
    note('tenure', 'Lee', { opinion: 'disagree', comment: '=1+1' }),
    note('tenure', 'Park', { opinion: 'agree', comment: '' }),
    note('gone', 'Park', { opinion: 'agree', comment: 'not in this issue' }),
  ],
};
const spec = {
  id: 'experts',
  kind: 'review_table',
  sql: 'select feature, title, size, sentence from explained order by size desc, feature',
  item: 'feature',
  columns: [{ name: 'title', title: { en: 'Variable', ko: '변수' } }, { name: 'size', format: 'percent' }, { name: 'sentence' }],
}; // prettier-ignore

let lab: BlockLab;
beforeAll(async () => {
  lab = await BlockLab.open({
    explained: `select * from (values
      ('tenure', 'Tenure', 0.31, 'Those who stayed long stay'), ('bill', 'Bill', 0.12, 'A high bill drives away')
    ) as t(feature, title, size, sentence)`,
  });
});
afterAll(() => lab.close());

describe('a review table', () => {
  it('has lines for opinion and comment as long as nobody wrote anything', async () => {
    const table = await lab.table(spec, { issue: FIRST });
    expect(records(table)[0]).toEqual({
      title: 'Tenure', size: 0.31, sentence: 'Those who stayed long stay', opinion: null, comment: null,
    }); // prettier-ignore
    expect(table.items).toEqual(['tenure', 'bill']);
    expect(table.fill_in).toEqual([3, 4]);
    expect(table.note).toContain('Opinions can be written');
  });

  it('shows how many agree and the latest comments with name and date', async () => {
    const table = await lab.table(spec, { issue: WRITTEN });
    expect(records(table)).toMatchObject([
      {
        agree: 2,
        disagree: 1,
        unsure: 0,
        comments: '=1+1 (Lee, 2026-10-05) / As we see it in the branches (Kim, 2026-10-05)',
      },
      { agree: null, disagree: null, unsure: null, comments: null },
    ]);
    expect(table.fill_in).toBeUndefined();
  });

  it('speaks Korean, and shows all columns but the item when it names none', async () => {
    const table = await lab.table({ ...spec, columns: undefined }, { issue: WRITTEN, language: 'ko' });
    expect(table.columns.map(({ title }) => title)).toEqual([
      'title', 'size', 'sentence', '동의', '반대', '모름', '지금까지의 의견',
    ]); // prettier-ignore
  });

  it.each([
    ['a row without a name', { sql: 'select null as feature, 1 as size', columns: undefined }, 'block.item-missing'],
    ['rows of one name', { sql: "select 'a' as feature from explained", columns: undefined }, 'block.item-repeated'],
    ['an item that is not selected', { item: 'variable' }, 'block.unknown-column'],
    ['no rows', { sql: 'select * from explained where false' }, 'block.empty'],
  ])('refuses %s', async (_, more, code) => {
    expect(await lab.resolve({ ...spec, ...more }, { issue: FIRST })).toMatchObject({ kind: 'error', code });
  });

  it('is refused where there are no issues', async () => {
    expect(await lab.resolve(spec)).toMatchObject({ kind: 'error', code: 'review-table.nowhere' });
  });
});
