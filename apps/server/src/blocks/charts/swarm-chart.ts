import type { CustomSeriesOption, TitleComponentOption, VisualMapComponentOption } from 'echarts';
import type { ResolvedChart } from '../result.js';
import { categoryAxis } from './axis-chart.js';
import { categoryLabels } from './category-labels.js';
import { distinctOf, numbersOf, roleColumn, roleIndex } from './chart-columns.js';
import { BARE_OPTION, type ChartDrawing } from './chart-drawing.js';
import { CHART_FONT_SIZE, LINE_HEIGHT } from './chart-font.js';
import { LEVELS, levelColor, MUTED, NO_LEVEL_INK } from './chart-palette.js';
import type { ChartSettings } from './chart-settings.js';
import { axisHeading, axisName } from './scatter-chart.js';
import { swarmPoints, type Swarm } from './swarm-points.js';
import { textWidth } from './text-width.js';
import { valueAxis } from './value-axis.js';

const LOWEST_ROW = 26;
const ROW_GAP = 8;
/** Pixels of the colour scale. */
const SCALE = 90;
/** Colours that a scale is cut into. */
const STEPS = 10;

/** A row of points a variable, stacked where they would cover each other; light is a low value of the variable, dark a high one. */
export function swarmChart(block: ResolvedChart, settings: ChartSettings): ChartDrawing {
  const labels = categoryLabels(distinctOf(block, 'y'), roleColumn(block, 'y').format, settings, {
    slot: settings.width * 0.3,
    direction: 'down',
  });
  const lines = labels.texts.map((text) => text.split('\n'));
  const left = Math.max(...lines.flat().map((line) => textWidth(line, CHART_FONT_SIZE))) + 12;
  const right = 20;
  const width = settings.width - left - right;
  const swarm = swarmPoints(block, width);
  const tallest = Math.max(...lines.map(({ length }) => length)) * LINE_HEIGHT;
  const rowHeight = Math.max(LOWEST_ROW, tallest + ROW_GAP, swarm.height + ROW_GAP);
  const scale = levelScale(block, settings);
  const top = scale.height + 4;
  const plot = rowHeight * lines.length;
  const format = roleColumn(block, 'x').format;
  return {
    height: Math.round(top + plot + LINE_HEIGHT + 32),
    option: {
      ...BARE_OPTION,
      grid: { left, right, top, height: plot, outerBoundsMode: 'none' },
      title: scale.titles,
      ...(scale.visualMap ? { visualMap: scale.visualMap } : {}),
      xAxis: { ...valueAxis(swarm.extent, format, settings), ...axisName(block) },
      yAxis: categoryAxis({ labels, extent: { ...swarm.extent, min: -1 } }, { isLying: true }),
      series: [
        { type: 'scatter', data: [], markLine: zeroLine() },
        ...dots(swarm, block, settings, { left, top, width, rowHeight }),
      ],
    },
  };
}

function zeroLine() {
  return {
    silent: true,
    symbol: 'none',
    animation: false,
    label: { show: false },
    lineStyle: { color: MUTED, width: 1, type: 'solid' as const },
    data: [{ xAxis: 0 }],
  };
}

/** All points of one colour are one path of round dots: a drawing of 6,000 points stays small. */
function dots(
  { points, dot, extent }: Swarm,
  block: ResolvedChart,
  settings: ChartSettings,
  frame: { left: number; top: number; width: number; rowHeight: number },
): CustomSeriesOption[] {
  const hasLevels = roleIndex(block, 'color') >= 0;
  const colorOf = (level: number | null) =>
    hasLevels ? levelColor(level === null ? null : Math.round(level * STEPS) / STEPS) : settings.color;
  const paths = new Map<string, string>();
  for (const { row, x, level, offset } of points) {
    const across = frame.left + ((x - extent.min) / (extent.max - extent.min)) * frame.width;
    const down = frame.top + (row + 0.5) * frame.rowHeight - offset;
    const color = colorOf(level);
    paths.set(color, `${paths.get(color) ?? ''}M${across.toFixed(1)} ${down.toFixed(1)}h.1`);
  }
  return [...paths].map(([stroke, pathData]) => ({
    type: 'custom',
    silent: true,
    z: 3,
    data: [0],
    renderItem: () => ({
      type: 'path',
      shape: { pathData },
      style: { stroke, fill: 'none', lineWidth: dot - 0.4, lineCap: 'round' },
    }),
  }));
}

/** The scale of colours with its ends in words, and what grey is where there is some. */
function levelScale(
  block: ResolvedChart,
  { language, width }: ChartSettings,
): { height: number; titles: TitleComponentOption[]; visualMap?: VisualMapComponentOption } {
  if (roleIndex(block, 'color') < 0) return { height: 0, titles: [] };
  const isKorean = language === 'ko';
  const { title } = roleColumn(block, 'color');
  const [low, high] = isKorean ? ['낮음', '높음'] : ['low', 'high'];
  const start = textWidth(title, CHART_FONT_SIZE) + 10;
  const end = start + SCALE + textWidth(low + high, CHART_FONT_SIZE) + 36;
  const hasNone = numbersOf(block, 'color').includes(null);
  const none = isKorean ? '● 순서가 없는 값' : '● no order';
  const isBelow = hasNone && end + textWidth(none, CHART_FONT_SIZE) > width;
  const grey = axisHeading(none, isBelow ? LINE_HEIGHT + 2 : 0);
  return {
    height: (isBelow ? 2 : 1) * LINE_HEIGHT + 10,
    titles: [
      axisHeading(title, 0),
      ...(hasNone ? [{ ...grey, left: isBelow ? 0 : end, textStyle: { ...grey.textStyle, color: NO_LEVEL_INK } }] : []),
    ],
    visualMap: {
      type: 'continuous',
      min: 0,
      max: 1,
      seriesIndex: 0,
      inRange: { color: [...LEVELS] },
      orient: 'horizontal',
      left: start,
      top: 0,
      padding: 0,
      itemWidth: 12,
      itemHeight: SCALE,
      calculable: false,
      text: [high, low],
      textStyle: { color: MUTED, fontSize: CHART_FONT_SIZE },
    } as VisualMapComponentOption,
  };
}
