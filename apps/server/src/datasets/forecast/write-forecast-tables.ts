import type { ForecastedSeries } from '../../analytics/forecast/forecast-series.js';
import type { Series } from '../../analytics/forecast/series.js';
import type { ForecastErrors } from '../../analytics/forecast/forecast-errors.js';
import type { ForecastAnalysis } from '../../content/spec/forecast.js';
import { quoteName } from '../../engine/quote.js';
import type { TableColumn } from '../../engine/table-columns.js';
import type { BuildContext, BuiltTable } from '../build-context.js';
import { writeTable } from '../write-table.js';

type Type = TableColumn['type'];

/** A column of computed rows. */
function column<Row>(
  rows: readonly Row[],
  name: string,
  type: Type,
  of: (row: Row) => TableColumn['values'][number] | undefined,
): TableColumn {
  return { name, type, values: rows.map((row) => of(row) ?? null) };
}

/** Writes the four tables; values of the history come from `_values` as they are. */
export async function writeForecastTables(
  context: BuildContext,
  spec: ForecastAnalysis,
  series: readonly Series[],
  forecasted: readonly ForecastedSeries[],
): Promise<BuiltTable[]> {
  await context.workspace.createTable('_forecast', forecastColumns(series, forecasted));
  await context.workspace.createTable('_history', historyColumns(series, forecasted));
  await context.workspace.createTable('_backtest', backTestColumns(forecasted));
  await context.workspace.createTable('_models', modelColumns(forecasted));
  const { name } = context.item;
  const by = spec.by.map((each) => `${quoteName(each)}, `).join('');
  const write = (table: string, columns: string, order: string, more = '') =>
    writeTable(
      context,
      `${name}.${table}`,
      `SELECT ${by}${columns} FROM _${table} t JOIN _series USING (series)${more} ORDER BY series, ${order}`,
    );
  const period = `${compileDate('t.period', spec.unit)} AS period`;
  const zero = spec.empty === 'zero' || (spec.empty === undefined && spec.value === undefined);
  const value = zero ? 'CASE WHEN v.series IS NULL THEN 0 ELSE v.value END' : 'v.value';
  return [
    await write('forecast', `${period}, t.* EXCLUDE (series, period)`, 't.period'),
    await write(
      'history',
      `${period}, ${value} AS value, one_step`,
      't.period',
      ' LEFT JOIN _values v USING (series, period)',
    ),
    await write('backtest', 't.* EXCLUDE (series, place)', 'place'),
    await write('models', 't.* EXCLUDE (series, place)', 'place'),
  ];
}

/** SQL: first day of a numbered period. */
function compileDate(period: string, unit: ForecastAnalysis['unit']): string {
  if (unit === 'day') return `(DATE '1970-01-01' + ${period})`;
  if (unit === 'week') return `(DATE '1969-12-29' + 7 * ${period})`;
  const months = unit === 'month' ? period : `(3 * ${period})`;
  return `make_date(${months} // 12, ${months} % 12 + 1, 1)`;
}

function forecastColumns(series: readonly Series[], forecasted: readonly ForecastedSeries[]): TableColumn[] {
  const rows = forecasted.flatMap(({ forecast, models }, i) =>
    forecast.map((expected, ahead) => ({
      ...expected,
      series: i,
      ahead,
      period: series[i]!.first + series[i]!.values.length + ahead,
      model: models.find(({ chosen }) => chosen)!.name,
    })),
  );
  return [
    column(rows, 'series', 'INTEGER', (row) => row.series),
    column(rows, 'period', 'INTEGER', (row) => row.period),
    column(rows, 'step', 'INTEGER', (row) => row.ahead + 1),
    column(rows, 'forecast', 'DOUBLE', (row) => row.value),
    column(rows, 'low', 'DOUBLE', (row) => row.low),
    column(rows, 'high', 'DOUBLE', (row) => row.high),
    column(rows, 'model', 'VARCHAR', (row) => row.model),
  ];
}

function historyColumns(series: readonly Series[], forecasted: readonly ForecastedSeries[]): TableColumn[] {
  const rows = series.flatMap(({ first, values }, i) =>
    Array.from(values, (_, at) => ({ series: i, period: first + at, oneStep: forecasted[i]!.oneStep[at] })),
  );
  return [
    column(rows, 'series', 'INTEGER', (row) => row.series),
    column(rows, 'period', 'INTEGER', (row) => row.period),
    column(rows, 'one_step', 'DOUBLE', (row) => row.oneStep),
  ];
}

const MEASURES = ['mae', 'mse', 'rmse', 'mape', 'smape', 'r2', 'mase'] as const satisfies (keyof ForecastErrors)[];

function backTestColumns(forecasted: readonly ForecastedSeries[]): TableColumn[] {
  const rows = forecasted.flatMap(({ errors }, series) => errors.map((row, place) => ({ ...row, series, place })));
  return [
    column(rows, 'series', 'INTEGER', (row) => row.series),
    column(rows, 'place', 'INTEGER', (row) => row.place),
    column(rows, 'model', 'VARCHAR', (row) => row.model),
    column(rows, 'part', 'VARCHAR', (row) => row.part),
    column(rows, 'step', 'INTEGER', (row) => row.step),
    column(rows, 'n', 'BIGINT', (row) => row.errors.n),
    ...MEASURES.map((name) => column(rows, name, 'DOUBLE', (row) => row.errors[name])),
    column(rows, 'intervals', 'BIGINT', (row) => row.coverage?.n),
    column(rows, 'coverage', 'DOUBLE', (row) => row.coverage?.share),
    column(rows, 'coverage_low', 'DOUBLE', (row) => row.coverage?.interval?.low),
    column(rows, 'coverage_high', 'DOUBLE', (row) => row.coverage?.interval?.high),
    column(rows, 'width', 'DOUBLE', (row) => row.coverage?.width),
  ];
}

function modelColumns(forecasted: readonly ForecastedSeries[]): TableColumn[] {
  const rows = forecasted.flatMap(({ models }, series) => models.map((row, place) => ({ ...row, series, place })));
  return [
    column(rows, 'series', 'INTEGER', (row) => row.series),
    column(rows, 'place', 'INTEGER', (row) => row.place),
    column(rows, 'model', 'VARCHAR', (row) => row.name),
    column(rows, 'mae', 'DOUBLE', (row) => row.errors?.mae),
    column(rows, 'mase', 'DOUBLE', (row) => row.errors?.mase),
    column(rows, 'r2', 'DOUBLE', (row) => row.errors?.r2),
    column(rows, 'difference', 'DOUBLE', (row) => row.againstFloor.difference),
    column(rows, 'difference_low', 'DOUBLE', (row) => row.againstFloor.interval?.low),
    column(rows, 'difference_high', 'DOUBLE', (row) => row.againstFloor.interval?.high),
    column(rows, 'p_value', 'DOUBLE', (row) => row.againstFloor.p),
    column(rows, 'verdict', 'VARCHAR', (row) => row.verdict),
    column(rows, 'reason', 'VARCHAR', (row) => row.reason),
    column(rows, 'chosen', 'BOOLEAN', (row) => row.chosen),
  ];
}
