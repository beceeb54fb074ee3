import { fitIsotonic, type IsotonicMap } from '../judging/isotonic.js';
import { splitInside } from '../splits/split-inside.js';
import { fitModel, type Learner, type TrainingRows } from './fit-model.js';
import { predictModel } from './model.js';
import { insideOf, takeTraining } from './search-learner.js';

const PARTS = 3;

/**
 * Isotonic map from scores to probabilities, made of training rows alone: each third (with times: the newest quarter) is scored by a model of the others. For the model of all
 * of these rows, which it fits on average (as CalibratedClassifierCV of scikit-learn without ensemble). Throws `model.bad-input`. Costs three fits.
 */
export function fitCalibration(learner: Learner, rows: TrainingRows, seed: number): IsotonicMap {
  const parts = splitInside(insideOf(rows), PARTS, seed).map(({ train, test }) => {
    const judged = takeTraining(rows, test);
    const model = fitModel(learner, takeTraining(rows, train), seed);
    return { scores: predictModel(model, judged.table).values, outcomes: judged.target };
  });
  return fitIsotonic({
    scores: parts.flatMap(({ scores }) => [...scores]),
    outcomes: parts.flatMap(({ outcomes }) => [...outcomes]),
  });
}
