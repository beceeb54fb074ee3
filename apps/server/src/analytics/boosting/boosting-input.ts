import { type BinnedTable, type FeatureBins } from '../features/bins.js';
import { badInput } from '../features/feature-table.js';
import { makeBoard, sharedDoubles, type Board } from './board.js';
import { boostingSettings, type BoostingSettings } from './boosting-settings.js';
import { exactGrid, largestOf, onGrid } from './fixed-point.js';
import { allocateMemory, type KernelMemory } from './histogram-kernel.js';
import { baseOf, type Labelled } from './objective.js';
import { planMemory } from './workspace.js';

/** Rows with what is to be learned of them. Weights (none: 1 each) are 0 or more; rows of weight 0 are passed over. */
export interface BoostingRows {
  table: BinnedTable;
  target: ArrayLike<number>;
  weights?: ArrayLike<number>;
}

export interface BoostingTask extends BoostingRows {
  /** Name of the target, for errors. */
  targetName: string;
  /** Rows cut into the same bins, by whose loss it is decided when to stop. */
  validation?: BoostingRows;
  settings?: Partial<BoostingSettings>;
}

/** What `trainBoosting` reads and works in; all that is large is over shared memory, so it goes to other threads at no cost. Used up by one run. */
export interface BoostingInput extends Labelled {
  settings: BoostingSettings;
  features: readonly FeatureBins[];
  rows: number;
  columns: readonly Uint8Array[];
  /** Rows whose weight is not 0, ascending. */
  weighty: Uint32Array;
  /** Mean of their weights. */
  meanWeight: number;
  base: number;
  validation: ValidationRows | null;
  memory: KernelMemory;
  board: Board;
}

export interface ValidationRows extends Labelled {
  rows: number;
  columns: readonly Uint8Array[];
}

/**
 * Checks a task and readies the memory for it: 48 to 64 bytes a row, further 8 a row for eight columns, 16 a bin and leaf. Throws
 * `model.bad-input` naming the target (NaN, one class, other than 0 and 1 for log loss), weights, settings or what has no rows.
 */
export function boostingInput(task: BoostingTask): BoostingInput {
  const { features, rows, columns } = task.table;
  const settings = fitting(boostingSettings(task.settings ?? {}), rows);
  if (features.length === 0) throw badInput('there is no column to learn from');
  const labels = labelsOf(task, task.targetName, settings);
  const { target, weights, totalWeight } = labels;
  const weighty = sharedRows(rows, (row) => weights === null || weights[row]! > 0);
  requireVariety(target, weighty, task.targetName, settings);
  const base = baseOf(settings.loss, labels);
  labels.raw.fill(base);
  const validation = task.validation ? validationOf(task.validation, task.targetName, settings, base) : null;
  const { bytes } = planMemory(rows, features, settings.maxLeaves);
  return {
    ...labels,
    settings,
    features,
    rows,
    columns,
    weighty,
    base,
    validation,
    meanWeight: totalWeight / weighty.length,
    memory: allocateMemory(bytes),
    board: makeBoard(settings.maxLeaves, rows, validation?.rows ?? 0),
  };
}

/** No tree has more leaves than there are rows for, so none more need memory. */
function fitting(settings: BoostingSettings, rows: number): BoostingSettings {
  return { ...settings, maxLeaves: Math.min(settings.maxLeaves, Math.max(2, Math.floor(rows / settings.minLeafRows))) };
}

function validationOf(given: BoostingRows, name: string, settings: BoostingSettings, base: number): ValidationRows {
  const labels = labelsOf(given, `${name} of the validation rows`, settings);
  labels.raw.fill(base);
  return { ...labels, rows: given.table.rows, columns: given.table.columns };
}

function labelsOf({ table, target, weights }: BoostingRows, name: string, { loss }: BoostingSettings): Labelled {
  const { rows } = table;
  if (rows === 0) throw badInput(`there are no rows of "${name}"`, name);
  if (target.length !== rows) throw badInput(`"${name}" has ${target.length} values for ${rows} rows`, name);
  const shared = sharedDoubles(rows);
  shared.set(target);
  for (let row = 0; row < rows; row += 1) {
    const value = shared[row]!;
    if (!Number.isFinite(value))
      throw badInput(`"${name}" is ${Number.isNaN(value) ? 'missing' : value} in row ${row + 1}`, name);
    if (loss.kind === 'logistic' && value !== 0 && value !== 1)
      throw badInput(`"${name}" is ${value} in row ${row + 1}, not 0 or 1`, name);
  }
  const sound = weights ? weightsOf(weights, rows) : null;
  const totalWeight = sound ? sound.reduce((sum, weight) => sum + weight, 0) : rows;
  return { target: shared, weights: sound, totalWeight, raw: sharedDoubles(rows) };
}

/** Weights on a grid so fine (2⁻³² of the largest for a million rows) that it changes no model, on which their sums are exact. */
function weightsOf(given: ArrayLike<number>, rows: number): Float64Array {
  if (given.length !== rows) throw badInput(`there are ${given.length} weights for ${rows} rows`);
  const weights = sharedDoubles(rows);
  weights.set(given);
  for (let row = 0; row < rows; row += 1)
    if (!(weights[row]! >= 0 && weights[row]! < Infinity))
      throw badInput(`the weight of row ${row + 1} is ${weights[row]}`);
  const largest = largestOf(weights);
  if (largest === 0) throw badInput('the weights are all 0');
  const grid = exactGrid(rows, largest);
  for (let row = 0; row < rows; row += 1) weights[row] = onGrid(weights[row]!, grid);
  return weights;
}

function requireVariety(target: Float64Array, weighty: Uint32Array, name: string, { loss }: BoostingSettings): void {
  if (loss.kind !== 'logistic') return;
  const first = target[weighty[0]!];
  if (weighty.every((row) => target[row] === first)) throw badInput(`"${name}" is ${first} in every row`, name);
}

function sharedRows(rows: number, isKept: (row: number) => boolean): Uint32Array {
  let count = 0;
  for (let row = 0; row < rows; row += 1) if (isKept(row)) count += 1;
  const kept = new Uint32Array(new SharedArrayBuffer(4 * count));
  for (let row = 0, at = 0; row < rows; row += 1) if (isKept(row)) kept[at++] = row;
  return kept;
}
