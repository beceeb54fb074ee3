import { takeRows, type FeatureTable } from '../../analytics/features/feature-table.js';
import { applyIsotonic } from '../../analytics/judging/isotonic.js';
import type { Model } from '../../analytics/models/model.js';
import { runGang } from '../../compute/run-gang.js';
import { scoreShape } from '../../content/analyses/score-shape.js';
import type { ScoreAnalysis } from '../../content/spec/score.js';
import { quoteName, quoteTable } from '../../engine/quote.js';
import { readColumns } from '../../engine/read-columns.js';
import type { BuildContext, Built } from '../build-context.js';
import { createRows } from '../models/create-rows.js';
import { readFeatures } from '../models/read-features.js';
import { readModel, type Baseline } from '../models/read-model.js';
import { type ComputedRow, writeComputed } from '../write-computed.js';
import { writeTable } from '../write-table.js';
import { findingOf, measureDrift, type Drift } from './measure-drift.js';

/**
 * Tables `<name>.scores`, `.drift` (a row per column of the model, and one for the score), with `by` also `.drift_by`, and
 * `.summary`. A level that the model never saw counts as missing, and is counted. Throws `model.not-kept`, `model.bad-input` naming a column that is missing or of another kind, `model.duplicate-key`.
 */
export async function buildScore(context: BuildContext, spec: ScoreAnalysis): Promise<Built> {
  const { item, workspace, asOf, signal, threads } = context;
  const { model, planned, baseline, calibration, learner, data } = await readModel(context, spec.model);
  await createRows(context, spec.input, spec.key, planned);
  const table = await readFeatures(workspace, { relation: '_rows', order: '_row', asOf }, planned, signal);
  context.progress(0.4);
  const { values, unseen } = await scoreTable(model, table, threads, signal);
  const drift = measureDrift(baseline, table, values);
  const calibrated = calibration && applyIsotonic(calibration, values);
  const key = quoteName(spec.key);
  await workspace.createTable('_scores', [
    { name: '_row', type: 'INTEGER', values: Int32Array.from(values.keys()) },
    { name: 'score', type: 'DOUBLE', values },
    { name: 'calibrated', type: 'DOUBLE', values: calibrated ?? Array.from(values, () => null) },
  ]);
  const shape = scoreShape.tables(spec, await workspace.describe(`SELECT * FROM ${quoteTable(spec.input)}`));
  const scores = `SELECT ${key}, score, calibrated FROM _rows JOIN _scores USING (_row) ORDER BY ${key}`;
  const summary = {
    rows: values.length,
    mean_score: mean(values),
    mean_calibrated: calibrated && mean(calibrated),
    learner,
    learned_from: data,
    drifted: drift.filter((each) => findingOf(each) !== 'stable').length,
  };
  const tables = [
    await writeTable(context, `${item.name}.scores`, scores),
    await writeComputed(
      context,
      'drift',
      shape['drift']!,
      drift.map((each) => driftRow(each, unseen)),
    ),
    ...(spec.by === undefined
      ? []
      : [
          await writeComputed(
            context,
            'drift_by',
            shape['drift_by']!,
            await driftBy(context, spec.by, baseline, table, values),
          ),
        ]),
    await writeComputed(context, 'summary', shape['summary']!, [summary]),
  ];
  return { tables, read: 0, refused: 0 };
}

/** In the order of the values, so that of the rows changes nothing. */
function mean(values: Float64Array): number {
  return values.toSorted().reduce((sum, each) => sum + each, 0) / values.length;
}

function driftRow(drift: Drift, unseen: ReadonlyMap<string, number>): ComputedRow {
  return {
    feature: drift.name,
    psi: drift.psi,
    by_chance: drift.byChance,
    unseen: unseen.get(drift.name) ?? 0,
    missing_before: drift.missingBefore,
    missing_now: drift.missingNow,
    finding: findingOf(drift),
  };
}

/** Scores rows off the event loop. */
async function scoreTable(model: Model, table: FeatureTable, threads: number, signal: AbortSignal | undefined) {
  const shares = await runGang('predict-rows', { model, table }, { threads, signal });
  const values = new Float64Array(table.rows);
  const unseen = new Map<string, number>();
  let from = 0;
  for (const share of shares) {
    values.set(share.values, from);
    from += share.values.length;
    for (const [name, count] of share.unseen) unseen.set(name, (unseen.get(name) ?? 0) + count);
  }
  return { values, unseen };
}

/** The drift of the rows of each value of a column; rows without one are left out. */
async function driftBy(
  { workspace, signal }: BuildContext,
  by: string,
  baseline: Baseline,
  table: FeatureTable,
  values: Float64Array,
): Promise<ComputedRow[]> {
  const name = quoteName(by);
  await workspace.run(`CREATE TABLE _groups AS SELECT ${name}, (row_number() OVER (ORDER BY ${name}) - 1)::INTEGER AS _group
    FROM (SELECT DISTINCT ${name} FROM _rows WHERE ${name} IS NOT NULL)`);
  const labels = await workspace.run(`SELECT ${name}::VARCHAR FROM _groups ORDER BY _group`);
  const sql = `SELECT coalesce(_group, -1)::INTEGER FROM _rows LEFT JOIN _groups USING (${name}) ORDER BY _row`;
  const groups = (await readColumns(workspace, sql, {}, signal)).columns[0]!;
  const members = labels.rows.map((): number[] => []);
  for (let row = 0; row < table.rows; row += 1) members[groups[row]!]?.push(row);
  return members.flatMap((rows, group) => {
    const scores = Float64Array.from(rows, (row) => values[row]!);
    return measureDrift(baseline, takeRows(table, rows), scores).map((drift) => ({
      [by]: labels.rows[group]![0] as string,
      rows: rows.length,
      feature: drift.name,
      psi: drift.psi,
      by_chance: drift.byChance,
      finding: findingOf(drift),
    }));
  });
}
