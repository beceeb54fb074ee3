import { join } from 'node:path';
import type { DatasetVersion } from '../../catalog/dataset-version.repository.js';
import type { TableManifest } from '../../catalog/tables.js';
import type { BuiltTable } from '../build-context.js';
import { fileSha256 } from '../dataset-storage.js';

/** What tables of parts are made of: the hashes of their parts, in their order, by table. */
export async function partsContent(folder: string, tables: readonly BuiltTable[]): Promise<Record<string, string[]>> {
  const content: Record<string, string[]> = {};
  for (const { name, kept = [], file } of tables) {
    const hashes = kept.map((part) => part.sha256);
    content[name] = file === undefined ? hashes : [...hashes, await fileSha256(join(folder, file))];
  }
  return content;
}

/** The table of a dataset that has one, or its table of refused rows. */
export function tableOf({ manifest, dataset }: DatasetVersion, name = dataset): TableManifest {
  return manifest.tables.find((table) => table.name === name) ?? { name, rows: 0, columns: [], parts: [] };
}
