import { takeRows } from '../features/feature-table.js';
import type { IsotonicMap } from '../judging/isotonic.js';
import type { Member } from '../member.js';
import type { Progress } from '../progress.js';
import type { Trial } from '../search/search-parameters.js';
import type { Split } from '../splits/split.js';
import { fitCalibration } from './fit-calibration.js';
import { fitModel, type Learner, type TrainingRows } from './fit-model.js';
import { predictModel, type Model } from './model.js';
import { searchLearner, takeTraining, type SearchPlan } from './search-learner.js';

export interface CrossFitInput extends TrainingRows {
  learners: readonly Learner[];
  /** Rows to learn from and to score; the two never share one. */
  splits: readonly Split[];
  seed: number;
  /** Settings are looked for among the training rows of each fit, so that the rows it is judged on have no part in them. */
  search?: SearchPlan;
  /** Scores are also turned into calibrated probabilities, by a map that is made among the training rows of each fit. */
  isCalibrated?: boolean;
}

/** Share of the time of a fit that a search takes, about. */
const SEARCH_SHARE = 0.9;

/** A learner fitted on the training rows of a split, or on all rows. */
export interface Fit {
  /** Place among the learners. */
  learner: number;
  /** Place among the splits; null for the model of all rows. */
  split: number | null;
  /** With the settings that were found, or as declared without a search. */
  settings: Learner;
  /** Of the search; none without one. */
  trials: Trial[];
  model: Model;
  /** Predictions of the split's test rows, in their order; null for the model of all rows. */
  predictions: Float64Array | null;
  /** Turns predictions into calibrated probabilities; null where that is not asked for. */
  calibration: IsotonicMap | null;
}

/**
 * Kernel: fits every learner on every split and on all rows, each fit on one thread. Fits are dealt out in turn, the whole ones first, as they take
 * longest. Throws as `fitModel` does.
 */
export function crossFit(input: CrossFitInput, member: Member): Fit[] {
  const wanted = [null, ...input.splits.keys()].flatMap((split) =>
    [...input.learners.keys()].map((learner) => ({ learner, split })),
  );
  const mine = wanted.filter((_, i) => i % member.count === member.index);
  return mine.map(({ learner, split }, done) => {
    const progress = (share: number) => member.progress((done + share) / mine.length);
    return fitOne(input, learner, split, progress);
  });
}

function fitOne(input: CrossFitInput, learner: number, split: number | null, progress: Progress): Fit {
  const { learners, splits, seed, search, table, isCalibrated = false } = input;
  const held = split === null ? null : splits[split]!;
  const rows = held === null ? input : takeTraining(input, held.train);
  const declared = learners[learner]!;
  const { learner: settings, trials } =
    search === undefined
      ? { learner: declared, trials: [] }
      : searchLearner(declared, rows, search, seed, (share) => progress(share * SEARCH_SHARE));
  const before = search === undefined ? 0 : SEARCH_SHARE;
  const model = fitModel(settings, rows, seed, (share) => progress(before + share * (1 - before)));
  const predictions = held && predictModel(model, takeRows(table, held.test)).values;
  const calibration = isCalibrated ? fitCalibration(settings, rows, seed) : null;
  return { learner, split, settings, trials, model, predictions, calibration };
}
