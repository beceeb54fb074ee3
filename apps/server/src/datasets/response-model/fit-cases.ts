import type { CrossFitInput, Fit } from '../../analytics/models/cross-fit.js';
import { judgeOutcome, type OutcomeJudgement } from '../../analytics/models/judge-outcome.js';
import { meanImportance } from '../../analytics/models/shuffle-columns.js';
import type { PermutationImportance } from '../../analytics/explain/permutation-importance.js';
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

/** What was fitted and how good it is. */
export interface FittedCases {
  splits: readonly Split[];
  /** By learner, each of all rows and then of the splits. */
  fits: Fit[];
  /** By learner: of all rows. */
  finals: Fit[];
  /** Rows that were scored, ascending. */
  tested: Int32Array;
  /** Probabilities of the tested rows by learner, of models that did not learn from them. */
  predictions: Float64Array[];
  judgement: OutcomeJudgement;
  /** Of the champion. */
  importance: PermutationImportance[];
}

/** Fits all learners on all splits off the event loop, judges them on the rows held out and shuffles the champion's columns. Throws as the learners do. */
export async function fitCases(context: BuildContext, spec: ResponseModelAnalysis, cases: Cases): Promise<FittedCases> {
  const { threads, signal } = context;
  const { splits, ...ties } = await splitCases(context, spec, cases);
  const { table, target, targetName } = cases;
  const fits = await trainCases(context, spec, {
    task: 'outcome',
    table,
    target,
    targetName,
    ...ties,
    splits,
    seed: spec.seed,
    learners: spec.learners.map(learnerOf),
    ...(spec.search && { search: searchOf(spec.search) }),
  });
  const of = (learner: number, split: number | null) =>
    fits.find((fit) => fit.learner === learner && fit.split === split)!;
  const tested = Int32Array.from(splits.flatMap(({ test }) => [...test])).sort();
  const predictions = spec.learners.map((_, learner) => {
    const scores = new Float64Array(table.rows);
    for (const [split, { test }] of splits.entries())
      for (const [i, row] of test.entries()) scores[row] = of(learner, split).predictions![i]!;
    return Float64Array.from(tested, (row) => scores[row]!);
  });
  const outcomes = Float64Array.from(tested, (row) => target[row]!);
  const judge: Parameters<typeof judgeOutcome>[0] = { outcomes, predictions, grades: spec.grades };
  const judgement = (await runGang('judge-outcome', judge, { threads: 1, signal }))[0]!;
  const parts = splits.map(({ test }, split) => ({ test, model: of(judgement.champion, split).model }));
  const shuffled = await runGang(
    'shuffle-columns',
    { task: 'outcome', table, target, parts, repeats: spec.shuffles, seed: spec.seed },
    { threads, signal, progress: (share) => context.progress(0.7 + 0.2 * share) },
  );
  return {
    splits,
    fits,
    finals: spec.learners.map((_, learner) => of(learner, null)),
    tested,
    predictions,
    judgement,
    importance: meanImportance(shuffled.flat()),
  };
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
