import { constants } from 'node:fs';
import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { basename, extname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { AppError } from '../common/errors.js';
import { workingFolderName } from '../common/process-identity.js';
import type { Project } from '../content/project.js';
import { snakeName } from '../content/spec/common.js';
import type { Engine } from '../engine/engine.js';
import { quoteText } from '../engine/quote.js';
import type { Workspace } from '../engine/workspace.js';
import { fileExists } from './dataset-storage.js';
import { blanksToTabs } from './files/blanks-to-tabs.js';
import { sniffDialect } from './files/dialect.js';
import { emptyFile, readFileHead } from './files/file-head.js';
import { inferColumns } from './files/infer-columns.js';
import { loadSample, SAMPLE } from './files/load-sample.js';
import { planColumns, uniqueNames } from './files/plan-columns.js';
import { composeDefinition, type ImportedColumn, type ImportedFile } from './import-definition.js';

/** Rows that types are sniffed from. */
const IMPORT_ROWS = 1_000_000;
const READABLE = new Set(['.csv', '.tsv', '.tab', '.txt', '.dat', '.parquet', '']);

export interface ImportServices {
  engine: Engine;
  /** Folder for scratch files, absolute. */
  scratchRoot: string;
}

export interface Imported {
  /** Relative to the project folder. */
  definition: string;
  data: string;
  columns: ImportedColumn[];
}

/**
 * Writes `datasets/<name>.yaml` for a CSV, TSV, blank-separated or Parquet file, and copies the file to `data/` unless it already lies in the
 * project. The caller makes the first version. Throws `import.*` (usage) and, for files that hold no table, `dataset.*`.
 */
export async function importFile(
  path: string,
  name: string,
  project: Pick<Project, 'root'>,
  services: ImportServices,
): Promise<Imported> {
  assertName(name);
  const source = resolve(path);
  await assertReadable(source, path);
  const definition = join('datasets', `${name}.yaml`);
  if (await fileExists(join(project.root, definition))) throw exists(definition);
  const sniffed = await sniffFile(source, path, services);
  const data = await bringIn(source, name, project.root);
  const text = composeDefinition({ ...sniffed, name, original: basename(path), path: data.split(sep).join('/') });
  await mkdir(join(project.root, 'datasets'), { recursive: true });
  await writeFile(join(project.root, definition), text, { flag: 'wx' });
  return { definition, data, columns: sniffed.columns };
}

async function sniffFile(source: string, shown: string, { engine, scratchRoot }: ImportServices) {
  const head = await readFileHead(source, shown);
  const scratch = join(scratchRoot, workingFolderName('import'));
  await mkdir(scratch, { recursive: true });
  const workspace = await engine.open([scratch], [source]);
  try {
    if (head.kind === 'parquet') return await sniffParquet(workspace, source, shown);
    return await sniffText(workspace, source, shown, head.text, scratch);
  } finally {
    await workspace.close();
    await rm(scratch, { recursive: true, force: true });
  }
}

type Sniffed = Pick<ImportedFile, 'dialect' | 'columns' | 'rows'>;

async function sniffText(
  workspace: Workspace,
  source: string,
  shown: string,
  head: string,
  scratch: string,
): Promise<Sniffed> {
  const dialect = sniffDialect(head);
  const readable = dialect.delimiter === 'blank' ? join(scratch, 'input.tsv') : source;
  if (readable !== source) await blanksToTabs(source, readable);
  const plan = planColumns(shown, dialect);
  await loadSample(workspace, readable, dialect, plan, IMPORT_ROWS);
  const rows = await countRows(workspace, SAMPLE);
  if (rows === 0) throw emptyFile(shown, dialect.header ? 'has a header but no rows' : 'has no rows');
  const inferred = await inferColumns(workspace, SAMPLE, plan.fileColumns);
  const columns = inferred.map((column, i) => ({
    ...column,
    name: plan.fileColumns[i]!,
    ...(dialect.header ? { from: dialect.first[i]!.trim() } : {}),
  }));
  return { dialect, columns, rows };
}

async function sniffParquet(workspace: Workspace, source: string, shown: string): Promise<Sniffed> {
  const relation = `read_parquet(${quoteText(source)})`;
  const { columns } = await workspace.run(`SELECT * FROM ${relation} LIMIT 0`);
  const rows = await countRows(workspace, relation);
  if (rows === 0) throw emptyFile(shown, 'has no rows');
  const names = uniqueNames(columns.map(({ name }) => name));
  return {
    rows,
    columns: columns.map(({ name, type }, i) => ({ name: names[i]!, from: name, type, missing: [], misfits: 0 })),
  };
}

async function countRows(workspace: Workspace, relation: string): Promise<number> {
  const { rows } = await workspace.run(`SELECT count(*) FROM ${relation}`);
  return Number(rows[0]?.[0]);
}

/** Path of the data relative to the project: where it lies, or its copy in `data/`. */
async function bringIn(source: string, name: string, root: string): Promise<string> {
  const within = relative(root, source);
  if (!within.startsWith('..') && !isAbsolute(within)) return within;
  const target = join('data', `${name}${extname(source).toLowerCase()}`);
  if (await fileExists(join(root, target))) throw exists(target);
  await mkdir(join(root, 'data'), { recursive: true });
  await copyFile(source, join(root, target), constants.COPYFILE_EXCL);
  return target;
}

function assertName(name: string): void {
  const parsed = snakeName.safeParse(name);
  if (parsed.success) return;
  throw new AppError(
    'import.bad-name',
    `"${name}" can't be the name of a dataset: ${parsed.error.issues[0]?.message}.`,
    {
      severity: 'usage',
    },
  );
}

async function assertReadable(source: string, shown: string): Promise<void> {
  if (!(await fileExists(source)))
    throw new AppError('import.no-file', `There is no file ${shown}.`, { severity: 'usage' });
  const extension = extname(source).toLowerCase();
  if (READABLE.has(extension)) return;
  throw new AppError('import.unsupported-format', `${shown} is a ${extension} file, which can't be imported yet.`, {
    hint: 'CSV, TSV, blank-separated text and Parquet can: save the table as one of them.',
    severity: 'usage',
  });
}

function exists(path: string): AppError {
  return new AppError('import.exists', `${path} is there already.`, {
    hint: 'Choose another name with --as, or remove it.',
    severity: 'usage',
  });
}
