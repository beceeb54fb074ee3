import type { Feature } from '../../analytics/features/feature-table.js';
import { rank } from '../../analytics/statistics/ranks.js';

/** Value of a row as a text, and as a number where it is one; both null where it is missing. */
export function valueOf(feature: Feature, row: number): { value: string | null; number: number | null } {
  if (feature.kind === 'categorical') return { value: feature.levels[feature.codes[row]!] ?? null, number: null };
  const number = feature.values[row]!;
  if (Number.isNaN(number)) return { value: null, number: null };
  return { value: String(Number(number.toPrecision(12))), number };
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
