import type { BoxplotSeriesOption, ScatterSeriesOption } from 'echarts';
import { formatValue } from '../format-value.js';
import type { ChartRole, ResolvedChart } from '../result.js';
import { categoryAxis } from './axis-chart.js';
import { categoryLabels, type CategoryLabels } from './category-labels.js';
import { numbersOf, roleColumn, roleIndex, valuesOf } from './chart-columns.js';
import { BARE_OPTION, type ChartDrawing } from './chart-drawing.js';
import { CHART_FONT_SIZE, LINE_HEIGHT } from './chart-font.js';
import { INK, mix } from './chart-palette.js';
import type { ChartSettings } from './chart-settings.js';
import { labelShifts } from './line-series.js';
import { textWidth } from './text-width.js';
import { valueAxis } from './value-axis.js';
import { valueExtent, type Extent } from './value-extent.js';

const PLOT = 210;
const FIVE = ['low', 'q1', 'median', 'q3', 'high'] as const satisfies ChartRole[];

/** Boxes from quartile to quartile with the median, whiskers to the lowest and highest; the five numbers beside it where they fit. */
export function boxChart(block: ResolvedChart, settings: ChartSettings): ChartDrawing {
  const five = block.rows.map((_, row) => FIVE.map((role) => numbersOf(block, role)[row] ?? null));
  const { format } = roleColumn(block, 'median');
  const extent = valueExtent(
    five.flat().filter((value) => value !== null),
    false,
  );
  const slot = (settings.width - 60) / Math.max(1, five.length);
  const width = Math.min(34, slot * 0.4);
  const widest = Math.max(
    ...five.flat().map((value) => textWidth(formatValue(value, format, settings), CHART_FONT_SIZE)),
  );
  const isWritten = widest + 12 <= slot - width;
  // The last numbers stand beside the last box, not beyond the drawing.
  const right = isWritten ? Math.max(6, (width - slot) / 2 + widest + 10) : 6;
  const labels = boxLabels(block, slot - 8, settings);
  const lines = Math.max(1, ...labels.texts.map((text) => text.split('\n').length));
  return {
    height: Math.round(PLOT + lines * LINE_HEIGHT + 24),
    option: {
      ...BARE_OPTION,
      grid: { left: 2, right, top: 12, bottom: 2, outerBoundsMode: 'same' },
      xAxis: categoryAxis({ labels, extent }),
      yAxis: valueAxis(extent, format, settings),
      series: [boxes(five, width, settings), ...(isWritten ? numbers(five, width, extent, format, settings) : [])],
    },
  };
}

/** Names, and under them how many values each box stands for. */
function boxLabels(block: ResolvedChart, slot: number, settings: ChartSettings): CategoryLabels {
  const labels = categoryLabels(valuesOf(block, 'x'), roleColumn(block, 'x').format, settings, {
    slot,
    direction: 'across',
  });
  if (roleIndex(block, 'n') < 0) return labels;
  const counts = numbersOf(block, 'n').map((n) => `n = ${formatValue(n, 'number', settings)}`);
  return { ...labels, texts: labels.texts.map((text, index) => `${text}\n${counts[index] ?? ''}`) };
}

function boxes(five: (number | null)[][], width: number, { color }: ChartSettings): BoxplotSeriesOption {
  return {
    type: 'boxplot',
    boxWidth: [width, width],
    itemStyle: { color: mix(color, '#ffffff', 0.8), borderColor: color, borderWidth: 1.5 },
    // A box that lacks one of its numbers is left out.
    data: five.map((values) => (values.includes(null) ? { value: [] } : { value: values as number[] })),
  };
}

/** The numbers of each box at its right side, moved apart where they would cover each other. */
function numbers(
  five: (number | null)[][],
  width: number,
  extent: Extent,
  format: ResolvedChart['columns'][number]['format'],
  settings: ChartSettings,
): ScatterSeriesOption[] {
  const data = five.flatMap((values, index) => {
    if (values.includes(null)) return [];
    const different = [...new Set(values as number[])];
    const shifts = labelShifts(
      different.map((at) => ({ at, wanted: at, lines: 1 })),
      extent,
      PLOT,
    );
    return different.map((value, at) => ({
      value: [index, value],
      label: {
        formatter: formatValue(value, format, settings),
        offset: [width / 2, shifts[at] ?? 0],
        fontWeight: value === values[2] ? (600 as const) : (400 as const),
      },
    }));
  });
  const label = { show: true, position: 'right' as const, distance: 5, color: INK, fontSize: CHART_FONT_SIZE };
  return [{ type: 'scatter', symbolSize: 0, data, label, z: 4 }];
}
