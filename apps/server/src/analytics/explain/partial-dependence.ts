import { badInput, type Feature, type FeatureTable } from '../features/feature-table.js';
import { UNWATCHED, type Progress } from '../progress.js';
import type { Random } from '../random.js';
import { drawRows } from './draw-rows.js';

/** Predictions of a table's rows, one a row. */
export type Predict = (table: FeatureTable) => Float64Array;

export interface PartialDependenceInput {
  table: FeatureTable;
  /** Name of the column that is moved. */
  column: string;
  predict: Predict;
  random: Random;
  /** Most points of the grid of a measured column, at least 2; 20 when left out. */
  points?: number;
  /** Most rows whose own curve is returned; 50 when left out. */
  curves?: number;
  /** Curves of rows begin at 0. */
  centred?: boolean;
  progress?: Progress;
}

/** A point of the mean curve; a measured column's `at` is a value of it, else a level. */
export interface CurvePoint {
  at: number | string;
  value: number;
}

export interface PartialDependence {
  column: string;
  kind: Feature['kind'];
  /** Mean prediction of all rows where the column is set to `at`; values ascend, levels stand in the order of the dictionary. */
  mean: CurvePoint[];
  /** Curve of each drawn row, `values` as long as the mean curve. */
  rows: { row: number; values: Float64Array }[];
}

/**
 * Partial dependence (Friedman 2001) of the prediction on a column, with the curves of single rows (ICE: Goldstein, Kapelner, Bleich, Pitkin
 * 2015) for a seeded draw of them. The grid holds observed values at equal steps of rank, or all levels that occur; the mean curve is that
 * of the curves of all rows. Throws `model.bad-input` for an unknown column, or one without a value. Cost: one prediction of all rows a point.
 */
export function partialDependence({
  table,
  column,
  predict,
  random,
  points = 20,
  curves = 50,
  centred = false,
  progress = UNWATCHED,
}: PartialDependenceInput): PartialDependence {
  const place = table.features.findIndex(({ name }) => name === column);
  const feature = table.features[place];
  if (!feature) throw badInput(`there is no column "${column}"`, column);
  const grid = feature.kind === 'numeric' ? gridOf(feature.values, points) : levelsOf(feature.codes);
  if (grid.length === 0) throw badInput(`column "${column}" has no value`, column);
  const rows = drawRows(table.rows, curves, random).map((row) => ({ row, values: new Float64Array(grid.length) }));
  const mean = grid.map((at, point): CurvePoint => {
    const moved = table.features.with(place, setTo(feature, table.rows, at));
    const predictions = predict({ rows: table.rows, features: moved });
    for (const { row, values } of rows) values[point] = predictions[row]!;
    progress((point + 1) / grid.length);
    return { at: feature.kind === 'numeric' ? at : feature.levels[at]!, value: meanOf(predictions) };
  });
  if (centred) for (const { values } of rows) values.set(values.map((value) => value - values[0]!));
  return { column, kind: feature.kind, mean, rows };
}

function gridOf(values: Float64Array, points: number): number[] {
  if (!Number.isInteger(points) || points < 2)
    throw badInput(`a grid of ${points} points is asked, at least 2 are needed`);
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  if (sorted.length === 0) return [];
  const picked = Array.from(
    { length: points },
    (_, i) => sorted[Math.round((i * (sorted.length - 1)) / (points - 1))]!,
  );
  return [...new Set(picked)];
}

function levelsOf(codes: Int32Array): number[] {
  return [...new Set(codes)].filter((code) => code >= 0).sort((a, b) => a - b);
}

function setTo(feature: Feature, rows: number, at: number): Feature {
  if (feature.kind === 'numeric') return { ...feature, values: new Float64Array(rows).fill(at) };
  return { ...feature, codes: new Int32Array(rows).fill(at) };
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
