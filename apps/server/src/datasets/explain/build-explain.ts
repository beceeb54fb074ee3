import type { Interval } from '../../analytics/statistics/estimate.js';
import type { FeatureTable } from '../../analytics/features/feature-table.js';
import { applyBins } from '../../analytics/features/bins.js';
import { alignTable } from '../../analytics/features/align-table.js';
import { explainLinear } from '../../analytics/explain/explain-linear.js';
import { drawRows } from '../../analytics/explain/draw-rows.js';
import type { ColumnEffect } from '../../analytics/models/explain-columns.js';
import { predictModel, type Model } from '../../analytics/models/model.js';
import { seededRandom } from '../../analytics/random.js';
import type { LocalText } from '../../common/local-text.js';
import { runGang } from '../../compute/run-gang.js';
import { explainShape } from '../../content/analyses/explain-shape.js';
import type { ExplainAnalysis } from '../../content/spec/explain.js';
import { quoteTable } from '../../engine/quote.js';
import type { BuildContext, Built, BuiltTable } from '../build-context.js';
import { createRows } from '../models/create-rows.js';
import { type Title, titleOf, titleOfFeature } from '../models/title-columns.js';
import { readFeatures } from '../models/read-features.js';
import { type KeptModel, readModel } from '../models/read-model.js';
import { writeComputed } from '../write-computed.js';
import { explainTables } from './explain-tables.js';
import type { Explained } from './explained.js';

/**
 * Tables `<name>.importance` (the first one), `.rows`, `.contributions` (SHAP, in log odds), `.branches`, `.effects`, `.curves`, `.linearity`, `.words`, `.steps`, `.local`. Base
 * and contributions of a row add up to its raw score. Throws `model.not-kept`, `model.bad-input`, `model.duplicate-key`.
 */
export async function buildExplain(context: BuildContext, spec: ExplainAnalysis): Promise<Built> {
  const { workspace } = context;
  const kept = await readModel(context, spec.model);
  await createRows(context, spec.input, spec.key, kept.planned);
  const table = await readDrawn(context, spec, kept.planned);
  const explained = await explainTable(context, spec, kept, table);
  const shape = explainShape.tables(spec, await workspace.describe(`SELECT * FROM ${quoteTable(spec.input)}`));
  const tables: BuiltTable[] = [];
  for (const [name, rows] of Object.entries(explainTables(explained, spec.columns)))
    tables.push(await writeComputed(context, name, shape[name]!, rows, { column: spec.key, relation: '_drawn' }));
  return { tables, read: 0, refused: 0 };
}

/** Features of the rows that are explained; `_drawn` keeps them, numbered anew. */
async function readDrawn(
  context: BuildContext,
  { rows, seed }: ExplainAnalysis,
  planned: Parameters<typeof readFeatures>[2],
): Promise<FeatureTable> {
  const { workspace, asOf, signal } = context;
  const count = Number((await workspace.run('SELECT count(*) FROM _rows')).rows[0]![0]);
  const drawn = drawRows(count, rows, seededRandom(seed));
  await workspace.createTable('_places', [{ name: '_row', type: 'INTEGER', values: drawn }]);
  await workspace.run(
    `CREATE TABLE _drawn AS SELECT * REPLACE ((row_number() OVER (ORDER BY _row) - 1)::INTEGER AS _row) FROM _rows WHERE _row IN (SELECT _row FROM _places)`,
  );
  return readFeatures(workspace, { relation: '_drawn', order: '_row', asOf }, planned, signal);
}

interface Added {
  /** Columns in the order of the model. */
  table: FeatureTable;
  base: number;
  /** Row-major. */
  contributions: Float64Array;
}

/** What each column adds to the raw prediction: TreeSHAP of trees, coefficient × distance from the mean of a regression. */
async function addUp({ threads, signal, progress }: BuildContext, model: Model, table: FeatureTable): Promise<Added> {
  if (model.kind === 'linear') {
    const { columns } = model.linear.design;
    return { table: alignTable(table, columns).table, ...explainLinear(model.linear, table) };
  }
  const { features } = model.ensemble;
  const aligned = alignTable(table, features).table;
  const contributions = new Float64Array(new SharedArrayBuffer(8 * table.rows * features.length));
  const [base] = await runGang(
    'explain-rows',
    { ensemble: model.ensemble, binned: applyBins(aligned, features), contributions },
    { threads, signal, progress: (share) => progress(0.1 + 0.4 * share) },
  );
  return { table: aligned, base: base!, contributions };
}

async function explainTable(
  context: BuildContext,
  spec: ExplainAnalysis,
  { model, planned, outcome }: KeptModel,
  rows: FeatureTable,
): Promise<Explained> {
  const { threads, signal, item } = context;
  const titles = new Map(planned.map((feature) => [feature.name, titleOfFeature(item, feature)]));
  const { table: aligned, base, contributions } = await addUp(context, model, rows);
  const scores = predictModel(model, aligned).values;
  const names = aligned.features.map(({ name }) => name);
  const importance = rankColumns(names, contributions, aligned.rows);
  const intervals = await readIntervals(context, spec.model);
  const shares = await runGang(
    'explain-columns',
    {
      model,
      table: aligned,
      contributions,
      columns: importance
        .slice(0, spec.columns)
        .map(({ name }) => ({ name, title: titles.get(name)!, interval: intervals.get(name) ?? null })),
      outcome: chanceOf(titleOf(item, outcome.column), outcome.is),
      curves: spec.curves,
      local: highest(scores, spec.local),
      seed: spec.seed,
    },
    { threads, signal, progress: (share) => context.progress(0.5 + 0.4 * share) },
  );
  const order = new Map(importance.map(({ name }, place) => [name, place]));
  const effects: ColumnEffect[] = shares.flatMap((share) => share.effects);
  return {
    model,
    key: spec.key,
    titles,
    table: aligned,
    base,
    scores,
    contributions,
    importance,
    effects: effects.sort((a, b) => order.get(a.name)! - order.get(b.name)!),
    fits: shares.flatMap((share) => share.fits).sort((a, b) => scores[b.row]! - scores[a.row]! || a.row - b.row),
  };
}

/** Columns by their mean absolute contribution, the greatest first. */
function rankColumns(names: readonly string[], contributions: Float64Array, rows: number): Explained['importance'] {
  const sums = names.map((name, column) => {
    let sum = 0;
    for (let row = 0; row < rows; row += 1) sum += Math.abs(contributions[row * names.length + column]!);
    return { name, mean: sum / rows };
  });
  const total = sums.reduce((sum, { mean }) => sum + mean, 0);
  return sums
    .map((each) => ({ ...each, share: total > 0 ? each.mean / total : 0 }))
    .sort((a, b) => b.mean - a.mean || (a.name < b.name ? -1 : 1));
}

function highest(scores: Float64Array, count: number): number[] {
  return [...scores.keys()].sort((a, b) => scores[b]! - scores[a]! || a - b).slice(0, count);
}

async function readIntervals({ workspace }: BuildContext, model: string): Promise<Map<string, Interval>> {
  const { rows } = await workspace.run(`SELECT feature, low, high FROM ${quoteTable(`${model}.importance`)}`);
  return new Map(rows.map(([feature, low, high]) => [String(feature), { low: Number(low), high: Number(high) }]));
}

/** What a score is the chance of: `the chance of “Renewed: yes”`. */
function chanceOf({ ko, en }: Title, is: string | null): LocalText {
  const value = is === null ? '' : `: ${is}`;
  return { ko: `“${ko}${value}” 확률`, en: `the chance of “${en}${value}”` };
}
