import { AppError } from '../../common/errors.js';
import type { ResolvedChart } from '../result.js';
import { numbersOf, roleColumn, valuesOf } from './chart-columns.js';

export interface WaterfallStep {
  kind: 'up' | 'down' | 'total';
  /** What the row says: the change, or the level of a total; null where it says nothing. */
  value: number | null;
  start: number;
  end: number;
}

/**
 * Where each bar of a waterfall begins and ends. A total goes from zero to the level reached; the first may set it, each later one must
 * agree with it. Throws AppError `chart.total-differs`.
 */
export function waterfallSteps(chart: ResolvedChart): WaterfallStep[] {
  const values = numbersOf(chart, 'value');
  const totals = valuesOf(chart, 'total');
  const tolerance = Math.max(0, ...values.map((value) => Math.abs(value ?? 0))) * 1e-6;
  let level = 0;
  return values.map((value, index) => {
    if (totals[index] !== true) {
      const start = level;
      level = Number((level + (value ?? 0)).toPrecision(12));
      return { kind: (value ?? 0) < 0 ? 'down' : 'up', value, start, end: level };
    }
    if (index > 0 && value !== null && Math.abs(value - level) > tolerance) throw differs(chart, index, value, level);
    if (value !== null) level = value;
    return { kind: 'total', value: value ?? level, start: 0, end: level };
  });
}

function differs(chart: ResolvedChart, index: number, value: number, level: number): AppError {
  const { name } = roleColumn(chart, 'value');
  return new AppError(
    'chart.total-differs',
    `block "${chart.id}": "${name}" is ${value} in row ${index + 1}, but the steps before add up to ${level}`,
    {
      hint: 'a row is missing or counted twice; a total may also be left null',
      details: { block: chart.id, column: name },
    },
  );
}

/** A bar between two values, cut into what stacks from zero: an invisible base, the part on its side, the part on the other side. */
export interface FloatingBar {
  base: number;
  /** Above zero, or below it where all of the bar is. */
  main: number;
  /** Below zero, of a bar that crosses it. */
  below: number;
}

export function floatingBar(from: number, to: number): FloatingBar {
  const [low, high] = from < to ? [from, to] : [to, from];
  const length = (a: number, b: number) => Number((b - a).toPrecision(12));
  if (low >= 0) return { base: low, main: length(low, high), below: 0 };
  if (high <= 0) return { base: high, main: length(high, low), below: 0 };
  return { base: 0, main: high, below: low };
}
