import { badInput } from './estimate.js';

type P = number | null;

/**
 * Holm's step-down adjustment (Holm 1979): p-values that may be held against one level however many were looked at. A p that is null
 * stays null and does not count as a test. Order is kept. Throws `statistics.bad-input` for a p outside 0-1.
 */
export function holm(ps: readonly P[]): P[] {
  return adjust(ps, (sorted) => {
    let worst = 0;
    return sorted.map((p, i) => (worst = Math.min(1, Math.max(worst, p * (sorted.length - i)))));
  });
}

/**
 * Benjamini and Hochberg's adjustment for the false discovery rate (1995); nulls and errors as in `holm`. `tests` is how many were looked at,
 * where those that are not listed could have been no more than 1.
 */
export function benjaminiHochberg(ps: readonly P[], tests = 0): P[] {
  return adjust(ps, (sorted) => {
    let best = 1;
    const all = Math.max(tests, sorted.length);
    const adjusted = sorted.map((p, i) => (p * all) / (i + 1));
    for (let i = adjusted.length - 1; i >= 0; i -= 1) adjusted[i] = best = Math.min(best, adjusted[i]!);
    return adjusted;
  });
}

function adjust(ps: readonly P[], step: (sorted: number[]) => number[]): P[] {
  const bad = ps.find((p) => p !== null && !(p >= 0 && p <= 1));
  if (bad !== undefined) throw badInput(`${bad} is no p-value`);
  const tests = ps.flatMap((p, index) => (p === null ? [] : [{ p, index }]));
  tests.sort((a, b) => a.p - b.p || a.index - b.index);
  const adjusted = step(tests.map(({ p }) => p));
  const result: P[] = ps.map(() => null);
  tests.forEach(({ index }, i) => (result[index] = adjusted[i] ?? null));
  return result;
}
