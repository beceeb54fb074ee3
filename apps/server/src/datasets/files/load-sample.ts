import type { Workspace } from '../../engine/workspace.js';
import { selectFiles, type PlannedFile } from './delimited-table.js';

/** Table with the first rows of the files, every column as text. */
export const SAMPLE = 'sampled_rows';
/** Its column with the file that a row is of; no column of a file has a blank in front. */
export const SAMPLED_FILE = ' file';

/** Loads the first rows of each file into SAMPLE; rows that are no records of the file's width are left out. */
export async function loadSample(
  workspace: Workspace,
  files: PlannedFile[],
  limit: number,
  signal?: AbortSignal,
): Promise<void> {
  const types = files[0]!.plan.columns.map(() => 'VARCHAR');
  // Without markers DuckDB takes an empty field for NULL, which counts as missing just the same.
  await workspace.run(
    `CREATE TABLE ${SAMPLE} AS ${selectFiles(files, types, {}, { limit, nameColumn: SAMPLED_FILE })}`,
    {},
    signal,
  );
}
