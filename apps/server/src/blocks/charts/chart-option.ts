import type { EChartsOption } from 'echarts';
import { formatDigits, formatValue, fullFormat } from '../format-value.js';
import type { ResolvedChart, ResolvedColumn } from '../result.js';
import { barSeries } from './bar-series.js';
import {
  CHART_FONT,
  CHART_FONT_SIZE,
  chartLayout,
  chartSeries,
  LINE_HEIGHT,
  type ChartLayout,
  type ChartSeries,
} from './chart-layout.js';
import type { ChartSettings } from './chart-settings.js';
import { INK, MUTED, RULE } from './chart-palette.js';
import { lineSeries } from './line-series.js';
import { wrapText } from './text-width.js';

/**
 * ECharts option of a resolved chart; the same for the browser and for the server's SVG.
 * Bars start at zero; up to twelve carry their value and need no axis; up to four lines carry their name at their end and need no
 * legend; event marks are dashed lines with their text. Pure.
 */
export function chartOption(block: ResolvedChart, settings: ChartSettings): EChartsOption {
  const series = chartSeries(block, settings);
  const layout = chartLayout(block, series, settings);
  const isLine = block.chart === 'line';
  const categoryAxis = {
    type: 'category' as const,
    data: layout.labels.texts,
    inverse: block.horizontal,
    boundaryGap: !isLine,
    axisTick: { show: false },
    axisLine: { onZero: false, show: layout.extent.min === 0, lineStyle: { color: MUTED, width: 1 } },
    axisLabel: {
      color: INK,
      fontSize: CHART_FONT_SIZE,
      lineHeight: LINE_HEIGHT,
      margin: 8,
      interval: (index: number) => layout.labels.shown[index] === true,
    },
  };
  const valueAxis = valueAxisOption(series, layout, settings);
  return {
    animation: false,
    textStyle: { fontFamily: CHART_FONT, fontSize: CHART_FONT_SIZE, color: INK },
    color: series.map((one) => one.color),
    grid: { left: 2, right: layout.right, top: layout.top, bottom: 2, outerBoundsMode: 'same' },
    ...(layout.legend ? { legend: legendOption(settings) } : {}),
    xAxis: block.horizontal ? valueAxis : categoryAxis,
    yAxis: block.horizontal ? categoryAxis : valueAxis,
    series: isLine ? lineSeries(block, series, layout, settings) : barSeries(block, series, layout, settings),
  };
}

function valueAxisOption(series: ChartSeries[], layout: ChartLayout, settings: ChartSettings) {
  const { extent, showValues } = layout;
  return {
    type: 'value' as const,
    show: !showValues,
    min: showValues && extent.min < 0 ? ('dataMin' as const) : extent.min,
    // Bars that carry their values need no round end of the axis.
    max: showValues ? ('dataMax' as const) : extent.max,
    interval: extent.interval,
    splitLine: { lineStyle: { color: RULE, width: 0.75 } },
    axisLine: { show: false },
    axisTick: { show: false },
    axisLabel: {
      color: MUTED,
      fontSize: CHART_FONT_SIZE,
      hideOverlap: true,
      formatter: axisFormatter(series, settings),
    },
  };
}

/** Axis numbers are shortened from ten million on (1,235억, 124B); shares and small numbers are written in full. */
function axisFormatter(series: ChartSeries[], settings: ChartSettings): (value: number) => string {
  const format = series[0]?.column.format ?? 'number';
  const { kind, scale } = fullFormat(format);
  if (scale !== undefined) return (value) => formatValue(value, format, settings, false);
  if (kind !== 'number' && kind !== 'money') {
    return (value) => formatValue(value, trimmedFormat(value, format, settings), settings);
  }
  const largest = Math.max(...series.flatMap((one) => one.values.map((each) => Math.abs(each ?? 0))), 0);
  const numbers = new Intl.NumberFormat(settings.language, {
    notation: largest >= 1e7 ? 'compact' : 'standard',
    maximumFractionDigits: largest >= 1e7 ? 1 : Math.max(formatDigits(format, settings), largest < 10 ? 2 : 0),
  });
  return (value) => numbers.format(value).replace('-', '\u2212');
}

/** Ticks such as 10 % need no ".0"; ticks such as 12.5 % keep their digit. */
function trimmedFormat(value: number, format: ResolvedColumn['format'], settings: ChartSettings) {
  const full = fullFormat(format);
  const scaled = full.kind === 'percent' || full.kind === 'points' ? value * 100 : value;
  const whole = Math.abs(scaled - Math.round(scaled)) < 1e-9;
  return { ...full, digits: whole ? 0 : Math.max(1, formatDigits(full, settings)) };
}

function legendOption(settings: ChartSettings) {
  return {
    left: 0,
    top: 0,
    itemWidth: 12,
    itemHeight: 12,
    itemGap: 16,
    icon: 'rect',
    formatter: (name: string) => wrapText(name, settings.width - 40, CHART_FONT_SIZE).join('\n'),
    textStyle: { color: INK, fontSize: CHART_FONT_SIZE, lineHeight: LINE_HEIGHT },
  };
}
