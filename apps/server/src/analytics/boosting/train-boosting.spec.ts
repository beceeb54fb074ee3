import { describe, expect, it } from 'vitest';
import { runGang } from '../../compute/run-gang.js';
import { applyBins, fitBins, type BinnedTable } from '../features/bins.js';
import { takeRows, type CategoricalFeature, type FeatureTable } from '../features/feature-table.js';
import { SOLO } from '../member.js';
import { seededRandom } from '../random.js';
import { logistic } from '../log-odds.js';
import { findLeaf, goesLeft, predictRaw, type TreeEnsemble } from '../trees/tree.js';
import { boostingInput, type BoostingTask } from './boosting-input.js';
import type { BoostingSettings } from './boosting-settings.js';
import { trainBoosting, type BoostingOutput } from './train-boosting.js';

const ROWS = 3000;
const random = seededRandom(7);
const draw = (count: number, make: () => number) => Float64Array.from({ length: count }, make);
const numeric = (name: string, values: ArrayLike<number>) => ({
  kind: 'numeric' as const,
  name,
  values: Float64Array.from(values),
});
const levels = (name: string, codes: Iterable<number>, count: number): CategoricalFeature => ({
  kind: 'categorical',
  name,
  codes: Int32Array.from(codes),
  levels: Array.from({ length: count }, (_, i) => `level ${String(i).padStart(6, '0')}`),
});

const columns = Array.from({ length: 11 }, () => draw(ROWS, () => random.next() + random.next() - 1));
for (let row = 0; row < ROWS; row += 1) if (random.next() < 0.2) columns[1]![row] = Number.NaN;
const shops = Int32Array.from({ length: ROWS }, () => random.below(40) - 1);
const signal = draw(ROWS, () => random.next() - 0.5).map((noise, row) => {
  const known = Number.isNaN(columns[1]![row]!) ? 0.4 : columns[1]![row]!;
  return noise + columns[0]![row]! + known * columns[2]![row]! * 2 + (shops[row]! % 3) * 0.3 - 0.4;
});
const table: FeatureTable = {
  rows: ROWS,
  features: [...columns.map((values, i) => numeric(`x${i}`, values)), levels('shop', shops, 39)],
};
const binary = signal.map((value) => (value > 0 ? 1 : 0));
const weights = draw(ROWS, () => random.below(4) / 3);

function bin(of: FeatureTable): BinnedTable {
  return applyBins(of, fitBins(of));
}
function train(task: Partial<BoostingTask> & Pick<BoostingTask, 'table'>): BoostingOutput {
  return trainBoosting(boostingInput({ target: binary, targetName: 'bought', ...task }), SOLO);
}
/** Predictions for all rows of the table that a model is trained on. */
function fit(
  of: FeatureTable,
  target: ArrayLike<number>,
  settings: Partial<BoostingSettings> = {},
  given?: ArrayLike<number>,
) {
  const binned = bin(of);
  const { ensemble, log } = train({ table: binned, target, settings: { rounds: 20, ...settings }, weights: given });
  return { ensemble, log, binned, raw: predictRaw(ensemble, binned) };
}
const furthest = (one: Float64Array, other: Float64Array) =>
  Math.max(...one.map((value, i) => Math.abs(value - other[i]!)));
const lossesOf: Record<string, BoostingSettings['loss']> = {
  logistic: { kind: 'logistic' },
  squared: { kind: 'squared' },
  quantile: { kind: 'quantile', alpha: 0.7 },
};
const targetOf = (loss: string) => (loss === 'logistic' ? binary : signal);
const bad = (message: RegExp, column?: string) =>
  expect.objectContaining({
    code: 'model.bad-input',
    message: expect.stringMatching(message),
    details: column ? { column } : {},
  });

