import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DatasetVersion, DatasetVersionRepository } from '../catalog/dataset-version.repository.js';
import type { TableManifest, VersionManifest } from '../catalog/tables.js';
import { sha256 } from '../common/canonical.js';
import type { Clock } from '../common/clock.js';
import { AppError } from '../common/errors.js';
import type { DatasetItem } from '../content/project.js';
import { storageFull } from '../engine/engine-error.js';
import type { Engine } from '../engine/engine.js';
import type { Workspace } from '../engine/workspace.js';
import type { BuildContext, Built, RefreshContext } from './build-context.js';
import { buildSql, usedParameters } from './build-sql.js';
import { buildCalendar, calendarIngredients } from './calendar/build-calendar.js';
import { columnMissing } from './column-type.js';
import { beginVersion, publishVersion, removeLeftovers, versionIsWhole, versionPath } from './dataset-storage.js';
import { buildFile } from './files/build-file.js';
import { findSourceFiles, type SourceFile } from './files/source-files.js';
import { createViews, versionFolders } from './open-versions.js';
import { buildRfm } from './rfm/build-rfm.js';
import { runTests } from './run-tests.js';
import { describeTable, writtenTable } from './write-table.js';

/** Changes when the code makes other tables of the same definition, so that no old version is taken for the new one. */
const CODE_VERSION = 2;

export interface RefreshServices {
  engine: Engine;
  versions: DatasetVersionRepository;
  clock: Clock;
  /** Storage root, absolute. */
  root: string;
  /** Folder for scratch files, absolute. */
  scratchRoot: string;
}

export interface Refreshed {
  version: DatasetVersion;
  /** True when an equal version was there. */
  reused: boolean;
}

interface Ingredients {
  parameters: Record<string, string | number>;
  inputs: Record<string, string>;
  /** Source files in the order of their names. */
  files?: SourceFile[];
}

/**
 * Makes the version of a dataset that its definition, inputs, file and parameters call for, or finds it made. It is visible only
 * when all its files are synced and its tests have passed; whatever goes wrong, readers see the version before.
 * Throws AppErrors `dataset.*`, `query.*`, `sql.syntax`, `rfm.*`, `storage.full`.
 */
export async function refreshDataset(
  item: DatasetItem,
  context: RefreshContext,
  services: RefreshServices,
): Promise<Refreshed> {
  const ingredients = await gatherIngredients(item, context, services.engine);
  const id = versionId(item, ingredients, services.engine.version);
  return services.versions.exclusively(item.name, async () => {
    const leftovers = await removeLeftovers(services.root, item.name);
    if (leftovers.length > 0)
      context.log('removed what an interrupted refresh had left', { dataset: item.name, leftovers });
    const known = await services.versions.find(id);
    if (known && (await versionIsWhole(services.root, known.path, known.manifest.tables))) {
      await services.versions.touch(id, services.clock.now());
      context.progress(1);
      return { version: known, reused: true };
    }
    const manifest = await makeVersion(item, id, ingredients, context, services, known);
    const version = {
      id,
      dataset: item.name,
      as_of: dayOf(ingredients, context),
      path: versionPath(item.name, id),
      manifest,
    };
    await services.versions.register({ ...version, created_at: services.clock.now() });
    context.progress(1);
    return { version: (await services.versions.find(id))!, reused: false };
  });
}

/** The day that the rows look from: their own as-of, else the latest of their inputs, else none (a file does not depend on the day). */
function dayOf({ parameters }: Ingredients, { inputs }: RefreshContext): string {
  const own = parameters['as_of'];
  if (own !== undefined) return String(own);
  return (
    [...inputs.values()]
      .map((version) => version.as_of)
      .sort()
      .at(-1) ?? ''
  );
}

/** Id of a version: hash of everything that its rows depend on. */
export function versionId(item: DatasetItem, ingredients: Ingredients, duckdb: string): string {
  // Metrics and dimensions are about the rows; they do not make them.
  const { metrics: _metrics, dimensions: _dimensions, ...definition } = item.spec;
  return sha256({
    dataset: item.name,
    definition,
    sql: item.sql,
    inputs: ingredients.inputs,
    files: ingredients.files?.map(({ shown, hash }) => [shown, hash]),
    parameters: ingredients.parameters,
    code: CODE_VERSION,
    duckdb,
  });
}

