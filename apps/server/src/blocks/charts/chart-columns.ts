import type { Value } from '../../common/value.js';
import type { ChartColumn, ChartRole, ResolvedChart } from '../result.js';

/** Places of the columns in a role, in order. */
export function roleIndices(block: Pick<ResolvedChart, 'columns'>, role: ChartRole): number[] {
  return block.columns.flatMap((column, index) => (column.role === role ? [index] : []));
}

/** Place of the first column in a role, -1 where the chart has none. */
export function roleIndex(block: Pick<ResolvedChart, 'columns'>, role: ChartRole): number {
  return block.columns.findIndex((column) => column.role === role);
}

/** The column in a role that the kind of chart always has. Throws Error for a chart without it. */
export function roleColumn(block: Pick<ResolvedChart, 'columns'>, role: ChartRole): ChartColumn {
  const column = block.columns[roleIndex(block, role)];
  if (!column) throw new Error(`the chart has no column for ${role}`);
  return column;
}

/** Values of a column in row order; of one that is not there, nulls. */
export function valuesAt(block: ResolvedChart, index: number): Value[] {
  return block.rows.map((row) => row[index] ?? null);
}

/** Numbers of a column in row order; anything else is null. */
export function numbersAt(block: ResolvedChart, index: number): (number | null)[] {
  return valuesAt(block, index).map((value) => (typeof value === 'number' ? value : null));
}

/** Values of a role's column in row order. */
export function valuesOf(block: ResolvedChart, role: ChartRole): Value[] {
  return valuesAt(block, roleIndex(block, role));
}

/** Numbers of a role's column in row order. */
export function numbersOf(block: ResolvedChart, role: ChartRole): (number | null)[] {
  return numbersAt(block, roleIndex(block, role));
}

/** Different values of a role's column, in order of appearance. */
export function distinctOf(block: ResolvedChart, role: ChartRole): Value[] {
  return [...new Set(valuesOf(block, role))];
}
