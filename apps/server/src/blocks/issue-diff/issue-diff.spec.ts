import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BlockLab, records } from '../../../../../test/support/block-lab.js';
import type { IssueContext, PreviousIssue } from './previous-issue.js';

const FIGURES = {
  best: { sql: "select 0.13 as share, 1552 as customers, 'recency' as reason", formats: { share: 'percent' } },
};

const previous: PreviousIssue = {
  id: '6556f1944b3e77',
  as_of: '2026-09-30',
  figures: {
    'best.share': { value: 0.137, format: 'percent' },
    'best.customers': { value: 1552, format: 'number' },
    'best.reason': { value: 'frequency', format: 'text' },
  },
  sections: [
    { id: 'summary', title: 'Summary', label: 'Summary', blocks: [] },
    { id: 'places', title: 'Places', label: 'Places', blocks: [] },
  ],
  omitted: [],
};

const issue: IssueContext = {
  as_of: '2026-10-31',
  previous,
  tiles: [
    { label: 'Share', value: 'best.share', good: 'up' },
    { label: 'Customers', value: 'best.customers', good: 'up' },
  ],
  sections: new Map([
    ['summary', 'Summary'],
    ['outlook', 'Outlook'],
  ]),
  omitted: new Map(),
};

const spec = { id: 'since', kind: 'issue_diff' };
let lab: BlockLab;
beforeAll(async () => {
  lab = await BlockLab.open();
});
afterAll(() => lab.close());

describe('an issue diff', () => {
  it('compares the figures of the KPI tiles and names sections that came and went', async () => {
    const table = await lab.table(spec, { figures: FIGURES, issue });
    expect(records(table)).toEqual([
      { figure: 'Share', before: 0.137, now: 0.13, change: -0.007, reading: '▼ worse' },
      { figure: 'Customers', before: 1552, now: 1552, change: 0, reading: 'unchanged' },
    ]);
    expect(table.formats?.[0]).toEqual([null, 'percent', 'percent', { kind: 'points' }, null]);
    expect(table.tones?.rows).toEqual(['bad', 'neutral']);
    expect(table.note).toBe(
      'Compared with issue 6556f1944b3e. New in this issue: Outlook. In the last issue but not in this one: Places.',
    );
    expect(table.columns[1]?.title).toBe('Last issue (2026-09-30)');
  });

  it('compares the figures that it names, words among them, and tells new ones', async () => {
    const figures = [
      { figure: 'best.reason', label: 'Reason', good: 'neutral' },
      { figure: 'best.share', label: 'Share', good: 'down' },
    ];
    const less = { ...previous, figures: { 'best.reason': previous.figures['best.reason']! } };
    const table = await lab.table({ ...spec, figures }, { figures: FIGURES, issue: { ...issue, previous: less } });
    expect(records(table)).toEqual([
      { figure: 'Reason', before: 'frequency', now: 'recency', change: null, reading: 'changed' },
      { figure: 'Share', before: null, now: 0.13, change: null, reading: 'new figure' },
    ]);
  });

  it('says that the first issue has none before it, in both languages', async () => {
    const first = { ...issue, previous: null };
    const table = await lab.table({ ...spec, note: 'Mind this.' }, { figures: FIGURES, issue: first });
    expect(records(table)[0]).toMatchObject({ before: null, now: 0.13, change: null, reading: '' });
    expect(table.note).toBe('Mind this. This is the first issue, so there is none before it to compare with.');
    expect((await lab.table(spec, { figures: FIGURES, issue: first, language: 'ko' })).note).toContain('첫 호');
  });

  it('is refused on a dashboard, without figures, and for a figure that is not there', async () => {
    expect(await lab.resolve(spec, { figures: FIGURES })).toMatchObject({ code: 'issue-diff.nowhere' });
    expect(await lab.resolve(spec, { issue: { ...issue, tiles: [] } })).toMatchObject({
      code: 'issue-diff.no-figures',
    });
    expect(await lab.resolve(spec, { issue })).toMatchObject({ code: 'figure.unknown' });
  });
});

describe('a text', () => {
  const write = (text: string, previousIssue: PreviousIssue | null = previous) =>
    lab.resolve({ id: 't', kind: 'text', text }, { figures: FIGURES, issue: { ...issue, previous: previousIssue } });
  const SENTENCE =
    '{{#if (lt (since_last_value "best.share") 0)}}Fell by {{since_last "best.share"}} from {{last_issue "best.share"}}{{else}}No fall{{/if}}';

  it('speaks of the last issue', async () => {
    expect(await write(SENTENCE)).toMatchObject({ text: 'Fell by \u22120.7 pp from 13.7%' });
    expect(await write('{{last_issue "best.customers" format="number"}}')).toMatchObject({ text: '1,552' });
  });

  it('has nothing to say of it in the first issue', async () => {
    expect(await write(SENTENCE, null)).toMatchObject({ text: 'No fall' });
    expect(await write('{{since_last "best.share"}}', null)).toMatchObject({ text: '\u2013' });
  });

  it('that fails says where, in which line, and which figures are at hand', async () => {
    expect(await write('One.\n\nTwo {{figure "best.shore"}}')).toMatchObject({
      kind: 'error',
      code: 'figure.unknown',
      message: expect.stringMatching(
        /block "t", text, line 3: there is no figure "best\.shore" \(at hand: best\.share = 13\.0%, best\.customers = 1,552/,
      ),
    });
    expect(await write('{{figure "best.share" format="purple"}}')).toMatchObject({
      message: expect.stringContaining('block "t", text, line 1: '),
    });
  });
});
