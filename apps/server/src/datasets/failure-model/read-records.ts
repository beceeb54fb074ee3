import { badInput } from '../../analytics/features/feature-table.js';
import { AppError } from '../../common/errors.js';
import type { ColumnShape } from '../../content/project.js';
import type { FailureModelAnalysis } from '../../content/spec/failure-model.js';
import { quoteName, quoteTable, quoteText } from '../../engine/quote.js';
import type { BuildContext } from '../build-context.js';
import { columnMissing } from '../column-type.js';
import { failureError } from './failure-error.js';

/** Microseconds of an hour: times are whole numbers from the start of the first day on, so that windows are sums of integers. */
export const HOUR = 3_600_000_000;
/** Digits that a reading keeps: enough for any sensor, few enough that squares add up exactly. */
const DIGITS = 10;
const CODES = 200;
const NUMBER = /^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|DECIMAL|DOUBLE|FLOAT)/;

/** What was found in the inputs, now in tables `_readings`, `_stops`, `_services`, `_units`. */
export interface Records {
  /** Alarm codes and kinds of maintenance that occur, sorted; their places are those in the tables. */
  codes: string[];
  services: string[];
  /** Readings are whole numbers of 10^−scale. */
  scales: number[];
  /** Columns of the units table. */
  unitColumns: ColumnShape[];
}

/**
 * Reads readings, failures, units and maintenance up to as-of into tables of one form: (unit, us: microseconds since the first day, …). Throws
 * `dataset.column-missing`, `failure_model.no-time`, `.not-a-number`, `.no-failures`, `.unknown-unit`, `.unit-twice`,
 * `.many-codes`, `dataset.empty`,
 * `model.bad-input`.
 */
export async function readRecords(context: BuildContext, spec: FailureModelAnalysis): Promise<Records> {
  const { workspace, signal } = context;
  const unitColumns = await assertColumns(context, spec);
  const scales = await readScales(context, spec);
  const { failures, maintenance } = spec;
  const make = (table: string, select: string) =>
    workspace.run(`CREATE TABLE ${table} AS ${select}`, { as_of: context.asOf }, signal);
  await make('_raw', selectReadings(spec, scales));
  await make('_raw_stops', selectHappenings(failures, failures.until));
  await make('_raw_services', maintenance ? selectHappenings(maintenance) : 'SELECT * FROM _raw_stops LIMIT 0');
  await assertRows(context, spec);
  const start = `(SELECT date_trunc('day', min(t)) FROM (SELECT t FROM _raw UNION ALL SELECT t FROM _raw_stops))`;
  const us = (time: string) => `(epoch_us(${time}) - epoch_us(${start}))`;
  const codes = await distinct(context, spec.codes === undefined ? undefined : 'code', '_raw');
  const services = await distinct(context, maintenance && 'kind', '_raw_services');
  if (codes.length > CODES || services.length > CODES)
    throw failureError(
      'many-codes',
      `There are ${Math.max(codes.length, services.length)} codes, at most ${CODES} can be told apart.`,
      {
        hint: 'Group the codes in SQL, and name the column of groups in `codes` or `maintenance.kind`.',
      },
    );
  await make('_start', `SELECT ${start} AS start`);
  await make('_readings', `SELECT unit, ${us('t')} AS us, code, * EXCLUDE (unit, t, code) FROM _raw`);
  await make('_stops', `SELECT DISTINCT unit, ${us('t')} AS us, ${us('until')} AS until_us, kind FROM _raw_stops`);
  await make('_services', `SELECT DISTINCT unit, ${us('t')} AS us, kind FROM _raw_services`);
  await make('_units', selectUnits(spec));
  await assertKnownUnits(context, spec);
  return { codes, services, scales, unitColumns };
}

/** Readings as whole numbers, of rows up to as-of. */
function selectReadings(spec: FailureModelAnalysis, scales: readonly number[]): string {
  const values = spec.readings.map((name, i) => {
    const value = `${quoteName(name)}::DOUBLE`;
    return `CASE WHEN NOT isnan(${value}) THEN round(${value} * 1e${scales[i]})::BIGINT END AS x_${i}`;
  });
  const code = spec.codes === undefined ? 'NULL::VARCHAR' : `nullif(trim(${quoteName(spec.codes)}::VARCHAR), '')`;
  return `SELECT ${[...timed(spec), `${code} AS code`, ...values].join(', ')} FROM ${quoteTable(spec.input)} ${known(spec)}`;
}

