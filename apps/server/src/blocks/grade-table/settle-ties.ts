/** One part of the graded table as the SQL gives it. `measures` are sums over the whole group that the part belongs to. */
export interface GradePart {
  grade: number;
  /** Subjects inside the grade. */
  n: number;
  /** Subjects of the whole group of equal scores. */
  groupN: number;
  /** Score of a group that a border cuts; null for whole groups, already added up. */
  tiedScore: number | null;
  /** Responders, then money columns (null where not given). */
  measures: (number | null)[];
}

export interface GradeRow {
  grade: number;
  n: number;
  measures: (number | null)[];
}

export interface Tie {
  score: number;
  n: number;
  grades: number[];
}

/**
 * Hands groups of equal scores that a border cuts to their grades in proportion to the subjects each grade takes, which is what a
 * random split gives on average. Responders are rounded on the running total (so the parts add up exactly), money to `digits`.
 *
 * @param digits decimal places per measure, 0 for counts
 */
export function settleTies(
  parts: readonly GradePart[],
  grades: number,
  digits: readonly number[],
): { rows: GradeRow[]; ties: Tie[] } {
  const rows: GradeRow[] = Array.from({ length: grades }, (_, i) => ({
    grade: i + 1,
    n: 0,
    measures: digits.map(() => 0),
  }));
  const ties = new Map<number, Tie>();
  const taken = new Map<number, number>();
  for (const part of parts) {
    const row = rows[part.grade - 1];
    if (!row) continue;
    const before = part.tiedScore === null ? 0 : (taken.get(part.tiedScore) ?? 0);
    row.measures = row.measures.map((sum, i) => {
      const whole = part.measures[i] ?? null;
      return sum === null || whole === null
        ? null
        : roundTo(sum + share(whole, before, part, digits[i] ?? 0), digits[i] ?? 0);
    });
    row.n += part.n;
    if (part.tiedScore === null) continue;
    taken.set(part.tiedScore, before + part.n);
    const tie = ties.get(part.tiedScore) ?? { score: part.tiedScore, n: part.groupN, grades: [] };
    tie.grades.push(part.grade);
    ties.set(part.tiedScore, tie);
  }
  return { rows, ties: [...ties.values()] };
}

/** The part's slice of the group's total, as the difference of two rounded running totals. */
function share(whole: number, before: number, part: GradePart, digits: number): number {
  const upTo = (n: number): number => roundTo((whole * n) / part.groupN, digits);
  return upTo(before + part.n) - upTo(before);
}

/** Rounds half away from zero at `digits` decimals; sums of decimals come back to their decimal value. */
function roundTo(value: number, digits: number): number {
  const factor = 10 ** digits;
  return (Math.sign(value) * Math.round(Math.abs(value) * factor + 1e-7)) / factor;
}
