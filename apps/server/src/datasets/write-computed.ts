import { quoteName } from '../engine/quote.js';
import type { TableColumn } from '../engine/table-columns.js';
import type { BuildContext, BuiltTable } from './build-context.js';
import type { Cell } from './write-rows.js';
import { writeTable } from './write-table.js';

/** A computed row by column; what is left out has no value. */
export type ComputedRow = Readonly<Record<string, Cell | undefined>>;

/** Column that names a row, given as the row's number `_row` in a table of the workspace that holds the names. */
export interface RowKey {
  column: string;
  relation: string;
}

/** Number of a row, where its name is to be looked up. */
const ROW = '_row';

const COMPUTED: readonly string[] = [
  'BIGINT',
  'BOOLEAN',
  'DOUBLE',
  'INTEGER',
  'VARCHAR',
] satisfies TableColumn['type'][];

/**
 * Makes a table of the workspace from rows that were computed outside DuckDB, with their place as `_place`. Types are whole numbers, doubles, texts and
 * truths; a column of another type, a DECIMAL for instance, is made as text.
 */
export async function createComputed(
  workspace: BuildContext['workspace'],
  relation: string,
  types: Readonly<Record<string, string>>,
  rows: readonly ComputedRow[],
): Promise<void> {
  const columns = Object.entries(types).map(([name, type]): TableColumn => ({
    name,
    type: COMPUTED.includes(type) ? (type as TableColumn['type']) : 'VARCHAR',
    values: rows.map((row) => row[name] ?? null),
  }));
  const place: TableColumn = { name: '_place', type: 'INTEGER', values: rows.map((_, i) => i) };
  await workspace.createTable(relation, [place, ...columns]);
}

/**
 * Writes rows that were computed outside DuckDB as the table `<dataset>.<table>` of the version: in their order, with the columns and types given (those of
 * the kind's shape). Values of other types than `createComputed` knows are given as text. Any size of text.
 */
export async function writeComputed(
  context: BuildContext,
  table: string,
  types: Readonly<Record<string, string>>,
  rows: readonly ComputedRow[],
  key?: RowKey,
): Promise<BuiltTable> {
  const relation = `_out_${table}`;
  const made = Object.entries(types).map(([column, type]) =>
    column === key?.column ? [ROW, 'INTEGER'] : [column, type],
  );
  const named = key ? rows.map(({ [key.column]: row, ...rest }): ComputedRow => ({ ...rest, [ROW]: row })) : rows;
  await createComputed(context.workspace, relation, Object.fromEntries(made), named);
  const shown = Object.entries(types).map(([column, type]) => {
    const name = quoteName(column);
    return column === key?.column ? `named.${name}` : `computed.${name}::${type} AS ${name}`;
  });
  const join = key && key.column in types ? ` JOIN ${key.relation} named USING (${ROW})` : '';
  const select = `SELECT ${shown.join(', ')} FROM ${relation} computed${join} ORDER BY _place`;
  return writeTable(context, `${context.item.name}.${table}`, select);
}
