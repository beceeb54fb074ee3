import { holdOut } from '../splits/folds.js';
import { thresholdForPrecision, thresholdForProfit, thresholdForRecall, type Choice } from './thresholds.js';
import { tallyScores, type Reason, type Tally } from './tally.js';

/** What a threshold is to reach. */
export type ThresholdRule = { rule: 'recall' | 'precision'; wanted: number } | { rule: 'profit'; wanted: null };

/** Scored rows with the part of which each one is. */
export interface PartedScores {
  scores: Float64Array;
  outcomes: Float64Array;
  /** Part a row is in, such as its fold. */
  parts: Int32Array;
  /** What acting on each row brings, less what it costs, in whole units of money. */
  profits?: Float64Array;
}

/** Rows at or above a threshold, by what they were. */
export interface Contacts {
  truePositives: number;
  falsePositives: number;
  falseNegatives: number;
  trueNegatives: number;
  /** In the units given; null without them. */
  profit: number | null;
}

export type JudgedThreshold = ThresholdRule & {
  /** Chosen on all rows: for rows to come. Null where there is none. */
  threshold: number | null;
  /** Why there is none. */
  reason: Reason | null;
  /** What comes of the rule on rows that did not choose the threshold; null without a threshold, or where a class is too rare to tell. */
  contacts: Contacts | null;
};

/**
 * Thresholds by rule, each judged crosswise: rows of a part by the threshold that the rule chooses on the other parts (of one part: its halves by seed), so that no
 * row is judged by a threshold that it had a part in. Throws `statistics.bad-input`. O(rules × parts × n log n).
 */
export function judgeThresholds(rows: PartedScores, rules: readonly ThresholdRule[], seed: number): JudgedThreshold[] {
  const parts = crossingParts(rows, seed);
  return rules.map((rule) => {
    const { cut, reason } = choose(rows, rule, () => true);
    const threshold = cut?.threshold ?? null;
    const contacts = threshold === null || parts === null ? null : judgeCrosswise({ ...rows, parts }, rule);
    return { ...rule, threshold, reason, contacts };
  });
}

/** The parts given, or halves of a single one; null where a class has one row only. */
function crossingParts({ outcomes, parts }: PartedScores, seed: number): Int32Array | null {
  if (new Set(parts).size > 1) return parts;
  const ones = outcomes.reduce((sum, each) => sum + each, 0);
  if (Math.min(ones, outcomes.length - ones) < 2) return null;
  const halves = new Int32Array(outcomes.length);
  for (const row of holdOut({ rows: outcomes.length, classes: outcomes, seed }, 0.5).test) halves[row] = 1;
  return halves;
}

function judgeCrosswise(rows: PartedScores, rule: ThresholdRule): Contacts {
  const { scores, outcomes, parts, profits } = rows;
  const thresholds = new Map(
    [...new Set(parts)].map((part) => {
      const { cut } = choose(rows, rule, (row) => parts[row] !== part);
      return [part, cut?.threshold ?? Infinity];
    }),
  );
  const sums = [0, 0, 0, 0];
  let profit = 0;
  for (let row = 0; row < scores.length; row += 1) {
    const isContacted = scores[row]! >= thresholds.get(parts[row]!)!;
    sums[2 * (isContacted ? 1 : 0) + outcomes[row]!]! += 1;
    if (isContacted) profit += profits?.[row] ?? 0;
  }
  const [trueNegatives, falseNegatives, falsePositives, truePositives] = sums as [number, number, number, number];
  return { truePositives, falsePositives, falseNegatives, trueNegatives, profit: profits ? profit : null };
}

function choose(
  { scores, outcomes, profits }: PartedScores,
  { rule, wanted }: ThresholdRule,
  isChosen: (row: number) => boolean,
): Choice {
  const chosen = [...scores.keys()].filter(isChosen);
  const of = (column: Float64Array) => Float64Array.from(chosen, (row) => column[row]!);
  const tally: Tally = tallyScores({ scores: of(scores), outcomes: of(outcomes) });
  if (rule === 'profit') return thresholdForProfit(tally, of(profits ?? new Float64Array(scores.length)));
  return (rule === 'recall' ? thresholdForRecall : thresholdForPrecision)(tally, wanted);
}
