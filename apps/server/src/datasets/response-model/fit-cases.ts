import type { CrossFitInput, Fit } from '../../analytics/models/cross-fit.js';
import type { JudgeInput, OutcomeJudgement } from '../../analytics/models/judge-outcome.js';
import type { FeatureTable } from '../../analytics/features/feature-table.js';
import { meanImportance } from '../../analytics/models/shuffle-columns.js';
import type { PermutationImportance } from '../../analytics/explain/permutation-importance.js';
import { applyIsotonic } from '../../analytics/judging/isotonic.js';
import type { ThresholdRule } from '../../analytics/judging/judge-thresholds.js';
import { splitFolds } from '../../analytics/splits/folds.js';
import { splitRows, type Split } from '../../analytics/splits/split.js';
import { AppError } from '../../common/errors.js';
import { runGang } from '../../compute/run-gang.js';
import type { ResponseModelAnalysis, Validation } from '../../content/spec/response-model.js';
import { quoteName, quoteText } from '../../engine/quote.js';
import { readColumns } from '../../engine/read-columns.js';
import type { BuildContext } from '../build-context.js';
import { learnerOf, searchOf } from '../models/learner-of.js';
import type { Cases } from './read-cases.js';

/** Scores of rows by models that did not learn from them. */
interface TestedScores {
  /** Rows that were scored, ascending. */
  tested: Int32Array;
  /** Fold of the tested rows, from 1. */
  folds: Int32Array;
  /** Probabilities of the tested rows by learner. */
  predictions: Float64Array[];
  /** The same after calibration; null where none is asked for. */
  calibrated: Float64Array[] | null;
}

/** What was fitted and how good it is. */
export interface FittedCases extends TestedScores {
  /** By learner, each of all rows and then of the splits. */
  fits: Fit[];
  /** By learner: of all rows. */
  finals: Fit[];
  judgement: OutcomeJudgement;
  /** How the scores of the kept model are spread where it learned: what later scores are held against. */
  spread: Float64Array;
  /** Of the champion. */
  importance: PermutationImportance[];
}

/**
 * Fits all learners on all splits off the event loop, judges them on the rows held out (`profits`: what contacting a case brings) and shuffles the champion's columns.
 * Throws as the learners do.
 */
export async function fitCases(
  context: BuildContext,
  spec: ResponseModelAnalysis,
  cases: Cases,
  profits?: Float64Array,
): Promise<FittedCases> {
  const { threads, signal } = context;
  const { splits, ...ties } = await splitCases(context, spec, cases);
  const { table, target, targetName } = cases;
  const rows = { task: 'outcome' as const, table, target, targetName, ...ties };
  const fits = await trainCases(context, spec, {
    ...rows,
    splits,
    seed: spec.seed,
    learners: spec.learners.map(learnerOf),
    ...(spec.search && { search: searchOf(spec.search) }),
    isCalibrated: spec.calibration !== undefined,
  });
  const scores = gatherScores(spec, splits, fits, table.rows);
  const judge: JudgeInput = {
    outcomes: Float64Array.from(scores.tested, (row) => target[row]!),
    predictions: scores.predictions,
    grades: spec.grades,
    parts: scores.folds,
    rules: rulesOf(spec),
    seed: spec.seed,
    ...(scores.calibrated && { calibrated: scores.calibrated }),
    ...(profits && { profits: Float64Array.from(scores.tested, (row) => profits[row]!) }),
  };
  const judgement = (await runGang('judge-outcome', judge, { threads: 1, signal }))[0]!;
  const own = fits.filter(({ learner }) => learner === judgement.champion);
  const parts = splits.map(({ test }, split) => ({ test, model: own.find((fit) => fit.split === split)!.model }));
  const shuffled = await runGang(
    'shuffle-columns',
    { task: 'outcome', table, target, parts, repeats: spec.shuffles, seed: spec.seed },
    { threads, signal, progress: (share) => context.progress(0.7 + 0.2 * share) },
  );
  const finals = fits.filter(({ split }) => split === null);
  const spread = await spreadScores(
    context,
    finals[judgement.champion]!,
    table,
    scores.predictions[judgement.champion]!,
  );
  return { ...scores, fits, finals, judgement, spread, importance: meanImportance(shuffled.flat()) };
}

/** Models of the folds end at other lowest and highest scores than the kept one, so theirs would be taken for drift. */
async function spreadScores(
  { threads, signal }: BuildContext,
  { settings, model }: Fit,
  table: FeatureTable,
  tested: Float64Array,
): Promise<Float64Array> {
  // A forest knows its own rows by heart: their scores are too sure.
  if (settings.kind === 'forest') return tested;
  const shares = await runGang('predict-rows', { model, table }, { threads, signal });
  return Float64Array.from(shares.flatMap(({ values }) => [...values]));
}