describe('a boosted model', () => {
  it.each([
    ['logistic', 3],
    ['squared', 2],
    ['quantile', 2],
  ])('is the same, byte for byte, from one thread and from several: %s, %i', async (name, threads) => {
    const loss = lossesOf[name]!;
    const settings = { rounds: 3, maxLeaves: 8, loss, rowSample: 0.8, columnSample: 0.7, seed: 3 };
    const validation = { table: bin(table), target: targetOf(name) };
    const task = { table: bin(table), target: targetOf(name), targetName: 'y', weights, settings, validation };
    const alone = trainBoosting(boostingInput(task), SOLO);
    expect(alone.log.validationLoss).toHaveLength(4);
    for (const output of await runGang('train-boosting', boostingInput(task), { threads }))
      expect(output).toEqual(alone);
  });

  it.each(Object.entries(lossesOf))('has no thought for the order of the rows: %s', (name, loss) => {
    const order = Array.from({ length: ROWS }, (_, row) => row).sort(
      (a, b) => shops[a]! - shops[b]! || columns[3]![a]! - columns[3]![b]!,
    );
    const target = targetOf(name);
    const first = fit(table, target, { loss }, weights);
    const second = fit(
      takeRows(table, order),
      order.map((row) => target[row]!),
      { loss },
      order.map((row) => weights[row]!),
    );
    expect(Float64Array.from(order, (row) => first.raw[row]!)).toEqual(second.raw);
  });

  it('has no thought for names of columns, nor for monotone scales', () => {
    const changed = table.features.map((feature, i) =>
      feature.kind === 'numeric'
        ? numeric(
            `other ${i}`,
            feature.values.map((value) => Math.exp(3 * value) * 1e6),
          )
        : { ...feature, name: 'z' },
    );
    expect(fit({ rows: ROWS, features: changed }, binary).raw).toEqual(fit(table, binary).raw);
  });

  it('asks the first of columns that split alike, also of mirrored ones', () => {
    const x = columns[0]!.map((value) => Math.round(value * 100));
    const features = [
      numeric(
        'a',
        x.map((value) => -value),
      ),
      numeric('b', x),
      numeric('c', x),
    ];
    const twins = { rows: ROWS, features };
    const { ensemble } = fit(twins, binary, { maxLeaves: 2, rounds: 5 });
    for (const { feature } of ensemble.trees) expect(feature[0]).toBe(0);
  });

  it('learns with each loss, and tells the loss after each round', () => {
    for (const [name, loss] of Object.entries(lossesOf)) {
      const { log } = fit(table, targetOf(name), { loss });
      expect(log).toMatchObject({ rounds: 20, ending: 'rounds', validationLoss: null });
      expect(log.trainLoss).toHaveLength(21);
      expect(log.trainLoss.at(-1)).toBeLessThan(0.75 * log.trainLoss[0]!);
    }
  });

  it('tells losses that are the mean of each row’s', () => {
    const { raw, log } = fit(table, binary);
    const byHand = raw.reduce((sum, value, row) => sum - Math.log(logistic(binary[row] ? value : -value)), 0) / ROWS;
    expect(log.trainLoss.at(-1)).toBeCloseTo(byHand, 10);
    const squared = fit(table, signal, { loss: { kind: 'squared' } });
    const meanSquare = squared.raw.reduce((sum, value, row) => sum + (value - signal[row]!) ** 2, 0) / ROWS;
    expect(squared.log.trainLoss.at(-1)).toBeCloseTo(meanSquare, 10);
  });

  it('covers as many rows as a quantile promises', () => {
    for (const alpha of [0.1, 0.5, 0.9]) {
      const { raw } = fit(table, signal, { loss: { kind: 'quantile', alpha } });
      const below = raw.filter((value, row) => signal[row]! <= value).length / ROWS;
      expect(Math.abs(below - alpha)).toBeLessThan(0.03);
    }
  });

  it('weighs a row like as many copies of it, on whatever scale weights are', () => {
    const copies = Array.from({ length: ROWS }, (_, row) => Array<number>(row % 3).fill(row)).flat();
    const thrice = Array.from({ length: ROWS }, (_, row) => row % 3);
    const measured = { rows: ROWS, features: table.features.slice(0, 11) };
    const settings = { minLeafRows: 1, rounds: 5 };
    const weighed = fit(measured, binary, settings, thrice);
    const binned = applyBins(takeRows(measured, copies), weighed.binned.features);
    const copied = train({ table: binned, target: copies.map((row) => binary[row]!), settings });
    expect(furthest(predictRaw(copied.ensemble, weighed.binned), weighed.raw)).toBeLessThan(1e-6);
    expect(weighed.ensemble.trees[0]!.cover[0]).toBe(copies.length);
    const small = fit(
      table,
      binary,
      settings,
      thrice.map((weight) => weight * 1e-6),
    );
    expect(furthest(small.raw, fit(table, binary, settings, thrice).raw)).toBeLessThan(1e-6);
  });
});

