import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BlockLab, records } from '../../../../../test/support/block-lab.js';
import type { IssueContext } from '../issue-diff/previous-issue.js';
import type { NoteFields } from '../../catalog/tables.js';
import type { Note } from '../notes/note.js';

const FIGURES = {
  best: {
    sql: 'select 218 as gone, true as any_gone, false as any_new, 1200000 as effect, 400000 as low, 2000000 as high',
    formats: { effect: 'money' },
  },
  machines: { sql: 'select true as late from machines' },
};

const issue: IssueContext = { as_of: '2026-10-31', previous: null, tiles: [], sections: new Map(), omitted: new Map() };

const CALL = {
  id: 'call_back',
  when: 'best.any_gone',
  finding: { ko: '우량 고객 {{figure "best.gone"}}명이 떠남', en: '{{figure "best.gone"}} best customers left' },
  action: { ko: '구매액 순으로 연락', en: 'Call them by spending' },
  effect: 'best.effect',
  low: 'best.low',
  high: 'best.high',
};
const THANK = { id: 'thank', when: 'best.any_new', finding: 'New ones', action: 'Thank them' };
const WATCH = { id: 'watch', finding: 'Some slip', action: 'Remind them' };
const spec = (...items: Record<string, unknown>[]) => ({ id: 'plan', kind: 'action_table', items });

let lab: BlockLab;
beforeAll(async () => {
  lab = await BlockLab.open({
    found: `select * from (values
      (1, 'store_7', 'Store 7 fell', 'Visit it', 3.5, 1.0, 6.0), (2, 'store_9', 'Store 9 fell', 'Call it', null, null, null)
    ) as t(n, item, finding, action, effect, low, high)`,
  });
});
afterAll(() => lab.close());

describe('an action table', () => {
  it('shows finding, action and expected effect where they hold, and lines for owner and date', async () => {
    const table = await lab.table(spec(CALL, THANK, WATCH), { figures: FIGURES, issue });
    expect(records(table)).toEqual([
      { finding: '218 best customers left', action: 'Call them by spending', effect: 1200000, low: 400000, high: 2000000, owner: null, due: null },
      { finding: 'Some slip', action: 'Remind them', effect: null, low: null, high: null, owner: null, due: null },
    ]); // prettier-ignore
    expect(table.items).toEqual(['call_back', 'watch']);
    expect(table.fill_in).toEqual([5, 6]);
    expect(table.columns[2]?.format).toBe('money');
    expect(table.formats).toBeUndefined();
  });

  it('speaks Korean, and leaves columns out that no action fills', async () => {
    const table = await lab.table(spec(WATCH, { ...CALL, effect: undefined, low: undefined, high: undefined }), {
      figures: FIGURES,
      issue,
      language: 'ko',
    });
    expect(table.columns.map(({ title }) => title)).toEqual(['발견', '대책', '담당', '기한']);
    expect(records(table)[1]!['finding']).toBe('우량 고객 218명이 떠남');
  });

  it('leaves an action out whose figure stands on a table that is not there', async () => {
    const table = await lab.table(spec(WATCH, { ...WATCH, id: 'late', when: 'machines.late' }), {
      figures: FIGURES,
      issue,
    });
    expect(table.items).toEqual(['watch']);
  });

  it('takes its rows from a query', async () => {
    const sql = 'select * exclude (n) from found order by n';
    const table = await lab.table({ id: 'plan', kind: 'action_table', sql, format: 'money' }, { issue });
    expect(table.items).toEqual(['store_7', 'store_9']);
    expect(records(table)[0]).toMatchObject({ effect: 3.5, finding: 'Store 7 fell' });
    expect(table.reads).toEqual(['found']);
  });

  it('refuses no actions, unless that is allowed', async () => {
    expect(await lab.resolve(spec(THANK), { figures: FIGURES, issue })).toMatchObject({ code: 'block.empty' });
    const table = await lab.table({ ...spec(THANK), empty: 'allow' }, { figures: FIGURES, issue });
    expect(table.rows).toEqual([]);
  });

  it.each([
    ['a condition that is no condition', spec({ ...WATCH, when: 'best.gone' }), 'figure.no-condition'],
    ['rows of one name', { sql: "select * exclude (n) replace ('a' as item) from found" }, 'block.item-repeated'],
    ['a row without a name', { sql: 'select * exclude (n) replace (null as item) from found' }, 'block.item-missing'],
    ['a column that it does not show', { sql: 'select * from found' }, 'block.unknown-columns'],
  ])('refuses %s', async (_, more, code) => {
    const asked = { id: 'plan', kind: 'action_table', ...more };
    expect(await lab.resolve(asked, { figures: FIGURES, issue })).toMatchObject({ kind: 'error', code });
  });

  it('is refused where there are no issues', async () => {
    expect(await lab.resolve(spec(WATCH))).toMatchObject({ kind: 'error', code: 'action-table.nowhere' });
  });
});

