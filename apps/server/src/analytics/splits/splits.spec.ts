import { describe, expect, it } from 'vitest';
import { seededRandom } from '../random.js';
import { holdOut, splitFolds } from './folds.js';
import { hashKey } from './hash-key.js';
import { gatherOutOfFold, type Split } from './split.js';
import { sampleInside, splitInside } from './split-inside.js';
import { rollingOrigins, splitByTime } from './time-splits.js';

const ROWS = 503;
const random = seededRandom(5);
const classes = Array.from({ length: ROWS }, () => (random.next() < 0.08 ? 1 : 0));
const keys = Array.from({ length: ROWS }, (_, row) => `customer ${row}`);
const groups = Array.from({ length: ROWS }, () => `machine ${Math.floor(random.next() ** 2 * 40)}`);
const bad = (message: string) =>
  expect.objectContaining({ code: 'model.bad-input', message: expect.stringContaining(message) });

function requirePartition(splits: readonly Split[], rows: number): void {
  expect(splits.flatMap(({ test }) => [...test]).sort((a, b) => a - b)).toEqual([...Array(rows).keys()]);
  for (const { train, test } of splits)
    expect([...train, ...test].sort((a, b) => a - b)).toEqual([...Array(rows).keys()]);
}
const count = (rows: Int32Array, of: number): number => rows.filter((row) => classes[row] === of).length;
const named = (rows: Int32Array, of: readonly string[]): string[] => Array.from(rows, (row) => of[row]!).sort();

describe('splitFolds', () => {
  it('tests each row once, in folds of one size with one share of each class', () => {
    const splits = splitFolds({ rows: ROWS, seed: 1, classes }, 5);
    requirePartition(splits, ROWS);
    for (const of of [0, 1]) {
      const counts = splits.map(({ test }) => count(test, of));
      expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
    }
    const sizes = splits.map(({ test }) => test.length);
    expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
  });

  it('is the same by seed, and another one by another seed', () => {
    const folds = (seed: number): number[][] =>
      splitFolds({ rows: ROWS, seed, classes }, 3).map(({ test }) => [...test]);
    expect(folds(4)).toEqual(folds(4));
    expect(folds(4)).not.toEqual(folds(5));
  });

  it.each([
    ['rows', {}],
    ['classes', { classes }],
    ['groups', { groups }],
    ['groups and classes', { groups, classes }],
  ])('follows the key, not the order of rows: %s', (_, by) => {
    const order = Array.from({ length: ROWS }, (__, row) => (row * 211) % ROWS);
    const turn = <T>(column: readonly T[]): T[] => order.map((row) => column[row]!);
    const turned = Object.fromEntries(
      Object.entries(by).map(([name, column]) => [name, turn<string | number>(column)]),
    );
    const straight = splitFolds({ rows: ROWS, seed: 9, keys, ...by }, 4);
    const other = splitFolds({ rows: ROWS, seed: 9, keys: turn(keys), ...turned }, 4);
    expect(other.map(({ test }) => named(test, turn(keys)))).toEqual(straight.map(({ test }) => named(test, keys)));
  });

  it('keeps a group in one fold, and folds about even in rows and in a rare class', () => {
    const splits = splitFolds({ rows: ROWS, seed: 2, groups, classes }, 4);
    requirePartition(splits, ROWS);
    for (const { train, test } of splits) {
      const learned = new Set(named(train, groups));
      expect(named(test, groups).some((group) => learned.has(group))).toBe(false);
      expect(Math.abs(test.length - ROWS / 4)).toBeLessThan(ROWS / 20);
      expect(Math.abs(count(test, 1) - count(Int32Array.from(classes.keys()), 1) / 4)).toBeLessThan(3);
    }
  });

  it('names what is too small', () => {
    expect(() => splitFolds({ rows: 6, seed: 1, classes: [0, 0, 0, 0, 1, 1] }, 3)).toThrow(
      bad('2 rows with class 1, fewer than 3 parts'),
    );
    expect(() => splitFolds({ rows: 4, seed: 1, groups: ['a', 'a', 'a', 'b'] }, 3)).toThrow(
      bad('2 groups, fewer than 3 parts'),
    );
    expect(() => splitFolds({ rows: 1, seed: 1 }, 2)).toThrow(bad('there are 1 rows'));
    expect(() => splitFolds({ rows: 3, seed: 1, keys: ['a', 'b', 'a'] }, 2)).toThrow(bad('row key a is there twice'));
    expect(() => splitFolds({ rows: 3, seed: 1, classes: [1] }, 2)).toThrow(bad('1 classes for 3 rows'));
    expect(() => splitFolds({ rows: 0, seed: 1, classes: [] }, 2)).toThrow(bad('no rows'));
    expect(() => splitFolds({ rows: 3, seed: 1 }, 1)).toThrow(bad('1 folds'));
  });
});

describe('holdOut', () => {
  it('sets the share aside, of each class', () => {
    const { train, test } = holdOut({ rows: ROWS, seed: 3, classes }, 0.3);
    requirePartition(
      [
        { train: test, test: train },
        { train, test },
      ],
      ROWS,
    );
    for (const of of [0, 1])
      expect(Math.abs(count(test, of) - 0.3 * count(Int32Array.from(classes.keys()), of))).toBeLessThan(1);
  });

  it('sets whole groups aside', () => {
    const { train, test } = holdOut({ rows: ROWS, seed: 3, groups }, 0.25);
    const learned = new Set(named(train, groups));
    expect(named(test, groups).some((group) => learned.has(group))).toBe(false);
    expect(Math.abs(test.length - ROWS / 4)).toBeLessThan(ROWS / 20);
    expect(() => holdOut({ rows: 9, seed: 1 }, 1)).toThrow(bad('a share of 1'));
  });
});

