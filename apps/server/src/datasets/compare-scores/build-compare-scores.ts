import { SCORE_MEASURES, type ScoreEstimate } from '../../analytics/judging/compare-scores.js';
import { AppError } from '../../common/errors.js';
import { runGang } from '../../compute/run-gang.js';
import type { CompareScoresAnalysis } from '../../content/spec/compare-scores.js';
import { quoteName, quoteTable } from '../../engine/quote.js';
import { readColumns } from '../../engine/read-columns.js';
import type { BuildContext, Built, BuiltTable } from '../build-context.js';
import { columnMissing } from '../column-type.js';
import { compileOutcome, outcomeColumn } from '../models/plan-features.js';
import { tableOf, type Cells } from '../table-of.js';
import { writeTable } from '../write-table.js';

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
  const named = spec.scores.flatMap((score, i) => SCORE_MEASURES.map((measure) => ({ score, i, measure })));
  const quality = named.map((each) => ({ ...each, ...compared.figures[each.i]![each.measure] }));
  const differences = named
    .filter(({ i }) => i > 0)
    .map((each) => ({
      ...each,
      ...compared.differences[each.i - 1]![each.measure],
      base: compared.figures[0]![each.measure].value,
      own: compared.figures[each.i]![each.measure].value,
    }));
  const curve = spec.scores.flatMap((score, i) =>
    compared.curves[i]!.map((point, step) => ({ score, step, ...point })),
  );
  const responders = outcomes.reduce((sum, each) => sum + each, 0);
  const tables: Record<string, Cells> = {
    differences: tableOf(differences, {
      score: ['VARCHAR', ({ score }) => score],
      against: ['VARCHAR', () => spec.scores[0]!],
      measure: ['VARCHAR', ({ measure }) => measure],
      base: ['DOUBLE', ({ base }) => base],
      value: ['DOUBLE', ({ own }) => own],
      difference: ['DOUBLE', ({ value }) => value],
      low: ['DOUBLE', ({ interval }) => interval?.low],
      high: ['DOUBLE', ({ interval }) => interval?.high],
      p_value: ['DOUBLE', ({ p }) => p],
      finding: ['VARCHAR', (each) => findingOf(each)],
    }),
    quality: tableOf(quality, {
      score: ['VARCHAR', ({ score }) => score],
      measure: ['VARCHAR', ({ measure }) => measure],
      value: ['DOUBLE', ({ value }) => value],
      low: ['DOUBLE', ({ interval }) => interval?.low],
      high: ['DOUBLE', ({ interval }) => interval?.high],
    }),
    curve: tableOf(curve, {
      score: ['VARCHAR', ({ score }) => score],
      step: ['INTEGER', ({ step }) => step],
      share_contacted: ['DOUBLE', ({ share }) => share],
      gain: ['DOUBLE', ({ gain }) => gain],
    }),
    summary: tableOf([rows], {
      rows: ['BIGINT', () => outcomes.length],
      left_out: ['BIGINT', ({ leftOut }) => leftOut],
      responders: ['BIGINT', () => responders],
      base_rate: ['DOUBLE', () => responders / outcomes.length],
      groups: ['BIGINT', () => groupCount],
      top: ['DOUBLE', () => top],
      draws: ['INTEGER', () => draws],
    }),
  };
  return { tables: await writeCells(context, tables), read: 0, refused: 0 };
}

function signalOf({ signal }: BuildContext): { signal?: AbortSignal } {
  return signal ? { signal } : {};
}

async function writeCells(context: BuildContext, tables: Record<string, Cells>): Promise<BuiltTable[]> {
  const built: BuiltTable[] = [];
  for (const [name, columns] of Object.entries(tables)) {
    const place = { name: '_place', type: 'INTEGER' as const, values: columns[0]!.values.map((_, i) => i) };
    await context.workspace.createTable(`_out_${name}`, [place, ...columns]);
    const sql = `SELECT * EXCLUDE (_place) FROM _out_${name} ORDER BY _place`;
    built.push(await writeTable(context, `${context.item.name}.${name}`, sql));
  }
  return built;
}

async function readScored({ workspace, signal }: BuildContext, spec: CompareScoresAnalysis): Promise<ScoredRows> {
  const { input, outcome, scores, together } = spec;
  const found = (await workspace.describe(`SELECT * FROM ${quoteTable(input)}`)).map(({ name }) => name);
  for (const name of [outcomeColumn(outcome), ...scores, ...(together === undefined ? [] : [together])])
    if (!found.includes(name)) throw columnMissing(input, name, found);
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
