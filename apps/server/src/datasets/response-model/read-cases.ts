import type { ColumnFinding } from '../../analytics/features/guard-columns.js';
import type { FeatureTable } from '../../analytics/features/feature-table.js';
import { AppError } from '../../common/errors.js';
import { runGang } from '../../compute/run-gang.js';
import type { ResponseModelAnalysis } from '../../content/spec/response-model.js';
import { quoteName, quoteTable } from '../../engine/quote.js';
import { readColumns } from '../../engine/read-columns.js';
import type { BuildContext } from '../build-context.js';
import { columnMissing } from '../column-type.js';
import { compileOutcome, outcomeColumn, requireYesNo } from '../models/outcome.js';
import { planFeatures, type PlannedFeature } from '../models/plan-features.js';
import { requireKeys } from '../models/require-keys.js';
import { readFeatures } from '../models/read-features.js';
import { readTimes } from '../models/read-times.js';

/** Rows that a model learns from, in the order of their key; `_cases` holds them with their place as `_row`. */
export interface Cases {
  /** Columns that are learned from: what guards drop is gone. */
  table: FeatureTable;
  planned: PlannedFeature[];
  /** 1 or 0. */
  target: Float64Array;
  targetName: string;
  findings: ColumnFinding[];
  /** All planned columns, dropped ones too. */
  all: PlannedFeature[];
  /** Rows of the input without an outcome. */
  without: number;
}

/**
 * Reads the cases of a model. Throws `dataset.column-missing`, `model.duplicate-key`, `model.no-outcome`, `response_model.no-cases`, `response_model.one-class`, and what planning and
 * reading features throw.
 */
export async function readCases(context: BuildContext, spec: ResponseModelAnalysis): Promise<Cases> {
  const { workspace, asOf, signal } = context;
  const columns = await workspace.describe(`SELECT * FROM ${quoteTable(spec.input)}`);
  const found = columns.map(({ name }) => name);
  for (const name of takenColumns(spec)) if (!found.includes(name)) throw columnMissing(spec.input, name, found);
  const all = planFeatures(spec.input, columns, spec.features, takenColumns(spec));
  await requireYesNo(context, spec.input, spec.outcome);
  const screened = await readScreened(context, spec, all);
  const asked = all.filter(({ name }) => !screened.some(({ column }) => column === name));
  if (asked.length === 0) throw nothingLeft(spec, screened);
  const without = await createCases(context, spec);
  const table = await readFeatures(workspace, { relation: '_cases', order: '_row', asOf }, asked, signal);
  const read = await readColumns(workspace, 'SELECT _outcome::DOUBLE FROM _cases ORDER BY _row', {}, signal);
  const target = read.columns[0] as Float64Array;
  assertBothClasses(spec, target);
  const findings = [...screened, ...(await checkColumns(context, spec, asked, table, target))];
  const dropped = new Set(findings.filter(({ drop }) => drop).map(({ column }) => column));
  const planned = all.filter(({ name }) => !dropped.has(name));
  if (planned.length === 0) throw nothingLeft(spec, findings);
  const kept = { rows: table.rows, features: table.features.filter(({ name }) => !dropped.has(name)) };
  return { table: kept, planned, target, targetName: outcomeColumn(spec.outcome), findings, all, without };
}

function nothingLeft({ input }: ResponseModelAnalysis, findings: readonly ColumnFinding[]): AppError {
  const shown = findings.slice(0, 10).map(({ column, reason }) => `${column} (${reason})`);
  const more = findings.length > shown.length ? ` and ${findings.length - shown.length} more` : '';
  return new AppError('model.no-feature', `No column of "${input}" is left to learn from.`, {
    hint: `Dropped: ${shown.join(', ')}${more}.`,
  });
}