function selectHappenings(named: FailureModelAnalysis['failures'], until?: string): string {
  const kind = named.kind === undefined ? 'NULL::VARCHAR' : `${quoteName(named.kind)}::VARCHAR`;
  const end = until === undefined ? 't' : `coalesce(${quoteName(until)}::TIMESTAMP, TIMESTAMP '9999-01-01')`;
  return `SELECT ${timed(named).join(', ')}, ${end} AS until, coalesce(${kind}, 'all') AS kind FROM ${quoteTable(named.input)} ${known(named)}`;
}

interface Timed {
  input: string;
  unit: string;
  time: string;
}

function timed({ unit, time }: Timed): string[] {
  return [`${quoteName(unit)}::VARCHAR AS unit`, `${quoteName(time)}::TIMESTAMP AS t`];
}

function known({ unit, time }: Timed): string {
  return `WHERE ${quoteName(unit)} IS NOT NULL AND ${quoteName(time)}::TIMESTAMP < $as_of::DATE + INTERVAL 1 DAY`;
}

/**
 * A row per unit: its number, and from when to when it was watched. Readings say so for each unit; where there are only events, silence is
 * normal, and all units were watched from the first event to the last.
 */
function selectUnits({ units, readings }: FailureModelAnalysis): string {
  const named = units
    ? `SELECT DISTINCT ${quoteName(units.unit)}::VARCHAR AS unit FROM ${quoteTable(units.input)} WHERE ${quoteName(units.unit)} IS NOT NULL`
    : 'SELECT unit FROM _readings UNION SELECT unit FROM _stops';
  const seen = 'SELECT unit, us FROM _readings UNION ALL SELECT unit, us FROM _stops';
  const range =
    readings.length > 0
      ? `SELECT unit, first_us, last_us FROM (${named}) JOIN (SELECT unit, min(us) AS first_us, max(us) AS last_us FROM (${seen}) GROUP BY unit) USING (unit)`
      : `SELECT unit, first_us, last_us FROM (${named}), (SELECT min(us) AS first_us, max(us) AS last_us FROM (${seen}))`;
  return `SELECT (row_number() OVER (ORDER BY unit) - 1)::INTEGER AS place, unit, first_us, last_us FROM (${range}) ORDER BY place`;
}

async function assertColumns(context: BuildContext, spec: FailureModelAnalysis): Promise<ColumnShape[]> {
  const describe = (table: string) => context.workspace.describe(`SELECT * FROM ${quoteTable(table)}`);
  const { failures, maintenance, units, readings, codes } = spec;
  const asked = [
    { ...spec, others: [...readings, ...(codes === undefined ? [] : [codes])] },
    { ...failures, others: [failures.kind, failures.until] },
    ...(maintenance ? [{ ...maintenance, others: [maintenance.kind] }] : []),
  ];
  for (const { input, unit, time, others } of asked) {
    const columns = await describe(input);
    const found = columns.map(({ name }) => name);
    for (const name of [unit, time, ...others])
      if (name !== undefined && !found.includes(name)) throw columnMissing(input, name, found);
    assertTime(
      input,
      columns.find(({ name }) => name === time)!,
    );
  }
  for (const { name, type } of await describe(spec.input))
    if (readings.includes(name) && !NUMBER.test(type))
      throw failureError('not-a-number', `The reading "${name}" of "${spec.input}" is ${type}, not a number.`, {
        hint: 'Name columns of numbers in `readings` and the one of alarm codes in `codes`.',
        details: { column: name },
      });
  return units ? readUnitColumns(context, units) : [];
}

