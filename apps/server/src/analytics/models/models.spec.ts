import { describe, expect, it } from 'vitest';
import type { FeatureTable } from '../features/feature-table.js';
import { applyIsotonic } from '../judging/isotonic.js';
import { SOLO } from '../member.js';
import { seededRandom } from '../random.js';
import { gatherOutOfFold } from '../splits/split.js';
import { splitFolds } from '../splits/folds.js';
import { crossFit } from './cross-fit.js';
import { decodeModel, encodeModel } from './encode-model.js';
import { fitModel, type Learner } from './fit-model.js';
import { judgeOutcome } from './judge-outcome.js';
import { modelColumns, predictModel } from './model.js';
import { meanImportance, shuffleColumns } from './shuffle-columns.js';

const boosting: Learner = {
  kind: 'boosting',
  rounds: 60,
  learningRate: 0.1,
  maxLeaves: 15,
  minLeafRows: 20,
  l2: 1,
  patience: 10,
};
const forest: Learner = { kind: 'forest', trees: 30, minLeafRows: 5, triedColumns: 'sqrt', balanced: false };
const linear: Learner = { kind: 'linear', penalty: 1 };

/** 1,500 rows: `x` and `city` tell of the outcome, `noise` does not. */
function rowsOf(seed: number, strength: number) {
  const random = seededRandom(seed);
  const rows = 1500;
  const x = Float64Array.from({ length: rows }, () => (random.next() < 0.05 ? Number.NaN : random.next()));
  const noise = Float64Array.from({ length: rows }, () => random.next());
  const codes = Int32Array.from({ length: rows }, () => random.below(3));
  const target = Float64Array.from({ length: rows }, (_, row) => {
    const odds = strength * ((Number.isNaN(x[row]!) ? 0.5 : x[row]!) * 4 - 2 + (codes[row] === 1 ? 1 : 0));
    return random.next() < 1 / (1 + Math.exp(-odds)) ? 1 : 0;
  });
  const table: FeatureTable = {
    rows,
    features: [
      { kind: 'categorical', name: 'city', codes, levels: ['a', 'b', 'c'] },
      { kind: 'numeric', name: 'noise', values: noise },
      { kind: 'numeric', name: 'x', values: x },
    ],
  };
  return { table, target };
}

/** No threshold is asked for. */
const unruled = (rows: Float64Array) => ({ parts: new Int32Array(rows.length), rules: [], seed: 1 });

