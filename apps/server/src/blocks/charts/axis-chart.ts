import type { XAXisComponentOption, YAXisComponentOption } from 'echarts';
import type { ResolvedChart } from '../result.js';
import { barSeries } from './bar-series.js';
import { BARE_OPTION, type ChartDrawing } from './chart-drawing.js';
import { CHART_FONT_SIZE, LINE_HEIGHT } from './chart-font.js';
import { chartLayout, type ChartLayout, type PanelFrame } from './chart-layout.js';
import { chartLegend } from './chart-legend.js';
import { INK, MUTED } from './chart-palette.js';
import { chartSeries, type ChartSeries } from './chart-series.js';
import type { ChartSettings } from './chart-settings.js';
import { lineSeries } from './line-series.js';
import { referenceLines } from './reference-lines.js';
import { valueAxis } from './value-axis.js';

/**
 * Bars, lines, areas and combinations over the categories of x. Bars and areas start at zero; up to twelve bars carry their value and
 * need no axis; up to four lines carry their name at their end and need no legend; event marks are dashed lines with their text.
 */
export function axisChart(block: ResolvedChart, settings: ChartSettings, frame?: PanelFrame): ChartDrawing {
  const series = chartSeries(block, settings);
  const layout = chartLayout(block, series, settings, frame);
  const isEdged = series.every((one) => one.isLine);
  const categories = { ...categoryAxis(layout, { isLying: block.horizontal === true, isEdged }), ...layout.axisName };
  const values = valueAxes(series, layout, settings, block.signed === true);
  const marks = referenceLines(block, layout.extent, settings);
  const drawn = [...barSeries(block, series, layout, settings), ...lineSeries(block, series, layout)];
  return {
    height: layout.height,
    plot: layout.plot,
    option: {
      ...BARE_OPTION,
      color: series.map((one) => one.color),
      grid: { left: 2, right: layout.right, top: layout.top, bottom: 2, outerBoundsMode: 'same' },
      ...(layout.legend ? { legend: chartLegend(settings, block.chart === 'combo' ? {} : { icon: 'rect' }) } : {}),
      xAxis: (block.horizontal ? values : categories) as XAXisComponentOption,
      yAxis: (block.horizontal ? categories : values) as YAXisComponentOption,
      series: drawn.map((one, index) => (index === 0 ? { ...one, ...marks } : one)),
    },
  };
}

/** The axis of the categories; one that is edged begins and ends at the first and last of them. */
export function categoryAxis(
  { labels, extent }: Pick<ChartLayout, 'labels' | 'extent'>,
  { isLying = false, isEdged = false } = {},
) {
  return {
    type: 'category' as const,
    data: labels.texts,
    inverse: isLying,
    boundaryGap: !isEdged,
    axisTick: { show: false },
    axisLine: { onZero: false, show: extent.min === 0, lineStyle: { color: MUTED, width: 1 } },
    axisLabel: {
      color: INK,
      fontSize: CHART_FONT_SIZE,
      lineHeight: LINE_HEIGHT,
      margin: 8,
      interval: (index: number) => labels.shown[index] === true,
    },
  };
}

function valueAxes(series: ChartSeries[], layout: ChartLayout, settings: ChartSettings, isSigned: boolean) {
  const { extent, rightExtent, showValues } = layout;
  const formatOf = (side: 'left' | 'right') =>
    (series.find((one) => one.axis === side) ?? series[0])?.column.format ?? 'number';
  const left = {
    ...valueAxis(extent, formatOf('left'), settings),
    show: !showValues,
    // Bars that carry their values need no round end of the axis.
    ...(showValues && !isSigned
      ? { min: extent.min < 0 ? ('dataMin' as const) : extent.min, max: 'dataMax' as const }
      : {}),
  };
  if (rightExtent === null) return left;
  // Hair lines of two scales would cross each other.
  return [left, { ...valueAxis(rightExtent, formatOf('right'), settings), splitLine: { show: false } }];
}
