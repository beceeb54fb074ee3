import type { ChartPoint, ControlChart } from '../../analytics/control/chart.js';
import { chartEwma } from '../../analytics/control/ewma.js';
import { chartIndividuals, fitIndividuals } from '../../analytics/control/individuals.js';
import { LIMITS_ONLY, NELSON, WESTERN_ELECTRIC } from '../../analytics/control/rules.js';
import { chartShares, fitShares } from '../../analytics/control/shares.js';
import { chartSubgroups, fitSubgroups } from '../../analytics/control/subgroups.js';
import { AppError } from '../../common/errors.js';
import type { ControlChartAnalysis } from '../../content/spec/control-chart.js';

/** What is read at one place of a chart: values, or of so many cases those that count. */
export interface Place {
  /** Day of the place, as days since 1970. */
  day: number;
  values: Float64Array;
  successes: number;
  n: number;
}

/** Days of a base period, as days since 1970, both included. */
export interface Base {
  from: number;
  to: number;
}

/** Frozen limits, or why there are none. */
export interface Fitted {
  base: Base;
  readings: number;
  centre: number | null;
  sigma: number | null;
  provisional: boolean;
  reason: string | null;
}

/** A point with the fit that it stands against. */
export interface ChartedPoint {
  value: number | null;
  main: ChartPoint | null;
  spread: ChartPoint | null;
  fit: number;
}

/** A rule that fired from one place to another. */
export interface ChartedSignal {
  rule: string;
  from: number;
  to: number;
}

export interface ChartedSegment {
  fits: Fitted[];
  points: ChartedPoint[];
  signals: ChartedSignal[];
}

interface Charts {
  main: ControlChart;
  spread: ControlChart | null;
}

/** A fit, and the charts of places against it. */
interface Process {
  readings: number;
  centre: number;
  sigma: number | null;
  provisional: boolean;
  chart(places: readonly Place[]): Charts;
}

const RULES = { western_electric: WESTERN_ELECTRIC, nelson: NELSON, limits_only: LIMITS_ONLY };

/**
 * Charts one process: each place by the latest fit whose base period has begun, places before the first by that one. Patterns and averages
 * begin anew with a new fit, for they are measured from its centre. A fit that can't be made leaves its points without limits and says why.
 */
export function chartSegment(
  spec: ControlChartAnalysis,
  places: readonly Place[],
  bases: readonly Base[],
): ChartedSegment {
  const charted: ChartedSegment = { fits: [], points: [], signals: [] };
  for (const [fit, base] of bases.entries()) {
    const next = bases[fit + 1]?.from ?? Infinity;
    const run = places.filter(({ day }) => (fit === 0 || day >= base.from) && day < next);
    const process = fitProcess(
      spec,
      places.filter(({ day }) => day >= base.from && day <= base.to),
    );
    charted.fits.push(describeFit(base, process));
    const charts = process instanceof AppError ? null : process.chart(run);
    const before = charted.points.length;
    for (const [i, place] of run.entries())
      charted.points.push({
        fit,
        value: charts ? charts.main.points[i]!.value : known(valueOf(place)),
        main: charts?.main.points[i] ?? null,
        spread: charts?.spread?.points[i] ?? null,
      });
    if (charts) charted.signals.push(...signalsOf(charts, before));
  }
  return charted;
}

function signalsOf({ main, spread }: Charts, before: number): ChartedSignal[] {
  const all = [
    ...main.signals.map((signal) => ({ ...signal, rule: signal.rule as string })),
    ...(spread?.signals ?? []).map((signal) => ({ ...signal, rule: `spread_${signal.rule}` })),
  ];
  return all.map(({ rule, from, to }) => ({ rule, from: from + before, to: to + before }));
}

function describeFit(base: Base, process: Process | AppError): Fitted {
  if (process instanceof AppError)
    return { base, readings: 0, centre: null, sigma: null, provisional: false, reason: process.message };
  const { readings, centre, sigma, provisional } = process;
  return { base, readings, centre, sigma, provisional, reason: null };
}

function fitProcess(spec: ControlChartAnalysis, base: readonly Place[]): Process | AppError {
  try {
    return FITS[spec.chart](spec, base);
  } catch (error) {
    if (error instanceof AppError && error.code === 'control.no-limits') return error;
    throw error;
  }
}

type Fit = (spec: ControlChartAnalysis, base: readonly Place[]) => Process;

const FITS: Record<ControlChartAnalysis['chart'], Fit> = {
  individuals({ rules }, base) {
    const limits = fitIndividuals(base.map(valueOf));
    return {
      ...limits,
      chart(places) {
        const { readings, ranges } = chartIndividuals(limits, places.map(valueOf), RULES[rules]);
        return { main: readings, spread: ranges };
      },
    };
  },
  ewma({ lambda, reach }, base) {
    const limits = fitIndividuals(base.map(valueOf));
    const chart = (places: readonly Place[]) => chartEwma(limits, places.map(valueOf), { lambda, reach });
    return { ...limits, chart: (places) => ({ main: chart(places), spread: null }) };
  },
  subgroups({ rules, spread }, base) {
    const limits = fitSubgroups(
      base.map(({ values }) => values),
      spread,
    );
    return {
      ...limits,
      readings: limits.subgroups,
      chart(places) {
        const charts = chartSubgroups(
          limits,
          places.map(({ values }) => values),
          RULES[rules],
        );
        return { main: charts.means, spread: charts.spreads };
      },
    };
  },
  share({ rules }, base) {
    const limits = fitShares(base);
    const chart = (places: readonly Place[]) => chartShares(limits, places, RULES[rules]);
    return {
      ...limits,
      readings: limits.samples,
      sigma: null,
      chart: (places) => ({ main: chart(places), spread: null }),
    };
  },
};

/** Mean of the known values, or the share; NaN for a place without any. */
function valueOf({ values, successes, n }: Place): number {
  return (
    (values.length > 0 ? values.reduce((sum, value) => sum + (Number.isNaN(value) ? 0 : value), 0) : successes) / n
  );
}

function known(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}
