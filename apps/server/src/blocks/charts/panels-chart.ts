import type { EChartsOption } from 'echarts';
import { formatValue } from '../format-value.js';
import type { ResolvedChart } from '../result.js';
import { axisChart } from './axis-chart.js';
import { distinctOf, roleColumn, roleIndex, valuesAt } from './chart-columns.js';
import { BARE_OPTION, type ChartDrawing } from './chart-drawing.js';
import { CHART_FONT_SIZE, LINE_HEIGHT } from './chart-font.js';
import { curveChart } from './curve-chart.js';
import { curveExtents } from './curve-points.js';
import { chartLayout, seriesExtent, type PanelFrame } from './chart-layout.js';
import { chartLegend, legendHeight } from './chart-legend.js';
import { INK } from './chart-palette.js';
import { chartSeries } from './chart-series.js';
import type { ChartSettings } from './chart-settings.js';
import { axisHeading } from './axis-heading.js';
import { groupName, scatterChart } from './scatter-chart.js';
import { scatterExtents } from './scatter-points.js';
import { textWidth, wrapText } from './text-width.js';
import { axisWidth } from './value-axis.js';
import type { Extent } from './value-extent.js';

const GAP = 18;
const PANEL_PLOT = 110;
const CURVE_PLOT = 140;
/** Pixels below which three panels side by side are too narrow. */
const WIDE = 500;

/** Small multiples: one panel a value of the split column, all on the same axes, in rows of two or three; the left one carries the scale. */
export function panelsChart(block: ResolvedChart, settings: ChartSettings): ChartDrawing {
  const panels = chartPanels(block);
  const across = panelsAcross(panels.length, settings.width);
  const side = sideWidth(block, panels[0]?.block ?? block, settings);
  const width = (settings.width - side - GAP * (across - 1)) / across;
  const titles = panels.map(({ value }) => panelTitle(block, value, { ...settings, width }));
  const drawings = drawPanels(
    panels.map((panel) => panel.block),
    block,
    { ...settings, width },
  );
  const heading = legendOf(block, settings);
  const titleHeight = Math.max(...titles.map((title) => title.split('\n').length)) * LINE_HEIGHT;
  const height = titleHeight + Math.max(...drawings.map((drawing) => drawing.height));
  const place = (index: number) => ({
    left: side + (index % across) * (width + GAP),
    top: heading.height + Math.floor(index / across) * (height + GAP),
  });
  return {
    height: Math.round(heading.height + Math.ceil(panels.length / across) * (height + GAP) - GAP),
    option: {
      ...BARE_OPTION,
      ...heading.option,
      title: [...heading.titles, ...titles.map((text, index) => titleOption(text, place(index)))],
      ...merge(drawings, across, (index, drawing) => {
        const { left, top } = place(index);
        return placeGrid(drawing, { left, top: top + titleHeight, width });
      }),
    },
  };
}

/** Pixels for the texts of the left axis, which the first panel of each row carries for all. */
function sideWidth(block: ResolvedChart, panel: ResolvedChart, settings: ChartSettings): number {
  if (block.horizontal) {
    const { labels } = chartLayout(panel, chartSeries(panel, settings), { ...settings, width: settings.width / 2 });
    return (
      Math.max(...labels.texts.flatMap((text) => text.split('\n').map((line) => textWidth(line, CHART_FONT_SIZE)))) + 10
    );
  }
  const format = block.stacked === 'share' ? ('percent' as const) : roleColumn(block, 'y').format;
  return axisWidth(sharedExtent(block, settings), format, settings) + 10;
}

/** The panels of a chart: its rows by value of the split column, every place of x in each. */
export function chartPanels(
  block: ResolvedChart,
): { value: ReturnType<typeof valuesAt>[number]; block: ResolvedChart }[] {
  const split = roleIndex(block, 'split');
  const hasPlaces = !isPoints(block);
  const places = distinctOf(block, 'x');
  const x = roleIndex(block, 'x');
  return distinctOf(block, 'split').map((value) => {
    const own = block.rows.filter((row) => (row[split] ?? null) === value);
    const byPlace = new Map(own.map((row) => [row[x] ?? null, row]));
    const blank = (place: (typeof places)[number]) =>
      block.columns.map((_, index) => (index === x ? place : index === split ? value : null));
    const rows = hasPlaces ? places.map((place) => byPlace.get(place) ?? blank(place)) : own;
    const curves = block.curves?.filter(({ panel }) => panel === value);
    return { value, block: { ...block, rows, ...(curves && { curves }) } };
  });
}

