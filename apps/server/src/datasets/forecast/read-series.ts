import { periodOf, type Series } from '../../analytics/forecast/series.js';
import { AppError } from '../../common/errors.js';
import { periodType } from '../../content/analyses/forecast-shape.js';
import type { ForecastAnalysis } from '../../content/spec/forecast.js';
import { quoteName, quoteTable } from '../../engine/quote.js';
import { readColumns } from '../../engine/read-columns.js';
import type { BuildContext } from '../build-context.js';
import { columnMissing } from '../column-type.js';

/** More series, or periods in one, are taken for a mistake. */
const MOST_SERIES = 200;
const MOST_PERIODS = 10_000;

/**
 * Makes `_series` (series, by columns) and `_values` (series, period as `periodOf` counts, exact value) of the periods that are complete by
 * as-of, and returns the series, each from its first row to the newest period of the input. Throws `dataset.column-missing`,
 * `dataset.empty`, `forecast.bad-value`, `forecast.too-many-series`, `forecast.too-many-periods`.
 */
export async function readSeries(context: BuildContext, spec: ForecastAnalysis): Promise<Series[]> {
  const { workspace, asOf, signal } = context;
  const type = await valueType(context, spec);
  const by = spec.by.map(quoteName);
  const value = spec.value === undefined ? 'NULL' : quoteName(spec.value);
  const named = by.map((name) => `${name}, `).join('');
  await workspace.run(
    `CREATE TABLE _rows AS SELECT ${named}${compilePeriod(quoteName(spec.date), spec.unit)} AS period, ${value} AS value
     FROM ${quoteTable(spec.input)} WHERE ${quoteName(spec.date)} IS NOT NULL`,
    {},
    signal,
  );
  const last = lastComplete(spec, asOf);
  await assertRows(context, spec, last);
  await workspace.run(`DELETE FROM _rows WHERE period > ${last}`);
  await workspace.run(
    `CREATE TABLE _series AS SELECT (row_number() OVER (ORDER BY ${by.join(', ') || '1'}) - 1)::INTEGER AS series${by.map((name) => `, ${name}`).join('')}
     FROM (SELECT DISTINCT ${by.join(', ') || '1 AS one'} FROM _rows)`,
  );
  const join = by.map((name) => `s.${name} IS NOT DISTINCT FROM r.${name}`).join(' AND ') || 'true';
  await workspace.run(
    `CREATE TABLE _values AS SELECT series, period, ${compileSum(spec, type)}::${type} AS value
     FROM _rows r JOIN _series s ON ${join} GROUP BY series, period`,
    {},
    signal,
  );
  return fillSeries(context, spec);
}

/** SQL: number of the period of a date, the twin of `periodOf`. */
export function compilePeriod(date: string, unit: ForecastAnalysis['unit']): string {
  const days = `(${date}::DATE - DATE '1970-01-01')`;
  const months = `(year(${date}::DATE) * 12 + month(${date}::DATE) - 1)`;
  const periods = { day: days, week: `((${days} + 3) // 7)`, month: months, quarter: `(${months} // 3)` };
  return `${periods[unit]}::INTEGER`;
}

/** A sum of doubles depends on their order: they are added from the least on. */
function compileSum({ value }: ForecastAnalysis, type: string): string {
  if (value === undefined) return 'count(*)';
  return type === 'DOUBLE' ? 'list_sum(list_sort(list(value::DOUBLE)))' : 'sum(value)';
}

/** The period of as-of where that is its last day, else the one before. */
function lastComplete({ unit }: ForecastAnalysis, asOf: string): number {
  const next = new Date(Date.parse(asOf) + 86_400_000).toISOString().slice(0, 10);
  return periodOf(unit, next) - 1;
}

async function valueType({ workspace }: BuildContext, spec: ForecastAnalysis): Promise<string> {
  const columns = await workspace.describe(`SELECT * FROM ${quoteTable(spec.input)}`);
  const found = columns.map(({ name }) => name);
  const { date, value, by } = spec;
  for (const name of [date, ...(value === undefined ? [] : [value]), ...by])
    if (!found.includes(name)) throw columnMissing(spec.input, name, found);
  if (value === undefined) return periodType(undefined);
  const { type } = columns.find(({ name }) => name === value)!;
  if (/^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|DECIMAL|DOUBLE|FLOAT)/.test(type)) return periodType(type);
  throw new AppError('forecast.bad-value', `"${value}" is ${type}, which can't be summed up.`, {
    hint: 'Name a column of numbers (value), or count: true.',
    details: { column: value, type },
  });
}

async function assertRows({ workspace, asOf, item, log }: BuildContext, spec: ForecastAnalysis, last: number) {
  const by = spec.by.map(quoteName).join(', ');
  const infinite = spec.value === undefined ? '0' : 'count(*) FILTER (isinf(value::DOUBLE))';
  const { rows } = await workspace.run(
    `SELECT count(*) FILTER (period <= ${last}), count(*) FILTER (period > ${last}), ${infinite}, max(period) FILTER (period <= ${last}) - min(period) + 1,
       (SELECT count(*) FROM (SELECT DISTINCT ${by || '1'} FROM _rows WHERE period <= ${last})) FROM _rows`,
  );
  const [used, later, endless, periods, series] = rows[0]!.map(Number) as [number, number, number, number, number];
  if (used === 0) {
    throw new AppError('dataset.empty', `"${spec.input}" has no row in a ${spec.unit} that is complete by ${asOf}.`, {
      hint: `Compare the dates in "${spec.date}" with as-of.`,
    });
  }
  if (endless > 0) {
    throw new AppError('forecast.bad-value', `"${spec.value}" is infinite in ${endless} rows.`, {
      hint: 'Make what is unknown NULL.',
      details: { column: spec.value },
    });
  }
  if (series > MOST_SERIES) {
    throw new AppError(
      'forecast.too-many-series',
      `The columns of by make ${series} series, more than ${MOST_SERIES}.`,
      {
        hint: 'Name fewer columns in by, or make a group for the small ones in SQL.',
      },
    );
  }
  if (periods > MOST_PERIODS) {
    throw new AppError('forecast.too-many-periods', `"${spec.date}" goes over ${periods} ${spec.unit}s.`, {
      hint: 'Is one of the dates a mistake? Leave old rows out in SQL, or take a longer unit.',
      details: { column: spec.date },
    });
  }
  if (later > 0) log(`${item.name}: ${later} rows after the last ${spec.unit} complete by ${asOf} are not used`);
}

async function fillSeries({ workspace, signal }: BuildContext, spec: ForecastAnalysis): Promise<Series[]> {
  const sql = `SELECT series, period, coalesce(value::DOUBLE, 'nan'::DOUBLE) AS value FROM _values ORDER BY series, period`;
  const { rows, columns } = await readColumns(workspace, sql, {}, signal);
  const [series, periods, values] = columns as [Int32Array, Int32Array, Float64Array];
  const last = periods.reduce((most, period) => Math.max(most, period));
  const empty = (spec.empty ?? (spec.value === undefined ? 'zero' : 'missing')) === 'zero' ? 0 : Number.NaN;
  const read: Series[] = [];
  for (let row = 0; row < rows; row += 1) {
    const first = (read[series[row]!] ??= {
      unit: spec.unit,
      first: periods[row]!,
      values: new Float64Array(last - periods[row]! + 1).fill(empty),
    }).first;
    read[series[row]!]!.values[periods[row]! - first] = values[row]!;
  }
  return read;
}
