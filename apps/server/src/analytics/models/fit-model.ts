import { boostingInput } from '../boosting/boosting-input.js';
import { trainBoosting } from '../boosting/train-boosting.js';
import { applyBins, fitBins } from '../features/bins.js';
import { takeRows, type FeatureTable } from '../features/feature-table.js';
import { growForest } from '../forest/assemble-forest.js';
import type { TriedColumns } from '../forest/forest-settings.js';
import { fitLeastSquares } from '../linear/least-squares.js';
import { fitLogistic } from '../linear/logistic.js';
import { SOLO, type Member } from '../member.js';
import type { Progress } from '../progress.js';
import { UNWATCHED } from '../progress.js';
import { holdOut } from '../splits/folds.js';
import type { Model, Task } from './model.js';

export interface BoostingLearner {
  kind: 'boosting';
  rounds: number;
  learningRate: number;
  maxLeaves: number;
  maxDepth?: number;
  minLeafRows: number;
  l2: number;
  patience: number;
}

export interface ForestLearner {
  kind: 'forest';
  trees: number;
  maxDepth?: number;
  minLeafRows: number;
  triedColumns: TriedColumns;
  balanced: boolean;
}

export interface LinearLearner {
  kind: 'linear';
  penalty: number;
}

export type Learner = BoostingLearner | ForestLearner | LinearLearner;

/** Rows to learn from; the target is 1 or 0 for an outcome. */
export interface TrainingRows {
  task: Task;
  table: FeatureTable;
  target: Float64Array;
  /** Name of the target, for errors. */
  targetName: string;
  /** Rows of one group stay together where rows are held out among these. */
  groups?: Int32Array;
  /** Time of a row, NaN where it is not known: settings are looked for by what later rows say of earlier ones. */
  times?: Float64Array;
}

/** Share of the training rows that boosting holds out to see when to stop, and the least rows of a side to do so. */
const STOPPING_SHARE = 0.15;
const STOPPING_ROWS = 50;

/**
 * Fits a learner on this thread. Boosting stops by the loss on a seeded 15 % of the training rows (whole groups of them), where there are enough. Throws
 * `model.bad-input` as the learners do.
 */
export function fitModel(learner: Learner, rows: TrainingRows, seed: number, progress: Progress = UNWATCHED): Model {
  switch (learner.kind) {
    case 'boosting':
      return fitBoosting(learner, rows, seed, progress);
    case 'forest':
      return fitForest(learner, rows, seed, progress);
    case 'linear': {
      const fit = rows.task === 'outcome' ? fitLogistic : fitLeastSquares;
      return { kind: 'linear', linear: fit(rows.table, rows.target, { penalty: learner.penalty, progress }) };
    }
  }
}

function fitBoosting(learner: BoostingLearner, rows: TrainingRows, seed: number, progress: Progress): Model {
  const { task, targetName } = rows;
  const { train, stop } = holdStoppingRows(rows, seed);
  const features = fitBins(train.table);
  const binned = ({ table, target }: Pick<TrainingRows, 'table' | 'target'>) => ({
    table: applyBins(table, features),
    target,
  });
  const { kind: _kind, patience, maxDepth, ...settings } = learner;
  const input = boostingInput({
    ...binned(train),
    targetName,
    ...(stop && { validation: binned(stop) }),
    settings: {
      ...settings,
      loss: { kind: task === 'outcome' ? 'logistic' : 'squared' },
      maxDepth: maxDepth ?? null,
      patience: stop ? patience : null,
      seed,
    },
  });
  const member: Member = { ...SOLO, progress };
  const { ensemble } = trainBoosting(input, member);
  return { kind: 'trees', link: task === 'outcome' ? 'logit' : 'identity', ensemble };
}

type Side = Pick<TrainingRows, 'table' | 'target'>;

/**
 * Rows to learn from and rows to stop by, whole groups where there are groups; only the first where there are too few, or one side would have a
 * single class.
 */
function holdStoppingRows({ task, table, target, groups }: TrainingRows, seed: number): { train: Side; stop?: Side } {
  const classes = task === 'outcome' ? target : new Float64Array(table.rows);
  if (table.rows * STOPPING_SHARE < STOPPING_ROWS || rarestClass(classes, groups) < 2)
    return { train: { table, target } };
  const keys = Array.from({ length: table.rows }, (_, row) => row);
  const tied = groups ? { groups } : { keys };
  const { train, test } = holdOut({ rows: table.rows, seed, classes, ...tied }, STOPPING_SHARE);
  const side = (kept: Int32Array): Side => ({
    table: takeRows(table, kept),
    target: Float64Array.from(kept, (row) => target[row]!),
  });
  return { train: side(train), stop: side(test) };
}

/** Rows, or groups with a row, of the class that has fewest. */
function rarestClass(classes: Float64Array, groups?: Int32Array): number {
  const holders = new Map<number, Set<number>>();
  for (const [row, each] of classes.entries()) {
    const known = holders.get(each) ?? new Set();
    holders.set(each, known.add(groups?.[row] ?? row));
  }
  return Math.min(...[...holders.values()].map(({ size }) => size));
}

function fitForest(
  learner: ForestLearner,
  { task, table, target }: TrainingRows,
  seed: number,
  progress: Progress,
): Model {
  const features = fitBins(table);
  const { trees, maxDepth, minLeafRows, triedColumns, balanced } = learner;
  const { ensemble } = growForest(
    { table: applyBins(table, features), target },
    {
      task: task === 'outcome' ? 'classification' : 'regression',
      trees,
      ...(maxDepth !== undefined && { maxDepth }),
      minLeafRows,
      triedColumns,
      bootstrap: true,
      ...(balanced && { classWeights: 'balanced' }),
      seed,
    },
    progress,
  );
  return { kind: 'trees', link: 'identity', ensemble };
}
