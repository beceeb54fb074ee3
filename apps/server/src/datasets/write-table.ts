import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { PartManifest, TableManifest } from '../catalog/tables.js';
import { parquetRelation, quoteText } from '../engine/quote.js';
import type { Workspace } from '../engine/workspace.js';
import type { BuildContext, BuiltTable } from './build-context.js';
import { fileSha256 } from './dataset-storage.js';
import { partPaths } from './open-versions.js';

/** Statement that writes a SELECT to a Parquet file. Rows keep the order of the SELECT. */
export function copyTo(select: string, path: string): string {
  return `COPY (\n${select}\n) TO ${quoteText(path)} (FORMAT parquet)`;
}

/** A table with a new file. */
export type WrittenTable = BuiltTable & { file: string };

/** Writes a SELECT as a table of the version. The SELECT must leave no doubt about the order of its rows. */
export async function writeTable(
  context: Pick<BuildContext, 'workspace' | 'folder' | 'signal'>,
  name: string,
  select: string,
  parameters: Record<string, string | number> = {},
): Promise<WrittenTable> {
  const file = tableFile(name);
  await context.workspace.run(copyTo(select, join(context.folder, file)), parameters, context.signal);
  return { name, file };
}

/** `orders` → orders.parquet, `grades.scores` → scores.parquet. */
export function tableFile(name: string): string {
  return `${name.split('.').at(-1)}.parquet`;
}

/** Absolute paths of a built table's files: the kept ones below `root`, then the new one in `folder`. */
export function builtPaths(root: string, folder: string, { file, kept = [] }: BuiltTable): string[] {
  return [...partPaths(root, kept), ...(file === undefined ? [] : [join(folder, file)])];
}

/**
 * Reads back what was written: columns, rows, bytes, hash. `path` is where the folder will be, relative to the storage root.
 */
export async function describeTable(
  workspace: Workspace,
  table: BuiltTable,
  { root, folder, path }: { root: string; folder: string; path: string },
): Promise<TableManifest> {
  const relation = parquetRelation(builtPaths(root, folder, table));
  const columns = await workspace.run(`SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM ${relation})`);
  const { file, kept = [] } = table;
  const parts = file === undefined ? [...kept] : [...kept, await describePart(workspace, join(folder, file), path)];
  return {
    name: table.name,
    rows: parts.reduce((sum, { rows }) => sum + rows, 0),
    columns: columns.rows.map(([name, type]) => ({ name: String(name), type: String(type) })),
    parts,
  };
}

/** A Parquet file as a part; `path` is the folder, relative to the storage root, that it will be in. */
export async function describePart(workspace: Workspace, file: string, path: string): Promise<PartManifest> {
  const count = await workspace.run(`SELECT count(*) FROM ${parquetRelation([file])}`);
  return {
    file: join(path, basename(file)),
    rows: Number(count.rows[0]?.[0]),
    bytes: (await stat(file)).size,
    sha256: await fileSha256(file),
  };
}
