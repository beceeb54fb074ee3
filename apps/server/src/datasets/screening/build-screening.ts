import { bestFirst, type ScreenedColumn } from '../../analytics/screening/screen-columns.js';
import { AppError } from '../../common/errors.js';
import { runGang } from '../../compute/run-gang.js';
import { screeningShape } from '../../content/analyses/screening-shape.js';
import type { ScreeningAnalysis } from '../../content/spec/screening.js';
import { quoteName, quoteTable } from '../../engine/quote.js';
import { readColumns } from '../../engine/read-columns.js';
import type { BuildContext, Built, BuiltTable } from '../build-context.js';
import { columnMissing } from '../column-type.js';
import { compileOutcome, outcomeColumn, requireYesNo } from '../models/outcome.js';
import { planFeatures } from '../models/plan-features.js';
import { readFeatures } from '../models/read-features.js';
import { readTimes } from '../models/read-times.js';
import { requireKeys } from '../models/require-keys.js';
import { writeComputed } from '../write-computed.js';
import { screeningSummary, screeningTables } from './screening-tables.js';

/**
 * Tables `<name>.columns` (a row per column: what it is worth, kept or dropped and why), `.bins` (column × bin, of those with an information
 * value), `.periods` (column × period: missing values and stability) and `.summary`. Throws `dataset.column-missing`, `dataset.empty`,
 * `model.duplicate-key`, `model.no-outcome` and what planning and reading features throw.
 */
export async function buildScreening(context: BuildContext, spec: ScreeningAnalysis): Promise<Built> {
  const { workspace, asOf, signal } = context;
  const described = await workspace.describe(`SELECT * FROM ${quoteTable(spec.input)}`);
  const found = described.map(({ name }) => name);
  const taken = takenColumns(spec);
  for (const name of taken) if (!found.includes(name)) throw columnMissing(spec.input, name, found);
  const planned = planFeatures(spec.input, described, spec.features, taken);
  if (spec.outcome !== undefined) await requireYesNo(context, spec.input, spec.outcome);
  await createRows(context, spec);
  const table = await readFeatures(workspace, { relation: '_rows', order: '_row', asOf }, planned, signal);
  const sides = await readColumns(
    workspace,
    `SELECT coalesce(_outcome::DOUBLE, 'NaN'::DOUBLE), _period FROM _rows ORDER BY _row`,
    {},
    signal,
  );
  context.progress(0.3);
  const [outcomes, periods] = sides.columns as [Float64Array, Int32Array];
  const periodCount = periods.reduce((most, each) => Math.max(most, each + 1), 0);
  const times = await readTimes(context, '_rows', spec, planned);
  const { bins, limits } = spec;
  const input = { table, outcomes, periods, periodCount, ...times, bins, limits };
  const [columns] = await runGang('screen-columns', input, { threads: 1, ...(signal && { signal }) });
  context.progress(0.8);
  const ordered = inOrder(columns!);
  const names = await workspace.run('SELECT _value::VARCHAR FROM _periods ORDER BY _period');
  const periodNames = names.rows.map(([value]) => (spec.period === undefined ? null : String(value)));
  const tables = {
    ...screeningTables(ordered, { period: spec.period ?? 'period', periodNames }),
    summary: [screeningSummary(ordered, outcomes, spec.outcome !== undefined)],
  };
  const shape = screeningShape.tables(spec, described);
  const built: BuiltTable[] = [];
  for (const [name, rows] of Object.entries(tables)) built.push(await writeComputed(context, name, shape[name]!, rows));
  return { tables: built, read: 0, refused: 0 };
}

/** Columns with a part of their own in the analysis. */
function takenColumns({ key, outcome, period, decided_on, known_on }: ScreeningAnalysis): string[] {
  return [
    key,
    ...(outcome === undefined ? [] : [outcomeColumn(outcome)]),
    ...(period === undefined ? [] : [period]),
    ...(decided_on === undefined ? [] : [decided_on]),
    ...Object.values(known_on),
  ];
}

/** `_rows` in the order of the key with `_row`, `_outcome` and `_period`; `_periods` with what the numbers of the periods stand for. */
async function createRows({ workspace, signal }: BuildContext, spec: ScreeningAnalysis): Promise<void> {
  const { input, key, outcome, period } = spec;
  const [name, of] = [quoteName(key), period === undefined ? `''` : quoteName(period)];
  const answer = outcome === undefined ? 'NULL::INTEGER' : compileOutcome(outcome);
  await workspace.run(
    `CREATE TABLE _rows AS SELECT (row_number() OVER (ORDER BY ${name}) - 1)::INTEGER AS _row, ${answer} AS _outcome,
       (dense_rank() OVER (ORDER BY ${of}) - 1)::INTEGER AS _period, * FROM ${quoteTable(input)} WHERE ${of} IS NOT NULL`,
    {},
    signal,
  );
  await workspace.run(`CREATE TABLE _periods AS SELECT DISTINCT _period, ${of} AS _value FROM _rows`);
  const { rows } = await workspace.run('SELECT count(*) FROM _rows');
  if (Number(rows[0]![0]) === 0) {
    throw new AppError('dataset.empty', `"${input}" has no rows to look at.`, {
      ...(period !== undefined && { hint: `Rows without a "${period}" have no part.` }),
      details: { input },
    });
  }
  await requireKeys(workspace, '_rows', input, key);
}

/** Kept ones first, each group by worth. */
function inOrder(columns: readonly ScreenedColumn[]): ScreenedColumn[] {
  return bestFirst(columns).toSorted((a, b) => Number(a.reason !== null) - Number(b.reason !== null));
}
