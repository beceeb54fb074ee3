import { requireTable, type Feature, type FeatureTable } from '../features/feature-table.js';
import { requirePeriods, type KnownInput } from './forecaster.js';
import { badSeries, dayOf, type CalendarDay, type PeriodUnit, type Series } from './series.js';

/** What a period is told by its date. Names of levels sort as they follow each other. */
export type CalendarPart = 'weekday' | 'day_of_month' | 'month' | 'quarter';

/** Columns that a learner gets for each period: of the past, of the date, and of what is known beforehand. */
export interface LagDesign {
  /** Values so many periods before: columns `lag_1`, `lag_7` … */
  lags: readonly number[];
  /** Means of the known values of so many periods up to the one before: columns `mean_7` … */
  means?: readonly number[];
  /** Columns `weekday`, `month` …, as names. */
  calendar?: readonly CalendarPart[];
  /** A column `trend`: the number of the period, 0 for the first of the series. */
  trend?: boolean;
}

const PARTS: Record<CalendarPart, { count: number; read(day: CalendarDay): number }> = {
  weekday: { count: 7, read: ({ weekday }) => weekday },
  day_of_month: { count: 31, read: ({ day }) => day },
  month: { count: 12, read: ({ month }) => month },
  quarter: { count: 4, read: ({ month }) => Math.ceil(month / 3) },
};

/** Periods that the longest look back reaches: before them a row would not know its past. */
export function reachOf({ lags, means = [] }: LagDesign): number {
  for (const lag of lags) requirePeriods('a lag', lag);
  for (const window of means) requirePeriods('the window of a mean', window);
  return Math.max(0, ...lags, ...means);
}

/**
 * Rows of the periods `from` to `to` − 1 (0 is the first of the series; later ones may lie beyond its end). A row sees only what was before
 * its period, its date, and known inputs, so that none holds its own value. Missing values are NaN. Throws `forecast.bad-input` for a known
 * input that ends too early, `model.bad-input` for columns of one name or an infinity. O(rows × columns × windows).
 */
export function buildLagTable(
  series: Series,
  design: LagDesign,
  known: readonly KnownInput[],
  [from, to]: readonly [number, number],
): FeatureTable {
  const { values, unit, first } = series;
  const rows = to - from;
  const numeric = (name: string, at: (period: number) => number): Feature => ({
    kind: 'numeric',
    name,
    values: Float64Array.from({ length: rows }, (_, row) => at(from + row)),
  });
  const table: FeatureTable = {
    rows,
    features: [
      ...design.lags.map((lag) => numeric(`lag_${lag}`, (period) => values[period - lag] ?? Number.NaN)),
      ...(design.means ?? []).map((window) =>
        numeric(`mean_${window}`, (period) => meanBefore(values, period, window)),
      ),
      ...(design.trend ? [numeric('trend', (period) => period)] : []),
      ...(design.calendar ?? []).map((part) => calendarColumn(part, unit, first + from, rows)),
      ...known.map((input) => numeric(input.name, (period) => knownAt(input, period))),
    ],
  };
  requireTable(table);
  return table;
}

function meanBefore(values: Float64Array, period: number, window: number): number {
  let [sum, count] = [0, 0];
  for (let at = Math.max(0, period - window); at < Math.min(period, values.length); at += 1) {
    if (Number.isNaN(values[at])) continue;
    sum += values[at]!;
    count += 1;
  }
  return count === 0 ? Number.NaN : sum / count;
}

function calendarColumn(part: CalendarPart, unit: PeriodUnit, first: number, rows: number): Feature {
  const { count, read } = PARTS[part];
  const width = String(count).length;
  const levels = Array.from({ length: count }, (_, code) => String(code + 1).padStart(width, '0'));
  const codes = Int32Array.from({ length: rows }, (_, row) => read(dayOf(unit, first + row)) - 1);
  return { kind: 'categorical', name: part, codes, levels };
}

function knownAt({ name, values }: KnownInput, period: number): number {
  if (period >= values.length)
    throw badSeries(`"${name}" is known for ${values.length} periods, but period ${period + 1} is forecast`);
  return values[period]!;
}
