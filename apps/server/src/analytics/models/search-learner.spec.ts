import { describe, expect, it } from 'vitest';
import type { FeatureTable } from '../features/feature-table.js';
import { auroc } from '../judging/auroc.js';
import { tallyScores } from '../judging/tally.js';
import { SOLO } from '../member.js';
import { UNWATCHED } from '../progress.js';
import { seededRandom } from '../random.js';
import { splitFolds } from '../splits/folds.js';
import { gatherOutOfFold } from '../splits/split.js';
import { crossFit } from './cross-fit.js';
import type { BoostingLearner, Learner, TrainingRows } from './fit-model.js';
import { searchLearner, searchSpace, type SearchPlan } from './search-learner.js';

const plan: SearchPlan = { trials: 9, folds: 2, ranges: {} };
/** Too eager for these data: deep trees of two rows a leaf that learn by heart. */
const eager: BoostingLearner = {
  kind: 'boosting',
  rounds: 25,
  learningRate: 0.5,
  maxLeaves: 63,
  minLeafRows: 2,
  l2: 0.1,
  patience: 20,
};

/** Eight columns, the first of which tells of the outcome where `strength` is above 0. */
function rowsOf(seed: number, strength: number, rows = 900): TrainingRows {
  const random = seededRandom(seed);
  const values = Array.from({ length: 8 }, () => Float64Array.from({ length: rows }, () => random.next()));
  const target = Float64Array.from(values[0]!, (x) =>
    random.next() < 1 / (1 + Math.exp(-strength * (4 * x - 2))) ? 1 : 0,
  );
  const table: FeatureTable = {
    rows,
    features: values.map((each, i) => ({ kind: 'numeric', name: `x${i}`, values: each })),
  };
  return { task: 'outcome', table, target, targetName: 'bought' };
}

function areaOutOfFold(rows: TrainingRows, learner: Learner, search?: SearchPlan) {
  const splits = splitFolds({ rows: rows.table.rows, seed: 1, classes: rows.target }, 3);
  const fits = crossFit({ ...rows, learners: [learner], splits, seed: 1, ...(search && { search }) }, SOLO);
  const predictions = splits.map((_, split) => fits.find((fit) => fit.split === split)!.predictions!);
  const scores = gatherOutOfFold(rows.table.rows, splits, predictions);
  return { fits, area: auroc(tallyScores({ scores, outcomes: rows.target })) };
}

describe('a search for settings', () => {
  it('finds settings that do better on rows that it never saw than careless ones, the same on each run', () => {
    const rows = rowsOf(1, 1.5, 600);
    const careless = areaOutOfFold(rows, eager).area;
    const { fits, area } = areaOutOfFold(rows, eager, plan);
    expect(area.value!).toBeGreaterThan(careless.value! + 0.02);
    expect(areaOutOfFold(rows, eager, plan).fits).toEqual(fits);
  });

  it('tries the declared settings first, and others within their ranges', () => {
    const { trials, learner } = searchLearner(eager, rowsOf(1, 1), plan, 1, UNWATCHED);
    expect(trials[0]).toMatchObject({ candidate: 0, params: { learningRate: 0.5, maxLeaves: 63, minLeafRows: 2 } });
    for (const { params } of trials.slice(1, 9)) {
      expect(Number(params['maxLeaves'])).toBeGreaterThanOrEqual(4);
      expect(Number(params['learningRate'])).toBeLessThanOrEqual(0.3);
    }
    expect(learner).toMatchObject({ kind: 'boosting', rounds: 25, ...trials.at(-1)!.params });
  });

  it('gives few rows to all, then more to the better ones', () => {
    const { trials } = searchLearner({ kind: 'linear', penalty: 1 }, rowsOf(1, 1, 6000), plan, 1, UNWATCHED);
    const seen = trials.map(({ rung, resource }) => `${rung}: ${resource}`);
    expect(seen).toEqual([...Array(9).fill('0: 667'), ...Array(3).fill('1: 2000'), '2: 6000']);
  });

  it('sees only the training rows: of noise the rows held out claim nothing', () => {
    let claims = 0;
    for (let seed = 1; seed <= 20; seed += 1) {
      const { area } = areaOutOfFold(rowsOf(seed, 0, 300), { kind: 'linear', penalty: 1 }, plan);
      if (area.interval !== null && area.interval.low > 0.5) claims += 1;
    }
    expect(claims).toBeLessThanOrEqual(1);
  });

  it('takes ranges of the caller in the place of its own, and beside them', () => {
    const space = searchSpace('boosting', { ...plan, ranges: { boosting: { maxLeaves: [2, 8], maxDepth: [2, 6] } } });
    expect(space['maxLeaves']).toEqual({ low: 2, high: 8, whole: true, scale: 'log' });
    expect(space['maxDepth']).toEqual({ low: 2, high: 6, whole: true, scale: 'linear' });
    expect(Object.keys(space)).toContain('learningRate');
  });
});
