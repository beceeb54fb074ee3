import type { LineSeriesOption } from 'echarts';
import type { ResolvedChart } from '../result.js';
import { CHART_FONT_SIZE } from './chart-font.js';
import type { ChartLayout } from './chart-layout.js';
import { labelInk } from './chart-palette.js';
import { lastValue, type ChartSeries } from './chart-series.js';
import { spreadLabels } from './label-spread.js';
import type { Extent } from './value-extent.js';

export const END_LABEL_LINE = 15;

/** The white edge that sets lines off from bars lies on these, as lines without one do, and under its line. */
const OVER_EDGE = 4;
const EDGE = { color: '#ffffff', width: 6 };

/**
 * The lines among the series, with gaps where a value is missing; the first is the heavy one. Areas stand on each other. Lines of a
 * combination come with a white edge each, behind all of them.
 */
export function lineSeries(block: ResolvedChart, all: ChartSeries[], layout: ChartLayout): LineSeriesOption[] {
  const lines = plainLines(block, all, layout);
  return block.chart === 'combo' ? [...lines.map((line) => ({ ...line, z: OVER_EDGE })), ...lines.map(edgeOf)] : lines;
}

function edgeOf({ yAxisIndex, data }: LineSeriesOption): LineSeriesOption {
  return {
    type: 'line',
    ...(yAxisIndex === undefined ? {} : { yAxisIndex }),
    lineStyle: EDGE,
    symbol: 'none',
    silent: true,
    tooltip: { show: false },
    ...(data === undefined ? {} : { data: data.map((point) => ({ value: (point as { value: number }).value })) }),
  };
}

function plainLines(block: ResolvedChart, all: ChartSeries[], layout: ChartLayout): LineSeriesOption[] {
  const series = all.filter((one) => one.isLine);
  const isArea = block.chart === 'area';
  const shifts = endLabelShifts(series, layout, isArea);
  return series.map((one, position) => ({
    type: 'line',
    name: one.column.title,
    ...(layout.rightExtent && one.axis === 'right' ? { yAxisIndex: 1 } : {}),
    ...(isArea ? areaLook(one) : lineLook(one, position)),
    data: isArea ? areaData(one, layout) : lineData(one, layout),
    showSymbol: true,
    showAllSymbol: true,
    connectNulls: false,
    label: {
      position: 'right',
      distance: 6,
      offset: [0, shifts[position] ?? 0],
      formatter: layout.endLabels?.[position] ?? '',
      align: 'left',
      color: labelInk(one.color),
      fontWeight: position === 0 ? 600 : 400,
      fontSize: CHART_FONT_SIZE,
      lineHeight: END_LABEL_LINE,
    },
  }));
}

function lineLook({ color }: ChartSeries, position: number): LineSeriesOption {
  return {
    lineStyle: { width: position === 0 ? 2.5 : 1.75, color, ...(position > 3 ? { type: 'dashed' } : {}) },
    itemStyle: { color },
  };
}

function areaLook({ color }: ChartSeries): LineSeriesOption {
  return {
    stack: 'all',
    lineStyle: { width: 1, color: '#ffffff' },
    itemStyle: { color },
    areaStyle: { color, opacity: 1 },
  };
}

function lineData({ values }: ChartSeries, { endLabels }: ChartLayout) {
  const last = values.findLastIndex((value) => value !== null);
  return values.map((value, index) => ({
    value: value ?? '-',
    symbol: index === last || isLonely(values, index) ? 'circle' : 'none',
    symbolSize: index === last ? 7 : 5,
    label: { show: endLabels !== null && index === last },
  }));
}

/** A missing value has no height: the areas above it come down, as their sum does. */
function areaData({ values }: ChartSeries, { endLabels }: ChartLayout) {
  const last = values.length - 1;
  return values.map((value, index) => ({
    value: value ?? 0,
    symbol: index === last || values.length === 1 ? 'circle' : 'none',
    symbolSize: values.length === 1 ? 5 : 1,
    label: { show: endLabels !== null && index === last },
  }));
}

/** A point between two gaps has no line to be seen by. */
function isLonely(values: (number | null)[], index: number): boolean {
  return (values[index - 1] ?? null) === null && (values[index + 1] ?? null) === null;
}

/** Lines that end close together would write their names over each other; the name of an area stands at its middle. */
function endLabelShifts(series: ChartSeries[], layout: ChartLayout, isArea: boolean): number[] {
  const ends = series.map((one) => lastValue(one, isArea) ?? (isArea ? 0 : layout.extent.min));
  const tops = isArea ? ends.map((_, index) => ends.slice(0, index + 1).reduce((sum, end) => sum + end, 0)) : ends;
  const labels = tops.map((top, index) => ({
    at: top,
    wanted: isArea ? top - (ends[index] ?? 0) / 2 : top,
    lines: layout.endLabels?.[index]?.split('\n').length ?? 1,
  }));
  return labelShifts(labels, layout.extent, layout.plot);
}

/** Pixels by which labels at values `at` are moved towards the values `wanted`, so that none covers another. */
export function labelShifts(
  labels: readonly { at: number; wanted: number; lines: number }[],
  { min, max }: Extent,
  plot: number,
): number[] {
  const pixel = (value: number) => ((max - value) / (max - min)) * plot;
  const wanted = labels.map((label) => ({ center: pixel(label.wanted), height: label.lines * END_LABEL_LINE + 1 }));
  const moved = spreadLabels(wanted, plot);
  return labels.map(({ at }, index) => (wanted[index]?.center ?? 0) + (moved[index] ?? 0) - pixel(at));
}
