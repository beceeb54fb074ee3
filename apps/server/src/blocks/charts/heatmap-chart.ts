import { formatValue } from '../format-value.js';
import type { ResolvedChart } from '../result.js';
import { categoryLabels } from './category-labels.js';
import { distinctOf, numbersOf, roleColumn, valuesOf } from './chart-columns.js';
import { BARE_OPTION, type ChartDrawing } from './chart-drawing.js';
import { CHART_FONT_SIZE, LINE_HEIGHT } from './chart-font.js';
import { BAD, INK, inkOn, mix, MUTED } from './chart-palette.js';
import type { ChartSettings } from './chart-settings.js';
import { textWidth } from './text-width.js';

const CELL_HEIGHT = 27;
const CELL_FONT_SIZE = 11.5;
/** Height in pixels of the scale, where the cells have no room for their numbers. */
const SCALE_HEIGHT = 30;

/** Cells coloured by value, light to dark; where values lie on both sides of zero, in two colours from white. Numbers where they fit. */
export function heatmapChart(block: ResolvedChart, settings: ChartSettings): ChartDrawing {
  const [xs, ys] = [distinctOf(block, 'x'), distinctOf(block, 'y')];
  const format = roleColumn(block, 'value').format;
  const texts = numbersOf(block, 'value').map((value) => formatValue(value, format, settings, false));
  const side = categoryLabels(ys, roleColumn(block, 'y').format, settings, {
    slot: settings.width * 0.3,
    direction: 'down',
  });
  const sideWidth =
    Math.max(...side.texts.flatMap((text) => text.split('\n').map((line) => textWidth(line, CHART_FONT_SIZE)))) + 10;
  const cell = (settings.width - sideWidth - 4) / xs.length;
  const isWritten = Math.max(...texts.map((text) => textWidth(text, CELL_FONT_SIZE))) + 4 <= cell;
  const foot = categoryLabels(xs, roleColumn(block, 'x').format, settings, { slot: cell - 4, direction: 'across' });
  const lines = Math.max(1, ...foot.texts.map((text) => text.split('\n').length));
  const top = isWritten ? 2 : SCALE_HEIGHT;
  const rowHeight = Math.max(CELL_HEIGHT, ...side.texts.map((text) => text.split('\n').length * LINE_HEIGHT + 4));
  const scale = colorScale(block, settings);
  return {
    height: Math.round(top + ys.length * rowHeight + lines * LINE_HEIGHT + 12),
    option: {
      ...BARE_OPTION,
      grid: { left: sideWidth, right: 2, top, height: ys.length * rowHeight, outerBoundsMode: 'none' },
      visualMap: { ...scale.visualMap, show: !isWritten, ...scaleLook(block, settings) },
      xAxis: {
        ...labelAxis(foot.texts),
        axisLabel: { ...axisLabel, interval: (index: number) => foot.shown[index] === true },
      },
      yAxis: { ...labelAxis(side.texts), inverse: true, axisLabel: { ...axisLabel, interval: 0 } },
      series: [{ type: 'heatmap', data: cells(block, xs, ys, isWritten ? texts : null, scale.colorOf) }],
    },
  };
}

const axisLabel = { color: INK, fontSize: CHART_FONT_SIZE, lineHeight: LINE_HEIGHT, margin: 8 };

function labelAxis(data: string[]) {
  return { type: 'category' as const, data, axisTick: { show: false }, axisLine: { show: false } };
}

function cells(
  block: ResolvedChart,
  xs: unknown[],
  ys: unknown[],
  texts: string[] | null,
  colorOf: (value: number) => string,
) {
  const [atX, atY, values] = [valuesOf(block, 'x'), valuesOf(block, 'y'), numbersOf(block, 'value')];
  return values.flatMap((value, index) => {
    if (value === null) return [];
    const label = {
      show: texts !== null,
      formatter: texts?.[index] ?? '',
      color: inkOn(colorOf(value)),
      fontSize: CELL_FONT_SIZE,
    };
    const itemStyle = { borderColor: '#ffffff', borderWidth: 1.5 };
    return [{ value: [xs.indexOf(atX[index]), ys.indexOf(atY[index]), value], label, itemStyle }];
  });
}

/** From near white to the brand colour; with values below zero, from the warm colour over white. */
function colorScale(block: ResolvedChart, settings: ChartSettings) {
  const values = numbersOf(block, 'value').filter((value) => value !== null);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const isTwoSided = low < 0 && high > 0;
  const most = Math.max(Math.abs(low), Math.abs(high));
  const [min, max] = isTwoSided ? [-most, most] : [low, low === high ? low + 1 : high];
  const colors = isTwoSided ? [BAD, '#ffffff', settings.color] : [mix(settings.color, '#ffffff', 0.92), settings.color];
  const colorOf = (value: number) => {
    const at = ((value - min) / (max - min)) * (colors.length - 1);
    const below = Math.min(colors.length - 2, Math.floor(at));
    return mix(colors[below] ?? settings.color, colors[below + 1] ?? settings.color, at - below);
  };
  return { colorOf, visualMap: { type: 'continuous' as const, min, max, inRange: { color: colors } } };
}

function scaleLook(block: ResolvedChart, settings: ChartSettings) {
  const values = numbersOf(block, 'value').filter((value) => value !== null);
  const write = (value: number) => formatValue(value, roleColumn(block, 'value').format, settings);
  return {
    orient: 'horizontal' as const,
    left: 0,
    top: 0,
    padding: 0,
    itemWidth: 12,
    itemHeight: 120,
    calculable: false,
    text: [write(Math.max(...values)), write(Math.min(...values))],
    textStyle: { color: MUTED, fontSize: CHART_FONT_SIZE },
  };
}
