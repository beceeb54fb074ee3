import type { CustomSeriesOption } from 'echarts';
import type { ResolvedChart } from '../result.js';
import { categoryAxis } from './axis-chart.js';
import { categoryLabels } from './category-labels.js';
import { distinctOf, roleColumn, roleIndex } from './chart-columns.js';
import { BARE_OPTION, type ChartDrawing } from './chart-drawing.js';
import { CHART_FONT_SIZE, LINE_HEIGHT } from './chart-font.js';
import { levelColor, MUTED } from './chart-palette.js';
import type { ChartSettings } from './chart-settings.js';
import { levelScale } from './level-scale.js';
import { axisName } from './axis-heading.js';
import { swarmPoints, type Swarm } from './swarm-points.js';
import { textWidth } from './text-width.js';
import { valueAxis } from './value-axis.js';

const LOWEST_ROW = 26;
const ROW_GAP = 8;
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
