import type { BarSeriesOption } from 'echarts';
import { formatValue } from '../format-value.js';
import type { ResolvedChart } from '../result.js';
import { CHART_FONT_SIZE, type ChartLayout, type ChartSeries } from './chart-layout.js';
import type { ChartSettings } from './chart-settings.js';
import { INK, inkOn } from './chart-palette.js';
import { referenceLines } from './reference-lines.js';

/** Part of the longest stack that a piece must have for its number to fit into it. */
const LABELLED_PIECE = 0.09;

/** Bars from zero; side by side or stacked, with their values where there is room. */
export function barSeries(
  block: ResolvedChart,
  series: ChartSeries[],
  layout: ChartLayout,
  settings: ChartSettings,
): BarSeriesOption[] {
  const longest = longestStack(series);
  const labelledStack = block.stacked && block.rows.length <= 12;
  return series.map((one, position) => ({
    type: 'bar',
    name: one.column.title,
    ...(block.stacked ? { stack: 'all' } : {}),
    barMaxWidth: block.horizontal ? 20 : 46,
    barCategoryGap: '32%',
    barGap: '12%',
    itemStyle: { color: one.color },
    data: one.values.map((value) => {
      const text = formatValue(value, one.column.format, settings);
      const inPiece = labelledStack && value !== null && Math.abs(value) >= longest * LABELLED_PIECE;
      return {
        value: value ?? '-',
        label: {
          show: value !== null && (layout.showValues || inPiece),
          formatter: text,
          // Also for a bar below zero: on its own side the number would meet the name.
          position: block.stacked ? 'inside' : block.horizontal ? 'right' : 'top',
        },
      };
    }),
    label: { color: block.stacked ? inkOn(one.color) : INK, fontSize: CHART_FONT_SIZE, distance: 5 },
    ...(position === 0 ? referenceLines(block, layout.extent, settings) : {}),
  }));
}

function longestStack(series: ChartSeries[]): number {
  const rows = series[0]?.values.length ?? 0;
  const sums = Array.from({ length: rows }, (_, row) =>
    series.reduce((sum, { values }) => sum + Math.abs(values[row] ?? 0), 0),
  );
  return Math.max(0, ...sums);
}
