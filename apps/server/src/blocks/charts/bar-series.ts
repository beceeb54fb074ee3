import type { BarSeriesOption } from 'echarts';
import { formatValue } from '../format-value.js';
import type { ResolvedChart } from '../result.js';
import { CHART_FONT_SIZE } from './chart-font.js';
import type { ChartLayout } from './chart-layout.js';
import { INK, inkOn, signColors } from './chart-palette.js';
import type { ChartSeries } from './chart-series.js';
import type { ChartSettings } from './chart-settings.js';
import { textWidth } from './text-width.js';

/** Part of the longest stack that a piece must have for its number to fit into it. */
const LABELLED_PIECE = 0.09;
/** Pixels. */
const WIDEST_BAR = 46;

/** The bars among the series, from zero; side by side or stacked, with their values where there is room. */
export function barSeries(
  block: ResolvedChart,
  all: ChartSeries[],
  layout: ChartLayout,
  settings: ChartSettings,
): BarSeriesOption[] {
  const series = all.filter((one) => !one.isLine);
  const longest = longestStack(series);
  const signs = signColors(block.good, settings.color);
  const labelledStack = block.stacked && block.rows.length <= 12;
  return series.map((one) => ({
    type: 'bar',
    name: one.column.title,
    ...(block.stacked ? { stack: 'all' } : {}),
    ...(layout.rightExtent && one.axis === 'right' ? { yAxisIndex: 1 } : {}),
    barMaxWidth: block.horizontal ? 20 : WIDEST_BAR,
    barCategoryGap: '32%',
    barGap: '12%',
    itemStyle: { color: one.color },
    data: one.values.map((value) => {
      const text = formatValue(value, one.column.format, settings);
      const share = Math.abs(value ?? 0) / (longest || 1);
      const inPiece = labelledStack && share >= LABELLED_PIECE && fitsPiece(block, text, share, settings);
      return {
        value: value ?? '-',
        ...(block.signed ? { itemStyle: { color: (value ?? 0) < 0 ? signs.down : signs.up } } : {}),
        label: {
          show: value !== null && (layout.showValues || inPiece),
          formatter: text,
          position: labelSide(block, value),
        },
      };
    }),
    label: { color: block.stacked ? inkOn(one.color) : INK, fontSize: CHART_FONT_SIZE, distance: 5 },
  }));
}

/** Beyond the bar's end; but of a bar below zero to its right, as on its own side the number would meet the name. Signed bars have room there. */
function labelSide({ stacked, horizontal, signed }: ResolvedChart, value: number | null) {
  if (stacked) return 'inside' as const;
  const isBelow = signed === true && (value ?? 0) < 0;
  if (horizontal) return isBelow ? ('left' as const) : ('right' as const);
  return isBelow ? ('bottom' as const) : ('top' as const);
}

function longestStack(series: ChartSeries[]): number {
  const rows = series[0]?.values.length ?? 0;
  const sums = Array.from({ length: rows }, (_, row) =>
    series.reduce((sum, { values }) => sum + Math.abs(values[row] ?? 0), 0),
  );
  return Math.max(0, ...sums);
}

/** Across, a piece is as long as its share of the plot, about six tenths of the drawing; upright, as broad as a bar gets. */
function fitsPiece(block: ResolvedChart, text: string, share: number, settings: ChartSettings): boolean {
  const room = block.horizontal ? share * settings.width * 0.5 : WIDEST_BAR;
  return textWidth(text, CHART_FONT_SIZE) <= room;
}