describe('an action table after people wrote on earlier issues', () => {
  const note = (item: string, author: string, fields: NoteFields, as_of = '2026-09-30'): Note => ({
    as_of,
    block: 'plan',
    item,
    author,
    written_on: '2026-10-05',
    fields,
  });
  /** The issue of September, in which all three actions stood. */
  const before = async () => {
    const figures = { ...FIGURES, best: { ...FIGURES.best, sql: FIGURES.best.sql.replace('false', 'true') } };
    const table = await lab.table(spec(CALL, THANK, WATCH), { figures, issue });
    const sections = [{ id: 's', title: 'S', label: 'S', blocks: [table] }];
    return { id: 'september', as_of: '2026-09-30', figures: {}, sections, omitted: [] };
  };
  const resolve = async (notes: Note[], more: Partial<IssueContext> = {}) =>
    lab.table(spec(CALL, THANK, WATCH), {
      figures: FIGURES,
      issue: { ...issue, previous: await before(), notes, ...more },
    });

  it('shows owner, date and what became of it', async () => {
    const table = await resolve([
      note('call_back', 'Lee', { owner: 'Kim Minsu', due: '2026-11-20' }),
      note('watch', 'Kim', { state: 'done', comment: 'Reminder sent to 477' }),
    ]);
    expect(records(table)).toMatchObject([
      { owner: 'Kim Minsu', due: '2026-11-20', progress: 'open (Lee, 2026-10-05)' },
      { owner: null, due: null, progress: 'done: Reminder sent to 477 (Kim, 2026-10-05)' },
    ]);
    expect(table.tones?.rows).toEqual(['neutral', 'neutral']);
    expect(table.fill_in).toEqual([5, 6]);
  });

  it('says what is overdue', async () => {
    const table = await resolve([note('call_back', 'Lee', { due: '2026-10-30' })]);
    expect(records(table)[0]).toMatchObject({ progress: 'open, overdue (Lee, 2026-10-05)' });
    expect(table.tones).toEqual({ column: 6, rows: ['bad', 'neutral'] });
    const inTime = await resolve([note('call_back', 'Lee', { due: '2026-10-31' })]);
    expect(records(inTime)[0]).toMatchObject({ progress: 'open (Lee, 2026-10-05)' });
  });

  it('carries open actions over that are found no more, and no ended ones and none that nobody took on', async () => {
    const open = await resolve([note('thank', 'Lee', { owner: 'Lee' })]);
    expect(open.items).toEqual(['call_back', 'watch', 'thank']);
    expect(records(open)[2]).toMatchObject({
      finding: 'New ones', action: 'Thank them', owner: 'Lee', progress: 'carried over, open (Lee, 2026-10-05)',
    }); // prettier-ignore
    const ended = await resolve([note('thank', 'Lee', { owner: 'Lee' }), note('thank', 'Lee', { state: 'dropped' })]);
    expect(ended.items).toEqual(['call_back', 'watch']);
    expect((await resolve([])).items).toEqual(['call_back', 'watch']);
  });

  it('stands with what is carried over alone', async () => {
    const figures = { ...FIGURES, best: { ...FIGURES.best, sql: FIGURES.best.sql.replace('true', 'false') } };
    const notes = [note('call_back', 'Lee', { owner: 'Kim' })];
    const table = await lab.table(spec(CALL), { figures, issue: { ...issue, previous: await before(), notes } });
    expect(records(table)).toMatchObject([{ effect: 1200000, owner: 'Kim' }]);
    expect(table.columns[2]?.format).toBe('money');
  });
});