function panelsAcross(count: number, width: number): number {
  if (width < WIDE) return Math.min(2, count);
  return count <= 2 || count === 4 ? 2 : 3;
}

/** What a panel is called. */
function panelTitle(block: ResolvedChart, value: ReturnType<typeof valuesAt>[number], settings: ChartSettings): string {
  const text = formatValue(value, roleColumn(block, 'split').format, settings);
  return wrapText(text, settings.width, CHART_FONT_SIZE).join('\n');
}

function titleOption(text: string, place: { left: number; top: number }) {
  const textStyle = { color: INK, fontSize: CHART_FONT_SIZE, fontWeight: 600 as const, lineHeight: LINE_HEIGHT };
  return { text, ...place, padding: 0, textStyle };
}

/** Draws each panel on the axes of all; twice, so that all keep the same room for their texts. */
function drawPanels(panels: ResolvedChart[], whole: ResolvedChart, settings: ChartSettings): ChartDrawing[] {
  const drawPanel = { scatter: scatterChart, curve: curveChart }[whole.chart as string] ?? axisChart;
  const draw = (frame: PanelFrame) => panels.map((panel) => drawPanel(panel, settings, frame));
  const frame = { whole, plot: whole.chart === 'curve' ? CURVE_PLOT : PANEL_PLOT, right: 0 };
  const right = Math.max(...draw(frame).map(({ option }) => gridOf(option).right));
  return draw({ ...frame, right });
}

/** Whether both axes are scales of numbers: a panel then has points of its own, and places that others lack. */
function isPoints({ chart }: ResolvedChart): boolean {
  return chart === 'scatter' || chart === 'curve';
}

/** The axis that all panels share. */
function sharedExtent(whole: ResolvedChart, settings: ChartSettings): Extent {
  if (whole.chart === 'curve') return curveExtents(whole, whole).y;
  return whole.chart === 'scatter' ? scatterExtents(whole).y : seriesExtent(whole, chartSeries(whole, settings));
}

function gridOf(option: EChartsOption): { left: number; right: number; top: number; bottom: number } {
  return option.grid as { left: number; right: number; top: number; bottom: number };
}

function placeGrid({ option, plot }: ChartDrawing, { left, top, width }: { left: number; top: number; width: number }) {
  const grid = gridOf(option);
  return { left, top: top + grid.top, width: width - grid.right, height: plot, outerBoundsMode: 'none' as const };
}

/** Axes and series of all panels in one drawing, each bound to the grid of its panel; the scale is written once a row. */
function merge(
  drawings: ChartDrawing[],
  across: number,
  grid: (index: number, drawing: ChartDrawing) => object,
): EChartsOption {
  const each = <Part>(part: (option: EChartsOption, index: number) => Part) =>
    drawings.map(({ option }, index) => part(option, index));
  const leftAxis = (axis: object, index: number) => {
    const { axisLabel } = axis as { axisLabel: object };
    return index % across === 0 ? axis : { ...axis, axisLabel: { ...axisLabel, show: false } };
  };
  return {
    grid: drawings.map((drawing, index) => grid(index, drawing)),
    xAxis: each(({ xAxis }, index) => ({ ...(xAxis as object), gridIndex: index })),
    yAxis: each(({ yAxis }, index) => ({ ...leftAxis(yAxis as object, index), gridIndex: index })),
    series: each(({ series }, index) =>
      (series as object[]).map((one) => ({ ...one, xAxisIndex: index, yAxisIndex: index })),
    ).flat(),
  } as EChartsOption;
}

/** The legend over all panels where a panel has several series or groups, and the titles of the axes of a scatter. */
function legendOf(block: ResolvedChart, settings: ChartSettings) {
  const isScatter = block.chart === 'scatter';
  const names = isScatter
    ? distinctOf(block, 'group').map((group) => groupName(block, group, settings))
    : chartSeries(block, settings).map(({ column }) => column.title);
  const height = names.length > 1 ? legendHeight(names, settings) + 4 : 0;
  const option: EChartsOption =
    names.length > 1 ? { legend: chartLegend(settings, isScatter ? {} : { icon: 'rect' }) } : {};
  if (!isPoints(block)) return { option, height, titles: [] };
  const up = names.length > 1 && !isScatter ? '' : `${roleColumn(block, 'y').title} ↑   `;
  const ground = block.reference ? `   - - ${block.reference.title}` : '';
  const axes = `${up}${roleColumn(block, 'x').title} →${ground}`;
  return { option, height: height + LINE_HEIGHT + 8, titles: [axisHeading(axes, height)] };
}
