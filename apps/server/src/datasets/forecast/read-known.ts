import { dayOf, type PeriodUnit, type Series } from '../../analytics/forecast/series.js';
import type { KnownInput } from '../../analytics/forecast/forecaster.js';
import { AppError } from '../../common/errors.js';
import type { ForecastAnalysis } from '../../content/spec/forecast.js';
import { quoteName, quoteTable } from '../../engine/quote.js';
import { readColumns } from '../../engine/read-columns.js';
import type { BuildContext } from '../build-context.js';
import { columnMissing } from '../column-type.js';
import { compilePeriod } from './read-series.js';

/**
 * What is known beforehand, for each series from its first period to the end of the horizon: the mean of each column over the rows of a
 * period. Throws `dataset.column-missing`, `forecast.bad-known` for what is no number, `forecast.known-ends` where a period that is
 * forecast is unknown.
 */
export async function readKnown(
  context: BuildContext,
  spec: ForecastAnalysis,
  series: readonly Series[],
): Promise<KnownInput[][]> {
  const { known, unit, horizon } = spec;
  if (known === undefined) return series.map(() => []);
  await assertColumns(context, known);
  const means = known.columns.map((name) => {
    const value = `${quoteName(name)}::DOUBLE`;
    return `coalesce(list_sum(list_sort(list(${value}))) / count(${quoteName(name)}), 'nan'::DOUBLE) AS ${quoteName(name)}`;
  });
  const date = quoteName(known.date);
  const sql = `SELECT ${compilePeriod(date, unit)} AS period, ${means.join(', ')} FROM ${quoteTable(known.input)}
    WHERE ${date} IS NOT NULL GROUP BY 1 ORDER BY 1`;
  const { rows, columns } = await readColumns(context.workspace, sql, {}, context.signal);
  const places = new Map(Array.from({ length: rows }, (_, row) => [columns[0]![row]!, row]));
  const empty = known.empty === 'zero' ? 0 : Number.NaN;
  return series.map(({ first, values }) =>
    known.columns.map((name, i) => {
      const own = Float64Array.from({ length: values.length + horizon }, (_, at) => {
        const row = places.get(first + at);
        return row === undefined ? empty : columns[i + 1]![row]!;
      });
      const unknown = own.findIndex((value, at) => at >= values.length && Number.isNaN(value));
      if (unknown >= 0) throw knownEnds(name, known.input, unit, first + unknown);
      return { name: `known_${name}`, values: own };
    }),
  );
}

function knownEnds(column: string, input: string, unit: PeriodUnit, period: number): AppError {
  const { year, month, day } = dayOf(unit, period);
  const date = [year, String(month).padStart(2, '0'), String(day).padStart(2, '0')].join('-');
  return new AppError(
    'forecast.known-ends',
    `"${column}" of "${input}" is not known for the ${unit} of ${date}, which is forecast.`,
    {
      hint: 'What is known must reach to the end of the horizon; for a list of events say known.empty: zero.',
      details: { column },
    },
  );
}

async function assertColumns(
  { workspace }: BuildContext,
  { input, date, columns }: NonNullable<ForecastAnalysis['known']>,
) {
  const found = await workspace.describe(`SELECT * FROM ${quoteTable(input)}`);
  const names = found.map(({ name }) => name);
  for (const name of [date, ...columns]) if (!names.includes(name)) throw columnMissing(input, name, names);
  const text = found.find(({ name, type }) => columns.includes(name) && !/INT|DECIMAL|DOUBLE|FLOAT|BOOLEAN/.test(type));
  if (text === undefined) return;
  throw new AppError('forecast.bad-known', `"${text.name}" of "${input}" is ${text.type}, which is no number.`, {
    hint: 'Name columns of numbers or true/false in known.columns.',
    details: { column: text.name },
  });
}
