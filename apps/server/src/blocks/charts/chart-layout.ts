import type { Value } from '../../common/value.js';
import { formatValue } from '../format-value.js';
import type { ResolvedChart, ResolvedColumn } from '../result.js';
import { categoryLabels, type CategoryLabels } from './category-labels.js';
import { seriesColumns, seriesPalette } from './chart-palette.js';
import type { ChartSettings } from './chart-settings.js';
import { textWidth, wrapText } from './text-width.js';
import { valueExtent, type Extent } from './value-extent.js';

/** One series as the two kinds of chart need it. */
export interface ChartSeries {
  column: ResolvedColumn;
  /** Numbers in row order; null is a gap. */
  values: (number | null)[];
  color: string;
}

/** Text size of charts in pixels: 9.5 pt. */
export const CHART_FONT_SIZE = 12.67;
export const CHART_FONT = '"Decile Sans", Pretendard, sans-serif';

export const LINE_HEIGHT = 16;
export const PLOT_HEIGHT = 185;
const MOST_DIRECT_LABELS = 4;

/** Height in pixels that the chart needs at `settings.width`. */
export function chartHeight(block: ResolvedChart, settings: ChartSettings): number {
  const series = chartSeries(block, settings);
  const { labels, top } = chartLayout(block, series, settings);
  const lines = labels.texts.map((label) => label.split('\n').length);
  if (!block.horizontal) return Math.round(top + PLOT_HEIGHT + Math.max(1, ...lines) * LINE_HEIGHT + 10);
  const thickness = block.stacked ? 1 : series.length;
  const rows = lines.map((count) => Math.max(count * LINE_HEIGHT + 12, thickness * 14 + 16));
  return Math.round(top + rows.reduce((sum, height) => sum + height, 0) + 28);
}

/** What is decided once for axes, series and height. */
export interface ChartLayout {
  /** Category texts. */
  labels: CategoryLabels;
  /** Values stand at the bars, so the value axis is left out. */
  showValues: boolean;
  /** Names stand at the line ends. */
  direct: boolean;
  legend: boolean;
  extent: Extent;
  /** Pixels kept free. */
  right: number;
  top: number;
}

/** The columns of a chart that are drawn, with their colours. */
export function chartSeries(block: ResolvedChart, settings: ChartSettings): ChartSeries[] {
  const palette = seriesPalette(settings.color);
  const indices = seriesColumns(block);
  return indices.map((index, position) => {
    const column = block.columns[index] as ResolvedColumn;
    const own = indices.length > 1 ? settings.colors?.get(column.name) : undefined;
    return {
      column,
      values: block.rows.map((row) => toNumber(row[index])),
      color: own ?? palette[position % palette.length] ?? settings.color,
    };
  });
}

/** Room, labels and legend of a chart. */
export function chartLayout(block: ResolvedChart, series: ChartSeries[], settings: ChartSettings): ChartLayout {
  const isLine = block.chart === 'line';
  const direct = isLine && series.length <= MOST_DIRECT_LABELS;
  const right = direct ? endLabelWidth(series, settings) : block.horizontal ? valueLabelWidth(series, settings) : 6;
  const slot = (settings.width - right - (isLine ? 60 : 10)) / Math.max(1, block.rows.length);
  const labels = block.horizontal
    ? categoryLabels(block, settings, settings.width * 0.36, CHART_FONT_SIZE)
    : categoryLabels(block, settings, isLine ? slot : slot - 8, CHART_FONT_SIZE);
  const legend = series.length > 1 && !direct;
  const marks = block.mark === undefined ? 0 : block.rows.filter((row) => row[block.mark as number] !== null).length;
  const barRoom = series.length === 1 ? slot : Math.min(46, (slot * 0.68) / series.length) * 1.12;
  const valueRoom = valueLabelWidth(series, settings) - 8 <= barRoom;
  const bars = block.rows.length * series.length;
  return {
    labels,
    direct,
    legend,
    right,
    showValues: !isLine && !block.stacked && bars <= 12 && (block.horizontal || valueRoom),
    extent: valueExtent(extentValues(block, series), !isLine),
    top:
      (isLine ? 10 : 22) + (legend ? legendHeight(series, settings) : 0) + (marks > 0 ? 16 : 0) + (marks > 1 ? 14 : 0),
  };
}

/** Values that the axis must hold: those of the series, or the sums of a stack above and below zero. */
function extentValues(block: ResolvedChart, series: ChartSeries[]): number[] {
  const present = (values: (number | null)[]) => values.filter((value) => value !== null);
  if (!block.stacked) return series.flatMap(({ values }) => present(values));
  return block.rows.flatMap((_, row) => {
    const pieces = present(series.map(({ values }) => values[row] ?? null));
    return [1, -1].map((sign) => pieces.filter((piece) => piece * sign > 0).reduce((sum, piece) => sum + piece, 0));
  });
}

function legendHeight(series: ChartSeries[], settings: ChartSettings): number {
  let used = 0;
  let lines = 1;
  for (const { column } of series) {
    const width = textWidth(column.title, CHART_FONT_SIZE) + 34;
    if (used > 0 && used + width > settings.width) {
      lines += 1;
      used = 0;
    }
    used += width;
    if (width > settings.width) lines += Math.ceil(width / settings.width) - 1;
  }
  return lines * (LINE_HEIGHT + 8);
}

function endLabelWidth(series: ChartSeries[], settings: ChartSettings): number {
  const most = Math.min(150, settings.width * 0.3);
  const widest = series.flatMap((one) =>
    endLabel(one, settings, most)
      .split('\n')
      .map((line) => textWidth(line, CHART_FONT_SIZE)),
  );
  return Math.max(0, ...widest) + 14;
}

/** Name and last value, as written at the end of a line. */
export function endLabel(
  series: ChartSeries,
  settings: ChartSettings,
  width = Math.min(150, settings.width * 0.3),
): string {
  const last = series.values.findLast((value) => value !== null) ?? null;
  const text = `${series.column.title} ${formatValue(last, series.column.format, settings)}`;
  return wrapText(text, width, CHART_FONT_SIZE).join('\n');
}

function valueLabelWidth(series: ChartSeries[], settings: ChartSettings): number {
  const widths = series.flatMap(({ column, values }) =>
    values.map((value) => textWidth(formatValue(value, column.format, settings), CHART_FONT_SIZE)),
  );
  return Math.max(0, ...widths) + 12;
}

function toNumber(value: Value | undefined): number | null {
  return typeof value === 'number' ? value : null;
}
