import { takeRows, type FeatureTable } from '../../analytics/features/feature-table.js';
import type { Model } from '../../analytics/models/model.js';
import { runGang } from '../../compute/run-gang.js';
import type { ScoreAnalysis } from '../../content/spec/score.js';
import { quoteName } from '../../engine/quote.js';
import { readColumns } from '../../engine/read-columns.js';
import type { BuildContext, Built, BuiltTable } from '../build-context.js';
import { createRows } from '../models/create-rows.js';
import { readFeatures } from '../models/read-features.js';
import { readModel, type Baseline } from '../models/read-model.js';
import { findingOf, measureDrift } from './measure-drift.js';
import { writeTable } from '../write-table.js';

/**
 * Tables `<name>.scores`, `.drift` (a row per column of the model, and one for the score), with `by` also `.drift_by`, and `.summary`. A level that the model never saw counts as
 * missing, and is counted. Throws `model.not-kept`, `model.bad-input` naming a column that is missing or of another kind, `model.duplicate-key`.
 */
export async function buildScore(context: BuildContext, spec: ScoreAnalysis): Promise<Built> {
  const { item, workspace, asOf, signal, threads } = context;
  const { model, planned, baseline, learner, data } = await readModel(context, spec.model);
  await createRows(context, spec.input, spec.key, planned);
  const table = await readFeatures(workspace, { relation: '_rows', order: '_row', asOf }, planned, signal);
  context.progress(0.4);
  const { values, unseen } = await scoreTable(model, table, threads, signal);
  const drift = measureDrift(baseline, table, values);
  const key = quoteName(spec.key);
  await workspace.createTable('_scores', [
    { name: '_row', type: 'INTEGER', values: Int32Array.from(values.keys()) },
    { name: 'score', type: 'DOUBLE', values },
  ]);
  await workspace.createTable('_drift', [
    { name: 'place', type: 'INTEGER', values: drift.map((_, i) => i) },
    { name: 'feature', type: 'VARCHAR', values: drift.map(({ name }) => name) },
    { name: 'psi', type: 'DOUBLE', values: drift.map(({ psi }) => psi) },
    { name: 'by_chance', type: 'DOUBLE', values: drift.map(({ byChance }) => byChance) },
    { name: 'unseen', type: 'BIGINT', values: drift.map(({ name }) => unseen.get(name) ?? 0) },
    { name: 'missing_before', type: 'DOUBLE', values: drift.map(({ missingBefore }) => missingBefore) },
    { name: 'missing_now', type: 'DOUBLE', values: drift.map(({ missingNow }) => missingNow) },
    { name: 'finding', type: 'VARCHAR', values: drift.map(findingOf) },
  ]);
  await workspace.createTable('_summary', [
    { name: 'rows', type: 'BIGINT', values: [values.length] },
    {
      name: 'mean_score',
      type: 'DOUBLE',
      values: [values.toSorted().reduce((sum, each) => sum + each, 0) / values.length],
    },
    { name: 'learner', type: 'VARCHAR', values: [learner] },
    { name: 'learned_from', type: 'VARCHAR', values: [data] },
    { name: 'drifted', type: 'INTEGER', values: [drift.filter((each) => findingOf(each) !== 'stable').length] },
  ]);
  const tables = [
    await writeTable(
      context,
      `${item.name}.scores`,
      `SELECT ${key}, score FROM _rows JOIN _scores USING (_row) ORDER BY ${key}`,
    ),
    await writeTable(context, `${item.name}.drift`, 'SELECT * EXCLUDE (place) FROM _drift ORDER BY place'),
    ...(spec.by === undefined ? [] : [await writeDriftBy(context, spec.by, baseline, table, values)]),
    await writeTable(context, `${item.name}.summary`, 'SELECT * FROM _summary'),
  ];
  return { tables, read: 0, refused: 0 };
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

/** The drift of the rows of each value of a column, as a table; rows without one are left out. */
async function writeDriftBy(
  context: BuildContext,
  by: string,
  baseline: Baseline,
  table: FeatureTable,
  values: Float64Array,
): Promise<BuiltTable> {
  const { item, workspace, signal } = context;
  const name = quoteName(by);
  await workspace.run(`CREATE TABLE _groups AS SELECT ${name}, (dense_rank() OVER (ORDER BY ${name}) - 1)::INTEGER AS _group
    FROM (SELECT DISTINCT ${name} FROM _rows WHERE ${name} IS NOT NULL)`);
  const sql = `SELECT coalesce(_group, -1)::INTEGER FROM _rows LEFT JOIN _groups USING (${name}) ORDER BY _row`;
  const groups = (await readColumns(workspace, sql, {}, signal)).columns[0]!;
  const members: number[][] = [];
  for (let row = 0; row < table.rows; row += 1) if (groups[row]! >= 0) (members[groups[row]!] ??= []).push(row);
  const drift = members.flatMap((rows, group) => {
    const scores = Float64Array.from(rows, (row) => values[row]!);
    return measureDrift(baseline, takeRows(table, rows), scores).map((each) => ({ ...each, group, rows: rows.length }));
  });
  await workspace.createTable('_drift_by', [
    { name: '_place', type: 'INTEGER', values: drift.map((_, i) => i) },
    { name: '_group', type: 'INTEGER', values: drift.map(({ group }) => group) },
    { name: 'rows', type: 'BIGINT', values: drift.map(({ rows }) => rows) },
    { name: 'feature', type: 'VARCHAR', values: drift.map((each) => each.name) },
    { name: 'psi', type: 'DOUBLE', values: drift.map(({ psi }) => psi) },
    { name: 'by_chance', type: 'DOUBLE', values: drift.map(({ byChance }) => byChance) },
    { name: 'finding', type: 'VARCHAR', values: drift.map(findingOf) },
  ]);
  const picked = `_groups.${name}, rows, feature, psi, by_chance, finding`;
  return writeTable(
    context,
    `${item.name}.drift_by`,
    `SELECT ${picked} FROM _drift_by JOIN _groups USING (_group) ORDER BY _place`,
  );
}
