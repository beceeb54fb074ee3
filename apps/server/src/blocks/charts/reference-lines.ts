import type { MarkLineComponentOption } from 'echarts';
import type { ResolvedChart } from '../result.js';
import { roleIndex } from './chart-columns.js';
import { CHART_FONT_SIZE } from './chart-font.js';
import type { ChartSettings } from './chart-settings.js';
import { MUTED } from './chart-palette.js';
import { textWidth } from './text-width.js';
import type { Extent } from './value-extent.js';

/** The zero line where values lie on both sides of it, and a dashed line with its text for every mark; absent when there is neither. */
export function referenceLines(
  block: ResolvedChart,
  extent: Extent,
  settings: ChartSettings,
): { markLine?: MarkLineComponentOption } {
  const zero = extent.min < 0 && extent.max >= 0 ? [zeroLine(block)] : [];
  const data = [...zero, ...eventLines(block, settings)];
  if (data.length === 0) return {};
  return {
    markLine: {
      silent: true,
      symbol: 'none',
      animation: false,
      lineStyle: { color: MUTED, type: [4, 3], width: 1 },
      label: { position: 'end', color: MUTED, fontSize: CHART_FONT_SIZE },
      data: data as MarkLineComponentOption['data'],
    },
  };
}

function zeroLine(block: ResolvedChart) {
  return {
    [block.horizontal ? 'xAxis' : 'yAxis']: 0,
    label: { show: false },
    lineStyle: { type: 'solid', width: 1, color: MUTED },
  };
}

function eventLines(block: ResolvedChart, settings: ChartSettings) {
  const column = roleIndex(block, 'mark');
  const marked = block.rows.flatMap((row, index) => (row[column] ? [{ index, text: String(row[column]) }] : []));
  const axis = block.horizontal ? 'yAxis' : 'xAxis';
  return marked.map(({ index, text }, position) => ({
    [axis]: index,
    label: {
      formatter: text,
      distance: position % 2 === 1 ? 18 : 4,
      ...(block.horizontal ? {} : { align: markAlign(index / Math.max(1, block.rows.length - 1), text, settings) }),
    },
  }));
}

/** A text over the first or the last months would leave the drawing if it were centred. */
function markAlign(share: number, text: string, settings: ChartSettings): 'left' | 'center' | 'right' {
  const half = textWidth(text, CHART_FONT_SIZE) / 2 / settings.width;
  if (share - half < 0) return 'left';
  return share + half > 1 ? 'right' : 'center';
}
