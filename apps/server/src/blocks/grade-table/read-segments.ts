import { gradeBorders, type Segment } from '../../analytics/judging/settle-ties.js';
import { AppError } from '../../common/errors.js';
import type { QuerySession, Value } from '../../common/value.js';
import type { GradeTableSpec } from '../../content/spec/block.js';
import { BUCKETS, exactSql, histogramSql, rangeSql } from './grade-sql.js';

export interface Segments {
  /** By falling score; every segment that a border cuts is a group of equal scores. */
  segments: Segment[];
  n: number;
  /** Rows without a score or a response. */
  ungraded: number;
}

/**
 * Reads what the grades need in two passes: a histogram over the whole table, then the exact scores of the few buckets that hold a border.
 * Exact, and independent of the order of rows. Cost: three scans, two of them nearly free; no sort of the table.
 */
export async function readSegments(
  spec: GradeTableSpec,
  session: QuerySession,
  parameters: Record<string, Value>,
  signal?: AbortSignal,
): Promise<Segments> {
  const [range = []] = (await session.query(rangeSql(spec), parameters, signal)).rows;
  const [lowest, highest, n, ungraded] = range.map(Number) as [number, number, number, number];
  if (n < spec.grades) {
    throw new AppError('grade-table.too-few', `${spec.from} has ${n} scored rows, fewer than ${spec.grades} grades`, {
      hint: 'ask for fewer grades, or check the condition in `where`',
    });
  }
  // A range so small that the scale overflows has too few distinct doubles to need buckets.
  const scale = Number.isFinite(BUCKETS / (highest - lowest)) ? BUCKETS / (highest - lowest) : 0;
  const bound = { ...parameters, lowest, scale };
  const histogram = (await session.query(histogramSql(spec), bound, signal)).rows;
  const cut = bucketsWithBorder(histogram, gradeBorders(n, spec.grades));
  const exact = cut.length === 0 ? [] : (await session.query(exactSql(spec, cut), bound, signal)).rows;
  return { segments: join(histogram, exact, new Set(cut)), n, ungraded };
}

function bucketsWithBorder(histogram: readonly Value[][], borders: readonly number[]): number[] {
  let before = 0;
  return histogram.flatMap(([bucket, count]) => {
    const after = before + Number(count);
    const isCut = borders.some((border) => before < border && border < after);
    before = after;
    return isCut ? [Number(bucket)] : [];
  });
}

function join(histogram: readonly Value[][], exact: readonly Value[][], cut: ReadonlySet<number>): Segment[] {
  const measures = (row: Value[]): (number | null)[] => row.map((value) => (value === null ? null : Number(value)));
  const exactOf = Map.groupBy(exact, ([bucket]) => Number(bucket));
  return histogram.flatMap(([bucket, n, ...sums]): Segment[] => {
    if (!cut.has(Number(bucket))) return [{ score: null, n: Number(n), measures: measures(sums) }];
    return (exactOf.get(Number(bucket)) ?? []).map(([, score, count, ...own]) => ({
      score: Number(score),
      n: Number(count),
      measures: measures(own),
    }));
  });
}
