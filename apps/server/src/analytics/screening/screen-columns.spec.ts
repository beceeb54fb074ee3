import { describe, expect, it } from 'vitest';
import type { Feature } from '../features/feature-table.js';
import { seededRandom } from '../random.js';
import { screenColumns, type ScreenInput } from './screen-columns.js';

const ROWS = 3000;
const LIMITS = { missing: 0.95, dominant: 0.99, information: 0.02, stability: 0.25, alike: 0.95 };

function world(seed = 1) {
  const random = seededRandom(seed);
  const draw = () => Float64Array.from({ length: ROWS }, () => random.next());
  const [signal, noise, other] = [draw(), draw(), draw()];
  const outcomes = signal.map((value) => (random.next() < 0.03 + 0.3 * value ? 1 : 0));
  const periods = Int32Array.from({ length: ROWS }, (_, row) => row % 3);
  return { signal, noise, other, outcomes, periods };
}

const numeric = (name: string, values: Float64Array): Feature => ({ kind: 'numeric', name, values });

function screen(features: Feature[], { outcomes, periods }: ReturnType<typeof world>, more: Partial<ScreenInput> = {}) {
  const input = { table: { rows: ROWS, features }, outcomes, periods, periodCount: 3, bins: 10, limits: LIMITS };
  return new Map(screenColumns({ ...input, ...more }).map((column) => [column.name, column]));
}

describe('a screening', () => {
  const given = world();
  const { signal, noise, other, periods } = given;

  it('keeps what tells of the outcome and calls noise weak', () => {
    const found = screen([numeric('signal', signal), numeric('noise', noise)], given);
    expect(found.get('signal')).toMatchObject({ reason: null, direction: 'up' });
    expect(found.get('noise')).toMatchObject({ reason: 'weak', direction: 'none' });
    expect(found.get('signal')!.information!.value).toBeGreaterThan(0.3);
  });

  it('keeps nothing of columns of noise, in nearly all tables', () => {
    let kept = 0;
    for (let seed = 1; seed <= 8; seed += 1) {
      const random = seededRandom(100 + seed);
      const columns = Array.from({ length: 20 }, (_, i) =>
        numeric(
          `n${i}`,
          Float64Array.from({ length: ROWS }, () => random.next()),
        ),
      );
      const outcomes = Float64Array.from({ length: ROWS }, () => (random.next() < 0.1 ? 1 : 0));
      kept += [...screen(columns, { ...given, outcomes }).values()].filter(({ reason }) => reason === null).length;
    }
    expect(kept).toBeLessThanOrEqual(2);
  });

  it('drops of two that tell the same the one with less information, and names the other', () => {
    const random = seededRandom(5);
    const blurred = signal.map((value) => value + 0.08 * random.next());
    const found = screen([numeric('a_blurred', blurred), numeric('b_signal', signal)], given);
    expect(found.get('b_signal')!.reason).toBeNull();
    expect(found.get('a_blurred')).toMatchObject({ reason: 'alike', becauseOf: 'b_signal' });
    expect(found.get('a_blurred')!.likeness).toBeGreaterThan(0.95);
    const partly = signal.map((value, row) => (row % 4 === 0 ? NaN : value));
    expect(screen([numeric('partly', partly), numeric('signal', signal)], given).get('partly')!.reason).toBeNull();
  });

  it('drops what moves between the periods, with the period', () => {
    const moved = signal.map((value, row) => value + (periods[row] === 2 ? 0.5 : 0));
    const found = screen([numeric('moved', moved), numeric('other', other)], given);
    expect(found.get('moved')).toMatchObject({ reason: 'unstable', worst: 2 });
    expect(found.get('moved')!.periods[2]!.psi).toBeGreaterThan(0.25);
    expect(found.get('moved')!.periods[0]!.psi).toBeNull();
    expect(found.get('other')!.reason).toBe('weak');
  });

  it('says of each of the others why: missing, constant, nearly constant, a copy, known too late', () => {
    const { outcomes } = given;
    const columns = [
      numeric(
        'absent',
        signal.map(() => NaN),
      ),
      numeric(
        'rare',
        signal.map((value, row) => (row % 50 === 0 ? value : NaN)),
      ),
      numeric(
        'one',
        signal.map(() => 1),
      ),
      numeric(
        'nearly',
        signal.map((_, row) => (row % 200 === 0 ? 1 : 0)),
      ),
      numeric('copied', outcomes),
      numeric('late', other),
    ];
    const found = screen(columns, given, { event: 0, knownAt: new Map([['late', 5]]) });
    expect([...found.values()].map(({ name, reason }) => [name, reason])).toEqual([
      ['absent', 'all_missing'],
      ['rare', 'missing'],
      ['one', 'constant'],
      ['nearly', 'nearly_constant'],
      ['copied', 'target_copy'],
      ['late', 'after_event'],
    ]);
  });

  it('without outcomes drops nothing as weak, and measures the rest; rows without one count for that too', () => {
    const none = screen([numeric('noise', noise)], { ...given, outcomes: given.outcomes.map(() => NaN) });
    expect(none.get('noise')).toMatchObject({ reason: null, information: null, p: null, direction: null });
    const half = given.outcomes.map((value, row) => (periods[row] === 2 ? NaN : value));
    const found = screen([numeric('signal', signal)], { ...given, outcomes: half });
    expect(found.get('signal')).toMatchObject({ rows: ROWS, reason: null });
    expect(found.get('signal')!.periods).toHaveLength(3);
  });

  it('tells of names without a direction, and of one class without information', () => {
    const codes = Int32Array.from(signal, (value) => Math.floor(value * 3));
    const city: Feature = { kind: 'categorical', name: 'city', codes, levels: ['a', 'b', 'c'] };
    expect(screen([city], given).get('city')).toMatchObject({ kind: 'categorical', reason: null, direction: null });
    const ones = screen([city], { ...given, outcomes: given.outcomes.map(() => 1) });
    expect(ones.get('city')).toMatchObject({ reason: null, information: null });
  });
});
