/** One bin of two samples. */
export interface BinDivergence {
  /** Share of each sample that is in the bin; an empty bin counts as half a case, so that the logarithm exists. */
  first: number;
  second: number;
  /** ln(first ÷ second). */
  logRatio: number;
  /** (first − second) × logRatio, not negative. */
  contribution: number;
}

export interface Divergence {
  /** Sum of the contributions: 0 where the samples are alike; null when one is empty. */
  value: number | null;
  /** About what chance alone gives two samples of these sizes from one source: (bins − 1) × (1/n + 1/m). */
  byChance: number | null;
  /** By bin; null where both are empty, which counts nothing. */
  bins: (BinDivergence | null)[];
}

/**
 * How far apart two samples are over the same bins (Jeffreys 1946): the population stability index of an earlier and a later sample, the
 * information value of zeros and ones. By chance: Yurdakul (2018). Counts are whole and not negative. O(bins).
 */
export function divergence(first: readonly number[], second: readonly number[]): Divergence {
  const [n, m] = [sum(first), sum(second)];
  if (n === 0 || m === 0) return { value: null, byChance: null, bins: first.map(() => null) };
  const bins = first.map((count, bin): BinDivergence | null => {
    const other = second[bin]!;
    if (count === 0 && other === 0) return null;
    const [one, two] = [Math.max(count, 0.5) / n, Math.max(other, 0.5) / m];
    const logRatio = Math.log(one / two);
    return { first: one, second: two, logRatio, contribution: (one - two) * logRatio };
  });
  const used = bins.filter((bin) => bin !== null);
  return {
    value: sum(used.map(({ contribution }) => contribution)),
    byChance: (used.length - 1) * (1 / n + 1 / m),
    bins,
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
