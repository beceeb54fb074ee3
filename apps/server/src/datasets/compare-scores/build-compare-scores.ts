import { SCORE_MEASURES, type ScoreEstimate, type ScoresComparison } from '../../analytics/judging/compare-scores.js';
import { AppError } from '../../common/errors.js';
import { runGang } from '../../compute/run-gang.js';
import { compareScoresShape } from '../../content/analyses/compare-scores-shape.js';
import type { CompareScoresAnalysis } from '../../content/spec/compare-scores.js';
import { quoteName, quoteTable } from '../../engine/quote.js';
import { readColumns } from '../../engine/read-columns.js';
import type { BuildContext, Built, BuiltTable } from '../build-context.js';
import { columnMissing } from '../column-type.js';
import { compileOutcome, outcomeColumn, requireYesNo } from '../models/outcome.js';
import { type ComputedRow, writeComputed } from '../write-computed.js';

interface ScoredRows {
  outcomes: Float64Array;
  scores: Float64Array[];
  groups: Int32Array;
  groupCount: number;
  leftOut: number;
}

/**
 * Tables `<name>.differences` (a row per later score and measure), `.quality` (per score and measure), `.curve` (gain, 21 points a score) and
 * `.summary`. Intervals are 95 %, from drawing rows, or those that belong together, again. Throws `dataset.column-missing`,
 * `compare_scores.one-class`, `dataset.empty`.
 */
export async function buildCompareScores(context: BuildContext, spec: CompareScoresAnalysis): Promise<Built> {
  const rows = await readScored(context, spec);
  const { outcomes, scores, groups, groupCount } = rows;
  const { top, draws, seed } = spec;
  const input = { outcomes, scores, groups, groupCount, top, draws, seed };
  const compared = (await runGang('compare-scores', input, { threads: 1, ...signalOf(context) }))[0]!;
  context.progress(0.8);
  const tables = { ...comparedTables(spec, compared), summary: [summaryRow(spec, rows)] };
  const shape = compareScoresShape.tables(spec, []);
  const built: BuiltTable[] = [];
  for (const [name, written] of Object.entries(tables))
    built.push(await writeComputed(context, name, shape[name]!, written));
  return { tables: built, read: 0, refused: 0 };
}

function comparedTables(
  { scores }: CompareScoresAnalysis,
  { figures, differences, curves }: ScoresComparison,
): Record<'differences' | 'quality' | 'curve', ComputedRow[]> {
  const named = scores.flatMap((score, i) => SCORE_MEASURES.map((measure) => ({ score, i, measure })));
  return {
    differences: named
      .filter(({ i }) => i > 0)
      .map(({ score, i, measure }) => {
        const found = differences[i - 1]![measure];
        return {
          score,
          against: scores[0]!,
          measure,
          base: figures[0]![measure].value,
          value: figures[i]![measure].value,
          difference: found.value,
          low: found.interval?.low,
          high: found.interval?.high,
          p_value: found.p,
          finding: findingOf(found),
        };
      }),
    quality: named.map(({ score, i, measure }) => {
      const { value, interval } = figures[i]![measure];
      return { score, measure, value, low: interval?.low, high: interval?.high };
    }),
    curve: scores.flatMap((score, i) =>
      curves[i]!.map(({ share, gain }, step) => ({ score, step, share_contacted: share, gain })),
    ),
  };
}

function summaryRow({ top, draws }: CompareScoresAnalysis, { outcomes, groupCount, leftOut }: ScoredRows): ComputedRow {
  const responders = outcomes.reduce((sum, each) => sum + each, 0);
  const rows = outcomes.length;
  return { rows, left_out: leftOut, responders, base_rate: responders / rows, groups: groupCount, top, draws };
}

function signalOf({ signal }: BuildContext): { signal?: AbortSignal } {
  return signal ? { signal } : {};
}

async function readScored(context: BuildContext, spec: CompareScoresAnalysis): Promise<ScoredRows> {
  const { workspace, signal } = context;
  const { input, outcome, scores, together } = spec;
  const found = (await workspace.describe(`SELECT * FROM ${quoteTable(input)}`)).map(({ name }) => name);
  for (const name of [outcomeColumn(outcome), ...scores, ...(together === undefined ? [] : [together])])
    if (!found.includes(name)) throw columnMissing(input, name, found);
  await requireYesNo(context, input, outcome);
  const columns = scores.map((name, i) => `${quoteName(name)}::DOUBLE AS _score_${i}`);
  const unit = together === undefined ? 'NULL' : quoteName(together);
  const sql = `SELECT ${compileOutcome(outcome)} AS _outcome, ${unit} AS _unit, ${columns.join(', ')} FROM ${quoteTable(input)}`;
  const there = ['_outcome', ...scores.map((_, i) => `_score_${i}`)].map((name) => `${name} IS NOT NULL`).join(' AND ');
  const names = scores.map((_, i) => `_score_${i}`);
  await workspace.run(`CREATE TABLE _scored AS SELECT *, ${there} AS _is_whole FROM (${sql})`, {}, signal);
  const group = together === undefined ? 'row_number() OVER (ORDER BY ALL)' : 'dense_rank() OVER (ORDER BY _unit)';
  // Equal rows are alike to every figure, so any order of all columns gives the same draws.
  const read = await readColumns(
    workspace,
    `SELECT (${group} - 1)::INTEGER, _outcome::DOUBLE, ${names.join(', ')} FROM _scored WHERE _is_whole ORDER BY ALL`,
    {},
    signal,
  );
  const { rows } = await workspace.run('SELECT count(*) FILTER (NOT _is_whole) FROM _scored');
  const [groups, outcomes, ...values] = read.columns as [Int32Array, Float64Array, ...Float64Array[]];
  assertBoth(spec, outcomes);
  const groupCount = groups.reduce((most, each) => Math.max(most, each + 1), 0);
  return { outcomes, scores: values, groups, groupCount, leftOut: Number(rows[0]![0]) };
}

function assertBoth({ input, outcome }: CompareScoresAnalysis, outcomes: Float64Array): void {
  const name = outcomeColumn(outcome);
  if (outcomes.length === 0) {
    throw new AppError('dataset.empty', `No row of "${input}" has an outcome and all scores.`, {
      hint: `See ${name}, and the columns under scores.`,
      details: { input },
    });
  }
  const yes = outcomes.reduce((sum, each) => sum + each, 0);
  if (yes > 0 && yes < outcomes.length) return;
  throw new AppError('compare_scores.one-class', `"${name}" is yes in ${yes} of ${outcomes.length} rows.`, {
    hint: 'Scores can only be told apart by rows with yes and rows with no.',
    details: { outcome: name, yes, rows: outcomes.length },
  });
}

/** Reliable only where the interval leaves zero out. */
function findingOf({ interval }: ScoreEstimate): string {
  if (interval === null) return 'unknown';
  if (interval.low > 0) return 'higher';
  return interval.high < 0 ? 'lower' : 'none';
}
