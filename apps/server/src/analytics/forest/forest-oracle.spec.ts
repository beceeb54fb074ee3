import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { realData } from '../../../../../test/support/dataset-lab.js';
import { readColumns, toFeature } from '../../../../../test/support/real-table.js';
import { applyBins, fitBins } from '../features/bins.js';
import { takeRows, type Feature, type FeatureTable } from '../features/feature-table.js';
import { mannWhitney } from '../statistics/mann-whitney.js';
import { predictRaw } from '../trees/tree.js';
import { growForest } from './assemble-forest.js';
import { FOREST_DEFAULTS, type ForestSettings } from './forest-settings.js';

interface Score {
  crossValidated: number;
  outOfBag: number;
}
const oracle = JSON.parse(
  readFileSync(new URL('../../../../../test/oracles/forest.json', import.meta.url), 'utf8'),
) as Record<'telco' | 'bumps' | 'stains', Score> & { luminosity: { columns: number[]; crossValidated: number } };
const folder = realData();
const FOLDS = 5;

function tableOf(features: Feature[], rows: number): FeatureTable {
  return { rows, features };
}

const steel = () => {
  const columns = [...readColumns(folder!, 'steel_plates/SteelPlatesFaults_Clean.csv')];
  const features = columns.map(([name, texts]) => toFeature(name, texts));
  const numbers = (name: string) => [
    ...(features.find((feature) => feature.name === name)! as { values: Float64Array }).values,
  ];
  return { features, numbers };
};
const telco = () => {
  const columns = readColumns(folder!, 'telco_churn/WA_Fn-UseC_-Telco-Customer-Churn.csv');
  const target = columns.get('Churn')!.map((text) => (text === 'Yes' ? 1 : 0));
  const asked = [...columns].filter(([name]) => name !== 'customerID' && name !== 'Churn');
  return {
    table: tableOf(
      asked.map(([name, texts]) => toFeature(name, texts)),
      target.length,
    ),
    target,
  };
};

/** The i-th row of each class is in fold i % 5, as in the script of the oracle. */
function foldsByClass(target: number[]): number[] {
  const met = new Map<number, number>();
  return target.map((value) => {
    const before = met.get(value) ?? 0;
    met.set(value, before + 1);
    return before % FOLDS;
  });
}

function crossValidate(table: FeatureTable, target: number[], folds: number[], settings: ForestSettings): Float64Array {
  const held = new Float64Array(target.length);
  for (let fold = 0; fold < FOLDS; fold += 1) {
    const [learn, judge] = [false, true].map((isJudged) =>
      [...folds.keys()].filter((row) => (folds[row] === fold) === isJudged),
    ) as [number[], number[]];
    const part = takeRows(table, learn);
    const bins = fitBins(part);
    const rows = { table: applyBins(part, bins), target: learn.map((row) => target[row]!) };
    const scores = predictRaw(growForest(rows, settings).ensemble, applyBins(takeRows(table, judge), bins));
    judge.forEach((row, i) => (held[row] = scores[i]!));
  }
  return held;
}

function areaOf(scores: ArrayLike<number>, target: number[]): number {
  const of = (wanted: number) => Array.from(scores).filter((_, row) => target[row] === wanted);
  return mannWhitney(of(0), of(1))!.superiority;
}

const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

function scoreOf(table: FeatureTable, target: number[], changed: Partial<ForestSettings>): Score {
  const binned = applyBins(table, fitBins(table));
  const settings = { ...FOREST_DEFAULTS, ...changed };
  const held = crossValidate(table, target, foldsByClass(target), settings);
  return {
    crossValidated: areaOf(held, target),
    outOfBag: growForest({ table: binned, target }, settings).outOfBag!.score!,
  };
}

function requireClose(found: Score, wanted: Score): void {
  expect(found.crossValidated).toBeGreaterThan(wanted.crossValidated - 0.005);
  expect(found.outOfBag).toBeGreaterThan(wanted.outOfBag - 0.005);
  expect(Math.abs(found.outOfBag - found.crossValidated)).toBeLessThan(0.012);
}

describe.skipIf(!folder)("a forest scores as scikit-learn's does, on the same folds and out of bag", () => {
  it('on churn, with names and missing values', () => {
    const { table, target } = telco();
    requireClose(scoreOf(table, target, { minLeafRows: 5 }), oracle.telco);
  });

  it('on bumps of steel plates', () => {
    const { features, numbers } = steel();
    const target = numbers('Bumps_Fault');
    requireClose(scoreOf(tableOf(features.slice(0, 27), target.length), target, {}), oracle.bumps);
  });

  it('on rare stains, with balanced classes', () => {
    const { features, numbers } = steel();
    const target = numbers('Stains_Fault');
    requireClose(
      scoreOf(tableOf(features.slice(0, 27), target.length), target, { classWeights: 'balanced' }),
      oracle.stains,
    );
  });

  it('on a measured target', () => {
    const { features, numbers } = steel();
    const target = numbers('Luminosity_Index');
    const table = tableOf(
      oracle.luminosity.columns.map((i) => features[i]!),
      target.length,
    );
    const folds = target.map((_, row) => row % FOLDS);
    const settings: ForestSettings = { ...FOREST_DEFAULTS, task: 'regression', triedColumns: 'third', minLeafRows: 3 };
    const held = crossValidate(table, target, folds, settings);
    const centre = mean(target);
    const [error, spread] = [(i: number) => target[i]! - held[i]!, (i: number) => target[i]! - centre].map((gap) =>
      target.reduce((sum, _, i) => sum + gap(i) ** 2, 0),
    );
    expect(1 - error! / spread!).toBeGreaterThan(oracle.luminosity.crossValidated - 0.005);
  });
});
