import type { Workspace } from '../../engine/workspace.js';
import { delimitedRelation } from './delimited-relation.js';
import type { Dialect } from './dialect.js';
import type { ColumnPlan } from './plan-columns.js';

/** Table with the first rows of a file, every column as text. */
export const SAMPLE = 'sampled_rows';

/** Loads the first rows into SAMPLE; rows that are no records of the file's width are left out. */
export async function loadSample(
  workspace: Workspace,
  path: string,
  dialect: Dialect,
  plan: Pick<ColumnPlan, 'fileColumns'>,
  limit: number,
  signal?: AbortSignal,
): Promise<void> {
  const columns = plan.fileColumns.map((name) => ({ name, type: 'VARCHAR' }));
  // Without markers DuckDB takes an empty field for NULL, which counts as missing just the same.
  await workspace.run(
    `CREATE TABLE ${SAMPLE} AS SELECT * FROM ${delimitedRelation(path, { dialect, columns })} LIMIT ${limit}`,
    {},
    signal,
  );
}
