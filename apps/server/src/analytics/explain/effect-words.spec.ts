import { describe, expect, it } from 'vitest';
import { withParticle } from '../../common/korean-particle.js';
import { shapeOf, type ShapeKind } from './effect-shape.js';
import { describeEffect, type Effect } from './effect-words.js';
import type { CurvePoint } from './partial-dependence.js';

const curve = (values: number[], at: (i: number) => number | string = (i) => i): CurvePoint[] =>
  values.map((value, i) => ({ at: at(i), value }));
const grid = Array.from({ length: 20 }, (_, i) => i);
const shapes: Record<ShapeKind, CurvePoint[]> = {
  flat: curve([5, 5, 5]),
  rising: curve(grid),
  falling: curve(grid.map((i) => -i)),
  step_up: curve(grid.map((i) => (i > 7 ? 2 : 0.01 * i))),
  step_down: curve(grid.map((i) => (i > 7 ? -2 : -0.01 * i))),
  valley: curve(grid.map((i) => (i - 8) ** 2)),
  hill: curve(grid.map((i) => -((i - 8) ** 2))),
  mixed: curve(grid.map((i) => Math.sin(i))),
  levels: curve([3, 1, 2], (i) => ['a', 'b', 'c'][i]!),
};
const tell = (points: CurvePoint[], more: Partial<Effect> = {}) =>
  describeEffect({
    column: { ko: '나이', en: 'age' },
    outcome: { ko: '응답률', en: 'response' },
    shape: shapeOf(points)!,
    interval: { low: 0.1, high: 0.3 },
    ...more,
  });
const negated = (points: CurvePoint[]) => points.map(({ at, value }) => ({ at, value: -value }));

describe('the form of a curve', () => {
  it.each(Object.entries(shapes))('is told: %s', (kind, points) => {
    expect(shapeOf(points)!.kind).toBe(kind);
  });

  it('bears a little wobble, is flat within a tolerance, and needs a point', () => {
    expect(shapeOf(curve(grid.map((i) => i + (i % 2) * 1.1)))!.kind).toBe('rising');
    expect(shapeOf(curve([1, 1.01, 1]), 0.05)!.kind).toBe('flat');
    expect(shapeOf([])).toBeNull();
    expect(shapeOf(curve([4]))!.kind).toBe('flat');
  });

  it('has a broad top where it stays up, and none where it comes to a point', () => {
    const broad = curve([0, 1, 2, 10, 8.5, 9.7, 8.3, 9.6, 2, 0]);
    expect(shapeOf(broad)).toMatchObject({ kind: 'hill', plateau: { from: { at: 3 }, to: { at: 7 } } });
    expect(shapeOf(curve([0, 5, 10, 20, 10, 5, 0, -1, -2, -4, -6]))).toMatchObject({ kind: 'hill', plateau: null });
    expect(shapeOf(shapes.rising)!.plateau).toBeNull();
  });

  it('is a rise, not a step, where a thin tail is far away', () => {
    const values = [...grid.slice(0, 19), 100];
    expect(shapeOf(curve(values, (i) => values[i]!))!.kind).toBe('rising');
  });
});

describe('the sentence on an effect', () => {
  it('says direction and size', () => {
    expect(tell(shapes.rising)).toEqual({
      en: 'The higher age, the higher response (0 at 0, 19 at 19: +19).',
      ko: '나이가 높을수록 응답률이 높습니다(0에서 0, 19에서 19, 차이 +19).',
    });
    expect(tell(shapes.valley).en).toBe(
      'Where age is about 6 to 10, response is lowest (0 to 4); to both sides it is higher (up to 121).',
    );
    expect(tell(shapes.step_down).ko).toMatch(/^나이가 7보다 높으면 응답률이 낮아집니다/);
    expect(tell(shapes.levels).ko).toBe('응답률은 나이가 a일 때 가장 높고(3), b일 때 가장 낮습니다(1).');
  });

  it('flips with the sign of the data', () => {
    const flips: [ShapeKind, ShapeKind][] = [
      ['rising', 'falling'],
      ['step_up', 'step_down'],
      ['valley', 'hill'],
    ];
    for (const [one, other] of flips) {
      expect(tell(negated(shapes[one]))).toEqual(tell(shapes[other]));
      expect(tell(shapes[one])).not.toEqual(tell(shapes[other]));
    }
    expect(tell(negated(shapes.levels)).en).toMatch(
      /^Where age is b, response is highest .* where it is a, it is lowest/,
    );
  });

  it('calls an effect weak whose importance is not above zero, or not known', () => {
    for (const interval of [{ low: -0.1, high: 0.2 }, { low: -0.3, high: -0.1 }, null]) {
      const { ko, en } = tell(shapes.rising, { interval });
      expect(en).toMatch(/^No reliable link between age and response\. .* chance: The higher age/);
      expect(ko).toMatch(/^나이와 응답률 사이에 믿을 만한 관계가 없습니다/);
    }
    expect(tell(shapes.falling, { interval: { low: 0.1, high: 0.3 } }).en).toMatch(/^The higher age, the lower/);
  });

  it('shows figures as the reader is used to', () => {
    const percent = (value: number) => `${(100 * value).toFixed(1)}%`;
    const points = (value: number) => `${(100 * value).toFixed(1)} points`;
    const { en } = tell(
      curve([0.041, 0.098], (i) => 20 + 45 * i),
      { formatOutcome: percent, formatChange: points },
    );
    expect(en).toBe('The higher age, the higher response (4.1% at 20, 9.8% at 65: +5.7 points).');
  });
});

describe('a Korean particle', () => {
  it('follows the last letter', () => {
    expect([withParticle('매출', '이'), withParticle('나이', '이'), withParticle('채널', '과')]).toEqual([
      '매출이',
      '나이가',
      '채널과',
    ]);
    expect(withParticle('age', '은')).toBe('age은(는)');
  });
});
