import type { Feature } from '../../analytics/features/feature-table.js';
import { rank } from '../../analytics/statistics/ranks.js';

/** Value of a row as a text, and as a number where it is one; both null where it is missing. */
export function valueOf(feature: Feature, row: number): { value: string | null; number: number | null } {
  if (feature.kind === 'categorical') return { value: feature.levels[feature.codes[row]!] ?? null, number: null };
  const value = feature.values[row]!;
  return Number.isNaN(value)
    ? { value: null, number: null }
    : { value: String(Number(value.toPrecision(12))), number: value };
}

/**
 * Where the value of each row stands among all, from 0 (lowest) to 1 (highest), equal values at the same place; null where it is missing.
 * Undefined for a column of names, which have no order.
 */
export function placeRows(feature: Feature): (number | null)[] | undefined {
  if (feature.kind === 'categorical') return undefined;
  const known = feature.values.filter((value) => !Number.isNaN(value));
  const { ranks } = rank(known);
  let next = 0;
  return Array.from(feature.values, (value) => {
    if (Number.isNaN(value)) return null;
    const place = ranks[next]!;
    next += 1;
    return known.length > 1 ? (place - 1) / (known.length - 1) : 0.5;
  });
}
