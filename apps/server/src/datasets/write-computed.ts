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

const COMPUTED: readonly string[] = [
  'BIGINT',
  'BOOLEAN',
  'DOUBLE',
  'INTEGER',
  'VARCHAR',
] satisfies TableColumn['type'][];

/**
 * Writes rows that were computed outside DuckDB as the table `<dataset>.<table>` of the version: in their order, with the columns and types given (those of
 * the kind's shape). Values of other types than whole numbers, doubles, texts and truths, a DECIMAL for instance, are given as text. Any size of text.
 */
export async function writeComputed(
  context: BuildContext,
  table: string,
  types: Readonly<Record<string, string>>,
  rows: readonly ComputedRow[],
  key?: RowKey,
): Promise<BuiltTable> {
  const relation = `_out_${table}`;
  const columns = Object.entries(types).map(([name, type]): TableColumn => {
    const values = rows.map((row) => row[name] ?? null);
    if (name === key?.column) return { name: '_row', type: 'INTEGER', values };
    return { name, type: COMPUTED.includes(type) ? (type as TableColumn['type']) : 'VARCHAR', values };
  });
  const place: TableColumn = { name: '_place', type: 'INTEGER', values: rows.map((_, i) => i) };
  await context.workspace.createTable(relation, [place, ...columns]);
  const shown = Object.entries(types).map(([column, type]) => {
    const name = quoteName(column);
    return column === key?.column ? `named.${name}` : `computed.${name}::${type} AS ${name}`;
  });
  const join = key && key.column in types ? ` JOIN ${key.relation} named USING (_row)` : '';
  const select = `SELECT ${shown.join(', ')} FROM ${relation} computed${join} ORDER BY _place`;
  return writeTable(context, `${context.item.name}.${table}`, select);
}
