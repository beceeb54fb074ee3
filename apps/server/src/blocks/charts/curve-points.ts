import type { ResolvedChart } from '../result.js';
import { numbersAt, numbersOf, roleIndices } from './chart-columns.js';
import { roundExtent, valueExtent, type Extent } from './value-extent.js';

/** Points are drawn up to this number in a panel. */
const FEW_POINTS = 12;

/** Steps of the x axis: more than upwards, so that its round ends lie close to the data. */
const STEPS_ACROSS = 6;

export interface CurveExtents {
  x: Extent;
  y: Extent;
}

/** Axes of a curve: y around all panels, x around the panel; with a diagonal both around everything, so that it runs from corner to corner. */
export function curveExtents(panel: ResolvedChart, whole: ResolvedChart): CurveExtents {
  const y = heights(whole);
  if (whole.reference?.at !== 'diagonal')
    return { x: roundExtent(places(panel), STEPS_ACROSS), y: valueExtent(y, false) };
  const both = valueExtent([...places(whole), ...y], false);
  return { x: both, y: both };
}

function places(block: ResolvedChart): number[] {
  const own = numbersOf(block, 'x').filter((value) => value !== null);
  return [...own, ...(block.curves ?? []).flatMap(({ points }) => points.map(([x]) => x))];
}

function heights(block: ResolvedChart): number[] {
  const columns = (['y', 'low', 'high'] as const).flatMap((role) => roleIndices(block, role));
  const own = columns.flatMap((index) => numbersAt(block, index).filter((value) => value !== null));
  const level = typeof block.reference?.at === 'number' ? [block.reference.at] : [];
  return [...own, ...level, ...(block.curves ?? []).flatMap(({ points }) => points.map(([, y]) => y))];
}

/** Points of a line in row order; a missing value is a gap. */
export function curvePoints(block: ResolvedChart, values: readonly (number | null)[]): [number, number | '-'][] {
  const xs = numbersOf(block, 'x');
  return values.map((value, at) => [xs[at] ?? 0, value ?? '-']);
}

/** Whether the points of every panel are few enough to be seen one by one. */
export function isFew(whole: ResolvedChart): boolean {
  if (whole.curves !== undefined) return false;
  const counts = new Map<unknown, number>();
  const split = whole.columns.findIndex(({ role }) => role === 'split');
  for (const row of whole.rows) counts.set(row[split], (counts.get(row[split]) ?? 0) + 1);
  return Math.max(0, ...counts.values()) <= FEW_POINTS;
}
