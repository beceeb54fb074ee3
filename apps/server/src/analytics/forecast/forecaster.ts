import { badSeries, type Series } from './series.js';

/** Something known of every period beforehand: a holiday, a campaign, a price already set. */
export interface KnownInput {
  name: string;
  /** One a period, from the first of the series to the end of what is forecast; NaN is missing. */
  values: ArrayLike<number>;
}

/** What a forecaster is told besides the past. */
export interface ForecastContext {
  /** Periods after which the pattern comes again; 1 is none. */
  season: number;
  known?: readonly KnownInput[];
}

/** A model that has seen a series. */
export interface FittedForecast {
  /** Expected values of the next `horizon` periods. */
  forecast(horizon: number): Float64Array;
  /** What was estimated, to be shown; nothing where nothing was. */
  parameters: Readonly<Record<string, number>>;
}

/**
 * A way to forecast: a name for tables, and a pure function of the past. `fit` throws `forecast.too-short` or `forecast.bad-input` where
 * the method can't be used on such a series.
 */
export interface Forecaster {
  name: string;
  fit(series: Series, context: ForecastContext): FittedForecast;
}

/** Throws `forecast.bad-input` unless the number is whole and at least 1. */
export function requirePeriods(name: string, value: number): void {
  if (!Number.isInteger(value) || value < 1) throw badSeries(`${name} is ${value} periods`);
}
