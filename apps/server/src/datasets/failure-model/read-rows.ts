import type { FeatureTable } from '../../analytics/features/feature-table.js';
import type { FailureModelAnalysis } from '../../content/spec/failure-model.js';
import { quoteName, quoteText } from '../../engine/quote.js';
import { readColumns } from '../../engine/read-columns.js';
import type { BuildContext } from '../build-context.js';
import { planFeatures, type FeatureExpression } from '../models/plan-features.js';
import { type Title, titleOf } from '../models/title-columns.js';
import { readFeatures } from '../models/read-features.js';
import { compileGrid, compileRows, compileSteps } from './compile-rows.js';
import { failureError } from './failure-error.js';
import { planWindows } from './plan-windows.js';
import { HOUR, type Records } from './read-records.js';

/** Rows whose label is known, by unit and time, and the newest row of each unit. */
export interface FailureRows {
  /** Names of the units, by number. */
  units: string[];
  /** What features are called. */
  titles: ReadonlyMap<string, Title>;
  table: FeatureTable;
  /** Unit and step of a row. */
  place: Int32Array;
  k: Int32Array;
  label: Float64Array;
  /** 1 where the row may teach: its outcome was known before the judged time. */
  teaches: Int32Array;
  /** 1 where the row is judged. */
  isJudged: Int32Array;
  newest: { table: FeatureTable; place: Int32Array; k: Int32Array };
  leftOut: Record<'warm_up' | 'failing' | 'horizon', number>;
}

const LABELLED = '(SELECT * FROM _rows WHERE left_out IS NULL)';
const NEWEST = `(SELECT * FROM _rows WHERE left_out IS DISTINCT FROM 'warm_up' QUALIFY k = max(k) OVER (PARTITION BY place))`;

/** Makes features and labels in table `_rows` and reads them. Throws `failure_model.too-short`, `.same-name`, `model.*` as `planFeatures` does. */
export async function readFailureRows(
  context: BuildContext,
  spec: FailureModelAnalysis,
  records: Records,
): Promise<FailureRows> {
  const { workspace, signal } = context;
  const windows = planWindows(spec, records, (reading) => titleOf(context.item, reading));
  const planned = planAll(
    spec,
    records,
    windows.map(({ name }) => name),
  );
  await workspace.run(`CREATE TABLE _grid AS ${compileGrid(spec)}`, {}, signal);
  await workspace.run(`CREATE TABLE _steps AS ${compileSteps(spec, records)}`, {}, signal);
  await workspace.run(`CREATE TABLE _rows AS ${compileRows(spec, windows)}`, {}, signal);
  const labels = await readLabels(context, spec);
  const readTable = (relation: string) =>
    readFeatures(workspace, { relation, order: 'place, k', asOf: context.asOf }, planned, signal);
  const newest = await readColumns(workspace, `SELECT place, k::INTEGER FROM ${NEWEST} ORDER BY place, k`, {}, signal);
  const names = await workspace.run('SELECT unit FROM _units ORDER BY place');
  return {
    units: names.rows.map(([unit]) => String(unit)),
    titles: new Map([
      ...records.unitColumns.map(({ name }): [string, Title] => [name, titleOf(context.item, name)]),
      ...windows.map(({ name, title }): [string, Title] => [name, title]),
    ]),
    table: await readTable(LABELLED),
    ...labels,
    leftOut: await countLeftOut(context),
    newest: {
      table: await readTable(NEWEST),
      place: newest.columns[0] as Int32Array,
      k: newest.columns[1] as Int32Array,
    },
  };
}

type Labels = Pick<FailureRows, 'place' | 'k' | 'label' | 'teaches' | 'isJudged'>;

/** With `test_from` a row teaches where all that its label looks at was before that day, and is judged from the day on. */
async function readLabels({ workspace, signal }: BuildContext, spec: FailureModelAnalysis): Promise<Labels> {
  const { test_from: from, within } = spec;
  const day = `(SELECT epoch_us(DATE ${quoteText(from ?? '')}::TIMESTAMP) - epoch_us(start) FROM _start)`;
  const [teaches, isJudged] =
    from === undefined ? ['true', 'true'] : [`at_us + ${within * HOUR} < ${day}`, `at_us >= ${day}`];
  const sql = `SELECT place, k::INTEGER, label::DOUBLE, (${teaches})::INTEGER, (${isJudged})::INTEGER FROM ${LABELLED} ORDER BY place, k`;
  const { rows, columns } = await readColumns(workspace, sql, {}, signal);
  const [place, k, label] = columns as [Int32Array, Int32Array, Float64Array];
  const read: Labels = { place, k, label, teaches: columns[3] as Int32Array, isJudged: columns[4] as Int32Array };
  if (rows > 0 && read.isJudged.includes(1)) return read;
  throw failureError(
    'too-short',
    `No row of "${spec.input}" to judge has a full window of ${spec.windows.at(-1)} hours before it and ${within} hours after it.`,
    { hint: 'Take shorter `windows`, a smaller `within`, an earlier `test_from`, or more history.' },
  );
}

function planAll(
  { units }: FailureModelAnalysis,
  { unitColumns }: Records,
  windows: readonly string[],
): FeatureExpression[] {
  const about =
    units && unitColumns.length > 0
      ? planFeatures(units.input, unitColumns, { only: unitColumns.map(({ name }) => name), except: [], dates: {} }, [])
      : [];
  const planned = [
    ...windows.map((name): FeatureExpression => ({ name, kind: 'numeric', sql: quoteName(name) })),
    ...about,
  ];
  const names = new Set(['place', 'k', 'at_us', 'unit', 'first_us', 'last_us', 'left_out', 'label']);
  for (const { name } of planned) {
    if (names.has(name))
      throw failureError('same-name', `Two columns of the model would be called "${name}".`, {
        hint: 'Rename a column or a code in the SQL of the inputs.',
        details: { column: name },
      });
    names.add(name);
  }
  return planned.sort((a, b) => (a.name < b.name ? -1 : 1));
}

async function countLeftOut({ workspace }: BuildContext): Promise<FailureRows['leftOut']> {
  const { rows } = await workspace.run(
    'SELECT left_out, count(*) FROM _rows WHERE left_out IS NOT NULL GROUP BY left_out',
  );
  const counts = Object.fromEntries(rows.map(([reason, count]) => [String(reason), Number(count)]));
  return { warm_up: counts['warm_up'] ?? 0, failing: counts['failing'] ?? 0, horizon: counts['horizon'] ?? 0 };
}
