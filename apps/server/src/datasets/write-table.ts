import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { TableManifest } from '../catalog/tables.js';
import { quoteText } from '../engine/quote.js';
import type { Workspace } from '../engine/workspace.js';
import type { BuildContext, BuiltTable } from './build-context.js';
import { fileSha256 } from './dataset-storage.js';

/** Statement that writes a SELECT to a Parquet file. Rows keep the order of the SELECT. */
export function copyTo(select: string, path: string): string {
  return `COPY (\n${select}\n) TO ${quoteText(path)} (FORMAT parquet)`;
}

/** Writes a SELECT as a table of the version. The SELECT must leave no doubt about the order of its rows. */
export async function writeTable(
  context: Pick<BuildContext, 'workspace' | 'folder' | 'signal'>,
  name: string,
  select: string,
  parameters: Record<string, string | number> = {},
): Promise<BuiltTable> {
  const file = tableFile(name);
  await context.workspace.run(copyTo(select, join(context.folder, file)), parameters, context.signal);
  return { name, file };
}

/** `orders` → orders.parquet, `grades.scores` → scores.parquet. */
export function tableFile(name: string): string {
  return `${name.split('.').at(-1)}.parquet`;
}

/** Relation of a written table for later queries. */
export function writtenTable(folder: string, table: BuiltTable): string {
  return `read_parquet(${quoteText(join(folder, table.file))})`;
}

/** Reads back what was written: columns, rows, bytes, hash. */
export async function describeTable(workspace: Workspace, folder: string, table: BuiltTable): Promise<TableManifest> {
  const relation = writtenTable(folder, table);
  const path = join(folder, table.file);
  const columns = await workspace.run(`SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM ${relation})`);
  const count = await workspace.run(`SELECT count(*) FROM ${relation}`);
  return {
    name: table.name,
    file: table.file,
    rows: Number(count.rows[0]?.[0]),
    bytes: (await stat(path)).size,
    sha256: await fileSha256(path),
    columns: columns.rows.map(([name, type]) => ({ name: String(name), type: String(type) })),
  };
}
