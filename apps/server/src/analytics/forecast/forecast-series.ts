import { AppError } from '../../common/errors.js';
import type { Member } from '../member.js';
import { UNWATCHED, type Progress } from '../progress.js';
import { NO_COMPARISON, type Comparison } from '../statistics/estimate.js';
import { automaticSmoothing } from './automatic-smoothing.js';
import { backTest, type BackTest } from './back-test.js';
import { calibrate, measureCoverage, withIntervals, type Coverage, type Expected } from './conformal.js';
import type { ForecastErrors } from './forecast-errors.js';
import type { Forecaster, KnownInput } from './forecaster.js';
import { judgeBackTest, type FloorVerdict, type ModelJudgement } from './judge-back-test.js';
import { boostingOverLags, linearOverLags } from './lag-learners.js';
import { partOrigins, planOrigins, takeOrigins } from './plan-origins.js';
import { seasonalNaive } from './seasonal-naive.js';
import type { PeriodUnit, Series } from './series.js';

export type ForecastModel = 'seasonal_naive' | 'smoothing' | 'linear' | 'boosting';

export interface ForecastSettings {
  unit: PeriodUnit;
  season: number;
  horizon: number;
  /** Besides seasonal repetition, which is always there. */
  models: readonly ForecastModel[];
  /** Origins of the back-test, at most. */
  origins: number;
  /** Share of intervals that shall hold what comes. */
  confidence: number;
}

/** A series with what is known of each of its periods and of the horizon. */
export interface ForecastTask {
  series: Series;
  known: readonly KnownInput[];
}

export interface ForecastInput {
  tasks: readonly ForecastTask[];
  settings: ForecastSettings;
}

/** A model of a series: how it did where models are chosen, and whether it was. */
export interface JudgedModel {
  name: string;
  errors: ForecastErrors | null;
  againstFloor: Comparison;
  verdict: FloorVerdict | 'floor' | 'refused';
  reason: string | null;
  chosen: boolean;
}

/** Errors of a model over some origins; `step` is null for all steps of the horizon together. */
export interface ErrorRow {
  model: string;
  part: 'choice' | 'check' | 'all';
  step: number | null;
  errors: ForecastErrors;
  /** Null where the model was chosen by these origins, and others could be checked. */
  coverage: Coverage | null;
}

/** Empty lists where a series is refused: its only model is the floor, with the reason. */
export interface ForecastedSeries {
  models: JudgedModel[];
  errors: ErrorRow[];
  forecast: Expected[];
  /** By place in the series, what the chosen model said of it one period before; NaN where it was not asked. */
  oneStep: Float64Array;
}

/**
 * Kernel: back-tests, chooses and forecasts the series of the member's share, in their order. The model with the least mean absolute error
 * that does not lose to seasonal repetition is chosen where any model reliably beats that, else repetition is.
 */
export function forecastSeries({ tasks, settings }: ForecastInput, member: Member): ForecastedSeries[] {
  const mine = tasks.filter((_, i) => i % member.count === member.index);
  return mine.map((task, done) =>
    forecastOne(task, settings, (share) => member.progress((done + share) / mine.length)),
  );
}

/** One series. Throws nothing for a series that can't be forecast: that is its answer. */
export function forecastOne(
  { series, known }: ForecastTask,
  settings: ForecastSettings,
  progress: Progress = UNWATCHED,
): ForecastedSeries {
  const { season, horizon, confidence } = settings;
  const forecasters = settings.models.flatMap((name) => FORECASTERS[name]?.(settings) ?? []);
  const context = { season, known };
  try {
    const plan = planOrigins(series.values.length, settings);
    const test = backTest(series, forecasters, context, { ...plan, progress });
    const parts = partOrigins(test);
    const judged = judgeBackTest(takeOrigins(test, parts.choice));
    const chosen = chooseModel(judged);
    const forecaster = forecasters.find(({ name }) => name === chosen) ?? seasonalNaive;
    const said = test.models.find(({ name }) => name === chosen)!;
    const values = forecaster.fit(series, context).forecast(horizon);
    return {
      models: describeModels(test, judged, chosen),
      errors: errorRows(test, judged, confidence),
      forecast: withIntervals(values, calibrate(test, said, { confidence })),
      oneStep: oneStepOf(test, said.forecasts, series.values.length),
    };
  } catch (error) {
    if (!(error instanceof AppError) || !/^(forecast|model)\./.test(error.code)) throw error;
    return { models: [refusedModel(seasonalNaive.name, error.message)], errors: [], forecast: [], oneStep: NONE };
  }
}

const NONE = new Float64Array(0);

const FORECASTERS: Record<ForecastModel, ((settings: ForecastSettings) => Forecaster) | null> = {
  seasonal_naive: null,
  smoothing: () => automaticSmoothing,
  linear: ({ unit, season }) => linearOverLags(unit, season),
  boosting: ({ unit, season }) => boostingOverLags(unit, season),
};

function chooseModel(judged: readonly ModelJudgement[]): string {
  const [floor, ...models] = judged;
  if (!models.some(({ verdict }) => verdict === 'beats_floor')) return floor!.name;
  return models
    .filter(({ verdict }) => verdict !== 'loses_to_floor')
    .reduce((best, model) => (model.overall.mae! < best.overall.mae! ? model : best)).name;
}

function describeModels({ refused }: BackTest, judged: readonly ModelJudgement[], chosen: string): JudgedModel[] {
  return [
    ...judged.map(({ name, overall, againstFloor, verdict }): JudgedModel => ({
      name,
      errors: overall,
      againstFloor,
      verdict: name === seasonalNaive.name ? 'floor' : verdict,
      reason: null,
      chosen: name === chosen,
    })),
    ...refused.map(({ name, reason }) => refusedModel(name, reason)),
  ];
}

function refusedModel(name: string, reason: string): JudgedModel {
  return { name, errors: null, againstFloor: NO_COMPARISON, verdict: 'refused', reason, chosen: false };
}

function errorRows(test: BackTest, judged: readonly ModelJudgement[], confidence: number): ErrorRow[] {
  const { check, isOne } = partOrigins(test);
  const checked = isOne ? judged : judgeBackTest(takeOrigins(test, check));
  return judged.flatMap(({ name, overall, byHorizon }, i) => {
    const { overall: all, byHorizon: bySteps } = measureCoverage(test, test.models[i]!, { confidence, from: check[0] });
    const rows = (part: ErrorRow['part'], errors: readonly ForecastErrors[], coverage: readonly Coverage[] | null) =>
      errors.map((each, at): ErrorRow => {
        const step = at === 0 ? null : at;
        return { model: name, part, step, errors: each, coverage: coverage?.[at] ?? null };
      });
    const later = checked[i]!;
    return isOne
      ? rows('all', [overall, ...byHorizon], [all, ...bySteps])
      : [
          ...rows('choice', [overall, ...byHorizon], null),
          ...rows('check', [later.overall, ...later.byHorizon], [all, ...bySteps]),
        ];
  });
}

function oneStepOf({ origins }: BackTest, forecasts: readonly Float64Array[], length: number): Float64Array {
  const values = new Float64Array(length).fill(Number.NaN);
  for (const [i, origin] of origins.entries()) values[origin] = forecasts[i]![0]!;
  return values;
}