async function readUnitColumns(
  { workspace }: BuildContext,
  units: NonNullable<FailureModelAnalysis['units']>,
): Promise<ColumnShape[]> {
  const columns = await workspace.describe(`SELECT * FROM ${quoteTable(units.input)}`);
  const found = columns.map(({ name }) => name);
  for (const name of [units.unit, ...units.columns])
    if (!found.includes(name)) throw columnMissing(units.input, name, found);
  const unit = quoteName(units.unit);
  const twice = await workspace.run(
    `SELECT ${unit}::VARCHAR AS unit FROM ${quoteTable(units.input)} WHERE unit IS NOT NULL GROUP BY unit HAVING count(*) > 1 ORDER BY unit LIMIT 1`,
  );
  if (twice.rows.length > 0)
    throw failureError('unit-twice', `"${units.input}" has several rows of the unit "${String(twice.rows[0]![0])}".`, {
      hint: 'Keep one row a unit in SQL.',
      details: { unit: String(twice.rows[0]![0]) },
    });
  return columns.filter(({ name }) => units.columns.includes(name));
}

function assertTime(input: string, { name, type }: ColumnShape): void {
  if (/^(DATE|TIMESTAMP)/.test(type)) return;
  throw failureError('no-time', `Column "${name}" of "${input}" is ${type}, which is no time.`, {
    hint: 'A failure is foretold from what a unit did before it: `time` is a column of dates or times. Rows without a time can be told apart by `response_model`.',
    details: { input, column: name, type },
  });
}

/** Decimal places at which the greatest value of a reading has `DIGITS` digits. */
async function readScales({ workspace, asOf, signal }: BuildContext, spec: FailureModelAnalysis): Promise<number[]> {
  if (spec.readings.length === 0) return [];
  const sizes = spec.readings.map(
    (name) => `max(abs(${quoteName(name)}::DOUBLE)) FILTER (NOT isnan(${quoteName(name)}::DOUBLE))`,
  );
  const { rows } = await workspace.run(
    `SELECT ${sizes.join(', ')} FROM ${quoteTable(spec.input)} ${known(spec)}`,
    { as_of: asOf },
    signal,
  );
  return spec.readings.map((name, i) => {
    const size = Number(rows[0]![i] ?? 0);
    if (size === Infinity) throw badInput(`column "${name}" is infinite in a row`, name);
    return size === 0 ? 0 : DIGITS - 1 - Math.floor(Math.log10(size));
  });
}

async function distinct({ workspace }: BuildContext, column: string | undefined, table: string): Promise<string[]> {
  if (column === undefined) return [];
  const { rows } = await workspace.run(
    `SELECT DISTINCT ${column} AS found FROM ${table} WHERE found IS NOT NULL ORDER BY found`,
  );
  return rows.map(([found]) => String(found));
}

async function assertRows({ workspace }: BuildContext, { input, failures }: FailureModelAnalysis): Promise<void> {
  const { rows } = await workspace.run('SELECT (SELECT count(*) FROM _raw), (SELECT count(*) FROM _raw_stops)');
  const [readings, stops] = rows[0]!.map(Number);
  if (readings === 0)
    throw new AppError('dataset.empty', `"${input}" has no rows with a unit and a time up to as-of.`, {
      details: { input },
    });
  if (stops === 0)
    throw failureError('no-failures', `"${failures.input}" has no failure up to as-of: there is nothing to learn.`, {
      details: { input: failures.input },
    });
}

async function assertKnownUnits(
  { workspace }: BuildContext,
  { failures, maintenance, units, input }: FailureModelAnalysis,
): Promise<void> {
  const tables = [
    ['_readings', input],
    ['_stops', failures.input],
    ['_services', maintenance?.input],
  ] as const;
  for (const [table, name] of tables) {
    if (name === undefined || (table === '_services' && !units)) continue;
    const { rows } = await workspace.run(
      `SELECT unit FROM ${table} ANTI JOIN _units USING (unit) ORDER BY unit LIMIT 1`,
    );
    if (rows.length === 0) continue;
    throw failureError(
      'unknown-unit',
      `"${name}" names the unit ${quoteText(String(rows[0]![0]))}, which "${units?.input ?? input}" does not have.`,
      {
        hint: 'Compare how the tables write the unit (`unit`, `failures.unit`, `units.unit`).',
        details: { unit: String(rows[0]![0]) },
      },
    );
  }
}
