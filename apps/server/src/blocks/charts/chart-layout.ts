import { formatValue, fullFormat } from '../format-value.js';
import type { ResolvedChart } from '../result.js';
import { axisName } from './axis-heading.js';
import { categoryLabels, type CategoryLabels } from './category-labels.js';
import { roleColumn, valuesOf } from './chart-columns.js';
import { CHART_FONT_SIZE, LINE_HEIGHT } from './chart-font.js';
import { legendHeight } from './chart-legend.js';
import { chartSeries, lastValue, type ChartSeries } from './chart-series.js';
import type { ChartSettings } from './chart-settings.js';
import { textWidth, wrapText } from './text-width.js';
import { valueExtent, type Extent } from './value-extent.js';

export const PLOT_HEIGHT = 185;
const MOST_DIRECT_LABELS = 4;
const MOST_VALUES = 12;
/** Pixels that a value axis takes, about. */
const AXIS_WIDTH = 60;

/** What is decided once for axes, series and height. */
export interface ChartLayout {
  labels: CategoryLabels;
  /** Title of the axis of categories, under it. */
  axisName?: ReturnType<typeof axisName>;
  /** Values stand at the bars, so the value axis is left out. */
  showValues: boolean;
  /** Names, or in a panel the last values, stand at the line ends. */
  endLabels: string[] | null;
  legend: boolean;
  extent: Extent;
  /** Of the series that are drawn against the right axis. */
  rightExtent: Extent | null;
  /** Pixels kept free. */
  right: number;
  top: number;
  /** Height of the plot in pixels. */
  plot: number;
  height: number;
}

/** What a panel among others is given. */
export interface PanelFrame {
  /** The chart that is cut into panels: all share its axes, colours and sizes. */
  whole: ResolvedChart;
  plot: number;
  /** Pixels to keep free at the right, at least. */
  right: number;
}

/** Room, labels and legend of a chart over categories; as a panel, on the axis of all panels and without a legend of its own. */
export function chartLayout(
  block: ResolvedChart,
  series: ChartSeries[],
  settings: ChartSettings,
  frame?: PanelFrame,
): ChartLayout {
  const lines = series.every((one) => one.isLine);
  const endLabels = lines ? lineEnds(block, series, settings, frame !== undefined) : null;
  const legend = series.length > 1 && endLabels === null && frame === undefined;
  const isLabelled = block.horizontal && !block.signed;
  const own = endLabels ? endLabelWidth(endLabels) : isLabelled ? valueLabelWidth(series, settings) : 6;
  const right = Math.max(own, frame?.right ?? 0);
  const axes = lines || block.chart === 'combo' ? AXIS_WIDTH : 10;
  const slot = (settings.width - right - axes) / Math.max(1, block.rows.length);
  const labels = axisLabels(block, settings, slot, lines);
  const marks = valuesOf(block, 'mark').filter((text) => text !== null).length;
  const top =
    (lines ? 10 : 22) +
    (legend
      ? legendHeight(
          series.map(({ column }) => column.title),
          settings,
        )
      : 0) +
    (marks > 0 ? 16 : 0) +
    (marks > 1 ? 14 : 0);
  const plot = block.horizontal ? lyingHeight(block, labels, series.length) : (frame?.plot ?? PLOT_HEIGHT);
  const [left, onRight] = (['left', 'right'] as const).map((axis) => series.filter((one) => one.axis === axis));
  const isNamed = frame === undefined && !block.horizontal && isNumbered(block);
  const below = labelHeight(labels);
  return {
    labels,
    ...(isNamed && { axisName: axisName(block, below - 2) }),
    endLabels,
    legend,
    right,
    showValues: frame === undefined && hasValueRoom(block, series, settings, slot),
    extent: axisExtent(block, left?.length ? left : series, settings, frame),
    rightExtent: onRight?.length && left?.length ? seriesExtent(block, onRight) : null,
    top,
    plot,
    height: Math.round(top + plot + (block.horizontal ? 28 : below) + (isNamed ? LINE_HEIGHT : 0)),
  };
}

/** The left axis: in a panel that of all panels; of signed bars zero in the middle, with room for the numbers on both sides. */
function axisExtent(block: ResolvedChart, series: ChartSeries[], settings: ChartSettings, frame?: PanelFrame): Extent {
  const whole = frame?.whole ?? block;
  const extent = seriesExtent(whole, frame ? chartSeries(whole, settings) : series);
  if (!block.signed) return extent;
  const values = whole.rows.length === 0 ? [] : chartSeries(whole, settings).flatMap((one) => one.values);
  const most = Math.max(0, ...values.map((value) => Math.abs(value ?? 0))) || 1;
  if (frame) return valueExtent([-most, most], true);
  const half = block.horizontal ? settings.width * 0.3 : PLOT_HEIGHT / 2;
  const label = block.horizontal ? valueLabelWidth(series, settings) : LINE_HEIGHT + 6;
  const end = most / Math.max(0.4, 1 - label / half);
  return { min: -end, max: end, interval: extent.interval };
}

