import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { realData } from '../../../../../test/support/dataset-lab.js';
import { takeRows, type Feature, type FeatureTable } from '../features/feature-table.js';
import { auroc } from '../judging/auroc.js';
import { tallyScores } from '../judging/tally.js';
import { splitFolds } from '../splits/folds.js';
import { gatherOutOfFold } from '../splits/split.js';
import { predictLinear } from './linear-model.js';
import { fitLogistic } from './logistic.js';

const folder = realData();

/** A comma-separated table without quoted commas; a column is measured where all that it holds is. */
function readTable(path: string): Map<string, string[]> {
  const [head, ...lines] = readFileSync(path, 'utf8')
    .replace(/^\uFEFF/, '')
    .trim()
    .split(/\r?\n/);
  const rows = lines.map((line) => line.split(','));
  return new Map(head!.split(',').map((name, at) => [name, rows.map((row) => row[at]!.trim())]));
}

function featureOf(name: string, words: string[]): Feature {
  if (words.every((word) => Number.isFinite(Number(word))))
    return { kind: 'numeric', name, values: Float64Array.from(words, (word) => (word === '' ? NaN : Number(word))) };
  const levels = [...new Set(words.filter((word) => word !== ''))].sort();
  const codeOf = new Map(levels.map((level, code) => [level, code]));
  return { kind: 'categorical', name, levels, codes: Int32Array.from(words, (word) => codeOf.get(word) ?? -1) };
}

function readQuestion(path: string, target: string, one: string): { table: FeatureTable; outcomes: number[] } {
  const columns = readTable(join(folder!, path));
  const outcomes = columns.get(target)!.map((word) => (word === one ? 1 : 0));
  const asked = [...columns].filter(([name]) => name !== target && name !== 'customerID');
  return { table: { rows: outcomes.length, features: asked.map(([name, words]) => featureOf(name, words)) }, outcomes };
}

const CHURN = ['telco_churn/WA_Fn-UseC_-Telco-Customer-Churn.csv', 'Churn', 'Yes'] as const;
const COUPON = ['coupon/in-vehicle-coupon-recommendation.csv', 'Y', '1'] as const;

describe.skipIf(!folder)('fitLogistic on real tables', () => {
  it.each<{ asked: readonly [string, string, string]; penalty: number; wanted: number }>([
    { asked: CHURN, penalty: 1, wanted: 0.845 },
    { asked: COUPON, penalty: 0, wanted: 0.738 },
  ])('is as good out of fold as the reference: $asked.0', ({ asked, penalty, wanted }) => {
    const { table, outcomes } = readQuestion(...asked);
    const splits = splitFolds({ rows: table.rows, seed: 1, classes: outcomes }, 5);
    const scores = splits.map(({ train, test }) => {
      const learned = Array.from(train, (row) => outcomes[row]!);
      const model = fitLogistic(takeRows(table, train), learned, { penalty });
      return predictLinear(model, takeRows(table, test)).values;
    });
    const { value, interval } = auroc(tallyScores({ scores: gatherOutOfFold(table.rows, splits, scores), outcomes }));
    expect(value).toBeGreaterThan(wanted - 0.003);
    expect(interval!.high - interval!.low).toBeLessThan(0.03);
  });

  it('names the blank charges of new customers, none of whom churned', () => {
    const { table, outcomes } = readQuestion(...CHURN);
    expect(() => fitLogistic(table, outcomes)).toThrow('"TotalCharges is missing" separates ones from zeros');
  });
});
