import { auroc, compareAurocs, type AurocComparison } from '../judging/auroc.js';
import { calibrate, type CalibrationBin } from '../judging/calibration.js';
import { gainCurve, type CurvePoint } from '../judging/gain-curve.js';
import { gainTable, type GainTable } from '../judging/gain-table.js';
import { judgeThresholds, type JudgedThreshold, type ThresholdRule } from '../judging/judge-thresholds.js';
import { probabilityLoss } from '../judging/probability-loss.js';
import { averagePrecision, kolmogorovSmirnov } from '../judging/rank-figures.js';
import { tallyScores } from '../judging/tally.js';
import type { Interval } from '../statistics/estimate.js';
import { holm } from '../statistics/multiple-testing.js';

export interface JudgeInput {
  /** 1 or 0 a row. */
  outcomes: Float64Array;
  /** Probabilities by learner, of models that did not learn from the row. */
  predictions: readonly Float64Array[];
  grades: number;
  /** Probabilities after calibration, by learner, of maps that did not learn from the row either. */
  calibrated?: readonly Float64Array[];
  /** Part of each row, such as its fold, and what thresholds are to reach. */
  parts: Int32Array;
  rules: readonly ThresholdRule[];
  /** What acting on each row brings, less what it costs, in whole units of money. */
  profits?: Float64Array;
  seed: number;
}

/** A figure that says how good a model is; null where it can't be told, with the reason. */
export interface Quality {
  measure:
    | 'auroc'
    | 'average_precision'
    | 'ks'
    | 'brier'
    | 'log_loss'
    | 'calibration_error'
    | 'brier_calibrated'
    | 'calibration_error_calibrated';
  value: number | null;
  interval: Interval | null;
  reason: string | null;
}

export interface OutcomeJudgement {
  /** By learner. */
  quality: Quality[][];
  /** Each later learner against the first: DeLong's paired test, p corrected by Holm. */
  challengers: (AurocComparison & { corrected: number | null; isBetter: boolean })[];
  /** Place of the learner that is used: the first, or the best of those that are reliably better. */
  champion: number;
  /** Of the champion. */
  gains: GainTable;
  curve: CurvePoint[];
  thresholds: JudgedThreshold[];
  /** Bins of the scores; the mean calibrated probability of their rows where there is one. */
  calibration: (CalibrationBin & { meanCalibrated: number | null })[];
}

const LEVEL = 0.05;

/** Kernel for one thread: judges learners on the same rows. Throws `statistics.bad-input`. O(learners × n log n). */
export function judgeOutcome(input: JudgeInput): OutcomeJudgement {
  const { outcomes, predictions, calibrated, grades, profits, rules, seed } = input;
  const challengers = compareWithFirst(outcomes, predictions);
  const champion = chooseChampion(challengers);
  const scored = { scores: predictions[champion]!, outcomes };
  const tally = tallyScores(scored);
  return {
    quality: predictions.map((scores, learner) => measureQuality(scores, outcomes, calibrated?.[learner])),
    challengers,
    champion,
    gains: gainTable(tally, grades, profits),
    curve: gainCurve(tally),
    thresholds: judgeThresholds({ ...input, ...scored }, rules, seed),
    calibration: calibrate(scored).bins.map((bin) => ({
      ...bin,
      meanCalibrated: calibrated === undefined ? null : meanBetween(bin, scored.scores, calibrated[champion]!),
    })),
  };
}

/** Mean of values of the rows whose score is in a bin; a bin parts no equal scores. */
function meanBetween({ low, high, n }: CalibrationBin, scores: Float64Array, values: Float64Array): number {
  return values.reduce((sum, value, row) => sum + (scores[row]! >= low && scores[row]! <= high ? value : 0), 0) / n;
}

function compareWithFirst(
  outcomes: Float64Array,
  predictions: readonly Float64Array[],
): OutcomeJudgement['challengers'] {
  const compared = predictions.slice(1).map((others) => compareAurocs({ scores: predictions[0]!, outcomes }, others));
  const corrected = holm(compared.map(({ p }) => p));
  return compared.map((comparison, i) => {
    const p = corrected[i] ?? null;
    const isBetter = p !== null && p < LEVEL && comparison.interval !== null && comparison.interval.low > 0;
    return { ...comparison, corrected: p, isBetter };
  });
}

function chooseChampion(challengers: OutcomeJudgement['challengers']): number {
  let champion = 0;
  for (const [i, { isBetter, second }] of challengers.entries()) {
    const best = champion === 0 ? -Infinity : challengers[champion - 1]!.second!;
    if (isBetter && second! > best) champion = i + 1;
  }
  return champion;
}

function measureQuality(scores: Float64Array, outcomes: Float64Array, calibrated?: Float64Array): Quality[] {
  const scored = { scores, outcomes };
  const tally = tallyScores(scored);
  const area = auroc(tally);
  const loss = probabilityLoss(scored);
  const plain = (measure: Quality['measure'], value: number | null, reason: string | null = null): Quality => ({
    measure,
    value,
    interval: null,
    reason,
  });
  const [precision, ks] = [averagePrecision(tally), kolmogorovSmirnov(tally)];
  return [
    { measure: 'auroc', value: area.value, interval: area.interval, reason: area.reason },
    plain('average_precision', precision.value, precision.reason),
    plain('ks', ks.value, ks.reason),
    plain('brier', loss.brier),
    plain('log_loss', loss.logLoss),
    plain('calibration_error', calibrate(scored).error),
    ...(calibrated === undefined
      ? []
      : [
          plain('brier_calibrated', probabilityLoss({ scores: calibrated, outcomes }).brier),
          plain('calibration_error_calibrated', calibrate({ scores: calibrated, outcomes }).error),
        ]),
  ];
}
