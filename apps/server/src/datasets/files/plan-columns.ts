import type { DatasetColumn } from '../../content/spec/dataset.js';
import { columnMissing, columnType } from '../column-type.js';
import type { Dialect } from './dialect.js';

/** A column that the dataset takes from a file. */
export interface PlannedColumn {
  name: string;
  /** Index of the column in the file. */
  index: number;
  /** Declared type; inferred when absent. */
  type?: string;
}

export interface ColumnPlan {
  /** Unique names of all columns of the file, in its order. */
  fileColumns: string[];
  /** Columns of the dataset, in its order. */
  columns: PlannedColumn[];
}

/**
 * Matches declared columns with those of the file: by `from` or name where there is a header (`Order Date` answers to order_date), by
 * order where there is none. Without a declaration all columns are taken. Throws `dataset.column-missing`.
 */
export function planColumns(
  dataset: string,
  dialect: Pick<Dialect, 'header' | 'first'>,
  declared?: DatasetColumn[],
): ColumnPlan {
  const titles = dialect.first.map((title, i) => (dialect.header ? title.trim() : `column_${i + 1}`));
  const fileColumns = uniqueNames(titles);
  if (!declared) return { fileColumns, columns: fileColumns.map((name, index) => ({ name, index })) };
  const columns = declared.map((column, i) => {
    const index = dialect.header ? findTitle(titles, fileColumns, column) : i;
    if (index < 0 || index >= titles.length) throw columnMissing(dataset, column.from ?? column.name, titles);
    return { name: column.name, index, ...(column.type ? { type: columnType(column.type, column.name) } : {}) };
  });
  return { fileColumns, columns };
}

/** `Order Date` → order_date; a name that starts with a digit or has no Latin letter becomes column…; doubles are numbered. */
export function uniqueNames(titles: string[]): string[] {
  const used = new Set<string>();
  return titles.map((title, i) => {
    const plain = snakeCase(title) || `column_${i + 1}`;
    let name = plain;
    for (let n = 2; used.has(name); n++) name = `${plain}_${n}`;
    used.add(name);
    return name;
  });
}

function findTitle(titles: string[], names: string[], column: DatasetColumn): number {
  if (column.from !== undefined) return titles.indexOf(column.from);
  const exact = titles.indexOf(column.name);
  return exact >= 0 ? exact : names.indexOf(column.name);
}

function snakeCase(title: string): string {
  const name = title
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^_+|_+$/g, '');
  return /^\d/.test(name) ? `column_${name}` : name;
}
