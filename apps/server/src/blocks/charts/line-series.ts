import type { LineSeriesOption } from 'echarts';
import type { ResolvedChart } from '../result.js';
import { CHART_FONT_SIZE, endLabel, PLOT_HEIGHT, type ChartLayout, type ChartSeries } from './chart-layout.js';
import type { ChartSettings } from './chart-settings.js';
import { spreadLabels } from './label-spread.js';
import { mix } from './chart-palette.js';
import { referenceLines } from './reference-lines.js';

const END_LABEL_LINE = 15;

/** Lines with gaps where a value is missing; the first is the heavy one. */
export function lineSeries(
  block: ResolvedChart,
  series: ChartSeries[],
  layout: ChartLayout,
  settings: ChartSettings,
): LineSeriesOption[] {
  const shifts = endLabelShifts(series, layout, settings);
  return series.map((one, position) => {
    const last = one.values.findLastIndex((value) => value !== null);
    return {
      type: 'line',
      name: one.column.title,
      data: one.values.map((value, index) => ({
        value: value ?? '-',
        symbol: index === last || isLonely(one.values, index) ? 'circle' : 'none',
        symbolSize: index === last ? 7 : 5,
        label: { show: layout.direct && index === last },
      })),
      showSymbol: true,
      showAllSymbol: true,
      connectNulls: false,
      lineStyle: { width: position === 0 ? 2.5 : 1.75, color: one.color, ...(position > 3 ? { type: 'dashed' } : {}) },
      itemStyle: { color: one.color },
      label: {
        position: 'right',
        distance: 6,
        offset: [0, shifts[position] ?? 0],
        formatter: endLabel(one, settings),
        align: 'left',
        color: mix(one.color, '#000000', 0.2),
        fontWeight: position === 0 ? 600 : 400,
        fontSize: CHART_FONT_SIZE,
        lineHeight: END_LABEL_LINE,
      },
      ...(position === 0 ? referenceLines(block, layout.extent, settings) : {}),
    };
  });
}

/** A point between two gaps has no line to be seen by. */
function isLonely(values: (number | null)[], index: number): boolean {
  return (values[index - 1] ?? null) === null && (values[index + 1] ?? null) === null;
}

/** Lines that end close together would write their names over each other. */
function endLabelShifts(series: ChartSeries[], layout: ChartLayout, settings: ChartSettings): number[] {
  const { min, max } = layout.extent;
  const labels = series.map((one) => {
    const last = one.values.findLast((value) => value !== null) ?? min;
    return {
      center: ((max - last) / (max - min)) * PLOT_HEIGHT,
      height: endLabel(one, settings).split('\n').length * END_LABEL_LINE + 1,
    };
  });
  return spreadLabels(labels, PLOT_HEIGHT);
}
