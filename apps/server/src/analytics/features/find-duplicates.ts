import type { BinnedTable } from './bins.js';
import { orderByContent } from './order-by-content.js';

/** Two columns that tell (nearly) the same. */
export interface Duplicate {
  column: string;
  /** The earlier one. */
  of: string;
  agreement: number;
}

/** Agreement from which columns are duplicates. */
const LIMIT = 0.995;
/** Agreement on the sample from which all rows are looked at. */
const PROMISING = 0.98;
const SAMPLE_ROWS = 1000;

/**
 * Columns that repeat an earlier one. Measured columns agree by the correlation of their bins, "missing" being the lowest, so that a
 * rescaled column is found; where one has levels, they agree by how well each tells the other's level beyond the commonest one (lambda,
 * both ways, the lower counts: Goodman, Kruskal 1954). But for exact copies, pairs must agree on 1,000 rows before all are looked at.
 * O(columns² × 1000 + rows × pairs found).
 */
export function findDuplicates({ rows, features, columns }: BinnedTable): Duplicate[] {
  const sample = orderByContent(columns, [], rows).slice(0, SAMPLE_ROWS);
  const samples = columns.map((column) => Uint8Array.from(sample, (row) => column[row]!));
  const agree = (of: readonly Uint8Array[], a: number, b: number): number =>
    features[a]!.kind === 'numeric' && features[b]!.kind === 'numeric'
      ? Math.abs(correlate(of[a]!, of[b]!))
      : Math.min(lambda(of[a]!, of[b]!), lambda(of[b]!, of[a]!));
  return features.flatMap(({ name: column }, b): Duplicate[] => {
    for (let a = 0; a < b; a += 1) {
      if (!isCopy(columns[a]!, columns[b]!) && agree(samples, a, b) < PROMISING) continue;
      const agreement = agree(columns, a, b);
      if (agreement >= LIMIT) return [{ column, of: features[a]!.name, agreement }];
    }
    return [];
  });
}

function isCopy(a: Uint8Array, b: Uint8Array): boolean {
  for (let row = 0; row < a.length; row += 1) if (a[row] !== b[row]) return false;
  return true;
}

/** Pearson's r, 0 where one does not vary. Sums are whole numbers, so that a copy has exactly 1. */
function correlate(a: Uint8Array, b: Uint8Array): number {
  let [sumA, sumB, aa, bb, ab] = [0, 0, 0, 0, 0];
  for (let row = 0; row < a.length; row += 1) {
    const [x, y] = [a[row]!, b[row]!];
    sumA += x;
    sumB += y;
    aa += x * x;
    bb += y * y;
    ab += x * y;
  }
  const n = a.length;
  const spread = (n * aa - sumA * sumA) * (n * bb - sumB * sumB);
  return spread > 0 ? (n * ab - sumA * sumB) / Math.sqrt(spread) : 0;
}

/** Share of the errors of guessing b's commonest level that knowing a saves; 0 where b has one level. */
function lambda(a: Uint8Array, b: Uint8Array): number {
  const width = 1 + b.reduce((most, bin) => Math.max(most, bin), 0);
  const height = 1 + a.reduce((most, bin) => Math.max(most, bin), 0);
  const counts = new Uint32Array(width * height);
  const totals = new Uint32Array(width);
  for (let row = 0; row < a.length; row += 1) {
    counts[width * a[row]! + b[row]!]! += 1;
    totals[b[row]!]! += 1;
  }
  let right = 0;
  for (let bin = 0; bin < height; bin += 1)
    right += counts.subarray(width * bin, width * (bin + 1)).reduce((most, count) => Math.max(most, count), 0);
  const commonest = totals.reduce((most, count) => Math.max(most, count), 0);
  return a.length > commonest ? (right - commonest) / (a.length - commonest) : 0;
}