describe('splitByTime', () => {
  it('learns before, judges after and leaves the gap out', () => {
    const times = [5, 1, 3, 4, 2, 6];
    expect(splitByTime({ times, testFrom: 4 })).toEqual({
      train: Int32Array.of(1, 2, 4),
      test: Int32Array.of(0, 3, 5),
    });
    expect([...splitByTime({ times, testFrom: 4, gap: 1 }).train]).toEqual([1, 4]);
  });

  it('refuses an empty side and a row without a time', () => {
    expect(() => splitByTime({ times: [1, 2], testFrom: 1 })).toThrow(bad('no row is before 1'));
    expect(() => splitByTime({ times: [1, 2], testFrom: 3 })).toThrow(bad('no row is from 3 on'));
    expect(() => splitByTime({ times: [1, NaN], testFrom: 2 })).toThrow(bad('row 2'));
    expect(() => splitByTime({ times: [], testFrom: 2 })).toThrow(bad('no rows'));
  });
});

describe('rollingOrigins', () => {
  const periods = Array.from({ length: 20 }, (_, row) => 100 + Math.floor(row / 2));
  const shape = (splits: ReturnType<typeof rollingOrigins>): number[][] =>
    splits.map(({ origin, train, test }) => [origin, periods[train[0]!]!, periods[train.at(-1)!]!, test.length / 2]);

  it('ends with the newest periods and goes back by steps while enough is left to learn from', () => {
    expect(shape(rollingOrigins({ periods, window: 'expanding', train: 3, horizon: 2 }))).toEqual([
      [104, 100, 103, 2],
      [106, 100, 105, 2],
      [108, 100, 107, 2],
    ]);
  });

  it('slides, steps and keeps a gap', () => {
    const splits = rollingOrigins({ periods, window: 'sliding', train: 3, horizon: 2, step: 1, gap: 1 });
    expect(shape(splits)).toEqual([4, 5, 6, 7, 8].map((at) => [100 + at, 96 + at, 98 + at, 2]));
  });

  it('passes over a horizon without rows and refuses what is too short', () => {
    const holes = [1, 2, 3, 4, 7, 8];
    const splits = rollingOrigins({ periods: holes, window: 'expanding', train: 2, horizon: 1 });
    expect(splits.map(({ origin }) => origin)).toEqual([3, 4, 7, 8]);
    expect(() => rollingOrigins({ periods: [1, 2], window: 'expanding', train: 2, horizon: 1 })).toThrow(
      bad('too few'),
    );
    expect(() => rollingOrigins({ periods: [1, 2.5], window: 'expanding', train: 1, horizon: 1 })).toThrow(
      bad('row 2'),
    );
    expect(() => rollingOrigins({ periods: [1, 2], window: 'sliding', train: 1, horizon: 0 })).toThrow(bad('horizon'));
  });
});

describe('gatherOutOfFold', () => {
  const splits = splitFolds({ rows: 6, seed: 1 }, 2);

  it('puts each score in its row', () => {
    expect([
      ...gatherOutOfFold(
        6,
        splits,
        splits.map(({ test }) => test),
      ),
    ]).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('refuses a score that is not out of sample', () => {
    const [one, two] = splits as [Split, Split];
    const scores = splits.map(({ test }) => test);
    expect(() => gatherOutOfFold(6, [one, { train: two.test, test: two.test }], scores)).toThrow(
      bad('learned from it'),
    );
    expect(() => gatherOutOfFold(6, [one, one], [one.test, one.test])).toThrow(bad('scored twice'));
    expect(() => gatherOutOfFold(6, [one], [one.test])).toThrow(bad('never scored'));
    expect(() => gatherOutOfFold(6, splits, [one.test])).toThrow(bad('split 2 has 3 rows'));
  });
});

describe('hashKey', () => {
  it('spreads keys evenly and takes a number for its digits', () => {
    const buckets = new Int32Array(10);
    for (let key = 0; key < 10_000; key += 1) buckets[Math.floor((hashKey(key, 1) / 2 ** 32) * 10)]! += 1;
    expect(buckets.every((size) => Math.abs(size - 1000) < 120)).toBe(true);
    expect(hashKey(42, 7)).toBe(hashKey('42', 7));
    expect(hashKey(42, 7)).not.toBe(hashKey(42, 8));
  });
});

describe('a split among training rows', () => {
  const codes = Int32Array.from(groups, (name) => Number(name.split(' ')[1]));

  it('keeps groups together, and later rows apart from earlier ones', () => {
    const inside = splitInside({ rows: ROWS, classes, groups: codes }, 3, 1);
    requirePartition(inside, ROWS);
    for (const { train, test } of inside) {
      const taught = new Set(Array.from(train, (row) => codes[row]));
      expect(Array.from(test).some((row) => taught.has(codes[row]))).toBe(false);
    }
    const times = Float64Array.from(codes, (code) => (code === 0 ? Number.NaN : code));
    const [later, ...rest] = splitInside({ rows: ROWS, classes, times }, 3, 1);
    expect(rest).toEqual([]);
    const first = Math.min(...Array.from(later!.test, (row) => times[row]!));
    expect(Array.from(later!.train).every((row) => !(times[row]! >= first))).toBe(true);
  });

  it('samples a share of each class, and all rows where all are asked for', () => {
    const sample = sampleInside({ rows: ROWS, classes }, 100, 1);
    expect(sample).toHaveLength(100);
    expect(count(sample, 1) / 100).toBeCloseTo(count(Int32Array.from(classes.keys()), 1) / ROWS, 1);
    expect(sampleInside({ rows: ROWS }, 600, 1)).toHaveLength(ROWS);
  });
});
