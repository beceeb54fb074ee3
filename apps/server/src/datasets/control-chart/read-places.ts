import { AppError } from '../../common/errors.js';
import type { ControlChartAnalysis } from '../../content/spec/control-chart.js';
import { quoteName, quoteTable } from '../../engine/quote.js';
import { readColumns } from '../../engine/read-columns.js';
import type { BuildContext } from '../build-context.js';
import { columnMissing } from '../column-type.js';
import { compileOutcome, outcomeColumn, requireYesNo } from '../models/outcome.js';
import type { Place } from './chart-segment.js';

/**
 * Makes `_segments` (segment, by columns) and `_places` (segment, place from 0 in time, group column, moment) of the rows up to as-of, and
 * returns the places of each segment. Throws `dataset.column-missing`, `dataset.empty`, `control.bad-value`, `control.same-moment`.
 */
export async function readPlaces(context: BuildContext, spec: ControlChartAnalysis): Promise<Place[][]> {
  const { workspace, asOf, signal } = context;
  await assertColumns(context, spec);
  if (spec.outcome !== undefined) await requireYesNo(context, spec.input, spec.outcome);
  await workspace.run(`CREATE TABLE _rows AS ${compileRows(spec)}`, { as_of: asOf }, signal);
  await assertRows(context, spec);
  await logUnplaced(context, spec);
  const by = spec.by.map(quoteName);
  const names = by.length === 0 ? '' : `, ${by.join(', ')}`;
  await workspace.run(
    `CREATE TABLE _segments AS SELECT (row_number() OVER (ORDER BY ${by.join(', ') || '1'}) - 1)::INTEGER AS segment${names}
     FROM (SELECT DISTINCT ${by.join(', ') || '1 AS one'} FROM _rows)`,
  );
  const join = spec.by.map((name) => `s.${quoteName(name)} IS NOT DISTINCT FROM r.${quoteName(name)}`).join(' AND ');
  await workspace.run(
    `CREATE TABLE _placed AS SELECT segment, grp, moment, value FROM _rows r JOIN _segments s ON ${join || 'true'}`,
  );
  await workspace.run(
    `CREATE TABLE _places AS SELECT segment, (row_number() OVER (PARTITION BY segment ORDER BY moment, grp) - 1)::INTEGER AS place, grp, moment
     FROM (SELECT segment, grp, min(moment) AS moment FROM _placed GROUP BY segment, grp)`,
  );
  return spec.outcome === undefined ? readValues(context) : readShares(context);
}

async function assertColumns({ workspace }: BuildContext, spec: ControlChartAnalysis): Promise<void> {
  const found = (await workspace.describe(`SELECT * FROM ${quoteTable(spec.input)}`)).map(({ name }) => name);
  const { date, value, outcome, by, group, sequence } = spec;
  const wanted = [
    date,
    value ?? outcomeColumn(outcome!),
    ...by,
    ...(group && 'column' in group ? [group.column] : []),
    ...(sequence === undefined ? [] : [sequence]),
  ];
  for (const name of wanted) if (!found.includes(name)) throw columnMissing(spec.input, name, found);
}

/** Dated rows up to as-of: (by columns, grp: what makes rows one point, moment, value: NaN or NULL where it is missing). */
function compileRows({ input, date, value, outcome, by, group, sequence }: ControlChartAnalysis): string {
  const moment = `${quoteName(date)}::TIMESTAMP`;
  const every = group && 'every' in group ? `date_trunc('${group.every}', ${moment})::TIMESTAMP` : null;
  const single = sequence === undefined ? moment : `{'at': ${moment}, 'place': ${quoteName(sequence)}}`;
  const grp = group && 'column' in group ? quoteName(group.column) : (every ?? single);
  const measured =
    outcome === undefined ? `coalesce(${quoteName(value!)}::DOUBLE, 'nan'::DOUBLE)` : compileOutcome(outcome);
  const columns = [...by.map(quoteName), `${grp} AS grp`, `${every ?? moment} AS moment`, `${measured} AS value`];
  return `SELECT ${columns.join(', ')} FROM ${quoteTable(input)} WHERE ${moment} < $as_of::DATE + INTERVAL 1 DAY
    ${group && 'column' in group ? `AND ${quoteName(group.column)} IS NOT NULL` : ''}`;
}