describe('settings', () => {
  it('hold: leaves, depth, rows of a leaf, gain', () => {
    const leavesOf = ({ trees }: TreeEnsemble) =>
      trees.map(({ feature }) => feature.filter((asked) => asked < 0).length);
    expect(Math.max(...leavesOf(fit(table, binary, { maxLeaves: 5 }).ensemble))).toBe(5);
    expect(Math.max(...leavesOf(fit(table, binary, { maxDepth: 2 }).ensemble))).toBe(4);
    expect(fit(table, binary, { minGain: 1e9 }).log).toMatchObject({ rounds: 0, ending: 'no-split' });
    const { ensemble, binned } = fit(table, binary, { minLeafRows: 400 });
    for (const tree of ensemble.trees) {
      const counts = new Map<number, number>();
      for (let row = 0; row < ROWS; row += 1) {
        const leaf = findLeaf(tree, binned.columns, row);
        counts.set(leaf, (counts.get(leaf) ?? 0) + 1);
      }
      for (const [leaf, count] of counts) expect(tree.cover[leaf]).toBe(count);
      expect(Math.min(...counts.values())).toBeGreaterThanOrEqual(400);
    }
  });

  it('draw rows and columns by seed', () => {
    const settings = { rowSample: 0.5, columnSample: 0.3, rounds: 10 };
    const first = fit(table, binary, { ...settings, seed: 1 });
    expect(fit(table, binary, { ...settings, seed: 1 }).ensemble).toEqual(first.ensemble);
    expect(fit(table, binary, { ...settings, seed: 2 }).ensemble).not.toEqual(first.ensemble);
    for (const tree of first.ensemble.trees) {
      expect(tree.cover[0]).toBe(ROWS / 2);
      expect(new Set(tree.feature.filter((asked) => asked >= 0)).size).toBeLessThanOrEqual(4);
    }
    expect(first.log.trainLoss.at(-1)).toBeLessThan(0.9 * first.log.trainLoss[0]!);
  });

  it('stop after rounds without a better validation loss, and keep the best', () => {
    const binned = bin(table);
    const noisy = Float64Array.from(binary, (value) => (random.next() < 0.3 ? 1 - value : value));
    const validation = {
      table: binned,
      target: Float64Array.from(binary, (value) => (random.next() < 0.3 ? 1 - value : value)),
    };
    const settings = { rounds: 300, patience: 5 };
    const { log, ensemble } = train({ table: binned, target: noisy, validation, settings });
    const losses = log.validationLoss!;
    expect(log.ending).toBe('patience');
    expect(losses).toHaveLength(log.rounds + 6);
    expect(losses.indexOf(Math.min(...losses))).toBe(log.rounds);
    expect(ensemble.trees).toHaveLength(log.rounds);
    const patient = train({ table: binned, target: noisy, validation, settings: { rounds: 60, patience: null } });
    expect(patient.log).toMatchObject({ rounds: 60, ending: 'rounds' });
  });

  it.each([
    [{ rounds: 0 }, /rounds = 0/],
    [{ learningRate: 0 }, /learningRate = 0/],
    [{ maxLeaves: 1 }, /maxLeaves = 1/],
    [{ maxDepth: 0 }, /maxDepth = 0/],
    [{ minLeafRows: 0.5 }, /minLeafRows = 0.5/],
    [{ rowSample: 1.5 }, /rowSample = 1.5/],
    [{ columnSample: Number.NaN }, /columnSample = NaN/],
    [{ l2: -1 }, /l2 = -1/],
    [{ loss: { kind: 'quantile' as const, alpha: 1 } }, /loss.alpha = 1/],
  ])('out of range are refused: %o', (settings, message) => {
    expect(() => train({ table: bin(table), settings })).toThrow(bad(message));
  });
});

