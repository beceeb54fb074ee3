import { join } from 'node:path';
import type { DatasetVersion } from '../catalog/dataset-version.repository.js';
import { quoteName, quoteTable, quoteText } from '../engine/quote.js';
import type { Workspace } from '../engine/workspace.js';

/** Folders of versions, absolute: what an engine must be allowed to read. */
export function versionFolders(root: string, versions: Iterable<DatasetVersion>): string[] {
  return [...versions].map((version) => join(root, version.path));
}

/** Makes a view for each table of the versions and returns the names, lower case: `orders`, `grades.scores`. */
export async function createViews(
  workspace: Workspace,
  root: string,
  versions: Iterable<DatasetVersion>,
): Promise<Set<string>> {
  const names = new Set<string>();
  for (const version of versions) {
    for (const { name, file } of version.manifest.tables) {
      const [schema, table] = name.split('.');
      if (table !== undefined) await workspace.run(`CREATE SCHEMA IF NOT EXISTS ${quoteName(schema!)}`);
      const path = quoteText(join(root, version.path, file));
      await workspace.run(`CREATE VIEW ${quoteTable(name)} AS SELECT * FROM read_parquet(${path})`);
      names.add(name.toLowerCase());
    }
  }
  return names;
}
