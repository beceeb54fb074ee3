import type { LineSeriesOption } from 'echarts';
import { formatValue } from '../format-value.js';
import type { ResolvedChart } from '../result.js';
import { categoryAxis } from './axis-chart.js';
import { categoryLabels } from './category-labels.js';
import { numbersAt, numbersOf, roleColumn, roleIndices, valuesOf } from './chart-columns.js';
import { BARE_OPTION, type ChartDrawing } from './chart-drawing.js';
import { CHART_FONT_SIZE, LINE_HEIGHT } from './chart-font.js';
import { endLabelWidth, PLOT_HEIGHT, wrapEnd } from './chart-layout.js';
import { INK, labelInk, mix, MUTED } from './chart-palette.js';
import type { ChartSettings } from './chart-settings.js';
import { END_LABEL_LINE, labelShifts } from './line-series.js';
import { referenceLines } from './reference-lines.js';
import { valueAxis } from './value-axis.js';
import { valueExtent, type Extent } from './value-extent.js';

/** What was observed as a line, what is expected as a dashed one inside nested bands; names and last values at the ends. */
export function fanChart(block: ResolvedChart, settings: ChartSettings): ChartDrawing {
  const fan = fanValues(block);
  const { format } = roleColumn(block, 'forecast');
  const ends = endTexts(block, fan, settings);
  const extent = fanExtent(fan);
  const right = endLabelWidth(ends);
  const slot = (settings.width - right - 60) / Math.max(1, block.rows.length);
  const x = roleColumn(block, 'x');
  const labels = categoryLabels(valuesOf(block, 'x'), x.format, settings, { slot, direction: 'along' });
  const lines = Math.max(1, ...labels.texts.map((text) => text.split('\n').length));
  const top = valuesOf(block, 'mark').some((text) => text !== null) ? 38 : 12;
  return {
    height: Math.round(top + PLOT_HEIGHT + lines * LINE_HEIGHT + 10),
    option: {
      ...BARE_OPTION,
      grid: { left: 2, right, top, bottom: 2, outerBoundsMode: 'same' },
      xAxis: categoryAxis({ labels, extent }, { isEdged: true }),
      yAxis: valueAxis(extent, format, settings),
      series: [
        ...bandSeries(fan, settings),
        { ...line(fan.central, settings.color), lineStyle: { width: 2, color: settings.color, type: 'dashed' } },
        {
          ...line(fan.observed, settings.color),
          ...observedLabel(block, fan, settings),
          ...referenceLines(block, extent, settings),
        },
        ...endLabels(fan, ends, extent, settings),
      ],
    },
  };
}

export interface FanValues {
  observed: (number | null)[];
  central: (number | null)[];
  /** From the lowest to the highest. */
  bounds: (number | null)[][];
}

/** Lines of a fan; where the forecast begins behind the last observation it is drawn from that on, so that nothing gapes. */
export function fanValues(block: ResolvedChart): FanValues {
  const [observed, central] = [numbersOf(block, 'y'), numbersOf(block, 'forecast')];
  const indices = [...roleIndices(block, 'low').toReversed(), ...roleIndices(block, 'high')];
  const last = observed.findLastIndex((value) => value !== null);
  const bridged = (values: (number | null)[]) =>
    values.map((value, index) => (index === last && value === null ? (observed[last] ?? null) : value));
  return {
    observed,
    central: bridged(central),
    bounds: indices.map((index) => bridged(numbersAt(block, index))),
  };
}

/** Axis around all lines and bands of a fan. */
export function fanExtent({ observed, central, bounds }: FanValues): Extent {
  const values = [...observed, ...central, ...bounds.flat()].filter((value) => value !== null);
  return valueExtent(values, false);
}

/** An invisible line at the lowest bound, and on it one area from each bound to the next; the inner the darker. */
function bandSeries({ bounds }: FanValues, { color }: ChartSettings): LineSeriesOption[] {
  const middle = bounds.length / 2;
  return bounds.map((bound, index) => {
    const below = bounds[index - 1];
    const depth = Math.min(index, bounds.length - index) / middle;
    return {
      ...line(
        bound.map((value, row) => (value === null || index === 0 ? value : value - (below?.[row] ?? 0))),
        color,
      ),
      stack: 'fan',
      stackStrategy: 'all',
      lineStyle: { width: 0 },
      ...(index === 0 ? {} : { areaStyle: { color: mix(color, '#ffffff', 0.9 - 0.25 * depth), opacity: 1 } }),
      z: 1,
    };
  });
}

function line(values: (number | null)[], color: string): LineSeriesOption {
  const data = values.map((value) => value ?? '-');
  return {
    type: 'line',
    data,
    symbol: 'none',
    connectNulls: false,
    lineStyle: { width: 2.5, color },
    itemStyle: { color },
  };
}

/** Name and value of the last observation, over it. */
function observedLabel(
  block: ResolvedChart,
  { observed }: FanValues,
  settings: ChartSettings,
): Partial<LineSeriesOption> {
  const { title, format } = roleColumn(block, 'y');
  const last = observed.findLastIndex((value) => value !== null);
  const data = observed.map((value, index) => ({
    value: value ?? '-',
    symbol: index === last ? 'circle' : 'none',
    symbolSize: 7,
    label: { show: index === last },
  }));
  const formatter = `${title} ${formatValue(observed[last] ?? null, format, settings)}`;
  const label = {
    position: 'top' as const,
    align: 'right' as const,
    distance: 8,
    formatter,
    color: labelInk(settings.color),
    fontSize: CHART_FONT_SIZE,
    fontWeight: 600 as const,
  };
  return { data, label, showSymbol: true, showAllSymbol: true };
}

/** Texts beside the last bounds and the central line, from the lowest to the highest. */
function endTexts(block: ResolvedChart, fan: FanValues, settings: ChartSettings): string[] {
  const columns = [...roleIndices(block, 'low').toReversed(), ...roleIndices(block, 'high')].map(
    (index) => block.columns[index],
  );
  const forecast = roleColumn(block, 'forecast');
  const write = (title: string, values: (number | null)[] | undefined) =>
    wrapEnd(`${title} ${formatValue(values?.at(-1) ?? null, forecast.format, settings)}`, settings);
  const texts = columns.map((column, index) => write(column?.title ?? '', fan.bounds[index]));
  return texts.toSpliced(texts.length / 2, 0, write(forecast.title, fan.central));
}

function endLabels(fan: FanValues, texts: string[], extent: Extent, { color }: ChartSettings) {
  const last = fan.central.length - 1;
  const lines = fan.bounds.toSpliced(fan.bounds.length / 2, 0, fan.central).map((values) => values[last] ?? null);
  const places = lines.map((value, index) => ({
    at: value ?? extent.min,
    wanted: value ?? extent.min,
    lines: texts[index]?.split('\n').length ?? 1,
  }));
  const shifts = labelShifts(places, extent, PLOT_HEIGHT);
  const middle = fan.bounds.length / 2;
  const data = lines.flatMap((value, index) => {
    if (value === null) return [];
    const look = index === middle ? { color: labelInk(color), fontWeight: 600 as const } : { color: MUTED };
    return [
      { value: [last, value], label: { ...look, formatter: texts[index] ?? '', offset: [0, shifts[index] ?? 0] } },
    ];
  });
  const label = {
    show: true,
    position: 'right' as const,
    align: 'left' as const,
    distance: 6,
    color: INK,
    fontSize: CHART_FONT_SIZE,
    lineHeight: END_LABEL_LINE,
  };
  return [{ type: 'scatter' as const, symbolSize: 0, data, label, clip: false, z: 4 }];
}
