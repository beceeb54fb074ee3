import { takeRows } from '../features/feature-table.js';
import { auroc } from '../judging/auroc.js';
import { tallyScores } from '../judging/tally.js';
import type { Progress } from '../progress.js';
import type { ParameterRange, Parameters, ParameterSpace } from '../search/parameter-space.js';
import { searchParameters, type Trial } from '../search/search-parameters.js';
import { sampleInside, splitInside, type InsideRows } from '../splits/split-inside.js';
import { fitModel, type Learner, type TrainingRows } from './fit-model.js';
import { predictModel } from './model.js';

/** How settings of learners are looked for. */
export interface SearchPlan {
  /** Settings that are tried, the declared ones among them. */
  trials: number;
  /** Parts of the training rows, each judged by what the others teach. */
  folds: number;
  /** Least and greatest value of a setting, by kind of learner; in the place of, or beside, those in DEFAULT_RANGES. */
  ranges: Partial<Record<Learner['kind'], Ranges>>;
}

export type Ranges = Readonly<Record<string, readonly [low: number, high: number]>>;

/** What is looked through where nothing else is said. */
export const DEFAULT_RANGES: Record<Learner['kind'], Ranges> = {
  boosting: { learningRate: [0.02, 0.3], maxLeaves: [4, 63], minLeafRows: [5, 200], l2: [0.1, 30] },
  forest: { maxDepth: [4, 24], minLeafRows: [1, 100] },
  linear: { penalty: [0.01, 1000] },
};

/** Settings of names; a range says nothing of them. */
const CHOICES: Partial<Record<Learner['kind'], ParameterSpace>> = {
  forest: { triedColumns: { choices: ['sqrt', 'third', 'all'] } },
};
const WHOLE = new Set(['maxLeaves', 'maxDepth', 'minLeafRows', 'rounds', 'trees']);
const LINEAR = new Set(['maxDepth']);

/** On the first rung a trial sees no fewer rows, and no fewer of the rarer class. */
const LEAST_ROWS = 600;
const LEAST_OF_CLASS = 50;

export interface FoundSettings {
  /** The best settings of the search, the declared ones where no trial could be judged. */
  learner: Learner;
  trials: Trial[];
}

/** Settings that a search looks through for a learner. */
export function searchSpace(kind: Learner['kind'], plan: SearchPlan): ParameterSpace {
  const ranges = { ...DEFAULT_RANGES[kind], ...plan.ranges[kind] };
  const measured = Object.entries(ranges).map(([name, [low, high]]): [string, ParameterRange] => [
    name,
    { low, high, whole: WHOLE.has(name), scale: LINEAR.has(name) ? 'linear' : 'log' },
  ]);
  return { ...Object.fromEntries(measured), ...CHOICES[kind] };
}

/**
 * Looks for settings among training rows alone: random search by successive halving over the number of rows. A trial is scored by the mean over
 * the inner parts of the AUROC (of an amount: minus the root of the mean squared error); the parts of a trial never hold a row that is judged outside. The best score
 * flatters, as it is the best of many looks. Throws `model.bad-input` as fits and splits do. Cost: some 1.2 to 3 × trials ÷ 3 × folds fits.
 */
export function searchLearner(
  learner: Learner,
  rows: TrainingRows,
  plan: SearchPlan,
  seed: number,
  progress: Progress,
): FoundSettings {
  if (!isSearched(learner)) return { learner, trials: [] };
  const space = searchSpace(learner.kind, plan);
  const inside = insideOf(rows);
  const declared = learner as unknown as Record<string, number | string | undefined>;
  const { best, trials } = searchParameters(
    (params, resource) => {
      const kept = sampleInside(inside, resource, seed);
      return scoreTrial(applySettings(learner, params), takeTraining(rows, kept), plan.folds, seed);
    },
    {
      space,
      given: [Object.fromEntries(Object.keys(space).map((name) => [name, declared[name] ?? null]))],
      candidates: plan.trials,
      resource: { least: leastRows(inside), most: inside.rows },
      seed,
      progress,
    },
  );
  return { learner: best === null ? learner : applySettings(learner, best.params), trials };
}

/** Whether settings are looked for: a regression without a penalty is wanted for its intervals, which another penalty would take away. */
export function isSearched(learner: Learner): boolean {
  return learner.kind !== 'linear' || learner.penalty > 0;
}

/** A learner with other settings; null leaves a limit out. */
export function applySettings(learner: Learner, params: Parameters): Learner {
  const settings = Object.entries({ ...learner, ...params }).filter(([, value]) => value !== null);
  return Object.fromEntries(settings) as unknown as Learner;
}

/** Training rows in the order given. */
export function takeTraining(rows: TrainingRows, kept: Int32Array): TrainingRows {
  const { table, target, groups, times } = rows;
  return {
    ...rows,
    table: takeRows(table, kept),
    target: Float64Array.from(kept, (row) => target[row]!),
    ...(groups && { groups: Int32Array.from(kept, (row) => groups[row]!) }),
    ...(times && { times: Float64Array.from(kept, (row) => times[row]!) }),
  };
}

/** How training rows may be split among themselves. */
export function insideOf({ task, table, target, groups, times }: TrainingRows): InsideRows {
  return {
    rows: table.rows,
    ...(task === 'outcome' && { classes: target }),
    ...(groups && { groups }),
    ...(times && { times }),
  };
}

function leastRows({ rows, classes }: InsideRows): number {
  const ones = classes === undefined ? rows / 2 : Array.from(classes).reduce((sum, each) => sum + each, 0);
  const rarer = Math.max(1, Math.min(ones, rows - ones));
  return Math.min(rows, Math.max(Math.floor(rows / 9), LEAST_ROWS, Math.ceil((LEAST_OF_CLASS * rows) / rarer)));
}

function scoreTrial(learner: Learner, rows: TrainingRows, folds: number, seed: number): number {
  const splits = splitInside(insideOf(rows), folds, seed);
  const scores = splits.map(({ train, test }) => {
    const judged = takeTraining(rows, test);
    const { values } = predictModel(fitModel(learner, takeTraining(rows, train), seed), judged.table);
    if (rows.task === 'outcome') return auroc(tallyScores({ scores: values, outcomes: judged.target })).value ?? NaN;
    const squares = values.reduce((sum, value, row) => sum + (value - judged.target[row]!) ** 2, 0);
    return -Math.sqrt(squares / values.length);
  });
  return scores.reduce((sum, score) => sum + score, 0) / scores.length;
}
