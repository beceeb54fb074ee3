import type { FeatureTable } from '../../analytics/features/feature-table.js';
import { AppError } from '../../common/errors.js';
import type { ColumnShape } from '../../content/project.js';
import type { DriversAnalysis } from '../../content/spec/drivers.js';
import { moneyScale } from '../../content/analyses/analysis-kind.js';
import { quoteName, quoteTable, quoteText } from '../../engine/quote.js';
import { readColumns } from '../../engine/read-columns.js';
import type { BuildContext } from '../build-context.js';
import { columnMissing } from '../column-type.js';
import type { FeatureExpression } from '../models/plan-features.js';
import { readFeatures } from '../models/read-features.js';

/** Which of the compared spans a row is in. */
export const [BASE, CURRENT] = [1, 2] as const;

/** Rows up to as-of with an amount, by date and area. */
export interface DriverRows {
  /** Drivers by name, then the area where there is one. */
  table: FeatureTable;
  amount: Float64Array;
  /** Number of a row's period, from 0 on, and of its area. */
  period: Int32Array;
  area: Int32Array;
  /** BASE, CURRENT or 0. */
  span: Int32Array;
  /** Names of the areas; one null where there are none. */
  areas: (string | null)[];
  /** Rows without a date or an amount. */
  leftOut: number;
}

const NUMBER = /^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|DECIMAL|DOUBLE|FLOAT)/;

/**
 * Makes table `_driven` and reads it. Throws `dataset.column-missing`, `drivers.not-a-number`, `drivers.no-date`, `drivers.repeated` (two rows of
 * one period and area), `drivers.no-rows` (a compared span is empty), `model.bad-input`.
 */
export async function readDriverRows(context: BuildContext, spec: DriversAnalysis): Promise<DriverRows> {
  const { workspace, signal, asOf } = context;
  const columns = await workspace.describe(`SELECT * FROM ${quoteTable(spec.input)}`);
  assertColumns(spec, columns);
  await workspace.run(`CREATE TABLE _driven AS ${compileRows(spec, columns)}`, { as_of: asOf }, signal);
  await assertRows(context, spec);
  const read = await readColumns(
    workspace,
    'SELECT amount::DOUBLE, period, area_place, span FROM _driven ORDER BY period, area_place',
    {},
    signal,
  );
  const areas = await workspace.run('SELECT DISTINCT area_place, area FROM _driven ORDER BY area_place');
  const planned = [
    ...spec.drivers.map((name): FeatureExpression => ({ name, kind: 'numeric', sql: quoteName(`d_${name}`) })),
    ...(spec.by === undefined ? [] : [{ name: spec.by, kind: 'categorical', sql: 'area' } as const]),
  ];
  const order = { relation: '_driven', order: 'period, area_place', asOf };
  const all = await workspace.run(
    `SELECT count(*) FROM ${quoteTable(spec.input)} WHERE coalesce(${quoteName(spec.date)}::DATE <= $as_of::DATE, true)`,
    { as_of: asOf },
  );
  const [amount, period, area, span] = read.columns as [Float64Array, Int32Array, Int32Array, Int32Array];
  return {
    table: await readFeatures(workspace, order, planned, signal),
    amount,
    period,
    area,
    span,
    areas: areas.rows.map(([, name]) => (name === null ? null : String(name))),
    leftOut: Number(all.rows[0]![0]) - read.rows,
  };
}

function compileRows(
  { input, date, amount, by, drivers, base, current }: DriversAnalysis,
  columns: readonly ColumnShape[],
): string {
  const day = `${quoteName(date)}::DATE`;
  const scale = moneyScale(columns.find(({ name }) => name === amount)!.type);
  const within = ({ from, to }: { from: string; to: string }) =>
    `day BETWEEN DATE ${quoteText(from)} AND DATE ${quoteText(to)}`;
  const values = drivers.map(
    (name) =>
      `CASE WHEN NOT isnan(${quoteName(name)}::DOUBLE) THEN ${quoteName(name)}::DOUBLE END AS ${quoteName(`d_${name}`)}`,
  );
  const area = by === undefined ? 'NULL::VARCHAR' : `coalesce(${quoteName(by)}::VARCHAR, '–')`;
  return `
    SELECT *, (dense_rank() OVER (ORDER BY day) - 1)::INTEGER AS period, (dense_rank() OVER (ORDER BY area) - 1)::INTEGER AS area_place,
      CASE WHEN ${within(base)} THEN ${BASE} WHEN ${within(current)} THEN ${CURRENT} ELSE 0 END::INTEGER AS span
    FROM (SELECT ${day} AS day, ${area} AS area, ${quoteName(amount)}::DECIMAL(38,${scale}) AS amount, ${values.join(', ')}
      FROM ${quoteTable(input)} WHERE ${day} <= $as_of::DATE AND ${quoteName(amount)} IS NOT NULL)`;
}

function assertColumns({ input, date, amount, drivers, by }: DriversAnalysis, columns: readonly ColumnShape[]): void {
  const found = columns.map(({ name }) => name);
  for (const name of [date, amount, ...drivers, ...(by === undefined ? [] : [by])])
    if (!found.includes(name)) throw columnMissing(input, name, found);
  for (const { name, type } of columns) {
    if ((name === amount || drivers.includes(name)) && !NUMBER.test(type))
      throw new AppError('drivers.not-a-number', `Column "${name}" of "${input}" is ${type}, not a number.`, {
        hint: 'Amount and drivers are numbers: take a share or a count of it in the SQL of the input.',
        details: { column: name },
      });
    if (name === date && !/^(DATE|TIMESTAMP)/.test(type))
      throw new AppError('drivers.no-date', `Column "${name}" of "${input}" is ${type}, not a date.`, {
        hint: 'Make it a date in the SQL of the input: `date` is what base and current are cut by.',
        details: { column: name },
      });
  }
}

async function assertRows({ workspace }: BuildContext, { input, by, base, current }: DriversAnalysis): Promise<void> {
  const twice = await workspace.run(
    'SELECT day::VARCHAR, area FROM _driven GROUP BY day, area HAVING count(*) > 1 ORDER BY day, area LIMIT 1',
  );
  if (twice.rows.length > 0) {
    const [day, area] = twice.rows[0]!;
    throw new AppError(
      'drivers.repeated',
      `"${input}" has several rows of ${String(day)}${area === null ? '' : ` and "${String(area)}"`}.`,
      {
        hint: `Add rows up in SQL first: one row per ${by === undefined ? 'period' : `period and "${by}"`}.`,
      },
    );
  }
  const counts = await workspace.run(
    `SELECT count(*) FILTER (span = ${BASE}), count(*) FILTER (span = ${CURRENT}) FROM _driven`,
  );
  const [inBase, inCurrent] = counts.rows[0]!.map(Number);
  if (inBase! > 0 && inCurrent! > 0) return;
  const [name, span] = inBase === 0 ? (['base', base] as const) : (['current', current] as const);
  throw new AppError('drivers.no-rows', `"${input}" has no row with an amount from ${span.from} to ${span.to}.`, {
    hint: `Change \`${name}\`, or run for a later day.`,
  });
}