async function gatherIngredients(item: DatasetItem, context: RefreshContext, engine: Engine): Promise<Ingredients> {
  const inputs = Object.fromEntries(item.inputs.map((name) => [name, inputOf(context, item, name).id]));
  if (item.calendar) return { parameters: calendarIngredients(item.calendar), inputs };
  if (item.spec.file) {
    return { parameters: {}, inputs, files: await findSourceFiles(context.project.root, item) };
  }
  if (item.spec.analysis) return { parameters: { as_of: context.asOf }, inputs };
  if (item.sql === undefined) {
    throw new AppError('dataset.no-source', `Dataset "${item.name}" has neither file, analysis nor ${item.name}.sql.`);
  }
  return { parameters: usedParameters(await engine.parse(item.sql), context.asOf, context.parameters), inputs };
}

function inputOf(context: RefreshContext, item: DatasetItem, name: string): DatasetVersion {
  const version = context.inputs.get(name);
  if (version) return version;
  throw new AppError('dataset.input-missing', `Dataset "${item.name}" reads "${name}", which has no version yet.`, {
    hint: `Refresh "${name}" first.`,
  });
}

async function makeVersion(
  item: DatasetItem,
  id: string,
  ingredients: Ingredients,
  context: RefreshContext,
  services: RefreshServices,
  known: DatasetVersion | undefined,
): Promise<VersionManifest> {
  const folder = await beginVersion(services.root, item.name, id);
  const scratch = join(services.scratchRoot, `refresh-${id.slice(0, 12)}`);
  try {
    await mkdir(scratch, { recursive: true });
    const manifest = await buildVersion(item, ingredients, { folder, scratch }, context, services);
    if (known) assertSame(known, manifest);
    await writeFile(join(folder, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
    await publishVersion(folder, services.root, versionPath(item.name, id));
    return manifest;
  } catch (thrown) {
    throw storageFull(thrown) ?? thrown;
  } finally {
    await rm(folder, { recursive: true, force: true });
    await rm(scratch, { recursive: true, force: true });
  }
}

async function buildVersion(
  item: DatasetItem,
  ingredients: Ingredients,
  folders: { folder: string; scratch: string },
  context: RefreshContext,
  services: RefreshServices,
): Promise<VersionManifest> {
  const inputs = item.inputs.map((name) => inputOf(context, item, name));
  const directories = [...versionFolders(services.root, inputs), folders.folder, folders.scratch];
  const workspace = await services.engine.open(
    directories,
    ingredients.files?.map(({ path }) => path),
  );
  try {
    const inputTables = await createViews(workspace, services.root, inputs);
    const build = { ...context, ...folders, item, workspace, inputTables };
    context.progress(0.1);
    const built = await buildTables(build, ingredients);
    context.progress(0.7);
    const tables: TableManifest[] = [];
    for (const table of built.tables) tables.push(await describeTable(workspace, folders.folder, table));
    const relation = writtenTable(folders.folder, built.tables[0]!);
    const columns = tables[0]!.columns.map(({ name }) => name);
    await runTests(workspace, item.name, relation, columns, item.spec.tests, context.signal);
    const range = await dateRange(workspace, item, relation, columns);
    context.progress(0.9);
    return {
      dataset: item.name,
      tables,
      inputs: ingredients.inputs,
      parameters: ingredients.parameters,
      ...range,
      read: built.read,
      refused: built.refused,
    };
  } finally {
    await workspace.close();
  }
}

function buildTables(context: BuildContext, ingredients: Ingredients): Promise<Built> {
  const { spec, calendar } = context.item;
  if (calendar) return buildCalendar(context, calendar);
  if (spec.file) return buildFile(context, spec.file, ingredients.files!);
  if (spec.analysis) return buildRfm(context, spec.analysis);
  return buildSql(context);
}

async function dateRange(workspace: Workspace, item: DatasetItem, relation: string, columns: string[]) {
  const column = item.spec.date_column;
  if (column === undefined) return { from: null, to: null };
  if (!columns.includes(column)) throw columnMissing(item.name, column, columns);
  const { rows } = await workspace.run(`SELECT min("${column}")::DATE, max("${column}")::DATE FROM ${relation}`);
  const [from, to] = rows[0] ?? [];
  return { from: (from ?? null) as string | null, to: (to ?? null) as string | null };
}

function assertSame(known: DatasetVersion, manifest: VersionManifest): void {
  const digest = ({ tables }: VersionManifest) =>
    sha256(tables.map(({ name, rows, columns }) => ({ name, rows, columns })));
  const content = ({ tables }: VersionManifest) => tables.map((table) => table.sha256).join();
  if (digest(known.manifest) === digest(manifest) && content(known.manifest) === content(manifest)) return;
  throw new AppError(
    'dataset.not-repeatable',
    `Dataset "${known.dataset}" came out different when its lost files were made again.`,
    {
      hint: 'Does its query depend on the order of rows, or on a LIMIT over ties?',
      details: { dataset: known.dataset, version: known.id },
    },
  );
}