describe('missing values and names', () => {
  it('missing is a side of its own, and goes with the larger child where training has none', () => {
    const x = Float64Array.from({ length: 300 }, (_, i) => (i % 3 === 0 ? Number.NaN : (i * 7919) % 300));
    const target = Float64Array.from(x, (value) => (Number.isNaN(value) ? 1 : 0));
    const apart = fit({ rows: 300, features: [numeric('x', x)] }, target, { maxLeaves: 2, rounds: 1 });
    expect(apart.ensemble.trees[0]!.cover).toEqual(Float64Array.of(300, 200, 100));

    const full = Float64Array.from({ length: 300 }, (_, i) => i);
    const late = full.map((value) => (value >= 200 ? 1 : 0));
    for (const [mirrored, isLeft] of [
      [late, true],
      [full.map((value) => (value >= 100 ? 1 : 0)), false],
    ] as const) {
      const { ensemble } = fit({ rows: 300, features: [numeric('x', full)] }, mirrored, { maxLeaves: 2, rounds: 1 });
      expect(goesLeft(ensemble.trees[0]!, 0, 0)).toBe(isLeft);
    }
  });

  it('names are split in two groups at once, in whatever order they stand', () => {
    const codes = Array.from({ length: 2000 }, (_, i) => i % 20);
    const target = Float64Array.from(codes, (code) => (code % 2 === 0 ? 1 : 0));
    const { ensemble } = fit({ rows: 2000, features: [levels('city', codes, 20)] }, target, {
      maxLeaves: 2,
      rounds: 1,
    });
    const tree = ensemble.trees[0]!;
    expect(tree.cover).toEqual(Float64Array.of(2000, 1000, 1000));
    for (let code = 0; code < 20; code += 1) expect(goesLeft(tree, 0, code + 1)).toBe(code % 2 === 0);
  });

  it('100,000 levels, most of them seen once, teach next to nothing about chance', () => {
    const rows = 120_000;
    const chance = seededRandom(11);
    const codes = Array.from({ length: rows }, (_, i) => (i < 100_000 ? i : chance.below(100_000)));
    const target = draw(rows, () => chance.below(2));
    const { log } = fit({ rows, features: [levels('id', codes, 100_000)] }, target, { rounds: 5 });
    expect(log.trainLoss.at(-1)).toBeGreaterThan(0.69);
  });
});