/** Columns that the screening dropped. Throws `model.not-screened` where the dataset named is none. */
async function readScreened(
  { workspace, inputTables }: BuildContext,
  { features: { screened_by: screening } }: ResponseModelAnalysis,
  all: readonly PlannedFeature[],
): Promise<ColumnFinding[]> {
  if (screening === undefined) return [];
  const { rows, columns } = inputTables.has(`${screening}.columns`)
    ? await workspace.run(`SELECT * FROM ${quoteTable(`${screening}.columns`)}`)
    : { rows: [], columns: [] };
  const [feature, kept, reason] = ['feature', 'is_kept', 'reason'].map((name) =>
    columns.findIndex((column) => column.name === name),
  ) as [number, number, number];
  if (kept < 0) {
    throw new AppError('model.not-screened', `"${screening}" is no screening of columns.`, {
      hint: 'Name a dataset whose analysis is a screening in features.screened_by.',
      details: { dataset: screening },
    });
  }
  const dropped = new Map(rows.filter((row) => row[kept] === false).map((row) => [row[feature], String(row[reason])]));
  return all.flatMap(({ name: column }): ColumnFinding[] => {
    const because = dropped.get(column);
    return because === undefined ? [] : [{ column, reason: 'screened_out', drop: true, because }];
  });
}

/** Columns with a part of their own in the analysis. */
export function takenColumns(analysis: ResponseModelAnalysis): string[] {
  const { key, outcome, validation, decided_on, known_on, thresholds } = analysis;
  return [
    key,
    outcomeColumn(outcome),
    ...('date' in validation ? [validation.date] : validation.together === undefined ? [] : [validation.together]),
    ...(decided_on === undefined ? [] : [decided_on]),
    ...Object.values(known_on),
    ...Object.values(thresholds.profit ?? {}),
  ];
}

/** Makes the table `_cases` and returns how many rows have no outcome. */
async function createCases({ workspace, signal }: BuildContext, spec: ResponseModelAnalysis): Promise<number> {
  const key = quoteName(spec.key);
  const input = quoteTable(spec.input);
  const cases = `SELECT (row_number() OVER (ORDER BY ${key}) - 1)::INTEGER AS _row, *
    FROM (SELECT *, ${compileOutcome(spec.outcome)} AS _outcome FROM ${input}) WHERE _outcome IS NOT NULL`;
  await workspace.run(`CREATE TABLE _cases AS ${cases}`, {}, signal);
  await requireKeys(workspace, '_cases', spec.input, spec.key);
  const { rows } = await workspace.run(`SELECT count(*), (SELECT count(*) FROM ${input}) FROM _cases`);
  const [count, read] = rows[0]!.map(Number) as [number, number];
  if (count === 0) {
    throw new AppError('response_model.no-cases', `No row of "${spec.input}" has an outcome.`, {
      hint: `See outcome: ${outcomeColumn(spec.outcome)}, and the value that counts as yes.`,
      details: { outcome: outcomeColumn(spec.outcome) },
    });
  }
  return read - count;
}

/** Each part that is held out needs a yes and a no. */
function assertBothClasses({ outcome, validation }: ResponseModelAnalysis, target: Float64Array): void {
  const yes = target.reduce((sum, each) => sum + each, 0);
  const least = 'date' in validation ? 1 : validation.folds;
  if (Math.min(yes, target.length - yes) >= least) return;
  const name = outcomeColumn(outcome);
  throw new AppError('response_model.one-class', `"${name}" is yes in ${yes} of ${target.length} rows.`, {
    hint: `At least ${least} yes and ${least} no are needed to learn and to judge: see the value of outcome that counts as yes, or lower validation.folds.`,
    details: { outcome: name, yes, rows: target.length },
  });
}

async function checkColumns(
  context: BuildContext,
  spec: ResponseModelAnalysis,
  planned: readonly PlannedFeature[],
  table: FeatureTable,
  target: Float64Array,
): Promise<ColumnFinding[]> {
  const times = await readTimes(context, '_cases', spec, planned);
  const [findings] = await runGang(
    'check-columns',
    { table, target, ...times },
    { threads: 1, signal: context.signal },
  );
  return findings!;
}
