import type { Feature, FeatureTable } from '../../analytics/features/feature-table.js';
import { applyIsotonic } from '../../analytics/judging/isotonic.js';
import { compareStability, type Stability, type StabilityBase } from '../../analytics/judging/stability.js';
import type { Model } from '../../analytics/models/model.js';
import { runGang } from '../../compute/run-gang.js';
import { scoreShape } from '../../content/analyses/score-shape.js';
import type { ScoreAnalysis } from '../../content/spec/score.js';
import { quoteName, quoteTable } from '../../engine/quote.js';
import type { BuildContext, Built } from '../build-context.js';
import { createRows } from '../models/create-rows.js';
import { readFeatures } from '../models/read-features.js';
import { readModel, type Baseline } from '../models/read-model.js';
import { type ComputedRow, writeComputed } from '../write-computed.js';
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
  const { model, planned, baseline, calibration, learner, data } = await readModel(context, spec.model);
  await createRows(context, spec.input, spec.key, planned);
  const table = await readFeatures(workspace, { relation: '_rows', order: '_row', asOf }, planned, signal);
  context.progress(0.4);
  const { values, unseen } = await scoreTable(model, table, threads, signal);
  const drift = measureDrift(baseline, table, values, unseen);
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
    await writeComputed(context, 'drift', shape['drift']!, drift.map(driftRow)),
    await writeComputed(context, 'summary', shape['summary']!, [summary]),
  ];
  return { tables, read: 0, refused: 0 };
}

/** In the order of the values, so that of the rows changes nothing. */
function mean(values: Float64Array): number {
  return values.toSorted().reduce((sum, each) => sum + each, 0) / values.length;
}

function driftRow(drift: Drift): ComputedRow {
  return {
    feature: drift.name,
    psi: drift.psi,
    by_chance: drift.byChance,
    unseen: drift.unseen,
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
