import { describe, expect, it } from 'vitest';
import type { ResolvedColumn, ResolvedTable, Result } from '../../blocks/result.js';
import { reportView } from './report-view.js';
import { isWide, tableView, type TableView } from './table-view.js';
import { viewSettings, type ViewSettings } from './view-settings.js';

const RESULT = {
  format: 'decile.result/1',
  id: 'a'.repeat(64),
  digest: 'b'.repeat(64),
  report: 'r',
  title: 'Report',
  language: 'en',
  time_zone: 'UTC',
  currency: 'KRW',
  brand: { name: 'B', color: '#1f4e79' },
  as_of: '2026-10-31',
  period: { from: null, to: '2026-10-31' },
  parameters: {},
  inputs: [],
  software: { decile: '0', duckdb: '0' },
  figures: {},
  sections: [],
  omitted: [],
  glossary: [],
} satisfies Result;
const settings: ViewSettings = viewSettings(RESULT, 'pdf');

const text = (name: string, title: string): ResolvedColumn => ({ name, title, format: 'text', align: 'left' });
const number = (name: string, title: string): ResolvedColumn => ({ name, title, format: 'number', align: 'right' });

function table(columns: ResolvedColumn[], rows: ResolvedTable['rows']): ResolvedTable {
  return { id: 't', kind: 'table', reads: [], title: 'T', columns, rows };
}

/** Money of as many months, each amount 13 characters long. */
function months(count: number, rows = 2): ResolvedTable {
  const columns = Array.from({ length: count }, (_, index) => number(`m${index}`, `Month ${index}`));
  const row = [...columns.keys()].map((index) => 1_325_493_000 + index);
  return table(
    [text('name', 'Name'), ...columns],
    Array.from({ length: rows }, () => ['Seoul', ...row]),
  );
}

const WITH_CONTROL: ResolvedTable = {
  ...table(
    [
      text('measure', 'Measure'),
      ...['Treated before', 'Treated after', 'Change of control', 'Net effect', '95% low', '95% high'].map((title) =>
        number(title, title),
      ),
      number('p', 'p (corrected)'),
      text('verdict', 'Reading'),
      number('n_before', 'n treated'),
      number('n_after', 'n control'),
    ],
    [['Minutes per plate', 6.8, 6.7, -0.1, 0, -0.1, 0.1, 1, 'no reliable difference', 1800, 1800]],
  ),
  formats: [[null, 'percent', 'percent', 'points', 'points', 'points', 'points', 'p_value', null, null, null]],
  interval: { estimate: 4, low: 5, high: 6 },
};

const heads = (view: TableView): string[][] => view.parts.map(({ columns }) => columns.map(({ title }) => title));

describe('a table on paper', () => {
  it('is set in the size of the text, with room between its columns, where it fits', () => {
    expect(tableView(months(4), settings)).toMatchObject({ size: '9.50', close: false });
  });

  it('moves its columns together before it becomes smaller, and is never set smaller than 8.5 pt', () => {
    const sizes = Array.from({ length: 30 }, (_, index) => tableView(months(index + 1), settings));
    expect(sizes.map(({ size }) => Number(size)).every((size) => size >= 8.5)).toBe(true);
    expect(sizes.find(({ close }) => close)?.size).toBe('9.50');
  });

  it('holds a comparison with a control group upright', () => {
    const view = tableView(WITH_CONTROL, settings);
    expect(view.parts).toHaveLength(1);
    expect(view.parts[0]?.columns).toHaveLength(12);
    expect(isWide(WITH_CONTROL, settings)).toBe(false);
  });

  it('goes on below itself where it is too wide: the first column in each part, every other in one', () => {
    const parts = heads(tableView(months(12), settings));
    expect(parts.length).toBe(2);
    expect(parts.map(([first]) => first)).toEqual(['Name', 'Name']);
    const all = Array.from({ length: 12 }, (_, index) => `Month ${index}`);
    expect(parts.flatMap((part) => part.slice(1))).toEqual(all);
    expect(Math.abs((parts[0]?.length ?? 0) - (parts[1]?.length ?? 0))).toBeLessThanOrEqual(1);
  });

  it('turns the page for a section with a wide table that is long, and draws all of the section for that page', () => {
    const section = (blocks: ResolvedTable[]) => ({ id: 's', title: 'S', label: 'S', blocks });
    const view = reportView({ ...RESULT, sections: [section([months(8, 40)]), section([months(8)])] }, 'pdf');
    expect(view.sections.map(({ landscape }) => landscape)).toEqual([true, false]);
    expect(view.sections[0]?.blocks[0]?.table?.parts).toHaveLength(1);
  });

  it('is one table on the web, however wide', () => {
    const view = tableView(months(30), { ...settings, target: 'web' });
    expect(view).toMatchObject({ size: '9.50', close: false });
    expect(view.parts).toHaveLength(1);
  });
});
