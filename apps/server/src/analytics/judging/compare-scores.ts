import { seededRandom } from '../random.js';
import { percentileInterval } from '../statistics/bootstrap.js';
import { badInput, type Interval } from '../statistics/estimate.js';
import { tallyScores } from './tally.js';

export interface CompareScoresInput {
  /** 1 or 0 a row. */
  outcomes: Float64Array;
  /** Of each way to score, of models that did not learn from the row; the first is what the others are held against. */
  scores: readonly Float64Array[];
  /** Group of each row, 0 to `groupCount` − 1: rows of a group may depend on each other and are drawn together. */
  groups: Int32Array;
  groupCount: number;
  /** Share of the rows that is contacted. */
  top: number;
  draws: number;
  seed: number;
}

export type ScoreMeasure = 'auroc' | 'ks' | 'lift';
export const SCORE_MEASURES: readonly ScoreMeasure[] = ['auroc', 'ks', 'lift'];

export interface ScoreEstimate {
  value: number;
  interval: Interval | null;
}

export interface ScoreDifference extends ScoreEstimate {
  /** Two-sided; null where no draw gave a difference. */
  p: number | null;
}

export interface GainPoint {
  /** Share of the rows, highest scores first. */
  share: number;
  /** Share of the ones among them. */
  gain: number;
}

export interface ScoresComparison {
  /** By score, then measure. */
  figures: Record<ScoreMeasure, ScoreEstimate>[];
  /** By score but the first, then measure: it minus the first. */
  differences: Record<ScoreMeasure, ScoreDifference>[];
  /** By score: 21 points. */
  curves: GainPoint[][];
}

/** Rows of each class at each distinct score, highest first. */
interface Ladder {
  places: Int32Array;
  ones: Float64Array;
  zeros: Float64Array;
}

/**
 * Kernel for one thread: AUROC, Kolmogorov-Smirnov distance and lift of the top share of several scores of the same rows, and the differences to
 * the first, with percentile intervals from drawing whole groups again, all scores on the same draws (cluster bootstrap, Davison and Hinkley
 * 1997, 3.8). Draws with one class are left out. Equal scores at the border of the top share count in proportion. Throws
 * `statistics.bad-input` for one class. O(scores × draws × rows).
 */
export function compareScores(input: CompareScoresInput): ScoresComparison {
  const { outcomes, scores, groups, groupCount, top, draws, seed } = input;
  const ladders = scores.map((each): Ladder => {
    const tally = tallyScores({ scores: each, outcomes });
    const empty = () => new Float64Array(tally.scores.length);
    return { places: tally.places, ones: empty(), zeros: empty() };
  });
  const once = new Uint32Array(groupCount).fill(1);
  const observed = ladders.map((ladder) => measure(fill(ladder, outcomes, groups, once), top));
  if (observed.some((figures) => figures === null)) throw badInput('all outcomes are alike');
  const curves = ladders.map((ladder) => gainCurve(fill(ladder, outcomes, groups, once)));
  const random = seededRandom(seed);
  const drawn: Record<ScoreMeasure, number>[][] = [];
  const counts = new Uint32Array(groupCount);
  for (let draw = 0; draw < draws; draw += 1) {
    counts.fill(0);
    for (let i = 0; i < groupCount; i += 1) counts[random.below(groupCount)]! += 1;
    const figures = ladders.map((ladder) => measure(fill(ladder, outcomes, groups, counts), top));
    if (figures.every((each) => each !== null)) drawn.push(figures);
  }
  const isEnough = groupCount >= 2 && drawn.length * 2 >= draws;
  const estimate = (value: number, values: number[]): ScoreEstimate => ({
    value,
    interval: isEnough ? percentileInterval(values) : null,
  });
  return {
    curves,
    figures: observed.map((figures, i) =>
      byMeasure((name) =>
        estimate(
          figures![name],
          drawn.map((each) => each[i]![name]),
        ),
      ),
    ),
    differences: observed.slice(1).map((figures, i) =>
      byMeasure((name) => {
        const values = drawn.map((each) => each[i + 1]![name] - each[0]![name]);
        return { ...estimate(figures![name] - observed[0]![name], values), p: isEnough ? chance(values) : null };
      }),
    ),
  };
}

function byMeasure<Value>(of: (name: ScoreMeasure) => Value): Record<ScoreMeasure, Value> {
  return { auroc: of('auroc'), ks: of('ks'), lift: of('lift') };
}

/** The ladder with each row as often as its group was drawn; it is overwritten by the next call. */
function fill(
  ladder: Ladder,
  outcomes: ArrayLike<number>,
  groups: Int32Array,
  draws: Uint32Array,
): Pick<Ladder, 'ones' | 'zeros'> {
  const { places, ones, zeros } = ladder;
  ones.fill(0);
  zeros.fill(0);
  for (let row = 0; row < outcomes.length; row += 1)
    (outcomes[row] === 1 ? ones : zeros)[places[row]!]! += draws[groups[row]!]!;
  return ladder;
}

/** Null with one class. */
function measure({ ones, zeros }: Pick<Ladder, 'ones' | 'zeros'>, top: number): Record<ScoreMeasure, number> | null {
  const [allOnes, allZeros] = [total(ones), total(zeros)];
  if (allOnes === 0 || allZeros === 0) return null;
  let [yes, no, pairs, ks] = [0, 0, 0, 0];
  for (let place = 0; place < ones.length; place += 1) {
    pairs += zeros[place]! * (yes + ones[place]! / 2);
    yes += ones[place]!;
    no += zeros[place]!;
    ks = Math.max(ks, Math.abs(yes / allOnes - no / allZeros));
  }
  return { auroc: pairs / (allOnes * allZeros), ks, lift: gainAt(ones, zeros, top, allOnes, allZeros) / top };
}

function gainAt(ones: Float64Array, zeros: Float64Array, share: number, allOnes: number, allZeros: number): number {
  let left = share * (allOnes + allZeros);
  let found = 0;
  for (let place = 0; place < ones.length && left > 0; place += 1) {
    const size = ones[place]! + zeros[place]!;
    if (size === 0) continue;
    const taken = Math.min(1, left / size);
    found += taken * ones[place]!;
    left -= size;
  }
  return found / allOnes;
}

function gainCurve({ ones, zeros }: Pick<Ladder, 'ones' | 'zeros'>): GainPoint[] {
  const [allOnes, allZeros] = [total(ones), total(zeros)];
  return Array.from({ length: 21 }, (_, step) => {
    const share = step / 20;
    return { share, gain: gainAt(ones, zeros, share, allOnes, allZeros) };
  });
}

function total(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}

/** Twice the smaller share of draws on one side of zero, the observed one counted among them. */
function chance(values: number[]): number {
  const below = values.filter((value) => value <= 0).length;
  const above = values.filter((value) => value >= 0).length;
  return Math.min(1, (2 * (Math.min(below, above) + 1)) / (values.length + 1));
}
