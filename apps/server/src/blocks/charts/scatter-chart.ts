import type { ScatterSeriesOption } from 'echarts';
import type { Value } from '../../common/value.js';
import { formatValue } from '../format-value.js';
import type { ResolvedChart } from '../result.js';
import { distinctOf, numbersOf, roleColumn, roleIndex } from './chart-columns.js';
import { axisHeading, axisName } from './axis-heading.js';
import { BARE_OPTION, type ChartDrawing } from './chart-drawing.js';
import { CHART_FONT_SIZE, LINE_HEIGHT } from './chart-font.js';
import type { PanelFrame } from './chart-layout.js';
import { chartLegend, legendHeight } from './chart-legend.js';
import { colorOf, INK, levelColor } from './chart-palette.js';
import type { ChartSettings } from './chart-settings.js';
import { levelScale } from './level-scale.js';
import { drawnPoints, scatterExtents, type DrawnPoint } from './scatter-points.js';
import { textWidth, wrapText } from './text-width.js';
import { axisWidth, valueAxis } from './value-axis.js';

const PLOT = 260;
const LARGEST_CIRCLE = 40;
const LARGEST_IN_PANEL = 18;
/** Shapes tell groups apart where colours do not. */
const SHAPES = ['circle', 'rect', 'triangle', 'diamond', 'emptyCircle', 'emptyRect', 'emptyTriangle', 'emptyDiamond'];

/** Points over two scales: a colour and a shape a group, area by size, names beside the points where there is room. */
export function scatterChart(block: ResolvedChart, settings: ChartSettings, frame?: PanelFrame): ChartDrawing {
  const whole = frame?.whole ?? block;
  const { x, y } = scatterExtents(whole);
  const [formatX, formatY] = [roleColumn(block, 'x').format, roleColumn(block, 'y').format];
  const groups = distinctOf(whole, 'group');
  const shapes = groupShapes(groups, settings);
  const names = groups.map((group) => groupName(block, group, settings));
  const hasLegend = groups.length > 1 && frame === undefined;
  const scale = levelScale(block, settings);
  const above = hasLegend ? legendHeight(names, settings) : scale.height;
  const heading = frame ? [] : wrapText(roleColumn(block, 'y').title, settings.width, CHART_FONT_SIZE);
  const top = above + heading.length * LINE_HEIGHT + 10;
  const plot = frame?.plot ?? PLOT;
  const right = textWidth(formatValue(x.max, formatX, settings), CHART_FONT_SIZE) / 2 + 4;
  const width = settings.width - right - (frame ? 0 : axisWidth(y, formatY, settings) + 10);
  const points = drawnPoints(block, { x, y, width, height: plot, ...circles(whole, settings, frame !== undefined) });
  return {
    plot,
    height: Math.round(top + plot + LINE_HEIGHT + (frame ? 10 : 32)),
    option: {
      ...BARE_OPTION,
      grid: { left: 2, right, top, bottom: 2, outerBoundsMode: 'same' },
      title: frame ? [] : [...scale.titles, axisHeading(heading.join('\n'), above)],
      ...(scale.visualMap ? { visualMap: scale.visualMap } : {}),
      ...(hasLegend ? { legend: chartLegend(settings) } : {}),
      xAxis: { ...valueAxis(x, formatX, settings), ...(frame ? {} : axisName(block)) },
      yAxis: valueAxis(y, formatY, settings),
      series: [
        ...(scale.visualMap ? [{ type: 'scatter' as const, data: [] }] : []),
        ...groups.map((group, at) => ({
          ...look(groupColor(block, groups, at, settings), SHAPES[(shapes[at] ?? at) % SHAPES.length] ?? 'circle'),
          name: names[at] ?? '',
          data: points.filter((point) => point.group === group).map(pointOption),
        })),
      ],
    },
  };
}

/** What a group is called in the legend. */
export function groupName(block: ResolvedChart, group: Value, settings: ChartSettings): string {
  const index = roleIndex(block, 'group');
  return index < 0 ? '' : formatValue(group, block.columns[index]?.format ?? 'text', settings);
}

/** Colour of a group of points; points without groups are in the brand colour. */
export function groupColor(block: ResolvedChart, groups: Value[], at: number, settings: ChartSettings): string {
  if (roleIndex(block, 'group') < 0) return settings.color;
  return colorOf(String(groups[at] ?? ''), at, groups.length, settings);
}

/** Place of each group in the list of shapes: by the order of the document's colours, which is the same in all languages. */
export function groupShapes(groups: readonly Value[], { colors }: ChartSettings): number[] {
  const known = [...(colors?.keys() ?? [])];
  const places = groups.map((group, at) => {
    const place = known.indexOf(String(group ?? ''));
    return place < 0 ? known.length + at : place;
  });
  const ordered = places.toSorted((a, b) => a - b);
  return places.map((place) => ordered.indexOf(place));
}

/** The largest circle; those that count points in a grid must not grow over its cells. */
function circles(whole: ResolvedChart, { width }: ChartSettings, isPanel: boolean): { widest: number; most: number } {
  const widest = whole.points?.how === 'binned' ? Math.max(5, width / 34) : isPanel ? LARGEST_IN_PANEL : LARGEST_CIRCLE;
  return { widest, most: Math.max(0, ...numbersOf(whole, 'size').map((size) => size ?? 0)) };
}

function look(color: string, symbol: string): ScatterSeriesOption {
  const isHollow = symbol.startsWith('empty');
  return {
    type: 'scatter',
    symbol,
    clip: false,
    itemStyle: { color, opacity: 0.9, ...(isHollow ? {} : { borderColor: '#ffffff', borderWidth: 0.5 }) },
    label: { show: false, distance: 4, color: INK, fontSize: CHART_FONT_SIZE },
  };
}

function pointOption({ x, y, diameter, level, text, side }: DrawnPoint) {
  const label = side === null ? {} : { label: { show: true, position: side, formatter: text ?? '' } };
  const own = level === undefined ? {} : { itemStyle: { color: levelColor(level) } };
  return { value: [x, y], symbolSize: diameter, ...label, ...own };
}
