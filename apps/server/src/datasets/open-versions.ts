import { dirname, join } from 'node:path';
import type { DatasetVersion } from '../catalog/dataset-version.repository.js';
import type { PartManifest } from '../catalog/tables.js';
import { parquetRelation, quoteName, quoteTable } from '../engine/quote.js';
import type { Workspace } from '../engine/workspace.js';

/** Folders that hold the parts of versions, absolute: what an engine must be allowed to read. */
export function versionFolders(root: string, versions: Iterable<DatasetVersion>): string[] {
  const parts = [...versions].flatMap(({ manifest }) => manifest.tables.flatMap((table) => table.parts));
  return [...new Set(partPaths(root, parts).map((path) => dirname(path)))];
}

/** Absolute paths of parts, in their order. */
export function partPaths(root: string, parts: readonly PartManifest[]): string[] {
  return parts.map(({ file }) => join(root, file));
}

/** Makes a view for each table of the versions and returns the names, lower case: `orders`, `grades.scores`. */
export async function createViews(
  workspace: Workspace,
  root: string,
  versions: Iterable<DatasetVersion>,
): Promise<Set<string>> {
  const names = new Set<string>();
  for (const version of versions) {
    for (const { name, parts } of version.manifest.tables) {
      const [schema, table] = name.split('.');
      if (table !== undefined) await workspace.run(`CREATE SCHEMA IF NOT EXISTS ${quoteName(schema!)}`);
      const relation = parquetRelation(partPaths(root, parts));
      await workspace.run(`CREATE VIEW ${quoteTable(name)} AS SELECT * FROM ${relation}`);
      names.add(name.toLowerCase());
    }
  }
  return names;
}
