import { constants } from 'node:fs';
import { copyFile, mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, extname, isAbsolute, join, posix, relative, resolve, sep } from 'node:path';
import { AppError } from '../common/errors.js';
import { workingFolderName } from '../common/process-identity.js';
import { isPattern, matchFiles } from '../content/match-files.js';
import type { Project } from '../content/project.js';
import { datasetName } from '../content/spec/common.js';
import type { FileSource } from '../content/spec/dataset.js';
import type { Engine } from '../engine/engine.js';
import { fileExists, whenAbsent } from './dataset-storage.js';
import { fingerprintFile } from './files/fingerprint.js';
import type { SourceFile } from './files/source-files.js';
import { composeDefinition, type ImportedColumn } from './import-definition.js';
import { sniffFiles } from './sniff-files.js';

export interface ImportServices {
  engine: Engine;
  /** Folder for scratch files, absolute. */
  scratchRoot: string;
}

export interface ImportOptions extends Pick<FileSource, 'sheet' | 'range'> {
  /** Share of refused rows that the definition allows. */
  tolerance?: number;
}

export interface Imported {
  /** Relative to the project folder. */
  definition: string;
  data: string;
  columns: ImportedColumn[];
  /** Removes what was written, for an import whose first version is refused. */
  undo(): Promise<void>;
}

/** The files that the user named: a folder, and a path or pattern below it. */
interface Named {
  folder: string;
  below: string;
  files: SourceFile[];
}

/**
 * Writes `datasets/<name>.yaml` for a file, or for several that a pattern matches, of any kind that datasets can read, and copies them to
 * `data/` unless they already lie in the project. The caller makes the first version. Throws `import.*` (usage) and, for files that
 * hold no table, `dataset.*`; nothing is written then.
 */
export async function importFile(
  path: string,
  name: string,
  project: Pick<Project, 'root'>,
  services: ImportServices,
  options: ImportOptions = {},
): Promise<Imported> {
  assertName(name);
  const named = await findNamed(path);
  const definition = join('datasets', `${name}.yaml`);
  if (await fileExists(join(project.root, definition))) throw exists(definition);
  const source = { path, sheet: options.sheet, range: options.range };
  const sniffed = await sniff(name, source, named.files, services);
  const { data, created } = await bringIn(named, name, project.root);
  const undo = async () => {
    for (const made of created) await rm(made, { recursive: true, force: true });
  };
  const text = composeDefinition({ ...sniffed, ...options, name, original: basename(path), path: data });
  try {
    await mkdir(join(project.root, 'datasets'), { recursive: true });
    await writeFile(join(project.root, definition), text, { flag: 'wx' });
  } catch (thrown) {
    await undo();
    throw thrown;
  }
  created.push(join(project.root, definition));
  return { definition, data, columns: sniffed.columns, undo };
}

async function sniff(name: string, source: FileSource, files: SourceFile[], { engine, scratchRoot }: ImportServices) {
  const scratch = join(scratchRoot, workingFolderName('import'));
  await mkdir(scratch, { recursive: true });
  const workspace = await engine.open(
    [scratch],
    files.map(({ path }) => path),
  );
  try {
    return await sniffFiles({ workspace, scratch }, name, source, files);
  } finally {
    await workspace.close();
    await rm(scratch, { recursive: true, force: true });
  }
}

async function findNamed(path: string): Promise<Named> {
  const whole = resolve(path);
  const isOne = (await fileExists(whole)) || !isPattern(path);
  const folder = isOne ? dirname(whole) : fixedFolder(whole);
  const below = relative(folder, whole).split(sep).join('/');
  const files: SourceFile[] = [];
  for (const shown of await matchFiles(folder, below)) {
    const absolute = join(folder, shown);
    files.push({
      path: absolute,
      shown: isOne ? path : shown,
      label: shown,
      ...(await fingerprintFile(absolute)),
    });
  }
  if (files.length > 0) return { folder, below, files };
  if (isOne && (await isFolder(whole))) {
    throw new AppError('import.folder', `${path} is a folder.`, {
      hint: `Name the files in it: 'decile import "${join(path, '*.csv')}" --as …'. They make one table.`,
      severity: 'usage',
    });
  }
  const message = isOne ? `There is no file ${path}.` : `No file matches ${path}.`;
  throw new AppError('import.no-file', message, { severity: 'usage' });
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then((found) => found.isDirectory(), whenAbsent(false));
}

/** The folder above the first wildcard. */
function fixedFolder(pattern: string): string {
  const parts = pattern.split(sep);
  return parts.slice(0, parts.findIndex(isPattern)).join(sep) || sep;
}

/** Path of the data relative to the project with `/`: where it lies, or its copy in `data/`; and what was made for it. */
async function bringIn({ folder, below, files }: Named, name: string, root: string) {
  const within = relative(root, join(folder, below));
  const created: string[] = [];
  if (!within.startsWith('..') && !isAbsolute(within)) return { data: within.split(sep).join('/'), created };
  const isOne = files.length === 1 && !isPattern(below);
  const data = isOne ? `data/${name}${extname(below).toLowerCase()}` : `data/${name}/${below}`;
  const top = isOne ? data : `data/${name}`;
  if (await fileExists(join(root, top))) throw exists(top);
  created.push(join(root, top));
  try {
    for (const { path, label } of files) {
      const target = join(root, isOne ? data : posix.join(top, label));
      await mkdir(dirname(target), { recursive: true });
      await copyFile(path, target, constants.COPYFILE_EXCL);
    }
  } catch (thrown) {
    await rm(join(root, top), { recursive: true, force: true });
    throw thrown;
  }
  return { data, created };
}

function assertName(name: string): void {
  const parsed = datasetName.safeParse(name);
  if (parsed.success) return;
  const message = `"${name}" can't be the name of a dataset: ${parsed.error.issues[0]?.message}.`;
  throw new AppError('import.bad-name', message, { severity: 'usage' });
}

function exists(path: string): AppError {
  return new AppError('import.exists', `${path} is there already.`, {
    hint: 'Choose another name with --as, or remove it.',
    severity: 'usage',
  });
}
