import { availableParallelism } from 'node:os';
import { AppError } from '../../common/errors.js';
import { SOLO } from '../../analytics/member.js';
import { SEASONS } from '../../analytics/forecast/series.js';
import { forecastSeries, type ForecastedSeries, type ForecastTask } from '../../analytics/forecast/forecast-series.js';
import { runGang } from '../../compute/run-gang.js';
import type { ForecastAnalysis } from '../../content/spec/forecast.js';
import type { BuildContext, Built } from '../build-context.js';
import { readKnown } from './read-known.js';
import { readSeries } from './read-series.js';
import { writeForecastTables } from './write-forecast-tables.js';

/** Steps of a fit a period of the past, about. */
const STEPS = { seasonal_naive: 1, linear: 50, smoothing: 5000, boosting: 2000 };

/** Up to so many steps (some 50 ms) a thread of its own costs more than it saves. */
const SMALL = 1_000_000;

/**
 * Tables `<name>.forecast`, `.history`, `.backtest`, `.models`. Series are dealt out to threads of their own. A series that can't be
 * forecast has only its history, and its reason in `.models`. Throws `forecast.none` when there is none that can, and as `readSeries` and
 * `readKnown` say.
 */
export async function buildForecast(context: BuildContext, spec: ForecastAnalysis): Promise<Built> {
  const series = await readSeries(context, spec);
  const known = await readKnown(context, spec, series);
  context.progress(0.1);
  const tasks = series.map((each, i): ForecastTask => ({ series: each, known: known[i]! }));
  const forecasted = await forecastAll(context, spec, tasks);
  const refused = forecasted.filter(({ forecast }) => forecast.length === 0);
  if (refused.length === forecasted.length) {
    throw new AppError(
      'forecast.none',
      `No series of "${spec.input}" can be forecast. ${refused[0]!.models[0]!.reason}`,
      {
        hint: 'Wait for more periods, or name a shorter season, horizon or unit.',
      },
    );
  }
  if (refused.length > 0)
    context.log(`${context.item.name}: ${refused.length} series have no forecast; see models.reason`);
  return { tables: await writeForecastTables(context, spec, series, forecasted), read: 0, refused: 0 };
}

async function forecastAll(
  { signal, progress }: BuildContext,
  { unit, season = SEASONS[unit], horizon, models, origins, confidence }: ForecastAnalysis,
  tasks: readonly ForecastTask[],
): Promise<ForecastedSeries[]> {
  const settings = { unit, season, horizon, models, origins, confidence };
  const periods = tasks.reduce((sum, { series }) => sum + series.values.length, 0);
  if (periods * origins * models.reduce((sum, name) => sum + STEPS[name], 0) <= SMALL)
    return forecastSeries({ tasks, settings }, SOLO);
  const threads = Math.min(tasks.length, availableParallelism());
  const answers = await runGang(
    'forecast-series',
    { tasks, settings },
    { threads, signal, progress: (share) => progress(0.1 + 0.8 * share) },
  );
  return tasks.map((_, i) => answers[i % threads]![Math.floor(i / threads)]!);
}
