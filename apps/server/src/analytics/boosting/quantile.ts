/**
 * Quantile `alpha` of values. Without weights between neighbours in rank (type 7 of R. J. Hyndman, Y. Fan, 1996); with weights the smallest
 * value up to which there is `alpha` of the weight. Weights above 0 somewhere. O(n log n).
 */
export function quantileOf(values: Float64Array, weights: Float64Array | null, alpha: number): number {
  if (weights) return weightedQuantile(values, weights, alpha);
  const sorted = values.slice().sort();
  const rank = (sorted.length - 1) * alpha;
  const low = sorted[Math.floor(rank)]!;
  const high = sorted[Math.ceil(rank)]!;
  return low + (high - low) * (rank - Math.floor(rank));
}

function weightedQuantile(values: Float64Array, weights: Float64Array, alpha: number): number {
  const order = Uint32Array.from(values.keys())
    .filter((i) => weights[i]! > 0)
    .sort((a, b) => values[a]! - values[b]!);
  const total = order.reduce((sum, i) => sum + weights[i]!, 0);
  let below = 0;
  for (const i of order) {
    below += weights[i]!;
    if (below >= alpha * total) return values[i]!;
  }
  return values[order.at(-1)!]!;
}
