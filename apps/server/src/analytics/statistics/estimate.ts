import { AppError } from '../../common/errors.js';

/** Share of intervals that hold the truth, where the caller names none. */
export const CONFIDENCE = 0.95;

/** Both ends of an interval. */
export interface Interval {
  low: number;
  high: number;
}

/** A difference with its interval and the two-sided p-value of "there is none". A part that the data cannot tell is null. */
export interface Comparison {
  difference: number | null;
  interval: Interval | null;
  p: number | null;
}

/** What is said of two groups of which one is empty. */
export const NO_COMPARISON: Comparison = { difference: null, interval: null, p: null };

/** Throws AppError `statistics.bad-input`, naming the argument, unless the number is finite. */
export function requireFinite(name: string, ...values: number[]): void {
  const bad = values.find((value) => !Number.isFinite(value));
  if (bad !== undefined) throw badInput(`${name} holds ${bad}, which is no number`);
}

/** Throws AppError `statistics.bad-input` unless the number is a count: whole and not negative. */
export function requireCount(name: string, value: number): void {
  if (!Number.isInteger(value) || value < 0) throw badInput(`${name} is ${value}, which is no count`);
}

/** Error for an argument that no method can use. */
export function badInput(message: string): AppError {
  return new AppError('statistics.bad-input', message);
}
