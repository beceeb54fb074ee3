import type { Value } from '../../common/value.js';
import type { ChartColumn, ResolvedChart } from '../result.js';
import { numbersAt, roleIndices } from './chart-columns.js';
import { colorOf } from './chart-palette.js';
import type { ChartSettings } from './chart-settings.js';

/** One series over the categories of an axis. */
export interface ChartSeries {
  column: ChartColumn;
  /** Numbers in row order, parts of the row's sum in a chart of shares; null is a gap. */
  values: (number | null)[];
  color: string;
  isLine: boolean;
  axis: 'left' | 'right';
}

/** The columns of a chart that are drawn over its x axis, with their colours. */
export function chartSeries(block: ResolvedChart, settings: ChartSettings): ChartSeries[] {
  const indices = roleIndices(block, 'y');
  return indices.map((index, position) => {
    const column = block.columns[index] as ChartColumn;
    return {
      column: block.stacked === 'share' ? { ...column, format: { kind: 'percent', digits: 0 } } : column,
      values: block.stacked === 'share' ? shares(block, index, indices) : numbersAt(block, index),
      color: colorOf(column.name, position, indices.length, settings),
      isLine: block.chart === 'line' || block.chart === 'area' || column.as === 'line',
      axis: column.axis ?? 'left',
    };
  });
}

/** The last value that is there; of areas, which stand on each other, that of the last row. */
export function lastValue({ values }: ChartSeries, isArea: boolean): number | null {
  return (isArea ? values.at(-1) : values.findLast((value) => value !== null)) ?? null;
}

/** Parts of each row's sum; a row that adds up to nothing has none. */
function shares(block: ResolvedChart, index: number, indices: number[]): (number | null)[] {
  return block.rows.map((row) => {
    const sum = indices.reduce((total, each) => total + (numberOf(row[each]) ?? 0), 0);
    const value = numberOf(row[index]);
    return sum === 0 || value === null ? null : value / sum;
  });
}

function numberOf(value: Value | undefined): number | null {
  return typeof value === 'number' ? value : null;
}
