import type { BuildContext } from '../build-context.js';
import type { ChartedPoint, ChartedSegment, Fitted, Place } from './chart-segment.js';

type Target = Pick<BuildContext, 'workspace'>;

/** A point with its place and its fit. */
interface Row extends Omit<Place, 'values' | 'successes'>, Omit<ChartedPoint, 'fit'> {
  segment: number;
  place: number;
  fitted: Fitted;
  /** Fit of the point before; undefined for the first. */
  before: Fitted | undefined;
}

/** Table _points: segment, place from 0, and what is known of a point but its time. */
export async function createPoints(
  { workspace }: Target,
  segments: readonly Place[][],
  charted: readonly ChartedSegment[],
): Promise<void> {
  const rows = charted.flatMap(({ points, fits }, segment) =>
    points.map(({ fit, ...point }, place): Row => {
      const { day, n } = segments[segment]![place]!;
      const before = place === 0 ? undefined : fits[points[place - 1]!.fit];
      return { ...point, day, n, segment, place, fitted: fits[fit]!, before };
    }),
  );
  const doubles = (name: string, of: (row: Row) => number | null | undefined) =>
    ({ name, type: 'DOUBLE', values: rows.map((row) => of(row) ?? null) }) as const;
  const flags = (name: string, of: (row: Row) => boolean) => ({ name, type: 'BOOLEAN', values: rows.map(of) }) as const;
  await workspace.createTable('_points', [
    { name: 'segment', type: 'INTEGER', values: rows.map(({ segment }) => segment) },
    { name: 'place', type: 'INTEGER', values: rows.map(({ place }) => place) },
    doubles('value', ({ value }) => value),
    { name: 'n', type: 'BIGINT', values: rows.map(({ n }) => n) },
    doubles('centre', ({ main }) => main?.centre),
    doubles('lower', ({ main }) => main?.lower),
    doubles('upper', ({ main }) => main?.upper),
    doubles('spread', ({ spread }) => spread?.value),
    doubles('spread_centre', ({ spread }) => spread?.centre),
    doubles('spread_lower', ({ spread }) => spread?.lower),
    doubles('spread_upper', ({ spread }) => spread?.upper),
    { name: 'rules', type: 'VARCHAR', values: rows.map((row) => firedOf(row).join(', ') || null) },
    flags('is_signal', (row) => firedOf(row).length > 0),
    flags('is_base', ({ day, fitted: { base } }) => day >= base.from && day <= base.to),
    flags('is_provisional', ({ fitted }) => fitted.provisional),
    flags('refitted', ({ fitted, before }) => before !== undefined && before !== fitted),
  ]);
}

function firedOf({ main, spread }: Pick<ChartedPoint, 'main' | 'spread'>): string[] {
  return [...(main?.rules ?? []), ...(spread?.rules ?? []).map((rule) => `spread_${rule}`)];
}

/** Table _signals: segment, rule, first and last place from 0. */
export async function createSignals({ workspace }: Target, charted: readonly ChartedSegment[]): Promise<void> {
  const signals = charted.flatMap(({ signals: own }, segment) => own.map((signal) => ({ ...signal, segment })));
  await workspace.createTable('_signals', [
    { name: 'segment', type: 'INTEGER', values: signals.map(({ segment }) => segment) },
    { name: 'rule', type: 'VARCHAR', values: signals.map(({ rule }) => rule) },
    { name: 'first', type: 'INTEGER', values: signals.map(({ from }) => from) },
    { name: 'last', type: 'INTEGER', values: signals.map(({ to }) => to) },
  ]);
}

/** Table _limits: segment, days of the base period since 1970, and what was fitted there. */
export async function createLimits({ workspace }: Target, charted: readonly ChartedSegment[]): Promise<void> {
  const fits = charted.flatMap(({ fits: own }, segment) => own.map((fit) => ({ ...fit, segment })));
  await workspace.createTable('_limits', [
    { name: 'segment', type: 'INTEGER', values: fits.map(({ segment }) => segment) },
    { name: 'fitted_from', type: 'INTEGER', values: fits.map(({ base }) => base.from) },
    { name: 'fitted_to', type: 'INTEGER', values: fits.map(({ base }) => base.to) },
    { name: 'readings', type: 'BIGINT', values: fits.map(({ readings }) => readings) },
    { name: 'centre', type: 'DOUBLE', values: fits.map(({ centre }) => centre) },
    { name: 'sigma', type: 'DOUBLE', values: fits.map(({ sigma }) => sigma) },
    { name: 'provisional', type: 'BOOLEAN', values: fits.map(({ provisional }) => provisional) },
    { name: 'reason', type: 'VARCHAR', values: fits.map(({ reason }) => reason) },
  ]);
}
