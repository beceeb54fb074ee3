import type { CalendarSpec } from '../content/spec/calendar.js';
import type { Grain, MetricQuery } from '../content/spec/metric.js';
import { counterpart, lastPeriods, type Period } from '../datasets/calendar/periods.js';

/** Which rows a question is about: `grain` one figure for each period, `span` one for all of them, `all` everything up to as-of. */
export type TimePlan =
  | { kind: 'all'; range: { to: string }; beforeRange?: undefined }
  | {
      kind: 'grain' | 'span';
      grain: Grain;
      /** Oldest first. */
      periods: Period[];
      range: Period;
      /** What each period is compared with, and the days of all of them. */
      before?: Period[];
      beforeRange?: Period;
    };

/** Periods that one figure, and a list of figures, are about when `last` does not say. */
const DEFAULT_LAST = { span: 1, grain: 13 } as const;

/** Freezes the relative periods of a question to days. */
export function planTime(query: MetricQuery, asOf: string, calendar: CalendarSpec): TimePlan {
  const grain = query.grain ?? query.period;
  if (grain === undefined) return { kind: 'all', range: { to: asOf } };
  const kind = query.grain === undefined ? 'span' : 'grain';
  const last = query.last ?? DEFAULT_LAST[kind];
  const periods = lastPeriods({ asOf, grain, last, toDate: query.to_date ?? false }, calendar);
  const plan = { kind, grain, periods, range: rangeOf(periods) } as const;
  if (query.compare === undefined) return plan;
  const back = query.compare === 'last_year' ? 'year' : { periods: kind === 'span' ? last : 1 };
  const before = periods.map((period) => counterpart(period, grain, back, calendar));
  return { ...plan, before, beforeRange: rangeOf(before) };
}

function rangeOf(periods: readonly Period[]): Period {
  return { from: periods[0]!.from, to: periods.at(-1)!.to };
}
