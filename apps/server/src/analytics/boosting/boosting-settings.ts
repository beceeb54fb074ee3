import { badInput } from '../features/feature-table.js';

/** What is learned: the probability of a 1, a mean, or a quantile. */
export type BoostingLoss = { kind: 'logistic' } | { kind: 'squared' } | { kind: 'quantile'; alpha: number };

export interface BoostingSettings {
  loss: BoostingLoss;
  rounds: number;
  /** What a leaf says is multiplied by it, above 0. */
  learningRate: number;
  maxLeaves: number;
  maxDepth: number | null;
  /** Rows that a leaf must have; rows of weight 0 don't count. */
  minLeafRows: number;
  /** Added to the hessian of a leaf. */
  l2: number;
  /** A split must bring more than this. */
  minGain: number;
  /** Share of the rows, and of the columns, that a tree is grown from: 0 (none) to 1 (all), drawn anew for each tree. */
  rowSample: number;
  columnSample: number;
  /** With validation rows: rounds without a better loss after which it stops, and the best round's trees are kept; null goes on to the end. */
  patience: number | null;
  seed: number;
}

/** As scikit-learn's HistGradientBoosting, but for early stopping, which asks for rows of the caller. */
export const BOOSTING_DEFAULTS: BoostingSettings = {
  loss: { kind: 'logistic' },
  rounds: 100,
  learningRate: 0.1,
  maxLeaves: 31,
  maxDepth: null,
  minLeafRows: 20,
  l2: 0,
  minGain: 0,
  rowSample: 1,
  columnSample: 1,
  patience: 10,
  seed: 0,
};

/** Given settings over the defaults. Throws `model.bad-input` naming a setting that is out of its range. */
export function boostingSettings(given: Partial<BoostingSettings>): BoostingSettings {
  const settings = { ...BOOSTING_DEFAULTS, ...given };
  const { loss, maxDepth, patience } = settings;
  requireRange('rounds', settings.rounds, Number.isInteger(settings.rounds) && settings.rounds >= 1);
  requireRange('learningRate', settings.learningRate, settings.learningRate > 0 && settings.learningRate < Infinity);
  requireRange('maxLeaves', settings.maxLeaves, isWithin(settings.maxLeaves, 2, 65_536));
  requireRange('maxDepth', maxDepth, maxDepth === null || (Number.isInteger(maxDepth) && maxDepth >= 1));
  requireRange(
    'minLeafRows',
    settings.minLeafRows,
    Number.isInteger(settings.minLeafRows) && settings.minLeafRows >= 1,
  );
  requireRange('l2', settings.l2, settings.l2 >= 0 && settings.l2 < Infinity);
  requireRange('minGain', settings.minGain, settings.minGain >= 0 && settings.minGain < Infinity);
  requireRange('rowSample', settings.rowSample, settings.rowSample > 0 && settings.rowSample <= 1);
  requireRange('columnSample', settings.columnSample, settings.columnSample > 0 && settings.columnSample <= 1);
  requireRange('patience', patience, patience === null || (Number.isInteger(patience) && patience >= 1));
  requireRange('seed', settings.seed, Number.isInteger(settings.seed));
  if (loss.kind === 'quantile') requireRange('loss.alpha', loss.alpha, loss.alpha > 0 && loss.alpha < 1);
  return settings;
}

function isWithin(value: number, low: number, high: number): boolean {
  return Number.isInteger(value) && value >= low && value <= high;
}

function requireRange(name: string, value: number | null, isInRange: boolean): void {
  if (!isInRange) throw badInput(`boosting can't use ${name} = ${value}`);
}
