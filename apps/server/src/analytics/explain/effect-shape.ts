import type { CurvePoint } from './partial-dependence.js';

/** `valley` is a U, `hill` one upside down, `levels` an unordered column, `mixed` turns more than once. */
export type ShapeKind =
  'flat' | 'rising' | 'falling' | 'step_up' | 'step_down' | 'valley' | 'hill' | 'mixed' | 'levels';

/** The form of a curve and the points that tell it. */
export interface EffectShape {
  kind: ShapeKind;
  first: CurvePoint;
  last: CurvePoint;
  lowest: CurvePoint;
  highest: CurvePoint;
  /** Of a step: the last point before it. */
  before: CurvePoint | null;
  /** Of a hill or valley with a broad top or floor: its first and last point, its least and greatest value. */
  plateau: { from: CurvePoint; to: CurvePoint; low: number; high: number } | null;
}

/** Movement against a direction that is still taken for wobble, as a share of all movement. */
const WOBBLE = 0.15;
/** Share of all movement that one piece of a curve must hold to be a step, and the most of the column's range that the piece may take. */
const STEP = { movement: 0.6, range: 0.25 };

/**
 * A top is broad where points that miss it by no more than `even` of the whole height, or by `uneven` where those beyond them miss it by `edge` at least, take
 * `range` of the column's.
 */
const PLATEAU = { even: 0.05, uneven: 0.2, edge: 0.5, range: 0.1 };

/**
 * Names the form of a curve of measured values (ascending `at`) or levels. Flat is what moves no more than `tolerance` from end to end of its range, in
 * units of the curve. Null for an empty curve. O(points²).
 */
export function shapeOf(curve: readonly CurvePoint[], tolerance = 0): EffectShape | null {
  const [first, last] = [curve[0], curve.at(-1)];
  if (!first || !last) return null;
  const lowest = curve.reduce((low, point) => (point.value < low.value ? point : low));
  const highest = curve.reduce((high, point) => (point.value > high.value ? point : high));
  const made = (kind: ShapeKind, before: CurvePoint | null = null): EffectShape => ({
    kind,
    first,
    last,
    lowest,
    highest,
    before,
    plateau: kind === 'hill' ? plateauOf(curve, highest) : kind === 'valley' ? plateauOf(curve, lowest) : null,
  });
  if (highest.value - lowest.value <= tolerance) return made('flat');
  if (typeof first.at === 'string') return made('levels');
  const { up, down } = movement(curve);
  const wobble = WOBBLE * (up + down);
  const step = stepOf(curve, up + down);
  if (down <= wobble) return step ? made('step_up', step) : made('rising');
  if (up <= wobble) return step ? made('step_down', step) : made('falling');
  if (againstTurn(curve, curve.indexOf(lowest), -1) <= wobble) return made('valley');
  if (againstTurn(curve, curve.indexOf(highest), 1) <= wobble) return made('hill');
  return made('mixed');
}

function movement(curve: readonly CurvePoint[]): Record<'up' | 'down', number> {
  const sums = { up: 0, down: 0 };
  for (let i = 1; i < curve.length; i += 1) {
    const change = curve[i]!.value - curve[i - 1]!.value;
    if (change > 0) sums.up += change;
    else sums.down -= change;
  }
  return sums;
}

/** Movement of a curve against going one way (1 up, −1 down) until a point and the other way after it. */
function againstTurn(curve: readonly CurvePoint[], turn: number, way: 1 | -1): number {
  const [before, after] = [movement(curve.slice(0, turn + 1)), movement(curve.slice(turn))];
  return way === 1 ? before.down + after.up : before.up + after.down;
}

function stepOf(curve: readonly CurvePoint[], all: number): CurvePoint | null {
  const range = Number(curve.at(-1)!.at) - Number(curve[0]!.at);
  for (let i = 1; i < curve.length; i += 1) {
    const [from, to] = [curve[i - 1]!, curve[i]!];
    const isSteep = Math.abs(to.value - from.value) >= STEP.movement * all;
    if (isSteep && Number(to.at) - Number(from.at) <= STEP.range * range) return from;
  }
  return null;
}

/** Points about as high as the turning one: all down to steep edges, else the nearest ones; null where they take little of the range. */
function plateauOf(curve: readonly CurvePoint[], turn: CurvePoint): EffectShape['plateau'] {
  const values = curve.map(({ value }) => value);
  const height = Math.max(...values) - Math.min(...values);
  const missOf = (i: number) => (i in curve ? Math.abs(values[i]! - turn.value) / height : 1);
  const around = (most: number): [from: number, to: number] => {
    let [from, to] = [curve.indexOf(turn), curve.indexOf(turn)];
    while (missOf(from - 1) <= most) from -= 1;
    while (missOf(to + 1) <= most) to += 1;
    return [from, to];
  };
  const [first, last] = around(PLATEAU.uneven);
  const isSteep = Math.min(missOf(first - 1), missOf(last + 1)) >= PLATEAU.edge;
  const [from, to] = isSteep ? [first, last] : around(PLATEAU.even);
  const range = Number(curve.at(-1)!.at) - Number(curve[0]!.at);
  if (Number(curve[to]!.at) - Number(curve[from]!.at) < PLATEAU.range * range) return null;
  const inside = curve.slice(from, to + 1).map(({ value }) => value);
  return { from: curve[from]!, to: curve[to]!, low: Math.min(...inside), high: Math.max(...inside) };
}
