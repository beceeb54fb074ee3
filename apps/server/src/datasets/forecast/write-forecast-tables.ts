import type { ForecastedSeries } from '../../analytics/forecast/forecast-series.js';
import type { Series } from '../../analytics/forecast/series.js';
import { forecastShape } from '../../content/analyses/forecast-shape.js';
import type { ForecastAnalysis } from '../../content/spec/forecast.js';
import { quoteName, quoteTable } from '../../engine/quote.js';
import type { BuildContext, BuiltTable } from '../build-context.js';
import { type ComputedRow, createComputed } from '../write-computed.js';
import { writeTable } from '../write-table.js';

/** Writes the four tables; values of the history come from `_values` as they are. */
export async function writeForecastTables(
  context: BuildContext,
  spec: ForecastAnalysis,
  series: readonly Series[],
  forecasted: readonly ForecastedSeries[],
): Promise<BuiltTable[]> {
  const { workspace } = context;
  const shape = forecastShape.tables(spec, await workspace.describe(`SELECT * FROM ${quoteTable(spec.input)}`));
  const rows = {
    forecast: forecastRows(series, forecasted),
    history: historyRows(series, forecasted),
    backtest: backTestRows(forecasted),
    models: modelRows(forecasted),
  };
  for (const [table, computed] of Object.entries(rows)) {
    const types = Object.entries(shape[table]!).filter(([column]) => !spec.by.includes(column) && column !== 'period');
    await createComputed(
      workspace,
      `_${table}`,
      { series: 'INTEGER', period: 'INTEGER', ...Object.fromEntries(types) },
      computed,
    );
  }
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
    await write('forecast', `${period}, t.* EXCLUDE (series, period, _place)`, 't.period'),
    await write(
      'history',
      `${period}, ${value} AS value, one_step`,
      't.period',
      ' LEFT JOIN _values v USING (series, period)',
    ),
    await write('backtest', 't.* EXCLUDE (series, period, _place)', '_place'),
    await write('models', 't.* EXCLUDE (series, period, _place)', '_place'),
  ];
}

/** SQL: first day of a numbered period. */
function compileDate(period: string, unit: ForecastAnalysis['unit']): string {
  if (unit === 'day') return `(DATE '1970-01-01' + ${period})`;
  if (unit === 'week') return `(DATE '1969-12-29' + 7 * ${period})`;
  const months = unit === 'month' ? period : `(3 * ${period})`;
  return `make_date(${months} // 12, ${months} % 12 + 1, 1)`;
}

function forecastRows(series: readonly Series[], forecasted: readonly ForecastedSeries[]): ComputedRow[] {
  return forecasted.flatMap(({ forecast, models }, i) =>
    forecast.map(({ value, low, high }, ahead) => ({
      series: i,
      period: series[i]!.first + series[i]!.values.length + ahead,
      step: ahead + 1,
      forecast: value,
      low,
      high,
      model: models.find(({ chosen }) => chosen)!.name,
    })),
  );
}

function historyRows(series: readonly Series[], forecasted: readonly ForecastedSeries[]): ComputedRow[] {
  return series.flatMap(({ first, values }, i) =>
    Array.from(values, (_, at) => ({ series: i, period: first + at, one_step: forecasted[i]!.oneStep[at] })),
  );
}

function backTestRows(forecasted: readonly ForecastedSeries[]): ComputedRow[] {
  return forecasted.flatMap(({ errors: all }, series) =>
    all.map(({ model, part, step, errors, coverage }) => ({
      series,
      model,
      part,
      step,
      ...errors,
      intervals: coverage?.n,
      coverage: coverage?.share,
      coverage_low: coverage?.interval?.low,
      coverage_high: coverage?.interval?.high,
      width: coverage?.width,
    })),
  );
}

function modelRows(forecasted: readonly ForecastedSeries[]): ComputedRow[] {
  return forecasted.flatMap(({ models }, series) =>
    models.map(({ name, errors, againstFloor, verdict, reason, chosen }) => ({
      series,
      model: name,
      mae: errors?.mae,
      mase: errors?.mase,
      r2: errors?.r2,
      difference: againstFloor.difference,
      difference_low: againstFloor.interval?.low,
      difference_high: againstFloor.interval?.high,
      p_value: againstFloor.p,
      verdict,
      reason,
      chosen,
    })),
  );
}
