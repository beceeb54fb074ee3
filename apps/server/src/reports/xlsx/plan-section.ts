import type { FormatSettings } from '../../blocks/format-value.js';
import type { ResolvedBlock, ResolvedChart, ResolvedSection, Result } from '../../blocks/result.js';
import { AppError } from '../../common/errors.js';
import { numberFormat, cellValue } from './number-format.js';
import { planKpi, planRows, planTable, type TablePlace } from './plan-table.js';
import type { SheetDraft } from './sheet-draft.js';
import { excelDay } from './workbook-plan.js';
import { word } from './words.js';

const CHART_ROWS = 17;

/** Lays out the blocks of a section one under the other; returns where its tables stand. */
export function planBlocks(sheet: SheetDraft, section: ResolvedSection, result: Result): TablePlace[] {
  return section.blocks.flatMap((block) => {
    if (block.kind === 'page_break') return [];
    const place = planBlock(sheet, section, block, result);
    sheet.skip();
    return place === null ? [] : [place];
  });
}

function planBlock(
  sheet: SheetDraft,
  section: ResolvedSection,
  block: ResolvedBlock,
  result: Result,
): TablePlace | null {
  const key = `${section.id}.${block.id}`;
  const settings: FormatSettings = { language: result.language, currency: result.currency };
  if (block.kind === 'error') {
    throw new AppError('xlsx.failed-block', `Block ${key} failed: ${block.message}`, {
      severity: 'gate',
      details: { block: key },
    });
  }
  planCaption(sheet, key, block, settings);
  const place = planContent(sheet, key, block, settings, result);
  if (place !== null && place.lastRow < place.firstRow)
    planText(sheet, key, word('no_rows', settings.language), 'note');
  if (block.note !== undefined) planText(sheet, key, block.note, 'note');
  if (block.exhibit !== undefined) planText(sheet, key, sourceLine(block, result), 'note');
  return place;
}

function planContent(
  sheet: SheetDraft,
  key: string,
  block: Exclude<ResolvedBlock, { kind: 'error' }>,
  settings: FormatSettings,
  result: Result,
): TablePlace | null {
  if (block.kind === 'text') {
    planText(sheet, key, block.text, 'text');
    return null;
  }
  if (block.kind === 'kpi') return planKpi(sheet, key, block, settings);
  if (block.kind === 'chart') return planChart(sheet, key, block, settings, result);
  return block.kind === 'page_break' ? null : planTable(sheet, key, block, settings);
}

/** Paragraphs and list items of a text, one row each. */
export function planText(sheet: SheetDraft, key: string, text: string, role: 'text' | 'note'): void {
  for (const paragraph of text.split(/\n\s*\n|\n(?=- )/)) {
    const value = paragraph.replace(/^- /, '• ').trim();
    if (value !== '') sheet.addWideRow([{ column: 1, value, role, block: key, align: 'left' }]);
  }
}

function planCaption(sheet: SheetDraft, key: string, block: ResolvedBlock, settings: FormatSettings): void {
  if (block.title === undefined) return;
  const number = block.exhibit === undefined ? '' : `${word('exhibit', settings.language)} ${block.exhibit}. `;
  sheet.addWideRow([{ column: 1, value: `${number}${block.title}`, role: 'caption', block: key, align: 'left' }]);
}

function sourceLine(block: ResolvedBlock, result: Result): string {
  const versions = new Map(result.inputs.map((input) => [input.dataset, input.version.slice(0, 12)]));
  const sources = block.reads.map((table) => {
    const version = versions.get(table) ?? versions.get(table.split('.')[0] ?? table);
    return version === undefined ? table : `${table} @ ${version}`;
  });
  return `${word('source', result.language)}: ${sources.join(', ')}`;
}

/** Room for the native chart, then the cells that it draws from. */
function planChart(
  sheet: SheetDraft,
  key: string,
  chart: ResolvedChart,
  settings: FormatSettings,
  result: Result,
): TablePlace {
  const anchorRow = sheet.row;
  if (chart.rows.length > 0) sheet.skip(CHART_ROWS);
  const place = planRows(sheet, key, chart.columns, chart.rows, [], settings);
  const [x, ...rest] = chart.columns;
  if (chart.rows.length === 0 || x === undefined) return place;
  const series = rest
    .map((column, index) => ({ column, at: index + 1 }))
    .filter(({ at }) => at !== chart.mark)
    .map(({ column, at }) => ({
      column: at + 1,
      name: column.title,
      values: chart.rows.map((row) => (typeof row[at] === 'number' ? row[at] : null)),
    }));
  sheet.charts.push({
    block: key,
    kind: chart.chart,
    title: chart.title ?? '',
    horizontal: chart.horizontal,
    stacked: chart.stacked,
    sheet: sheet.name,
    ...place,
    categories: planCategories(chart, settings),
    series,
    valueFormat: numberFormat(rest[0]?.format ?? 'number', settings),
    anchorRow,
    anchorRows: CHART_ROWS - 1,
    color: result.brand.color,
  });
  return place;
}

function planCategories(chart: ResolvedChart, settings: FormatSettings) {
  const format = chart.columns[0]?.format ?? 'text';
  const values = chart.rows.map((row) => {
    const value = cellValue(row[0] ?? null, format);
    if (value !== null && typeof value === 'object' && 'date' in value) return excelDay(value.date);
    return typeof value === 'number' ? value : String(row[0] ?? '');
  });
  const isNumeric = values.every((value) => typeof value === 'number');
  return isNumeric
    ? { values, numberFormat: numberFormat(format, settings) }
    : { values: values.map(String), numberFormat: null };
}
