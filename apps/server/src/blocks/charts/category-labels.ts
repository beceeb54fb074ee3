import type { Value } from '../../common/value.js';
import { formatValue, fullFormat, monthName } from '../format-value.js';
import type { ResolvedColumn } from '../result.js';
import { CHART_FONT_SIZE } from './chart-font.js';
import type { ChartSettings } from './chart-settings.js';
import { textWidth, wrapText } from './text-width.js';

/** Below this a label is not wrapped narrower, but left to be thinned out. */
const NARROWEST_WRAP = 34;
/** Pixels that a month and a year name need with some air. */
const MONTH_WIDTH = 32;
const YEAR_WIDTH = 46;

export interface CategoryLabels {
  /** One per row, broken into lines by `\n`. */
  texts: string[];
  /** Rows whose label is written; the others keep their place on the axis only. */
  shown: boolean[];
}

export interface LabelRoom {
  /** Pixels for one label. */
  slot: number;
  /** Down the side; across, each under its bar; along a line, where some may be left out. */
  direction: 'down' | 'across' | 'along';
}

/** Axis texts, none wider than its slot where wrapping makes sense; points in time, and what would be too narrow, are thinned out. */
export function categoryLabels(
  values: readonly Value[],
  format: ResolvedColumn['format'],
  settings: ChartSettings,
  { slot, direction }: LabelRoom,
): CategoryLabels {
  const isMonth = fullFormat(format).kind === 'month' && values.every(isMonthText);
  if (isMonth && direction !== 'down') return monthLabels(values.map(String), settings, slot);
  const texts = values.map((value) => formatValue(value, format, settings));
  if (direction === 'along' || (direction === 'across' && slot < NARROWEST_WRAP)) return thinned(texts, slot);
  const lines = texts.map((text) => wrapText(text, Math.max(slot, NARROWEST_WRAP), CHART_FONT_SIZE).join('\n'));
  return { texts: lines, shown: texts.map(() => true) };
}

function thinned(texts: string[], slot: number): CategoryLabels {
  const widest = Math.max(0, ...texts.map((text) => textWidth(text, CHART_FONT_SIZE)));
  const step = Math.max(1, Math.ceil((widest + 8) / slot));
  return { texts, shown: texts.map((_, index) => index % step === 0) };
}

/** Month above, year below where it begins: thirteen full "2026년 10월" would not fit side by side. */
function monthLabels(values: string[], settings: ChartSettings, slot: number): CategoryLabels {
  const step = [1, 2, 3, 6, 12].find((each) => each * slot >= MONTH_WIDTH) ?? 12;
  const months = values.map((value) => Number(value.slice(5, 7)));
  const nextJanuary = months.indexOf(1, 1);
  const firstHasRoom = nextJanuary === -1 || nextJanuary * slot >= YEAR_WIDTH;
  const shown = months.map((month, index) => (month - 1) % step === 0 || (index === 0 && step === 1));
  const first = shown.indexOf(true);
  const texts = values.map((value, index) => {
    const month = monthName(months[index] ?? 1, settings.language);
    if (!(months[index] === 1 || (index === first && firstHasRoom))) return month;
    return settings.language === 'ko' ? `${month}\n${value.slice(0, 4)}년` : `${month}\n${value.slice(0, 4)}`;
  });
  return { texts, shown };
}

function isMonthText(value: Value): boolean {
  return typeof value === 'string' && /^\d{4}-\d{2}/.test(value);
}
