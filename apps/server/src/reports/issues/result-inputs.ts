import type { ResultInput } from '../../blocks/result.js';
import type { DatasetVersion } from '../../catalog/dataset-version.repository.js';

/** What a result prints of the versions it read, by dataset name. */
export function resultInputs(versions: readonly DatasetVersion[]): ResultInput[] {
  return versions
    .map(({ dataset, id, manifest }) => ({
      dataset,
      version: id,
      tables: manifest.tables.map(({ name, rows }) => ({ name, rows })),
      ...(manifest.from === null ? {} : { from: manifest.from }),
      ...(manifest.to === null ? {} : { to: manifest.to }),
      refused: manifest.refused,
    }))
    .sort((a, b) => (a.dataset < b.dataset ? -1 : 1));
}