describe('awkward input', () => {
  it('an empty or constant column is never asked', () => {
    const features = [
      numeric('none', new Float64Array(ROWS).fill(Number.NaN)),
      numeric('same', new Float64Array(ROWS).fill(3)),
      table.features[0]!,
    ];
    const { ensemble } = fit({ rows: ROWS, features }, binary);
    for (const tree of ensemble.trees) for (const asked of tree.feature) expect([-1, 2]).toContain(asked);
    const { log, raw } = fit({ rows: ROWS, features: features.slice(0, 2) }, signal, { loss: { kind: 'squared' } });
    expect(log).toMatchObject({ rounds: 0, ending: 'no-split' });
    expect(raw[0]).toBeCloseTo(signal.reduce((sum, value) => sum + value, 0) / ROWS, 12);
  });

  it('one positive in 100,000 can be learned from', () => {
    const rows = 100_000;
    const x = Float64Array.from({ length: rows }, (_, i) => (i * 7919) % rows);
    const target = new Float64Array(rows);
    target[x.indexOf(rows - 1)] = 1;
    const { raw, log } = fit({ rows, features: [numeric('x', x)] }, target, { rounds: 5 });
    expect(raw.every(Number.isFinite)).toBe(true);
    expect(log.trainLoss.at(-1)).toBeLessThan(log.trainLoss[0]!);
    expect(raw[x.indexOf(rows - 1)]).toBe(Math.max(...raw.subarray(0, 1000), raw[x.indexOf(rows - 1)]!));
  });

  it('fewer rows than columns, and a single row, can be learned from', () => {
    const few = takeRows(table, [0, 1, 2, 3, 4, 5]);
    expect(
      fit(few, signal.slice(0, 6), { loss: { kind: 'squared' }, minLeafRows: 1 }).log.trainLoss.at(-1),
    ).toBeLessThan(0.1);
    const { raw } = fit(takeRows(table, [0]), [5], { loss: { kind: 'squared' } });
    expect(raw).toEqual(Float64Array.of(5));
  });

  it('a separated target ends in finite numbers', () => {
    const x = Float64Array.from({ length: 200 }, (_, i) => i);
    const { raw } = fit(
      { rows: 200, features: [numeric('x', x)] },
      x.map((i) => (i < 100 ? 0 : 1)),
      { rounds: 2000, learningRate: 1 },
    );
    expect(raw.every(Number.isFinite)).toBe(true);
  });

  it('rows of weight 0 are passed over', () => {
    const without = Array.from({ length: ROWS }, (_, row) => row).filter((row) => row % 5 > 0);
    const binned = bin(table);
    const settings = { rounds: 20 };
    const some = train({
      table: binned,
      settings,
      weights: Array.from({ length: ROWS }, (_, row) => (row % 5 > 0 ? 1 : 0)),
    });
    const left = applyBins(takeRows(table, without), binned.features);
    const rest = train({ table: left, settings, target: without.map((row) => binary[row]!) });
    expect(furthest(predictRaw(some.ensemble, binned), predictRaw(rest.ensemble, binned))).toBeLessThan(1e-6);
  });

  it.each<[string, Partial<BoostingTask>, RegExp, string?]>([
    ['one class only', { target: new Float64Array(ROWS) }, /"bought" is 0 in every row/, 'bought'],
    ['one class where weight is', { weights: binary }, /"bought" is 1 in every row/, 'bought'],
    ['a class besides 0 and 1', { target: binary.map((value) => 2 * value) }, /"bought" is 2 in row/, 'bought'],
    ['a missing target', { target: binary.with(4, Number.NaN) }, /"bought" is missing in row 5/, 'bought'],
    ['an infinite target', { target: binary.with(4, Infinity) }, /"bought" is Infinity in row 5/, 'bought'],
    ['too few targets', { target: [1, 0] }, /"bought" has 2 values for 3000 rows/, 'bought'],
    ['a negative weight', { weights: weights.with(2, -1) }, /the weight of row 3 is -1/],
    ['weights all 0', { weights: new Float64Array(ROWS) }, /the weights are all 0/],
    ['no columns', { table: { rows: ROWS, features: [], columns: [] } }, /no column to learn from/],
    ['no rows', { table: { ...bin(table), rows: 0 }, target: [] }, /no rows/, 'bought'],
    [
      'a bad validation target',
      { validation: { table: bin(table), target: signal } },
      /of the validation rows" is .* not 0 or 1/,
      'bought of the validation rows',
    ],
  ])('is refused: %s', (_, task, message, column) => {
    expect(() => train({ table: bin(table), ...task })).toThrow(bad(message, column));
  });
});
