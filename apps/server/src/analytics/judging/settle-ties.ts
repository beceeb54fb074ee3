/** Subjects with neighbouring scores and the sums of their measures (responders, then money; null where not given). */
export interface Segment {
  /** The score, where all of the segment share it; null for a run of scores that no border cuts. */
  score: number | null;
  n: number;
  measures: (number | null)[];
}

export interface GradeRow {
  grade: number;
  n: number;
  measures: (number | null)[];
}

/** A group of equal scores that a border between grades cuts. */
export interface Tie {
  score: number;
  n: number;
}

/** Ranks after which a grade ends, the last one left out: n·g/k rounded down, so that grades differ by one subject at most. */
export function gradeBorders(n: number, grades: number): number[] {
  return Array.from({ length: grades - 1 }, (_, i) => Math.floor((n * (i + 1)) / grades));
}

/**
 * Lays segments, highest score first, into equal grades. A group of equal scores that a border cuts is handed out in proportion to
 * the subjects that each grade takes, which is what a random split gives on average. Rounding is on running totals, so grades add up exactly.
 *
 * @param digits decimal places per measure, 0 for counts
 */
export function settleTies(
  segments: readonly Segment[],
  grades: number,
  digits: readonly number[],
): { rows: GradeRow[]; ties: Tie[] } {
  const n = segments.reduce((sum, segment) => sum + segment.n, 0);
  const ends = [...gradeBorders(n, grades), n];
  const rows: GradeRow[] = ends.map((_, i) => ({ grade: i + 1, n: 0, measures: digits.map(() => 0) }));
  const ties: Tie[] = [];
  let before = 0;
  for (const segment of segments) {
    let taken = 0;
    while (taken < segment.n) {
      const index = ends.findIndex((end) => end > before + taken);
      const take = Math.min(segment.n - taken, (ends[index] ?? n) - before - taken);
      addSlice(rows[index], segment, taken, take, digits);
      if (take < segment.n && taken === 0 && segment.score !== null) ties.push({ score: segment.score, n: segment.n });
      taken += take;
    }
    before += segment.n;
  }
  return { rows, ties };
}

function addSlice(
  row: GradeRow | undefined,
  { n, measures }: Segment,
  taken: number,
  take: number,
  digits: readonly number[],
): void {
  if (!row) return;
  row.n += take;
  row.measures = row.measures.map((sum, i) => {
    const whole = measures[i] ?? null;
    if (sum === null || whole === null) return null;
    const places = digits[i] ?? 0;
    const upTo = (rank: number): number => roundTo((whole * rank) / n, places);
    return roundTo(sum + upTo(taken + take) - upTo(taken), places);
  });
}

/** Rounds half away from zero at `digits` decimals. */
function roundTo(value: number, digits: number): number {
  const factor = 10 ** digits;
  return (Math.sign(value) * Math.round(Math.abs(value) * factor)) / factor;
}
