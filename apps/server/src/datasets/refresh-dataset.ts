import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DatasetVersion, DatasetVersionRepository } from '../catalog/dataset-version.repository.js';
import type { RowPushRepository } from '../catalog/row-push.repository.js';
import type { VersionManifest } from '../catalog/tables.js';
import { sha256 } from '../common/canonical.js';
import type { Clock } from '../common/clock.js';
import { AppError } from '../common/errors.js';
import { workingFolderName } from '../common/process-identity.js';
import type { DatasetItem } from '../content/project.js';
import { storageFull } from '../engine/engine-error.js';
import type { Engine } from '../engine/engine.js';
import type { RefreshContext } from './build-context.js';
import { buildVersion } from './build-version.js';
import { beginVersion, publishVersion, removeLeftovers, versionIsWhole, versionPath } from './dataset-storage.js';
import { prepareOrigin } from './origins/prepare-origin.js';
import type { Prepared } from './origins/prepared.js';

/** Changes when the code makes other tables of the same definition, so that no old version is taken for the new one. */
const CODE_VERSION = 13;

export interface RefreshServices {
  engine: Engine;
  versions: DatasetVersionRepository;
  pushes: RowPushRepository;
  clock: Clock;
  /** Storage root, absolute. */
  root: string;
  /** Folder for scratch files, absolute. */
  scratchRoot: string;
  /** Private hosts that sources may be read from. */
  allowHosts: readonly string[];
}

export interface Refreshed {
  version: DatasetVersion;
  /** True when an equal version was there. */
  reused: boolean;
}

interface Folders {
  folder: string;
  scratch: string;
}

/**
 * Makes the version of a dataset that its definition, inputs, source and parameters call for, or finds it made. It is visible only
 * when all its files are synced and its tests have passed; whatever goes wrong, readers see the version before.
 * Throws AppErrors `dataset.*`, `query.*`, `sql.syntax`, `storage.full`, and those of the analyses.
 */
export async function refreshDataset(
  item: DatasetItem,
  context: RefreshContext,
  services: RefreshServices,
): Promise<Refreshed> {
  const inputs = item.inputs.map((name) => inputOf(context, item, name));
  return services.versions.exclusively(item.name, async () => {
    const leftovers = await removeLeftovers(services.root, item.name);
    if (leftovers.length > 0)
      context.log('removed what an interrupted refresh had left', { dataset: item.name, leftovers });
    const refreshed = await withFolders(item, services, async (folders) => {
      const { engine, root, allowHosts, pushes } = services;
      const current = await services.versions.current(item.name);
      const prepared = await prepareOrigin({ ...context, ...folders, item, engine, root, allowHosts, pushes, current });
      return (
        (await findMade(item, inputs, prepared, services)) ??
        makeVersion(item, inputs, prepared, context, services, folders)
      );
    });
    context.progress(1);
    return refreshed;
  });
}

/** The version that is called for, when it is there with all its files. */
async function findMade(
  item: DatasetItem,
  inputs: DatasetVersion[],
  prepared: Prepared,
  { versions, root, engine, clock }: RefreshServices,
): Promise<Refreshed | undefined> {
  const known = await versions.find(versionId(item, inputs, prepared, engine.version));
  if (!known || !(await versionIsWhole(root, known.manifest.tables))) return undefined;
  const definition = definitionOf(item, inputs);
  await versions.touch(known.id, definition, clock.now());
  return { version: { ...known, definition }, reused: true };
}

async function makeVersion(
  item: DatasetItem,
  inputs: DatasetVersion[],
  prepared: Prepared,
  context: RefreshContext,
  { engine, root, versions, clock }: RefreshServices,
  { folder, scratch }: Folders,
): Promise<Refreshed> {
  const id = versionId(item, inputs, prepared, engine.version);
  const path = versionPath(item.name, id);
  const manifest = await buildVersion(item, prepared, context, { engine, root, folder, scratch, path, inputs });
  const known = await versions.find(id);
  if (known) assertSame(known, manifest);
  await writeFile(join(folder, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  await publishVersion(folder, root, path);
  const as_of = dayOf(prepared, inputs);
  const definition = definitionOf(item, inputs);
  await versions.register({ id, dataset: item.name, definition, as_of, path, manifest, created_at: clock.now() });
  if (known) await versions.touch(id, definition, clock.now());
  return { version: (await versions.find(id))!, reused: false };
}

/** Runs `work` with the hidden folder of a version and one for scratch files, which are gone afterwards; a full disk is `storage.full`. */
async function withFolders<T>(
  item: DatasetItem,
  { root, scratchRoot }: RefreshServices,
  work: (folders: Folders) => Promise<T>,
): Promise<T> {
  const folder = await beginVersion(root, item.name);
  const scratch = join(scratchRoot, workingFolderName('refresh'));
  try {
    await mkdir(scratch, { recursive: true });
    return await work({ folder, scratch });
  } catch (thrown) {
    throw storageFull(thrown) ?? thrown;
  } finally {
    await rm(folder, { recursive: true, force: true });
    await rm(scratch, { recursive: true, force: true });
  }
}

/** What a dataset says of its rows: metrics and dimensions are about them, retention about old ones; they do not make them. */
function rowsSpec({ spec }: DatasetItem): unknown {
  const { keep: _keep, metrics: _metrics, dimensions: _dimensions, ...definition } = spec;
  return definition;
}

/** Hash of what is written of the dataset and of all that it reads, whatever day and data it is about. */
function definitionOf(item: DatasetItem, inputs: DatasetVersion[]): string {
  return sha256({
    definition: rowsSpec(item),
    sql: item.sql,
    inputs: Object.fromEntries(inputs.map(({ dataset, definition }) => [dataset, definition])),
    code: CODE_VERSION,
  });
}

/** Id of a version: hash of everything that its rows depend on. */
function versionId(item: DatasetItem, inputs: DatasetVersion[], prepared: Prepared, duckdb: string): string {
  return sha256({
    dataset: item.name,
    definition: rowsSpec(item),
    sql: item.sql,
    inputs: Object.fromEntries(inputs.map(({ dataset, id }) => [dataset, id])),
    content: prepared.content,
    parameters: prepared.parameters,
    code: CODE_VERSION,
    duckdb,
  });
}

/** The day that the rows look from: their own as-of, else the latest of their inputs, else none (a file does not depend on the day). */
function dayOf({ parameters }: Prepared, inputs: DatasetVersion[]): string {
  const own = parameters['as_of'];
  if (own !== undefined) return String(own);
  return (
    inputs
      .map((version) => version.as_of)
      .sort()
      .at(-1) ?? ''
  );
}

function inputOf(context: RefreshContext, item: DatasetItem, name: string): DatasetVersion {
  const version = context.inputs.get(name);
  if (version) return version;
  throw new AppError('dataset.input-missing', `Dataset "${item.name}" reads "${name}", which has no version yet.`, {
    hint: `Refresh "${name}" first.`,
  });
}

function assertSame(known: DatasetVersion, manifest: VersionManifest): void {
  if (sha256(known.manifest.tables) === sha256(manifest.tables)) return;
  throw new AppError(
    'dataset.not-repeatable',
    `Dataset "${known.dataset}" came out different when its lost files were made again.`,
    {
      hint: 'Does its query depend on the order of rows, or on a LIMIT over ties?',
      details: { dataset: known.dataset, version: known.id },
    },
  );
}
