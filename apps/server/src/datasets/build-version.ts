import type { DatasetVersion } from '../catalog/dataset-version.repository.js';
import type { TableManifest, VersionManifest } from '../catalog/tables.js';
import type { DatasetItem } from '../content/project.js';
import type { Engine } from '../engine/engine.js';
import { parquetRelation } from '../engine/quote.js';
import type { Workspace } from '../engine/workspace.js';
import type { RefreshContext } from './build-context.js';
import { columnMissing } from './column-type.js';
import { createViews, versionFolders } from './open-versions.js';
import type { Prepared } from './origins/prepared.js';
import { runTests } from './run-tests.js';
import { builtPaths, describeTable } from './write-table.js';

/** Where a version is made and what from. */
export interface BuildPlace {
  engine: Engine;
  /** Storage root, absolute. */
  root: string;
  /** Folder that becomes the version. */
  folder: string;
  /** Folder for files that are removed after the build. */
  scratch: string;
  /** Where the folder will be, relative to the storage root. */
  path: string;
  /** Versions that the dataset reads. */
  inputs: DatasetVersion[];
}

/** Writes the tables of a version into its folder, reads them back, tests them and describes them. Throws `dataset.test-failed`. */
export async function buildVersion(
  item: DatasetItem,
  prepared: Prepared,
  context: RefreshContext,
  place: BuildPlace,
): Promise<VersionManifest> {
  const { engine, root, folder, scratch, inputs } = place;
  const workspace = await engine.open([...versionFolders(root, inputs), folder, scratch], prepared.files);
  try {
    const inputTables = await createViews(workspace, root, inputs);
    context.progress(0.1);
    const built = await prepared.build({
      ...context,
      item,
      workspace,
      inputTables,
      threads: engine.threads,
      folder,
      scratch,
    });
    context.progress(0.7);
    const tables: TableManifest[] = [];
    for (const table of built.tables) tables.push(await describeTable(workspace, table, place));
    const relation = parquetRelation(builtPaths(root, folder, built.tables[0]!));
    const columns = tables[0]!.columns.map(({ name }) => name);
    await runTests(workspace, item.name, relation, columns, item.spec.tests, context.signal);
    const range = await dateRange(workspace, item, relation, columns);
    context.progress(0.9);
    return {
      dataset: item.name,
      tables,
      inputs: Object.fromEntries(inputs.map(({ dataset, id }) => [dataset, id])),
      parameters: prepared.parameters,
      ...range,
      read: built.read,
      refused: built.refused,
      ...(built.cursor ? { cursor: built.cursor } : {}),
    };
  } finally {
    await workspace.close();
  }
}

async function dateRange(workspace: Workspace, item: DatasetItem, relation: string, columns: string[]) {
  const column = item.spec.date_column;
  if (column === undefined) return { from: null, to: null };
  if (!columns.includes(column)) throw columnMissing(item.name, column, columns);
  const { rows } = await workspace.run(`SELECT min("${column}")::DATE, max("${column}")::DATE FROM ${relation}`);
  const [from, to] = rows[0] ?? [];
  return { from: (from ?? null) as string | null, to: (to ?? null) as string | null };
}
