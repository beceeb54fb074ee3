import type { ResolvedChart } from '../result.js';
import { distinctOf, numbersOf, valuesOf } from './chart-columns.js';
import { valueExtent, type Extent } from './value-extent.js';

/** Diameters in pixels that are tried, largest first, until every row fits. */
const DOTS = [5, 4, 3.2, 2.6];
/** Pixels that the points of a row may take; beyond, they move together. */
const HIGHEST_ROW = 46;

export interface SwarmPoint {
  /** Position of its row, the first on top. */
  row: number;
  x: number;
  level: number | null;
  /** Pixels from the middle of its row, up is positive. */
  offset: number;
}

export interface Swarm {
  points: SwarmPoint[];
  /** Diameter in pixels. */
  dot: number;
  /** Pixels that the fullest row takes. */
  height: number;
  extent: Extent;
}

/**
 * Where the points of a swarm stand in a plot `width` pixels wide: at their x, and as near to the middle of their row as they can be without
 * covering one that is there. No chance is in it. O(points × points above each other).
 */
export function swarmPoints(block: ResolvedChart, width: number): Swarm {
  const [xs, levels, names] = [numbersOf(block, 'x'), numbersOf(block, 'color'), valuesOf(block, 'y')];
  const extent = valueExtent([0, ...xs.map((x) => x ?? 0)], true);
  const pixel = (x: number) => ((x - extent.min) / (extent.max - extent.min)) * width;
  const rows = distinctOf(block, 'y').map((name, row) =>
    names.flatMap((each, at) => (each === name ? [{ row, x: xs[at] ?? 0, level: levels[at] ?? null }] : [])),
  );
  const stacked = (dot: number) =>
    rows.map((row) =>
      stack(
        row.map(({ x }) => pixel(x)),
        dot,
      ),
    );
  const tallest = (places: number[][]) => Math.max(0, ...places.flat().map(Math.abs)) * 2 + 1;
  const dot = DOTS.find((each) => tallest(stacked(each)) * each <= HIGHEST_ROW) ?? (DOTS.at(-1) as number);
  const places = stacked(dot);
  const pitch = Math.min(dot, HIGHEST_ROW / tallest(places));
  return {
    points: rows.flatMap((row, at) =>
      row.map((point, index) => ({ ...point, offset: (places[at]?.[index] ?? 0) * pitch })),
    ),
    dot,
    height: tallest(places) * pitch,
    extent,
  };
}

/** For points in pixels along a line, the level of each: 0, 1, −1, 2 … , the first where the point before is a diameter away. */
function stack(places: readonly number[], dot: number): number[] {
  const order = places.map((_, index) => index).sort((a, b) => (places[a] ?? 0) - (places[b] ?? 0) || a - b);
  const ends: number[] = [];
  const levels: number[] = [];
  for (const index of order) {
    const at = places[index] ?? 0;
    const free = ends.findIndex((end) => at - end >= dot);
    const level = free < 0 ? ends.length : free;
    ends[level] = at;
    levels[index] = level % 2 === 1 ? (level + 1) / 2 : -level / 2;
  }
  return levels;
}
