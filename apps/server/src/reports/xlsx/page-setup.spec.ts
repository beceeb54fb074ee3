import { describe, expect, it } from 'vitest';
import { sheetPages } from './page-setup.js';
import type { PlannedCell, PlannedChart, PlannedSheet } from './workbook-plan.js';

const sheet = (more: Partial<PlannedSheet>): PlannedSheet => ({
  name: 'S',
  cells: [],
  widths: [20, 64],
  heights: new Map(),
  frozenRows: 0,
  folded: [],
  dataBars: [],
  colorScales: [],
  charts: [],
  images: [],
  rows: 100,
  ...more,
});
const chart = (block: string, row: number, rows = 16) =>
  ({ block, anchor: { row, rows, left: 0, width: 1 } }) as unknown as PlannedChart;
const caption = (block: string, row: number): PlannedCell => ({ block, row, column: 1, value: 'C', role: 'caption' });

describe('the pages of a sheet', () => {
  it('end before the caption of a chart that would be cut, else where they are full', () => {
    const cut = sheet({ charts: [chart('a', 5), chart('b', 36)], cells: [caption('a', 4), caption('b', 35)] });
    expect(sheetPages(cut).breaks).toEqual([35, 79]);
    expect(sheetPages(sheet({ charts: [chart('a', 5), chart('b', 24)] })).breaks).toEqual([45, 89]);
    expect(sheetPages(sheet({})).breaks).toEqual([]);
  });

  it('are counted without folded rows', () => {
    const charts = [chart('a', 5), chart('b', 336)];
    expect(sheetPages(sheet({ charts, rows: 352, folded: [{ from: 22, to: 330 }] })).breaks).toEqual([]);
  });

  it('cannot keep together what is longer than a page', () => {
    expect(sheetPages(sheet({ charts: [chart('a', 5, 90)] })).breaks).toEqual([45, 89]);
  });

  it('lie on their side for wide sheets, and then hold fewer rows', () => {
    const charts = [chart('a', 5), chart('b', 24)];
    expect(sheetPages(sheet({})).orientation).toBe('portrait');
    expect(sheetPages(sheet({ widths: [60, 60], charts }))).toEqual({ orientation: 'landscape', breaks: [24, 53, 82] });
  });
});
