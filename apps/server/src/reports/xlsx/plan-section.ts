import type { FormatSettings } from '../../blocks/format-value.js';
import type { ResolvedBlock, ResolvedSection, Result } from '../../blocks/result.js';
import { visibleOnWhite } from '../../common/color.js';
import { AppError } from '../../common/errors.js';
import type { ChartSettings } from '../../blocks/charts/chart-settings.js';
import { planChart } from './plan-chart.js';
import { planMigration } from './plan-migration.js';
import { planImage } from './plan-image.js';
import { planKpi, planTable, type TablePlace } from './plan-table.js';
import { planLines, planText } from './plan-text.js';
import type { SheetDraft } from './sheet-draft.js';
import { word } from './words.js';

/** Pixels that charts are as wide as, about. */
const CHART_WIDTH = 642;

/** Lays out the blocks of a section one under the other; returns where its tables stand. */
export function planBlocks(
  sheet: SheetDraft,
  section: ResolvedSection,
  result: Result,
  colors: ReadonlyMap<string, string>,
): TablePlace[] {
  return section.blocks.flatMap((block) => {
    if (block.kind === 'page_break') return [];
    const place = planBlock(sheet, section, block, result, colors);
    sheet.skip();
    return place === null ? [] : [place];
  });
}

function planBlock(
  sheet: SheetDraft,
  section: ResolvedSection,
  block: ResolvedBlock,
  result: Result,
  colors: ReadonlyMap<string, string>,
): TablePlace | null {
  const key = `${section.id}.${block.id}`;
  const { language, currency, brand } = result;
  const color = visibleOnWhite(brand.color);
  const settings: ChartSettings = { language, currency, color, colors, width: CHART_WIDTH };
  if (block.kind === 'error') {
    throw new AppError('xlsx.failed-block', `Block ${key} failed: ${block.message}`, {
      severity: 'gate',
      details: { block: key },
    });
  }
  planCaption(sheet, key, block, settings);
  const place = planContent(sheet, key, block, settings);
  if (place !== null && place.lastRow < place.firstRow)
    planText(sheet, key, word('no_rows', settings.language), 'note');
  if (block.note !== undefined) planText(sheet, key, block.note, 'note');
  if (block.exhibit !== undefined && block.reads.length > 0) planText(sheet, key, sourceLine(block, result), 'note');
  return place;
}

function planContent(
  sheet: SheetDraft,
  key: string,
  block: Exclude<ResolvedBlock, { kind: 'error' }>,
  settings: ChartSettings,
): TablePlace | null {
  if (block.kind === 'text') {
    planText(sheet, key, block.text, 'text');
    return null;
  }
  if (block.kind === 'kpi') return planKpi(sheet, key, block, settings);
  if (block.kind === 'code') {
    planLines(sheet, key, block.code);
    return null;
  }
  if (block.kind === 'image') {
    planImage(sheet, key, block);
    return null;
  }
  if (block.kind === 'chart') return planChart(sheet, key, block, settings);
  if (block.kind === 'migration') return planMigration(sheet, key, block, settings);
  return block.kind === 'page_break' ? null : planTable(sheet, key, block, settings);
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
