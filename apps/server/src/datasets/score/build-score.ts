import type { Feature, FeatureTable } from '../../analytics/features/feature-table.js';
import { compareStability, type Stability, type StabilityBase } from '../../analytics/judging/stability.js';
import type { Model } from '../../analytics/models/model.js';
import { runGang } from '../../compute/run-gang.js';
import type { ScoreAnalysis } from '../../content/spec/score.js';
import { quoteName } from '../../engine/quote.js';
import type { BuildContext, Built } from '../build-context.js';
import { createRows } from '../models/create-rows.js';
import { readFeatures } from '../models/read-features.js';
import { readModel, type Baseline } from '../models/read-model.js';
import { writeTable } from '../write-table.js';

/** By custom a column that moved so much is looked at, and acted on. */
const WATCH = 0.1;
const ACT = 0.25;

interface Drift extends Stability {
  name: string;
  unseen: number;
  missingBefore: number;
  missingNow: number;
}

/**
 * Tables `<name>.scores`, `.drift` (a row per column of the model, and one for the score) and `.summary`. A level that the model never saw counts as
 * missing, and is counted. Throws `model.not-kept`, `model.bad-input` naming a column that is missing or of another kind, `model.duplicate-key`.
 */
export async function buildScore(context: BuildContext, spec: ScoreAnalysis): Promise<Built> {
  const { item, workspace, asOf, signal, threads } = context;
  const { model, planned, baseline, learner, data } = await readModel(context, spec.model);
  await createRows(context, spec.input, spec.key, planned);
  const table = await readFeatures(workspace, { relation: '_rows', order: '_row', asOf }, planned, signal);
  context.progress(0.4);
  const { values, unseen } = await scoreTable(model, table, threads, signal);
  const drift = measureDrift(baseline, table, values, unseen);
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
    { name: 'unseen', type: 'BIGINT', values: drift.map((each) => each.unseen) },
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

function measureDrift(
  { features, score }: Baseline,
  table: FeatureTable,
  values: Float64Array,
  unseen: ReadonlyMap<string, number>,
): Drift[] {
  const measure = (base: StabilityBase, later: Feature): Drift => ({
    ...compareStability(base, later),
    name: later.name,
    unseen: unseen.get(later.name) ?? 0,
    missingBefore: base.counts[0]! / base.counts.reduce((sum, count) => sum + count, 0),
    missingNow: countMissing(later) / table.rows,
  });
  return [
    ...table.features.map((feature, i) => measure(features[i]!, feature)),
    measure(score, { kind: 'numeric', name: 'score', values }),
  ];
}

function countMissing(feature: Feature): number {
  if (feature.kind === 'numeric') return feature.values.reduce((sum, value) => sum + (Number.isNaN(value) ? 1 : 0), 0);
  return feature.codes.reduce((sum, code) => sum + (code < 0 ? 1 : 0), 0);
}

/** Small samples move by chance: only what is also well beyond that is told. */
function findingOf({ psi, byChance }: Stability): string {
  if (psi === null) return 'unknown';
  if (psi < WATCH || psi < 3 * (byChance ?? 0)) return 'stable';
  return psi < ACT ? 'watch' : 'act';
}
