import { AppError } from '../../common/errors.js';
import type { RfmAnalysis } from '../../content/spec/rfm.js';
import { monthEnd, monthEnds, windowStart } from '../calendar/month-ends.js';

/** A day at which customers are measured. */
export interface Snapshot {
  day: string;
  /** The month of the day began after this one. */
  monthAfter: string;
  /** Frequency and monetary count purchases after this day; null for all history. */
  windowAfter: string | null;
}

export interface GradedMonth {
  snapshot: Snapshot;
  /** Fit whose breaks grade the month. */
  fit: string;
  /** True when the month before was graded by another fit. */
  refitted: boolean;
  /** The month-end before, when it is graded too. */
  previous: string | null;
  /** The next month-end, when that month is complete by as-of. */
  next: string | null;
}

export interface RfmPlan {
  /** Graded month-ends and fit days together, ascending, each day once. */
  snapshots: Snapshot[];
  months: GradedMonth[];
  /** Days at which breaks are fitted, ascending, none after as-of. */
  fits: string[];
  points: number;
  /** Best first. */
  grades: { name: string; from: number; order: number }[];
}

/**
 * What has to be measured, fitted and graded by as-of. Throws `rfm.no-breaks` when every fit lies after as-of, `rfm.grades` when the
 * grades leave customers without one.
 */
export function planRfm(spec: RfmAnalysis, asOf: string): RfmPlan {
  const fits = [...new Set(spec.breaks.fitted_at)].filter((day) => day <= asOf).sort();
  if (fits.length === 0) {
    throw new AppError(
      'rfm.no-breaks',
      `No breaks are fitted by ${asOf}: the first fit is at ${spec.breaks.fitted_at.sort()[0]}.`,
      {
        hint: 'Add an earlier day to breaks.fitted_at, or run for a later day.',
      },
    );
  }
  const ends = monthEnds(asOf, spec.months);
  const days = [...new Set([...ends, ...fits])].sort();
  return {
    snapshots: days.map((day) => snapshot(day, spec.window_months)),
    months: ends.map((day, i) => gradedMonth(ends, i, fits, snapshot(day, spec.window_months))),
    fits,
    points: spec.points,
    grades: orderGrades(spec),
  };
}

function snapshot(day: string, months: number | undefined): Snapshot {
  return { day, monthAfter: monthEnd(day, -1), windowAfter: months === undefined ? null : windowStart(day, months) };
}

function gradedMonth(ends: string[], i: number, fits: string[], at: Snapshot): GradedMonth {
  const fit = fitFor(at.day, fits);
  const previous = ends[i - 1] ?? null;
  const next = ends[i + 1];
  return {
    snapshot: at,
    fit,
    refitted: previous !== null && fitFor(previous, fits) !== fit,
    previous,
    next: next !== undefined && next === monthEnd(next) ? next : null,
  };
}

/** The latest fit not after the day; the first one for days before it. */
function fitFor(day: string, fits: string[]): string {
  return fits.findLast((fit) => fit <= day) ?? fits[0]!;
}

function orderGrades(spec: RfmAnalysis): RfmPlan['grades'] {
  const grades = [...spec.grades]
    .sort((a, b) => b.from - a.from)
    .map(({ name, from }, i) => ({ name, from, order: i + 1 }));
  const names = new Set(grades.map(({ name }) => name));
  const borders = new Set(grades.map(({ from }) => from));
  if (grades.at(-1)?.from === 0 && names.size === grades.length && borders.size === grades.length) return grades;
  throw new AppError('rfm.grades', 'The grades need different names and borders, and the lowest one must start at 0.', {
    hint: 'Each customer must fall into exactly one grade.',
  });
}
