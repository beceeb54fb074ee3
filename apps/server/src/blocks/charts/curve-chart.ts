import type { LineSeriesOption } from 'echarts';
import type { ResolvedChart } from '../result.js';
import { numbersOf, roleColumn } from './chart-columns.js';
import { BARE_OPTION, type ChartDrawing } from './chart-drawing.js';
import { CHART_FONT_SIZE, LINE_HEIGHT } from './chart-font.js';
import { endLabelWidth, PLOT_HEIGHT, wrapEnd, type PanelFrame } from './chart-layout.js';
import { chartLegend, legendHeight } from './chart-legend.js';
import { labelInk } from './chart-palette.js';
import { chartSeries, lastValue, type ChartSeries } from './chart-series.js';
import type { ChartSettings } from './chart-settings.js';
import { curveExtents, curvePoints, isFew, type CurveExtents } from './curve-points.js';
import { intervalSeries, markSeries, referenceLine, thinLines } from './curve-ground.js';
import { END_LABEL_LINE, labelShifts } from './line-series.js';
import { axisHeading, axisName } from './axis-heading.js';
import { formatValue } from '../format-value.js';
import { textWidth, wrapText } from './text-width.js';
import { axisWidth, valueAxis } from './value-axis.js';

/** A diagonal wants a plot that is not too flat. */
const DIAGONAL_PLOT = 260;
const MOST_DIRECT_LABELS = 4;
/** Width against height of the plot below which a diagonal counts as steep, with room for what stands beside it. */
const STEEP = 1.9;

/**
 * Lines over a scale of numbers: their interval, a line to read against and thin lines behind; points where they are few. Up to four
 * lines that end apart carry their name, others get a legend.
 */
export function curveChart(block: ResolvedChart, settings: ChartSettings, frame?: PanelFrame): ChartDrawing {
  const whole = frame?.whole ?? block;
  const extents = curveExtents(block, whole);
  const series = chartSeries(block, settings);
  const plot = frame?.plot ?? (block.reference?.at === 'diagonal' ? DIAGONAL_PLOT : PLOT_HEIGHT);
  const names = frame ? null : directNames(block, series, extents, plot, settings);
  const isSteep = block.reference?.at === 'diagonal' && settings.width < plot * STEEP;
  const word = frame || isSteep || !block.reference ? null : wrapEnd(block.reference.title, settings);
  const hasLegend = frame === undefined && series.length > 1 && names === null;
  const above = hasLegend ? legendHeight(titles(series), settings) : 0;
  const heading = frame ? [] : headingLines(block, series, isSteep, settings);
  const top = above + heading.length * LINE_HEIGHT + 10;
  const formatX = roleColumn(block, 'x').format;
  const lastTick = textWidth(formatValue(extents.x.max, formatX, settings), CHART_FONT_SIZE) / 2 + 4;
  const right = Math.max(lastTick, endLabelWidth([...(names ?? []), ...(word === null ? [] : [word])]));
  const width = settings.width - right - axisWidth(extents.y, roleColumn(block, 'y').format, settings) - 10;
  return {
    plot,
    height: Math.round(top + plot + LINE_HEIGHT + (frame ? 10 : 32)),
    option: {
      ...BARE_OPTION,
      grid: { left: 2, right, top, bottom: 2, outerBoundsMode: 'same' },
      title: heading.length > 0 ? [axisHeading(heading.join('\n'), above)] : [],
      ...(hasLegend ? { legend: chartLegend(settings, { icon: 'rect', data: titles(series).map(named) }) } : {}),
      xAxis: { ...valueAxis(extents.x, formatX, settings), ...(frame ? {} : axisName(block)) },
      yAxis: valueAxis(extents.y, roleColumn(block, 'y').format, settings),
      series: [
        ...thinLines(block),
        ...intervalSeries(block, series[0], isFew(whole)),
        ...lines(block, series, isFew(whole), endLabels(series, names, extents, plot)),
        ...referenceLine(block, extents, word),
        ...markSeries(block, series[0], extents, width),
      ],
    },
  };
}

function named(name: string) {
  return { name };
}

function titles(series: readonly ChartSeries[]): string[] {
  return series.map(({ column }) => column.title);
}

/** What a single line shows, and the word of a diagonal that is too steep to carry it. */
function headingLines(
  block: ResolvedChart,
  series: readonly ChartSeries[],
  isSteep: boolean,
  settings: ChartSettings,
): string[] {
  const words = [
    ...(series.length === 1 ? [roleColumn(block, 'y').title] : []),
    ...(isSteep && block.reference ? [`- - ${block.reference.title}`] : []),
  ];
  return words.length === 0 ? [] : wrapText(words.join('   '), settings.width, CHART_FONT_SIZE);
}

/** Names at the ends of up to four lines, where these are apart and all at the right edge. */
function directNames(
  block: ResolvedChart,
  series: ChartSeries[],
  { y }: CurveExtents,
  plot: number,
  settings: ChartSettings,
): string[] | null {
  if (series.length < 2 || series.length > MOST_DIRECT_LABELS) return null;
  const level = block.reference?.at === 'diagonal' ? y.max : block.reference?.at;
  const own = series.map((one) => lastValue(one, false));
  const ends = [...own, ...(level === undefined ? [] : [level])].toSorted((a, b) => (a ?? 0) - (b ?? 0));
  const gap = (END_LABEL_LINE / plot) * (y.max - y.min);
  const areApart = ends.every((end, at) => end !== null && (at === 0 || end - (ends[at - 1] ?? 0) >= gap));
  const last = numbersOf(block, 'x').length - 1;
  const reachEdge = series.every(({ values }) => values.findLastIndex((value) => value !== null) === last);
  return areApart && reachEdge ? series.map(({ column }) => wrapEnd(column.title, settings)) : null;
}

function endLabels(series: ChartSeries[], names: string[] | null, { y }: CurveExtents, plot: number) {
  if (names === null) return null;
  const ends = series.map((one) => lastValue(one, false) ?? 0);
  const labels = ends.map((end, at) => ({ at: end, wanted: end, lines: names[at]?.split('\n').length ?? 1 }));
  const shifts = labelShifts(labels, y, plot);
  return names.map((text, at) => ({ text, shift: shifts[at] ?? 0 }));
}

function lines(
  block: ResolvedChart,
  series: ChartSeries[],
  hasPoints: boolean,
  labels: { text: string; shift: number }[] | null,
): LineSeriesOption[] {
  return series.map(({ column, values, color }, position) => {
    const last = values.findLastIndex((value) => value !== null);
    const label = labels?.[position];
    return {
      type: 'line',
      name: column.title,
      z: 4,
      showSymbol: true,
      showAllSymbol: true,
      connectNulls: false,
      lineStyle: { width: position === 0 ? 2.5 : 1.75, color, ...(position > 3 ? { type: 'dashed' } : {}) },
      itemStyle: { color },
      data: curvePoints(block, values).map((value, at) => ({
        value,
        symbol: hasPoints || (label !== undefined && at === last) ? 'circle' : 'none',
        symbolSize: 6,
        label: { show: label !== undefined && at === last },
      })),
      label: {
        position: 'right',
        distance: 6,
        offset: [0, label?.shift ?? 0],
        formatter: label?.text ?? '',
        align: 'left',
        color: labelInk(color),
        fontWeight: position === 0 ? 600 : 400,
        fontSize: CHART_FONT_SIZE,
        lineHeight: END_LABEL_LINE,
      },
    };
  });
}
