import type { CustomSeriesOption, LineSeriesOption, ScatterSeriesOption } from 'echarts';
import type { ResolvedChart } from '../result.js';
import { numbersOf, roleIndex, valuesOf } from './chart-columns.js';
import { CHART_FONT_SIZE, LINE_HEIGHT } from './chart-font.js';
import { INK, mix, MUTED } from './chart-palette.js';
import type { ChartSeries } from './chart-series.js';
import type { CurveExtents } from './curve-points.js';
import { textWidth } from './text-width.js';

const THIN = '#b9c1ca';

/** The thin lines behind a curve, as one line with gaps. */
export function thinLines({ curves = [] }: ResolvedChart): LineSeriesOption[] {
  if (curves.length === 0) return [];
  const data = curves.flatMap(({ points }) => [...points, [points.at(-1)?.[0] ?? 0, '-'] as [number, '-']]);
  return [{ ...BARE_LINE, data, lineStyle: { width: 0.6, color: THIN }, z: 1 }];
}

const BARE_LINE = {
  type: 'line' as const,
  symbol: 'none',
  silent: true,
  connectNulls: false,
  tooltip: { show: false },
};

/** The interval of the first line: a bar at each of few points, a band along many. */
export function intervalSeries(
  block: ResolvedChart,
  series: ChartSeries | undefined,
  isFew: boolean,
): (LineSeriesOption | CustomSeriesOption)[] {
  if (roleIndex(block, 'low') < 0 || series === undefined) return [];
  const [xs, lows, highs] = [numbersOf(block, 'x'), numbersOf(block, 'low'), numbersOf(block, 'high')];
  const ends = xs.map((x, at) => ({ x: x ?? 0, low: lows[at] ?? null, high: highs[at] ?? null }));
  if (isFew) {
    const data = ends.flatMap(({ x, low, high }): [number, number | '-'][] =>
      low === null || high === null
        ? []
        : [
            [x, low],
            [x, high],
            [x, '-'],
          ],
    );
    return [{ ...BARE_LINE, data, lineStyle: { width: 1.5, color: mix(series.color, '#ffffff', 0.35) }, z: 3 }];
  }
  return runs(ends).map((run) => band(run, mix(series.color, '#ffffff', 0.8)));
}

interface Ends {
  x: number;
  low: number;
  high: number;
}

/** Stretches of points whose interval is known. */
function runs(ends: readonly { x: number; low: number | null; high: number | null }[]): Ends[][] {
  const found: Ends[][] = [[]];
  for (const { x, low, high } of ends) {
    if (low === null || high === null) found.push([]);
    else found.at(-1)?.push({ x, low, high });
  }
  return found.filter((run) => run.length > 1);
}

function band(run: Ends[], fill: string): CustomSeriesOption {
  const outline = [...run.map(({ x, high }) => [x, high]), ...run.toReversed().map(({ x, low }) => [x, low])];
  return {
    type: 'custom',
    silent: true,
    z: 0,
    data: [0],
    renderItem: (_, { coord }) => ({
      type: 'polygon',
      shape: { points: outline.map((point) => coord(point)) },
      style: { fill },
    }),
  };
}

/** The dashed line to read against, its word beside its end; in a panel without it. */
export function referenceLine(
  { reference }: ResolvedChart,
  { x, y }: CurveExtents,
  word: string | null,
): LineSeriesOption[] {
  if (reference === undefined) return [];
  const { at } = reference;
  const ends = [Math.max(x.min, at === 'diagonal' ? y.min : x.min), x.max];
  const [start, end] = ends.map((value) => ({ coord: [value, at === 'diagonal' ? value : at] }));
  const markLine = {
    silent: true,
    symbol: 'none',
    animation: false,
    lineStyle: { color: MUTED, width: 1, type: [4, 3] },
    label: {
      show: word !== null,
      formatter: word ?? '',
      position: 'end' as const,
      distance: 6,
      color: MUTED,
      fontSize: CHART_FONT_SIZE,
      lineHeight: LINE_HEIGHT,
    },
    data: [[start, end]],
  };
  return [{ ...BARE_LINE, data: [], z: 2, markLine } as LineSeriesOption];
}

/** Texts at points of the first line, on the side that the line leaves free. */
export function markSeries(
  block: ResolvedChart,
  series: ChartSeries | undefined,
  { x, y }: CurveExtents,
  width: number,
): ScatterSeriesOption[] {
  if (roleIndex(block, 'mark') < 0 || series === undefined) return [];
  const xs = numbersOf(block, 'x').map((value) => ((value ?? 0) - x.min) / (x.max - x.min));
  const ys = series.values.map((value) => (value === null ? null : (value - y.min) / (y.max - y.min)));
  const data = valuesOf(block, 'mark').flatMap((text, at) => {
    const height = ys[at] ?? null;
    if (text === null || height === null) return [];
    const room = textWidth(String(text), CHART_FONT_SIZE) / width;
    const rise = (ys[at + 1] ?? height) - (ys[at - 1] ?? height);
    const label = { formatter: String(text), ...markPlace(xs[at] ?? 0, height, rise, room) };
    return [{ value: [numbersOf(block, 'x')[at] ?? 0, series.values[at] ?? 0], label }];
  });
  return [
    {
      type: 'scatter',
      data,
      silent: true,
      symbol: 'circle',
      symbolSize: 10,
      z: 6,
      itemStyle: { color: '#ffffff', borderColor: series.color, borderWidth: 2.5 },
      label: { show: true, color: INK, fontSize: CHART_FONT_SIZE, fontWeight: 600, distance: 6 },
    },
  ];
}

/** Over the point; of a rising line to its left, of a falling one to its right, or under it where that would leave the plot. Shares of the plot. */
function markPlace(left: number, height: number, rise: number, room: number) {
  const isFlat = Math.abs(rise) < 0.02 || room / 2 > Math.max(left, 1 - left);
  if (isFlat) {
    const align = left < room / 2 ? ('left' as const) : left > 1 - room / 2 ? ('right' as const) : ('center' as const);
    return { position: height < 0.88 ? ('top' as const) : ('bottom' as const), align };
  }
  const fitsOver = height < 0.9 && (rise > 0 ? left > room : left < 1 - room);
  const isLeft = rise > 0 === fitsOver;
  return {
    position: fitsOver ? ('top' as const) : ('bottom' as const),
    align: isLeft ? ('right' as const) : ('left' as const),
  };
}
