import { badInput } from '../statistics/estimate.js';
import { gradeBorders, settleTies, type Segment, type Tie } from './settle-ties.js';
import { sumByScore, type Tally } from './tally.js';

/** One grade of scored rows, grade 1 the highest scores. */
export interface GainRow {
  grade: number;
  n: number;
  responders: number;
  rate: number;
  /** rate ÷ overall rate; null without responders, as the next ones. */
  lift: number | null;
  /** Share of all responders in this grade and those above it. */
  gain: number | null;
  /** Lift of this grade and those above it together. */
  cumulativeLift: number | null;
  /** Lowest score in it. */
  lowestScore: number;
  /** What acting on this grade brings, in the units given; null without them. */
  profit: number | null;
}

export interface GainTable {
  rows: GainRow[];
  /** Groups of equal scores that a border between grades cuts: handed out in proportion, in whole responders. */
  ties: Tie[];
}

/**
 * Lift and gain by equal grades, and profit where `profits` says what acting on each row brings; ties at a border are settled as in the grade table of reports (see `settleTies`), so the two agree. Throws
 * `statistics.bad-input` for weighted rows and for fewer rows than grades. O(distinct scores).
 */
export function gainTable(tally: Tally, grades = 10, profits?: ArrayLike<number>): GainTable {
  const n = tally.ones.rows + tally.zeros.rows;
  if (tally.isWeighted) throw badInput('a gain table counts rows, so they have no weights');
  if (!Number.isInteger(grades) || grades < 1) throw badInput(`${grades} grades`);
  if (n < grades) throw badInput(`${n} scored rows are fewer than ${grades} grades`);
  const sums = profits && sumByScore(tally, profits);
  const { rows, ties } = settleTies(segmentsOf(tally, gradeBorders(n, grades), sums), grades, [0, 0]);
  const lowest = lowestScores(
    tally,
    rows.map((row) => row.n),
  );
  const base = tally.ones.rows / n;
  let [before, found] = [0, 0];
  return {
    ties,
    rows: rows.map(({ grade, n: size, measures: [responders, profit] }, place) => {
      before += size;
      found += responders!;
      const rate = responders! / size;
      return {
        grade,
        n: size,
        responders: responders!,
        rate,
        lift: base === 0 ? null : rate / base,
        gain: base === 0 ? null : found / tally.ones.rows,
        cumulativeLift: base === 0 ? null : found / before / base,
        lowestScore: lowest[place]!,
        profit: profit ?? null,
      };
    }),
  };
}

/** Equal scores that a border cuts by themselves, all between such groups or borders as one. */
function segmentsOf({ scores, ones, zeros }: Tally, borders: readonly number[], profits?: Float64Array): Segment[] {
  const segments: Segment[] = [];
  let run = { n: 0, ones: 0, profit: 0 };
  const endRun = (): void => {
    if (run.n > 0) segments.push({ score: null, n: run.n, measures: [run.ones, profits ? run.profit : null] });
    run = { n: 0, ones: 0, profit: 0 };
  };
  let [before, next] = [0, 0];
  for (let at = 0; at < scores.length; at += 1) {
    const n = ones.weights[at]! + zeros.weights[at]!;
    while (next < borders.length && borders[next]! <= before) next += 1;
    const isCut = next < borders.length && borders[next]! < before + n;
    if (isCut || borders[next - 1] === before) endRun();
    const profit = profits?.[at] ?? null;
    if (isCut) segments.push({ score: scores[at]!, n, measures: [ones.weights[at]!, profit] });
    else run = { n: run.n + n, ones: run.ones + ones.weights[at]!, profit: run.profit + (profit ?? 0) };
    before += n;
  }
  endRun();
  return segments;
}

/** Score of the last row of each grade. */
function lowestScores({ scores, ones, zeros }: Tally, sizes: readonly number[]): number[] {
  let [place, seen, before] = [-1, 0, 0];
  return sizes.map((size) => {
    before += size;
    while (seen < before) {
      place += 1;
      seen += ones.weights[place]! + zeros.weights[place]!;
    }
    return scores[place]!;
  });
}
