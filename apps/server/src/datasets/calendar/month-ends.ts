/** Days are ISO texts (YYYY-MM-DD); comparing them as texts is comparing them in time. */

/** Last day of the month that lies `months` before (or after) that of `day`. */
export function monthEnd(day: string, months = 0): string {
  const [year = 0, month = 0] = day.split('-').map(Number);
  return new Date(Date.UTC(year, month + months, 0)).toISOString().slice(0, 10);
}

export function isMonthEnd(day: string): boolean {
  return monthEnd(day) === day;
}

/** The last `count` month-ends up to `asOf`, ascending; the last one is `asOf` itself where that is no month-end. */
export function monthEnds(asOf: string, count: number): string[] {
  return Array.from({ length: count }, (_, i) => (i === count - 1 ? asOf : monthEnd(asOf, i + 1 - count)));
}

/** The day after which a window of `months` that ends with `day` begins: 2026-10-31 less 12 → 2025-10-31, 2026-03-15 less 1 → 2026-02-15. */
export function windowStart(day: string, months: number): string {
  const end = monthEnd(day, -months);
  if (isMonthEnd(day)) return end;
  const same = `${end.slice(0, 8)}${day.slice(8)}`;
  return same < end ? same : end;
}
