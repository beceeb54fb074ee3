import type { Interval } from '../../analytics/statistics/estimate.js';
import type { FeatureTable } from '../../analytics/features/feature-table.js';
import { applyBins } from '../../analytics/features/bins.js';
import { alignTable } from '../../analytics/features/align-table.js';
import { explainLinear } from '../../analytics/explain/explain-linear.js';
import { drawRows } from '../../analytics/explain/draw-rows.js';
import type { ColumnEffect } from '../../analytics/models/explain-columns.js';
import { predictModel, type Model } from '../../analytics/models/model.js';
import { seededRandom } from '../../analytics/random.js';
import { runGang } from '../../compute/run-gang.js';
import type { ExplainAnalysis } from '../../content/spec/explain.js';
import { quoteName, quoteTable } from '../../engine/quote.js';
import type { TableColumn } from '../../engine/table-columns.js';
import type { BuildContext, Built, BuiltTable } from '../build-context.js';
import { createRows } from '../models/create-rows.js';
import { readFeatures } from '../models/read-features.js';
import { readModel } from '../models/read-model.js';
import { writeTable } from '../write-table.js';
import { explainTables } from './explain-tables.js';
import type { Explained } from './explained.js';

/**
 * Tables `<name>.importance` (the first one), `.rows`, `.contributions` (SHAP, in log odds), `.effects`, `.curves`, `.linearity`, `.words`, `.steps`, `.local`. Base
 * and contributions of a row add up to its raw score. Throws `model.not-kept`, `model.bad-input`, `model.duplicate-key`.
 */
export async function buildExplain(context: BuildContext, spec: ExplainAnalysis): Promise<Built> {
  const { item, workspace } = context;
  const { model, planned } = await readModel(context, spec.model);
  await createRows(context, spec.input, spec.key, planned);
  const table = await readDrawn(context, spec, planned);
  const explained = await explainTable(context, spec, model, table);
  const tables: BuiltTable[] = [];
  for (const [name, columns] of Object.entries(explainTables(explained, spec.columns))) {
    await workspace.createTable(`_out_${name}`, columns);
    tables.push(await writeTable(context, `${item.name}.${name}`, compileTable(name, columns, spec.key)));
  }
  return { tables, read: 0, refused: 0 };
}

/** A table in its order, with the key in the place of the row's number. */
function compileTable(name: string, columns: readonly TableColumn[], key: string): string {
  const shown = columns
    .filter((column) => column.name !== 'place')
    .map((column) => (column.name === '_row' ? `_drawn.${quoteName(key)}` : `_out_${name}.${quoteName(column.name)}`));
  const join = columns.some((column) => column.name === '_row') ? ' JOIN _drawn USING (_row)' : '';
  return `SELECT ${shown.join(', ')} FROM _out_${name}${join} ORDER BY place`;
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
  model: Model,
  rows: FeatureTable,
): Promise<Explained> {
  const { threads, signal } = context;
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
      columns: importance.slice(0, spec.columns).map(({ name }) => ({ name, interval: intervals.get(name) ?? null })),
      outcome: await outcomeName(context, spec.model),
      curves: spec.curves,
      local: highest(scores, spec.local),
      seed: spec.seed,
    },
    { threads, signal, progress: (share) => context.progress(0.5 + 0.4 * share) },
  );
  const order = new Map(importance.map(({ name }, place) => [name, place]));
  const effects: ColumnEffect[] = shares.flatMap((share) => share.effects);
  return {
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

async function outcomeName({ workspace }: BuildContext, model: string): Promise<string> {
  const { rows } = await workspace.run(`SELECT value FROM ${quoteTable(`${model}.model`)} WHERE name = 'outcome'`);
  return String(rows[0]?.[0]);
}