async function assertRows({ workspace, asOf }: BuildContext, spec: ControlChartAnalysis): Promise<void> {
  const { rows } = await workspace.run('SELECT count(*), count(*) FILTER (isinf(value::DOUBLE)) FROM _rows');
  const [all, infinite] = rows[0]!.map(Number);
  if (all === 0) {
    throw new AppError('dataset.empty', `"${spec.input}" has no dated row up to ${asOf}.`, {
      hint: `Compare the dates in "${spec.date}" with as-of.`,
    });
  }
  if (infinite! > 0) {
    throw new AppError('control.bad-value', `"${spec.value}" is infinite in ${infinite} rows.`, {
      hint: 'Make what was not measured NULL.',
      details: { column: spec.value },
    });
  }
  if (spec.group !== undefined) return;
  const by = [...spec.by.map(quoteName), 'grp'].join(', ');
  const repeated = await workspace.run(
    `SELECT moment::VARCHAR FROM _rows GROUP BY ${by}, moment HAVING count(*) > 1 ORDER BY moment LIMIT 1`,
  );
  if (repeated.rows.length === 0) return;
  throw new AppError(
    'control.same-moment',
    `"${spec.input}" has several readings of ${String(repeated.rows[0]![0])}.`,
    {
      hint: 'Their order decides the limits: name the column that orders them (sequence), the machine that they are of (by), or a group whose mean is charted.',
      details: { column: spec.date },
    },
  );
}

async function logUnplaced({ workspace, item, log }: BuildContext, spec: ControlChartAnalysis): Promise<void> {
  const nameless = [spec.date, ...(spec.group && 'column' in spec.group ? [spec.group.column] : [])];
  const lacks = nameless.map((name) => `${quoteName(name)} IS NULL`).join(' OR ');
  const { rows } = await workspace.run(`SELECT count(*) FROM ${quoteTable(spec.input)} WHERE ${lacks}`);
  const count = Number(rows[0]![0]);
  if (count > 0) log(`${item.name}: ${count} rows without ${nameless.join(' or ')} are on no chart`);
}

async function readValues({ workspace, signal }: BuildContext): Promise<Place[][]> {
  const sql = `SELECT segment, place, (p.moment::DATE - DATE '1970-01-01')::INTEGER AS day, value FROM _placed JOIN _places p USING (segment, grp)
    ORDER BY segment, place, value`;
  const { rows, columns } = await readColumns(workspace, sql, {}, signal);
  const [segments, places, days, values] = columns as [Int32Array, Int32Array, Int32Array, Float64Array];
  const read: Place[][] = [];
  for (let from = 0, to = 0; from < rows; from = to) {
    while (to < rows && segments[to] === segments[from] && places[to] === places[from]) to += 1;
    const own = Float64Array.from(values.subarray(from, to));
    const n = own.reduce((count, value) => count + (Number.isNaN(value) ? 0 : 1), 0);
    (read[segments[from]!] ??= []).push({ day: days[from]!, values: own, successes: Number.NaN, n });
  }
  return read;
}

async function readShares({ workspace, signal }: BuildContext): Promise<Place[][]> {
  const sql = `SELECT segment, place, (any_value(p.moment)::DATE - DATE '1970-01-01')::INTEGER AS day, coalesce(sum(value), 0)::DOUBLE AS successes,
    count(value)::DOUBLE AS n FROM _placed JOIN _places p USING (segment, grp) GROUP BY segment, place ORDER BY segment, place`;
  const { rows, columns } = await readColumns(workspace, sql, {}, signal);
  const read: Place[][] = [];
  for (let row = 0; row < rows; row += 1) {
    const [segment, , day, successes, n] = columns.map((column) => column[row]!) as [
      number,
      number,
      number,
      number,
      number,
    ];
    (read[segment] ??= []).push({ day, values: new Float64Array(0), successes, n });
  }
  return read;
}
