import { badInput } from '../features/feature-table.js';
import { auroc } from '../judging/auroc.js';
import { regressionErrors } from '../judging/regression-errors.js';
import { tallyScores } from '../judging/tally.js';
import { SOLO } from '../member.js';
import { UNWATCHED, type Progress } from '../progress.js';
import type { TreeEnsemble } from '../trees/tree.js';
import type { ForestSettings } from './forest-settings.js';
import { growTrees, type ForestShare } from './grow-trees.js';
import { prepareForest, type ForestInput, type ForestRows } from './prepare-forest.js';

/** What trees say of rows that they did not learn. */
export interface OutOfBag {
  /** One a row, as the forest predicts; NaN where every tree had drawn the row. */
  predictions: Float64Array;
  /** Of the rows with a prediction, unweighted: AUROC (classification; null where only one class is left) or R² (null without variation). */
  score: number | null;
}

export interface Forest {
  /** Its sum is the probability of 1 (with class weights: as if classes had those weights) or the mean. */
  ensemble: TreeEnsemble;
  /** Null where every tree learned all rows. */
  outOfBag: OutOfBag | null;
}

/** Makes a forest of what the members grew, in their order. O(nodes + rows log rows). */
export function assembleForest(input: ForestInput, shares: readonly ForestShare[]): Forest {
  const { settings, features, base } = input;
  const trees = shares.flatMap((share) => share.trees);
  if (trees.length !== settings.trees) throw badInput(`${trees.length} of ${settings.trees} trees were grown`);
  const shrunk = trees.map((tree) => ({ ...tree, value: tree.value.map((value) => value / trees.length) }));
  return {
    ensemble: { features, base, trees: shrunk },
    outOfBag: settings.bootstrap ? judgeOutOfBag(input, shares) : null,
  };
}

/** Prepares, grows and assembles on this thread. Throws as `prepareForest` does. */
export function growForest(rows: ForestRows, settings: ForestSettings, progress: Progress = UNWATCHED): Forest {
  const input = prepareForest(rows, settings);
  return assembleForest(input, [growTrees(input, { ...SOLO, progress })]);
}

function judgeOutOfBag({ settings, base, order, target }: ForestInput, shares: readonly ForestShare[]): OutOfBag {
  const predictions = new Float64Array(order.length);
  const [known, foretold]: [number[], number[]] = [[], []];
  for (let place = 0; place < order.length; place += 1) {
    let [votes, voters] = [0, 0];
    for (const share of shares) {
      votes += share.votes[place]!;
      voters += share.voters[place]!;
    }
    const prediction = base + (votes / voters) * shares[0]!.grain;
    predictions[order[place]!] = prediction;
    if (voters === 0) continue;
    known.push(target[place]! + base);
    foretold.push(prediction);
  }
  const score =
    settings.task === 'classification'
      ? auroc(tallyScores({ scores: foretold, outcomes: known })).value
      : regressionErrors({ actual: known, predicted: foretold }).r2.value;
  return { predictions, score };
}
