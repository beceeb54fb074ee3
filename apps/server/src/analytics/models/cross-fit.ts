import { takeRows } from '../features/feature-table.js';
import type { Member } from '../member.js';
import type { Split } from '../splits/split.js';
import { fitModel, type Learner, type TrainingRows } from './fit-model.js';
import { predictModel, type Model } from './model.js';

export interface CrossFitInput extends TrainingRows {
  learners: readonly Learner[];
  /** Rows to learn from and to score; the two never share one. */
  splits: readonly Split[];
  seed: number;
}

/** A learner fitted on the training rows of a split, or on all rows. */
export interface Fit {
  /** Place among the learners. */
  learner: number;
  /** Place among the splits; null for the model of all rows. */
  split: number | null;
  model: Model;
  /** Predictions of the split's test rows, in their order; null for the model of all rows. */
  predictions: Float64Array | null;
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

function fitOne(input: CrossFitInput, learner: number, split: number | null, progress: (share: number) => void): Fit {
  const { learners, splits, seed, table, target } = input;
  if (split === null)
    return { learner, split, model: fitModel(learners[learner]!, input, seed, progress), predictions: null };
  const { train, test } = splits[split]!;
  const rows = {
    ...input,
    table: takeRows(table, train),
    target: Float64Array.from(train, (row) => target[row]!),
  };
  const model = fitModel(learners[learner]!, rows, seed, progress);
  return { learner, split, model, predictions: predictModel(model, takeRows(table, test)).values };
}
