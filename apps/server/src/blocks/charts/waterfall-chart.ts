import type { BarSeriesOption, XAXisComponentOption, YAXisComponentOption } from 'echarts';
import { formatValue, fullFormat, type FullFormat } from '../format-value.js';
import type { ResolvedChart } from '../result.js';
import { categoryAxis } from './axis-chart.js';
import { categoryLabels } from './category-labels.js';
import { roleColumn, valuesOf } from './chart-columns.js';
import { BARE_OPTION, type ChartDrawing } from './chart-drawing.js';
import { CHART_FONT_SIZE, LINE_HEIGHT } from './chart-font.js';
import { PLOT_HEIGHT } from './chart-layout.js';
import { INK, MUTED, signColors } from './chart-palette.js';
import type { ChartSettings } from './chart-settings.js';
import { textWidth } from './text-width.js';
import { valueAxis } from './value-axis.js';
import { valueExtent } from './value-extent.js';
import { floatingBar, waterfallSteps, type WaterfallStep } from './waterfall-steps.js';

const LYING_ROW = 30;

/** Steps from one level to another: rises and falls float between thin lines, totals stand on zero; each carries its signed value. */
export function waterfallChart(block: ResolvedChart, settings: ChartSettings): ChartDrawing {
  const steps = waterfallSteps(block);
  const { format } = roleColumn(block, 'value');
  const texts = steps.map((step) => stepText(step, format, settings));
  const widest = Math.max(...texts.map((text) => textWidth(text, CHART_FONT_SIZE)));
  const isLying = block.horizontal === true || widest > settings.width / steps.length;
  const slot = isLying ? settings.width * 0.34 : settings.width / steps.length - 8;
  const labels = categoryLabels(valuesOf(block, 'x'), roleColumn(block, 'x').format, settings, {
    slot,
    direction: isLying ? 'down' : 'across',
  });
  const levels = steps.flatMap(({ start, end }) => [start, end]);
  const extent = valueExtent(levels, true);
  const lines = labels.texts.map((text) => text.split('\n').length);
  const rows = lines.map((count) => Math.max(LYING_ROW, count * LINE_HEIGHT + 10));
  const room = isLying
    ? rows.reduce((sum, row) => sum + row, 0)
    : PLOT_HEIGHT + 20 + Math.max(...lines) * LINE_HEIGHT + 10;
  const categories = categoryAxis({ labels, extent }, { isLying });
  // Without an axis there is no need for its round ends.
  const [min, max] = [Math.min(0, ...levels), Math.max(0, ...levels)];
  const values = { ...valueAxis({ ...extent, min, max }, format, settings), show: false };
  return {
    height: Math.round(room + 22),
    option: {
      ...BARE_OPTION,
      grid: { left: 2, right: isLying ? widest + 12 : 6, top: isLying ? 4 : 22, bottom: 2, outerBoundsMode: 'same' },
      xAxis: (isLying ? values : categories) as XAXisComponentOption,
      yAxis: (isLying ? categories : values) as YAXisComponentOption,
      series: [...bars(block, steps, isLying, settings), valueLabels(steps, texts, isLying)] as BarSeriesOption[],
    },
  };
}

/** Format of the steps between two levels. */
export function changeFormat(format: ResolvedChart['columns'][number]['format']): FullFormat {
  const full = fullFormat(format);
  return { ...full, kind: full.kind === 'percent' ? 'points' : full.kind, sign: true };
}

/** Changes carry their sign, levels do not; the change of a share is in points. */
function stepText(
  { kind, value }: WaterfallStep,
  format: ResolvedChart['columns'][number]['format'],
  settings: ChartSettings,
): string {
  return formatValue(value, kind === 'total' ? { ...fullFormat(format), sign: false } : changeFormat(format), settings);
}

function bars(
  block: ResolvedChart,
  steps: WaterfallStep[],
  isLying: boolean,
  settings: ChartSettings,
): BarSeriesOption[] {
  const parts = steps.map(({ start, end }) => floatingBar(start, end));
  const colors = stepColors(block, settings);
  const common = { type: 'bar' as const, stack: 'all', barMaxWidth: isLying ? 20 : 56, barCategoryGap: '28%', z: 3 };
  const colored = (part: 'main' | 'below') =>
    steps.map(({ kind }, index) => ({ value: parts[index]?.[part] ?? 0, itemStyle: { color: colors[kind] } }));
  return [
    {
      ...common,
      data: parts.map(({ base }) => base),
      itemStyle: { color: 'transparent' },
      ...levelLines(steps, isLying),
    },
    { ...common, data: colored('main') },
    { ...common, data: colored('below') },
  ];
}

/** Totals in ink; rises and falls by whether they are good news, or in the brand colour and grey where that is open. */
export function stepColors({ good }: ResolvedChart, { color }: ChartSettings): Record<WaterfallStep['kind'], string> {
  return { ...signColors(good, color), total: INK };
}

/** From the end of each bar to the start of the next, behind the bars. */
function levelLines(steps: WaterfallStep[], isLying: boolean): Partial<BarSeriesOption> {
  const point = (index: number, value: number) => ({ coord: isLying ? [value, index] : [index, value] });
  const data = steps.slice(1).map((_, index) => {
    const level = steps[index]?.end ?? 0;
    return [point(index, level), point(index + 1, level)];
  });
  const lineStyle = { color: MUTED, width: 0.5, type: 'solid' as const };
  return {
    markLine: {
      silent: true,
      symbol: 'none',
      animation: false,
      z: 1,
      label: { show: false },
      lineStyle,
      data,
    } as NonNullable<BarSeriesOption['markLine']>,
  };
}

function valueLabels(steps: WaterfallStep[], texts: string[], isLying: boolean) {
  return {
    type: 'scatter' as const,
    symbolSize: 0,
    data: steps.map(({ kind, start, end }, index) => {
      const at = Math.max(start, end);
      const label = { formatter: texts[index] ?? '', fontWeight: kind === 'total' ? 600 : 400 };
      return { value: isLying ? [at, index] : [index, at], label };
    }),
    label: { show: true, position: isLying ? 'right' : 'top', distance: 5, color: INK, fontSize: CHART_FONT_SIZE },
    z: 4,
  };
}
