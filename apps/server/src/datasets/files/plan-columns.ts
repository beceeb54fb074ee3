import { closest } from 'fastest-levenshtein';
import { AppError } from '../../common/errors.js';
import type { DatasetColumn } from '../../content/spec/dataset.js';
import { columnMissing, columnType } from '../column-type.js';
import type { Dialect } from './text/dialect.js';

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

/** Names in the first record of a file, or its number of fields. */
type Heading = Pick<Dialect, 'header' | 'first'>;

/**
 * Matches declared columns with those of the file: by `from` or name where there is a header (`Order Date` answers to order_date), by
 * order where there is none. Without a declaration all columns are taken. Throws `dataset.column-missing`.
 */
export function planColumns(dataset: string, heading: Heading, declared?: DatasetColumn[]): ColumnPlan {
  const { plan, missing } = matchColumns(heading, declared);
  if (missing.length > 0) throw columnMissing(dataset, missing[0]!, titlesOf(heading));
  return plan;
}

/**
 * A plan for each of several files that make one table. Without a declaration they must all have the columns of the first, in any order; with one
 * they must have what it declares and may have more. Throws `dataset.schema-drift` with every file and column that does not fit, and
 * the nearest name.
 */
export function alignFiles(
  dataset: string,
  files: { shown: string; dialect: Heading }[],
  declared?: DatasetColumn[],
): ColumnPlan[] {
  const [reference] = files;
  if (files.length === 1) return [planColumns(dataset, reference!.dialect, declared)];
  const wanted = declared ?? columnsOf(reference!.dialect);
  const matched = files.map(({ dialect }) => matchColumns(dialect, wanted));
  const drift = files.flatMap(({ shown, dialect }, i) => [
    ...(declared ? [] : differences(shown, dialect, reference!)),
    ...matched[i]!.missing.map((column) => `${shown} has no column "${column}"${nearestOf(column, dialect, wanted)}`),
  ]);
  if (drift.length === 0) return matched.map(({ plan }) => plan);
  throw new AppError('dataset.schema-drift', `The files of dataset "${dataset}" differ: ${drift[0]}.`, {
    hint: declared
      ? 'Correct the files. Each must have all declared columns.'
      : 'Correct the files, or declare the `columns` that they have in common.',
    details: { dataset, drift },
  });
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

function matchColumns(heading: Heading, declared?: DatasetColumn[]): { plan: ColumnPlan; missing: string[] } {
  const titles = titlesOf(heading);
  const fileColumns = uniqueNames(titles);
  if (!declared)
    return { plan: { fileColumns, columns: fileColumns.map((name, index) => ({ name, index })) }, missing: [] };
  const missing: string[] = [];
  const columns = declared.map((column, i) => {
    const index = heading.header ? findTitle(titles, fileColumns, column) : i;
    if (index < 0 || index >= titles.length) missing.push(column.from ?? column.name);
    return { name: column.name, index, ...(column.type ? { type: columnType(column.type, column.name) } : {}) };
  });
  return { plan: { fileColumns, columns }, missing };
}

/** The columns of a file as a declaration that asks for them. */
function columnsOf(heading: Heading): DatasetColumn[] {
  const titles = titlesOf(heading);
  return uniqueNames(titles).map((name, i) => ({ name, from: distinctTitle(titles, i, name) }));
}

/** By what a column of a file can be asked for: its title, or its unique name where an earlier column has the same title. */
export function distinctTitle(titles: readonly string[], index: number, name: string): string {
  const title = titles[index]!;
  return titles.indexOf(title) === index ? title : name;
}

function differences(shown: string, heading: Heading, reference: { shown: string; dialect: Heading }): string[] {
  if (heading.header !== reference.dialect.header) {
    const has = heading.header ? 'has a header' : 'has no header';
    return [`${shown} ${has}, unlike ${reference.shown} (\`header\` says it for all)`];
  }
  const known = new Set(titlesOf(reference.dialect));
  return titlesOf(heading)
    .filter((title) => !known.has(title))
    .map((title) => `${shown} has a column "${title}", which ${reference.shown} has not`);
}

/** The column of the file that may be meant: the nearest of those that nothing else asks for. */
function nearestOf(column: string, heading: Heading, wanted: DatasetColumn[]): string {
  const asked = new Set(wanted.flatMap(({ name, from }) => [from ?? name, name]));
  const free = titlesOf(heading).filter((title) => !asked.has(title));
  return free.length > 0 ? `; the nearest is "${closest(column, free)}"` : '';
}

/** Titles as written, composed letters (macOS writes Hangul in parts); `column_3` where there is no header. */
function titlesOf({ header, first }: Heading): string[] {
  return first.map((title, i) => (header ? title.trim().normalize('NFC') : `column_${i + 1}`));
}

function findTitle(titles: string[], names: string[], column: DatasetColumn): number {
  const asked = (column.from ?? column.name).normalize('NFC');
  const exact = titles.indexOf(asked);
  if (exact >= 0) return exact;
  // A title that stands twice is told apart by its number: x, x_2.
  const numbered = names.indexOf(asked);
  return column.from === undefined || titles.indexOf(titles[numbered] ?? '') < numbered ? numbered : -1;
}

function snakeCase(title: string): string {
  const name = title
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^_+|_+$/g, '');
  return /^\d/.test(name) ? `column_${name}` : name;
}