/** Numbers along the axis do not say what they count, as months and names do. */
function isNumbered(block: ResolvedChart): boolean {
  const { kind } = fullFormat(roleColumn(block, 'x').format);
  return !['text', 'month', 'date'].includes(kind) && valuesOf(block, 'x').some((value) => typeof value === 'number');
}

function axisLabels(block: ResolvedChart, settings: ChartSettings, slot: number, isThinned: boolean): CategoryLabels {
  const values = valuesOf(block, 'x');
  const { format } = roleColumn(block, 'x');
  if (block.horizontal)
    return categoryLabels(values, format, settings, { slot: settings.width * 0.36, direction: 'down' });
  const room = isThinned ? slot : slot - 8;
  return categoryLabels(values, format, settings, { slot: room, direction: isThinned ? 'along' : 'across' });
}

function labelHeight(labels: CategoryLabels): number {
  return Math.max(1, ...labels.texts.map((text) => text.split('\n').length)) * LINE_HEIGHT + 10;
}

function lyingHeight(block: ResolvedChart, labels: CategoryLabels, series: number): number {
  const thickness = block.stacked ? 1 : series;
  const rows = labels.texts.map((text) => Math.max(text.split('\n').length * LINE_HEIGHT + 12, thickness * 14 + 16));
  return rows.reduce((sum, height) => sum + height, 0);
}

function hasValueRoom(block: ResolvedChart, series: ChartSeries[], settings: ChartSettings, slot: number): boolean {
  const most = block.signed && block.horizontal ? Infinity : MOST_VALUES;
  if (block.chart !== 'bar' || block.stacked || block.rows.length * series.length > most) return false;
  const room = series.length === 1 ? slot : Math.min(46, (slot * 0.68) / series.length) * 1.12;
  return block.horizontal === true || valueLabelWidth(series, settings) - 8 <= room;
}

/** Axis around the values of the series, or around the sums of a stack above and below zero. */
export function seriesExtent(block: ResolvedChart, series: ChartSeries[]): Extent {
  const fromZero = block.chart === 'area' || series.some((one) => !one.isLine);
  if (block.stacked === 'share') return { min: 0, max: 1, interval: 0.25 };
  if (!block.stacked)
    return valueExtent(
      series.flatMap(({ values }) => values.filter((value) => value !== null)),
      fromZero,
    );
  const sums = block.rows.flatMap((_, row) => {
    const pieces = series.map(({ values }) => values[row] ?? 0);
    return [1, -1].map((sign) => pieces.filter((piece) => piece * sign > 0).reduce((sum, piece) => sum + piece, 0));
  });
  return valueExtent(sums, fromZero);
}

/** Texts at the line ends: name and value of up to four lines; in a panel the value of a single one. */
function lineEnds(
  block: ResolvedChart,
  series: ChartSeries[],
  settings: ChartSettings,
  isPanel: boolean,
): string[] | null {
  if (isPanel && series.length > 1) return null;
  if (series.length > MOST_DIRECT_LABELS) return null;
  return series.map((one) => {
    const value = formatValue(lastValue(one, block.chart === 'area'), one.column.format, settings);
    return isPanel ? value : wrapEnd(`${one.column.title} ${value}`, settings);
  });
}

/** A text beside the plot, broken so that the plot keeps seven tenths of the width. */
export function wrapEnd(text: string, settings: ChartSettings): string {
  return wrapText(text, Math.min(150, settings.width * 0.3), CHART_FONT_SIZE).join('\n');
}

/** Pixels that texts beside the plot take. */
export function endLabelWidth(texts: readonly string[]): number {
  const widths = texts.flatMap((text) => text.split('\n').map((line) => textWidth(line, CHART_FONT_SIZE)));
  return Math.max(0, ...widths) + 14;
}

function valueLabelWidth(series: ChartSeries[], settings: ChartSettings): number {
  const widths = series.flatMap(({ column, values }) =>
    values.map((value) => textWidth(formatValue(value, column.format, settings), CHART_FONT_SIZE)),
  );
  return Math.max(0, ...widths) + 12;
}
