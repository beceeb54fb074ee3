import { quoteName, quoteText } from '../../engine/quote.js';
import { delimitedRelation, type ReadOptions } from './delimited-relation.js';
import type { ColumnPlan } from './plan-columns.js';
import type { ReadableText } from './readable-text.js';

/** Row number that leads each record of a rewritten file; no column of a user can have this name. */
const ROW = '_row';

/** A file of a dataset, opened and planned. */
export interface PlannedFile {
  text: ReadableText;
  plan: ColumnPlan;
  /** How messages name the file. */
  shown: string;
  /** Value of `name_column`. */
  label: string;
}

/** Everything about values that the files of a dataset have in common. */
export type ValueOptions = Pick<ReadOptions, 'missing' | 'dateFormat' | 'timestampFormat' | 'decimal' | 'rejects'>;

/**
 * SELECT over the files, in their order, of the dataset's columns with these types; `limit` takes so many rows of each file,
 * `nameColumn` adds the file's label.
 */
export function selectFiles(
  files: PlannedFile[],
  types: string[],
  options: ValueOptions,
  { limit, nameColumn }: { limit?: number; nameColumn?: string | undefined } = {},
): string {
  const selects = files.map((file) => {
    const names = namesInFile(file.plan);
    const list = file.plan.columns.map(({ name, index }) => `${quoteName(names[index]!)} AS ${quoteName(name)}`);
    if (nameColumn !== undefined) list.push(`${quoteText(file.label)} AS ${quoteName(nameColumn)}`);
    const select = `SELECT ${list.join(', ')} FROM ${relationOf(file, types, options)}`;
    return limit === undefined ? select : `(${select} LIMIT ${limit})`;
  });
  return selects.join('\nUNION ALL\n');
}

function relationOf({ text, plan }: PlannedFile, types: string[], options: ValueOptions): string {
  const columns = namesInFile(plan).map((name) => ({ name, type: 'VARCHAR' }));
  plan.columns.forEach(({ index }, i) => (columns[index]!.type = types[i]!));
  if (text.isNumbered) columns.unshift({ name: ROW, type: 'BIGINT' });
  return delimitedRelation(text.path, { ...options, dialect: text.dialect, columns });
}

/** Columns of the file under the names that the dataset gives them, so that refused values are told by these. */
function namesInFile({ fileColumns, columns }: ColumnPlan): string[] {
  const names = fileColumns.map((_, i) => `_${i + 1}`);
  for (const { name, index } of columns.toReversed()) names[index] = name;
  return names;
}