function gatherScores(
  { learners, calibration }: ResponseModelAnalysis,
  splits: readonly Split[],
  fits: readonly Fit[],
  rows: number,
): TestedScores {
  const tested = Int32Array.from(splits.flatMap(({ test }) => [...test])).sort();
  const fold = new Int32Array(rows);
  for (const [split, { test }] of splits.entries()) for (const row of test) fold[row] = split + 1;
  const gather = (values: (fit: Fit) => Float64Array) =>
    learners.map((_, learner) => {
      const all = new Float64Array(rows);
      for (const fit of fits) {
        if (fit.learner !== learner || fit.split === null) continue;
        const found = values(fit);
        for (const [i, row] of splits[fit.split]!.test.entries()) all[row] = found[i]!;
      }
      return Float64Array.from(tested, (row) => all[row]!);
    });
  return {
    tested,
    folds: Int32Array.from(tested, (row) => fold[row]!),
    predictions: gather((fit) => fit.predictions!),
    calibrated: calibration ? gather((fit) => applyIsotonic(fit.calibration!, fit.predictions!)) : null,
  };
}

function rulesOf({ thresholds: { recall, precision, profit } }: ResponseModelAnalysis): ThresholdRule[] {
  return [
    ...(recall === undefined ? [] : [{ rule: 'recall' as const, wanted: recall }]),
    ...(precision === undefined ? [] : [{ rule: 'precision' as const, wanted: precision }]),
    ...(profit === undefined ? [] : [{ rule: 'profit' as const, wanted: null }]),
  ];
}

/** Fits off the event loop, within the time that a search may take. Throws `response_model.search-too-long`. */
async function trainCases(
  context: BuildContext,
  { search }: ResponseModelAnalysis,
  input: CrossFitInput,
): Promise<Fit[]> {
  const { threads } = context;
  const limit = search?.seconds === undefined ? undefined : AbortSignal.timeout(1000 * search.seconds);
  const signals = [context.signal, limit].filter((each) => each !== undefined);
  const progress = (share: number) => context.progress(0.1 + 0.6 * share);
  try {
    const answers = await runGang('cross-fit', input, { threads, signal: AbortSignal.any(signals), progress });
    const place = ({ learner, split }: Fit) => learner * (input.splits.length + 1) + (split ?? -1);
    return answers.flat().sort((a, b) => place(a) - place(b));
  } catch (thrown) {
    if (limit?.aborted !== true || context.signal?.aborted === true) throw thrown;
    throw new AppError('response_model.search-too-long', `The search took longer than ${search!.seconds} seconds.`, {
      hint: 'Lower search.trials or search.folds, take fewer learners or validation.folds, or raise search.seconds. What is found may not depend on time, so nothing was kept.',
      details: { search },
    });
  }
}

/** Splits on which models are judged, and what a split among their training rows has to keep to. */
type CaseSplits = { splits: Split[] } & Pick<CrossFitInput, 'groups' | 'times'>;

async function splitCases(
  context: BuildContext,
  { validation, seed }: ResponseModelAnalysis,
  cases: Cases,
): Promise<CaseSplits> {
  const { table, target } = cases;
  if ('date' in validation) return splitAt(context, validation, cases);
  const groups = validation.together === undefined ? {} : { groups: await readGroups(context, validation.together) };
  return { splits: splitFolds({ rows: table.rows, seed, classes: target, ...groups }, validation.folds), ...groups };
}

async function readGroups({ workspace, signal }: BuildContext, column: string): Promise<Int32Array> {
  const sql = `SELECT dense_rank() OVER (ORDER BY ${quoteName(column)})::INTEGER FROM _cases ORDER BY _row`;
  return (await readColumns(workspace, sql, {}, signal)).columns[0] as Int32Array;
}

async function splitAt(
  { workspace, signal }: BuildContext,
  { date, from }: Extract<Validation, { date: string }>,
  { target }: Cases,
): Promise<CaseSplits> {
  const later = `coalesce((${quoteName(date)}::DATE >= DATE ${quoteText(from)})::INTEGER, -1)`;
  const time = `coalesce(epoch_ms(${quoteName(date)}::TIMESTAMP)::DOUBLE, 'NaN'::DOUBLE)`;
  const { columns } = await readColumns(workspace, `SELECT ${later}, ${time} FROM _cases ORDER BY _row`, {}, signal);
  const sides = columns[0]!;
  const split = splitRows(
    sides.length,
    (row) => sides[row] === 1,
    (row) => sides[row] === 0,
  );
  for (const [name, rows] of [
    ['before', split.train],
    ['from', split.test],
  ] as const) {
    const yes = rows.reduce((sum, row) => sum + target[row]!, 0);
    if (yes > 0 && yes < rows.length) continue;
    throw new AppError('response_model.one-class', `The ${rows.length} cases ${name} ${from} have one outcome only.`, {
      hint: 'Move validation.from, so that yes and no occur on both sides of it.',
      details: { validation: { date, from } },
    });
  }
  return { splits: [split], times: columns[1] as Float64Array };
}