describe('learners behind one door', () => {
  const { table, target } = rowsOf(1, 1.5);
  const training = { task: 'outcome', table, target, targetName: 'bought' } as const;
  const splits = splitFolds({ rows: table.rows, seed: 1, classes: target }, 3);
  const learners = [boosting, forest, linear];
  const fits = crossFit({ ...training, learners, splits, seed: 1 }, SOLO);
  const predictions = learners.map((_, learner) =>
    gatherOutOfFold(
      table.rows,
      splits,
      splits.map((_split, split) => fits.find((fit) => fit.learner === learner && fit.split === split)!.predictions!),
    ),
  );
  const judged = judgeOutcome({ outcomes: target, predictions, grades: 10, ...unruled(target) });

  it('are judged on rows that they did not learn from', () => {
    for (const quality of judged.quality) {
      const area = quality.find(({ measure }) => measure === 'auroc')!;
      expect(area.value).toBeGreaterThan(0.7);
      expect(area.interval!.low).toBeLessThan(area.value!);
    }
    expect(judged.gains.rows.map(({ n }) => n)).toEqual(Array(10).fill(150));
  });

  it('give the same fits however many threads share them', () => {
    const shared = [0, 1].flatMap((index) =>
      crossFit({ ...training, learners, splits, seed: 1 }, { ...SOLO, index, count: 2 }),
    );
    const order = (all: typeof fits) =>
      all.map(({ learner, split, model }) => `${learner} ${split} ${encodeModel(model)}`).sort();
    expect(order(shared)).toEqual(order(fits));
  });

  it('are kept as text to the last bit, and tell the columns that they ask', () => {
    for (const { model } of fits.filter(({ split }) => split === null)) {
      const again = decodeModel(encodeModel(model));
      expect(predictModel(again, table).values).toEqual(predictModel(model, table).values);
      expect(modelColumns(again).sort()).toEqual(['city', 'noise', 'x']);
    }
    expect(() => decodeModel('{"format":0,"model":{}}')).toThrow(/format 0/);
  });

  it('lose when a column that counts is shuffled, and only then', () => {
    for (const [learner] of learners.entries()) {
      const parts = splits.map(({ test }, split) => ({
        test,
        model: fits.find((fit) => fit.learner === learner && fit.split === split)!.model,
      }));
      const found = meanImportance(
        shuffleColumns({ task: 'outcome', table, target, parts, repeats: 5, seed: 1 }, SOLO),
      );
      const of = (name: string) => found.find((each) => each.name === name)!;
      expect(of('x').interval.low).toBeGreaterThan(0.05);
      expect(of('city').interval.low).toBeGreaterThan(0);
      expect(of('noise').interval.low).toBeLessThan(0.005);
    }
  });

  it('say nothing on null data: the interval of AUROC covers 0.5, no challenger wins', () => {
    let covered = 0;
    for (let seed = 1; seed <= 20; seed += 1) {
      const none = rowsOf(seed, 0);
      const folds = splitFolds({ rows: none.table.rows, seed, classes: none.target }, 3);
      const quick = { ...boosting, rounds: 15 } as Learner;
      const all = crossFit(
        { task: 'outcome', ...none, targetName: 'y', learners: [linear, quick], splits: folds, seed },
        SOLO,
      );
      const scores = [0, 1].map((learner) =>
        gatherOutOfFold(
          none.table.rows,
          folds,
          folds.map((_, split) => all.find((fit) => fit.learner === learner && fit.split === split)!.predictions!),
        ),
      );
      const { quality, champion } = judgeOutcome({
        outcomes: none.target,
        predictions: scores,
        grades: 10,
        ...unruled(none.target),
      });
      const area = quality[1]!.find(({ measure }) => measure === 'auroc')!.interval;
      // Boosting that finds nothing keeps no tree, so that all scores are equal.
      if ((area === null || (area.low <= 0.5 && area.high >= 0.5)) && champion === 0) covered += 1;
    }
    expect(covered).toBeGreaterThanOrEqual(16);
  });

  it('are calibrated by maps that did not see the rows: closer to what happens, where the classes were weighed', () => {
    const rare = Float64Array.from(target, (each, row) => (row % 4 === 0 ? each : 0));
    const balanced: Learner = { ...forest, balanced: true };
    const folds = splitFolds({ rows: table.rows, seed: 1, classes: rare }, 3);
    const input = { ...training, target: rare, learners: [balanced], splits: folds, seed: 1, isCalibrated: true };
    const outer = crossFit(input, SOLO).filter(({ split }) => split !== null);
    const gather = (of: (fit: (typeof outer)[number]) => Float64Array) =>
      gatherOutOfFold(
        table.rows,
        folds,
        folds.map((_, split) => of(outer.find((fit) => fit.split === split)!)),
      );
    const scores = gather(({ predictions: raw }) => raw!);
    const calibrated = gather(({ calibration, predictions: raw }) => applyIsotonic(calibration!, raw!));
    const { quality, calibration } = judgeOutcome({
      outcomes: rare,
      predictions: [scores],
      calibrated: [calibrated],
      grades: 10,
      ...unruled(rare),
    });
    const of = (name: string) => quality[0]!.find(({ measure }) => measure === name)!.value!;
    expect(of('brier_calibrated')).toBeLessThan(of('brier') - 0.03);
    expect(of('calibration_error_calibrated')).toBeLessThan(0.03);
    for (const bin of calibration) expect(Math.abs(bin.meanCalibrated! - bin.rate)).toBeLessThan(0.1);
  });

  it('stop by groups that they did not learn from, where rows of a group are alike', () => {
    const random = seededRandom(5);
    const groups = Int32Array.from({ length: 1500 }, (_, row) => Math.floor(row / 10));
    const places = Float64Array.from({ length: 150 }, () => random.next());
    const luck = Float64Array.from({ length: 150 }, () => random.below(2));
    const alike: FeatureTable = {
      rows: 1500,
      features: [{ kind: 'numeric', name: 'x', values: Float64Array.from(groups, (group) => places[group]!) }],
    };
    const rows = {
      task: 'outcome',
      table: alike,
      target: Float64Array.from(groups, (group) => luck[group]!),
      targetName: 'y',
    } as const;
    const treesOf = (more: object) => {
      const model = fitModel(boosting, { ...rows, ...more }, 1);
      return model.kind === 'trees' ? model.ensemble.trees.length : 0;
    };
    expect(treesOf({ groups })).toBeLessThan(treesOf({}) / 2);
    expect(treesOf({ groups: groups.map((group) => Number(group > 0)) })).toBe(60);
  });

  it('name the target that has one class', () => {
    const same = { ...training, target: new Float64Array(table.rows) };
    for (const learner of learners) expect(() => fitModel(learner, same, 1)).toThrow(/bought|target/);
  });
});
