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

/** Benjamini and Hochberg's adjustment for the false discovery rate (1995); nulls and errors as in `holm`. */
export function benjaminiHochberg(ps: readonly P[]): P[] {
  return adjust(ps, (sorted) => {
    let best = 1;
    return sorted
      .map((p, i) => (p * sorted.length) / (i + 1))
      .reduceRight<number[]>((done, p) => {
        best = Math.min(best, p);
        return [best, ...done];
      }, []);
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
