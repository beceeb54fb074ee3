import { join } from 'node:path';
import type { BuildContext } from './build-context.js';
import { type ScratchCsv, scratchRelation, writeScratchCsv } from './scratch-csv.js';

/** A value of a computed row; numbers keep all their digits. */
export type Cell = string | number | boolean | null;

/** Rows that were computed outside DuckDB, as a relation with these columns and types. `name` is that of a file in the scratch folder. */
export async function rowsRelation(
  { scratch }: Pick<BuildContext, 'scratch'>,
  name: string,
  types: Readonly<Record<string, string>>,
  rows: readonly Readonly<Record<string, Cell>>[],
): Promise<string> {
  const columns = Object.entries(types).map(([column, type]) => ({ name: column, type }));
  const texts = rows.map((row) => columns.map((column) => cellText(row[column.name] ?? null)));
  const csv: ScratchCsv = await writeScratchCsv(join(scratch, `${name}.csv`), [texts]);
  return scratchRelation(csv, columns);
}

function cellText(cell: Cell): string | null {
  return cell === null ? null : String(cell);
}
