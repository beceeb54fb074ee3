import { roleIndex, roleIndices } from '../../blocks/charts/chart-columns.js';
import { seriesExtent } from '../../blocks/charts/chart-layout.js';
import { chartSeries, lastValue, type ChartSeries } from '../../blocks/charts/chart-series.js';
import type { ChartSettings } from '../../blocks/charts/chart-settings.js';
import type { ChartColumn, ResolvedChart } from '../../blocks/result.js';
import { GREY } from './drawing-xml.js';
import { excelColor, type ChartPlan, type NativeCells, type RowSpan } from './native-table.js';
import type { PlannedAxis, PlannedPlot, PlannedSeries } from './workbook-plan.js';

/** Bars beyond this number have no room for their values. */
const MOST_LABELLED_BARS = 14;
/** Up to so many lines carry their name at the end instead of in a legend. */
const MOST_DIRECT_LABELS = 4;
/** Part of the axis that a name takes. */
const LEAST_GAP = 0.07;

/** Bars, lines, areas and combinations; a panel keeps the ends of the axis of all panels. */
export function nativeAxisChart(
  chart: ResolvedChart,
  cells: NativeCells,
  span: RowSpan,
  settings: ChartSettings,
): ChartPlan {
  const categories = cells.categories(roleIndex(chart, 'x'), span);
  const indices = roleIndices(chart, 'y');
  const drawn = chartSeries(chart, settings);
  const series = indices.map((index, at): PlannedSeries => {
    const values = cells.numbers(index, span);
    return { name: cells.head(index), categories, values, color: excelColor(drawn[at]?.color ?? settings.color) };
  });
  const isPanel = roleIndex(chart, 'split') >= 0;
  const isLine = chart.chart === 'line';
  const isDirect = isLine && series.length <= MOST_DIRECT_LABELS && !isPanel && endApart(drawn);
  const labelled = series.map((one) =>
    isDirect && series.length > 1 ? withName(one) : withValues(one, chart, series.length),
  );
  const columns = indices.map((index) => chart.columns[index] as ChartColumn);
  const right = columns.findIndex((column) => column.axis === 'right');
  const left = Math.max(
    0,
    columns.findIndex((column) => column.axis !== 'right'),
  );
  return {
    horizontal: chart.horizontal === true,
    isEdged: chart.chart === 'area',
    hasLegend: series.length > 1 && !isDirect,
    x: { numberFormat: categories.numberFormat ?? 'General' },
    left: leftAxis(chart, cells.format(indices[left] ?? 1), settings, series, isPanel),
    ...(right < 0 || columns.every((column) => column.axis === 'right')
      ? {}
      : { right: { numberFormat: cells.format(indices[right] ?? 1) } }),
    plots: plots(chart, columns, labelled),
  };
}

/** Whether lines end so far apart that names at their ends do not cover each other. */
function endApart(drawn: readonly ChartSeries[]): boolean {
  const all = drawn.flatMap(({ values }) => values.filter((value) => value !== null));
  const reach = Math.max(0, ...all) - Math.min(0, ...all);
  const ends = drawn.map((one) => lastValue(one, false) ?? 0).sort((a, b) => a - b);
  return ends.every((end, index) => index === 0 || end - (ends[index - 1] ?? 0) >= LEAST_GAP * reach);
}

function plots(chart: ResolvedChart, columns: ChartColumn[], series: PlannedSeries[]): PlannedPlot[] {
  const grouping = chart.stacked === 'share' ? 'percentStacked' : chart.stacked ? 'stacked' : null;
  if (chart.chart !== 'combo') {
    const plain = chart.chart === 'bar' ? 'clustered' : 'standard';
    return [{ type: chart.chart as 'bar' | 'line' | 'area', grouping: grouping ?? plain, axis: 'left', series }];
  }
  const isMixed = columns.some((column) => column.axis !== 'right');
  const kinds = [
    ['bar', 'left'],
    ['bar', 'right'],
    ['line', 'left'],
    ['line', 'right'],
  ] as const;
  return kinds.flatMap(([type, axis]): PlannedPlot[] => {
    const own = series.filter((_, at) => columns[at]?.as === type && columns[at]?.axis === axis);
    if (own.length === 0) return [];
    return [{ type, grouping: type === 'bar' ? 'clustered' : 'standard', axis: isMixed ? axis : 'left', series: own }];
  });
}

/** Bars and areas start at zero: where no value is negative the axis must not wander off it. */
function leftAxis(
  chart: ResolvedChart,
  numberFormat: string,
  settings: ChartSettings,
  series: PlannedSeries[],
  isPanel: boolean,
): PlannedAxis {
  if (chart.stacked === 'share') return { numberFormat: '0%', min: 0, max: 1 };
  if (isPanel) {
    const { min, max } = seriesExtent(chart, chartSeries(chart, settings));
    return { numberFormat, min, max };
  }
  const isPositive = series.every(({ values }) => values.values.every((value) => Number(value ?? 0) >= 0));
  return { numberFormat, ...(chart.chart !== 'line' && isPositive ? { min: 0 } : {}) };
}

function withName(series: PlannedSeries): PlannedSeries {
  const at = series.values.values.findLastIndex((value) => value !== null);
  return at < 0 ? series : { ...series, labels: { kind: 'name', at } };
}

function withValues(series: PlannedSeries, chart: ResolvedChart, count: number): PlannedSeries {
  const isLabelled = chart.chart === 'bar' && count === 1 && series.values.values.length <= MOST_LABELLED_BARS;
  if (!isLabelled || chart.stacked) return series;
  const numberFormat = series.values.numberFormat ?? 'General';
  return { ...series, labels: { kind: 'values', place: 'outEnd', color: GREY, numberFormat } };
}
