import { tallyScores } from '../../analytics/judging/tally.js';
import { thresholdForRecall } from '../../analytics/judging/thresholds.js';
import type { TreeModel } from '../../analytics/models/model.js';
import { splitFolds } from '../../analytics/splits/folds.js';
import type { Split } from '../../analytics/splits/split.js';
import { runGang } from '../../compute/run-gang.js';
import type { FailureModelAnalysis } from '../../content/spec/failure-model.js';
import type { BuildContext } from '../build-context.js';
import { learnerOf } from '../models/learner-of.js';
import { failureError } from './failure-error.js';
import type { FailureRows } from './read-rows.js';

/** Every row scored by the model of the fold that holds its unit, which learned other units. */
export interface FailureScores {
  fold: Int32Array;
  score: Float64Array;
  /** Threshold by fold, chosen on the other folds' rows; and one of all rows, for rows of today. */
  thresholds: number[];
  threshold: number;
  /** Model by fold. */
  folds: TreeModel[];
  /** Of all rows. */
  model: TreeModel;
}

/** Fits and scores. Throws `failure_model.too-few-failures`, `model.bad-input`. */
export async function fitFailures(
  { signal, progress, threads }: BuildContext,
  spec: FailureModelAnalysis,
  rows: FailureRows,
): Promise<FailureScores> {
  assertFailures(spec, rows);
  const { table, label, place, teaches, units } = rows;
  const dealing = {
    rows: table.rows,
    seed: spec.seed,
    groups: Array.from(place, (each) => units[each]!),
    classes: label,
  };
  const splits = splitFolds(dealing, spec.folds).map(({ train, test }): Split => ({
    test,
    train: train.filter((row) => teaches[row] === 1),
  }));
  for (const { train } of splits) assertBothClasses(train, rows, spec);
  const input = {
    task: 'outcome' as const,
    table,
    target: label,
    targetName: 'failure',
    // What boosting stops by is other machines too.
    groups: place,
    learners: [learnerOf(spec.learner)],
    splits,
    seed: spec.seed,
  };
  const answers = await runGang('cross-fit', input, {
    threads,
    ...(signal && { signal }),
    progress: (share) => progress(0.3 + 0.4 * share),
  });
  const fits = answers.flat();
  const fold = new Int32Array(table.rows);
  const score = new Float64Array(table.rows);
  for (const { split, predictions } of fits) {
    if (split === null) continue;
    for (const [at, row] of splits[split]!.test.entries()) {
      fold[row] = split;
      score[row] = predictions![at]!;
    }
  }
  const modelOf = (split: number | null) => fits.find((fit) => fit.split === split)!.model as TreeModel;
  const choose = (except: number | null) => chooseThreshold(spec, rows, score, (row) => fold[row] !== except);
  return {
    fold,
    score,
    thresholds: splits.map((_, split) => choose(split)),
    threshold: choose(null),
    folds: splits.map((_, split) => modelOf(split)),
    model: modelOf(null),
  };
}

function chooseThreshold(
  spec: FailureModelAnalysis,
  { label, teaches }: FailureRows,
  score: Float64Array,
  isOther: (row: number) => boolean,
): number {
  const chosen = [...label.keys()].filter((row) => teaches[row] === 1 && isOther(row));
  const tally = tallyScores({ scores: chosen.map((row) => score[row]!), outcomes: chosen.map((row) => label[row]!) });
  const { cut } = thresholdForRecall(tally, spec.recall);
  if (cut === null) throw tooFew(spec, 'the rows on which the threshold is chosen hold no failure, or nothing else');
  return cut.threshold;
}

function assertFailures(spec: FailureModelAnalysis, { label, place }: FailureRows): void {
  const failing = new Set([...place].filter((_, row) => label[row] === 1));
  const running = new Set([...place].filter((_, row) => label[row] === 0));
  if (failing.size < spec.folds || running.size < spec.folds)
    throw tooFew(
      spec,
      `${failing.size} units have a row before a failure and ${running.size} a row without one; ${spec.folds} folds need so many of each`,
    );
}

function assertBothClasses(train: Int32Array, { label }: FailureRows, spec: FailureModelAnalysis): void {
  const failures = train.reduce((sum, row) => sum + label[row]!, 0);
  if (failures === 0 || failures === train.length)
    throw tooFew(
      spec,
      spec.test_from === undefined
        ? 'the rows that teach hold one outcome only'
        : `the rows before ${spec.test_from} hold one outcome only`,
    );
}

function tooFew({ failures }: FailureModelAnalysis, why: string) {
  return failureError('too-few-failures', `The failures of "${failures.input}" are too few to learn from: ${why}.`, {
    hint: 'Take fewer `folds`, a longer `within`, a later `test_from`, or more history.',
  });
}
