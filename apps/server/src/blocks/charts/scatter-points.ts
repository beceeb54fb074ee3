import type { Value } from '../../common/value.js';
import type { ResolvedChart } from '../result.js';
import { numbersOf, roleIndex, valuesOf } from './chart-columns.js';
import { CHART_FONT_SIZE, LINE_HEIGHT } from './chart-font.js';
import { placeLabels, type LabelSide } from './place-labels.js';
import { textWidth } from './text-width.js';
import { valueExtent, type Extent } from './value-extent.js';

/** A point as it is drawn; diameter in pixels. */
export interface DrawnPoint {
  group: Value;
  x: number;
  y: number;
  diameter: number;
  /** Place on the scale of colours, where there is one; null has no order. */
  level?: number | null;
  text: string | null;
  /** Where its text stands; null where there is none, or no room for it. */
  side: LabelSide | null;
}

export interface ScatterFrame {
  x: Extent;
  y: Extent;
  /** Pixels of the plot. */
  width: number;
  height: number;
  /** Diameter of the largest circle in pixels. */
  widest: number;
  /** Size that the largest circle stands for. */
  most: number;
}

/** Axes around all points of a scatter. */
export function scatterExtents(block: ResolvedChart): { x: Extent; y: Extent } {
  const present = (role: 'x' | 'y') => numbersOf(block, role).filter((value) => value !== null);
  return { x: valueExtent(present('x'), false), y: valueExtent(present('y'), false) };
}

/** The points of a scatter in row order: their circles by size, their names where they cover nothing. */
export function drawnPoints(block: ResolvedChart, frame: ScatterFrame): DrawnPoint[] {
  const [xs, ys] = [numbersOf(block, 'x'), numbersOf(block, 'y')];
  const [groups, labels] = [valuesOf(block, 'group'), valuesOf(block, 'label')];
  const diameters = circleDiameters(block, frame);
  const levels = roleIndex(block, 'color') < 0 ? null : numbersOf(block, 'color');
  const points = xs.map((x, index): DrawnPoint => {
    const text = labels[index] ?? null;
    const diameter = diameters[index] ?? 0;
    const label = text === null ? null : String(text);
    const point = { group: groups[index] ?? null, x: x ?? 0, y: ys[index] ?? 0, diameter, text: label, side: null };
    return levels ? { ...point, level: levels[index] ?? null } : point;
  });
  return withSides(points, frame);
}

/** The area follows the size; without one, the more points the smaller. */
function circleDiameters(block: ResolvedChart, { widest, most }: ScatterFrame): number[] {
  const { length } = block.rows;
  if (roleIndex(block, 'size') < 0) return block.rows.map(() => (length <= 200 ? 9 : length <= 800 ? 6 : 3.5));
  return numbersOf(block, 'size').map((size) => Number((Math.sqrt((size ?? 0) / (most || 1)) * widest).toFixed(2)));
}

function withSides(points: DrawnPoint[], { x, y, width, height }: ScatterFrame): DrawnPoint[] {
  if (points.every(({ text }) => text === null)) return points;
  const share = (value: number, { min, max }: Extent) => (value - min) / (max - min);
  const places = points.map((point) => ({
    x: share(point.x, x) * width,
    y: (1 - share(point.y, y)) * height,
    radius: point.diameter / 2,
    ...(point.text === null ? {} : { text: { width: textWidth(point.text, CHART_FONT_SIZE), height: LINE_HEIGHT } }),
  }));
  const sides = placeLabels(places, { width, height });
  return points.map((point, index) => ({ ...point, side: sides[index] ?? null }));
}
