import { profitScale, responseModelShape } from '../../content/analyses/response-model-shape.js';
import type { ResponseModelAnalysis } from '../../content/spec/response-model.js';
import { quoteName, quoteTable } from '../../engine/quote.js';
import type { BuildContext, Built, BuiltTable } from '../build-context.js';
import type { PlannedFeature } from '../models/plan-features.js';
import { titleOfFeature } from '../models/title-columns.js';
import { writeComputed } from '../write-computed.js';
import { writeTable } from '../write-table.js';
import { fitCases, type FittedCases } from './fit-cases.js';
import { readCases, type Cases } from './read-cases.js';
import { readProfits } from './read-profits.js';
import { responseTables } from './response-tables.js';

/** Bytes that a row of a column takes while it is read and cut into bins. */
const BYTES_A_VALUE = 10;

/**
 * Tables `<name>.scores` (the first one), `.summary`, `.quality`, `.challengers`, `.grades`, `.calibration`, `.curve`, `.thresholds`, `.importance`, `.coefficients`,
 * `.columns`, `.parameters`, `.trials`, `.model`. All figures are of rows that their model did not learn from; `.model` is the champion, fitted on all of them. Training
 * runs on threads of its own. Throws `response_model.*`, `model.*`, `dataset.column-missing`.
 */
export async function buildResponseModel(context: BuildContext, spec: ResponseModelAnalysis): Promise<Built> {
  const { item, workspace, inputs } = context;
  const cases = await readCases(context, spec);
  context.progress(0.1);
  const { rows, features } = cases.table;
  context.log(`${item.name}: learning from ${rows} rows and ${features.length} columns`, {
    dataset: item.name,
    rows,
    columns: features.length,
    megabytes: Math.ceil((rows * features.length * BYTES_A_VALUE) / 1e6),
  });
  const columns = await workspace.describe(`SELECT * FROM ${quoteTable(spec.input)}`);
  const scale = profitScale(spec, columns);
  const fitted = await fitCases(context, spec, cases, await readProfits(context, spec, scale));
  const data = inputs.get(spec.input.split('.')[0]!)?.id ?? '';
  const tables: BuiltTable[] = [await writeScores(context, spec, cases, fitted)];
  const shape = responseModelShape.tables(spec, columns);
  const titleOf = (feature: PlannedFeature) => titleOfFeature(item, feature);
  for (const [name, computed] of Object.entries(responseTables(spec, cases, fitted, { data, scale, titleOf })))
    tables.push(await writeComputed(context, name, shape[name]!, computed));
  return { tables, read: 0, refused: 0 };
}

async function writeScores(
  context: BuildContext,
  { key }: ResponseModelAnalysis,
  { target }: Cases,
  { tested, folds, predictions, calibrated, judgement }: FittedCases,
): Promise<BuiltTable> {
  const { workspace, item } = context;
  await workspace.createTable('_scores', [
    { name: '_row', type: 'INTEGER', values: tested },
    { name: 'outcome', type: 'INTEGER', values: Int32Array.from(tested, (row) => target[row]!) },
    { name: 'fold', type: 'INTEGER', values: folds },
    { name: 'score', type: 'DOUBLE', values: predictions[judgement.champion]! },
    {
      name: 'calibrated',
      type: 'DOUBLE',
      values: calibrated?.[judgement.champion] ?? Array.from(tested, () => null),
    },
  ]);
  const name = quoteName(key);
  const scores = `SELECT ${name}, outcome, fold, score, calibrated FROM _cases JOIN _scores USING (_row) ORDER BY ${name}`;
  return writeTable(context, `${item.name}.scores`, scores);
}
