import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { AppError } from '../common/errors.js';
import { productRoot } from '../config/software.js';
import { writeJsonSchemas } from './json-schema.js';
import { kebabName } from './spec/common.js';

const TEMPLATE = join(productRoot, 'apps', 'server', 'project-template');
/** Read under another name, because a real `.gitignore` would work on the template itself. */
const RENAMED: Record<string, string> = { gitignore: '.gitignore' };

/**
 * Writes a small project (one dataset, dashboard, report, job, README) into `dir`, which may hold hidden files only, and the
 * JSON Schemas for editors. `name` defaults to the folder's name. Returns the paths written, relative to `dir`, sorted.
 * Throws AppError `init.not-empty`, `init.not-a-folder`, `init.name`.
 */
export async function initProject(dir: string, options: { name?: string } = {}): Promise<string[]> {
  const name = await startFolder(dir, options.name);
  const files = await listFiles(TEMPLATE);
  const written = await Promise.all(files.map((file) => copyFile(dir, file, name)));
  return [...written, ...(await writeJsonSchemas(dir))].sort();
}

/** Name of a new project in `dir`, the folder's unless given; nothing is written. Throws as `initProject`. */
export async function startFolder(dir: string, wanted?: string): Promise<string> {
  const name = wanted ?? nameOf(dir);
  checkName(name);
  await checkEmpty(dir);
  return name;
}

/** Text of a file of the project that `initProject` writes. */
export function templateFile(file: string): Promise<string> {
  return readFile(join(TEMPLATE, file), 'utf8');
}

async function copyFile(dir: string, file: string, name: string): Promise<string> {
  const text = await templateFile(file);
  const target = RENAMED[file] ?? file;
  await mkdir(dirname(join(dir, target)), { recursive: true });
  await writeFile(join(dir, target), file === 'decile.yaml' ? text.replace(/^name: .*$/m, `name: ${name}`) : text);
  return target;
}

async function checkEmpty(dir: string): Promise<void> {
  const entries = await readdir(dir).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    if (error.code === 'ENOTDIR') throw new AppError('init.not-a-folder', `${dir} is a file`, { severity: 'usage' });
    throw error;
  });
  const visible = entries.filter((entry) => !entry.startsWith('.')).sort();
  if (visible.length === 0) return;
  throw new AppError('init.not-empty', `${dir} is not empty: it holds ${visible.slice(0, 3).join(', ')}`, {
    hint: 'name a new or empty folder',
    severity: 'usage',
    details: { dir },
  });
}

function checkName(name: string): void {
  if (kebabName.safeParse(name).success) return;
  throw new AppError('init.name', `"${name}" cannot be the name of a project`, {
    hint: 'use lower-case letters, digits and -, starting with a letter',
    severity: 'usage',
  });
}

function nameOf(dir: string): string {
  const plain = basename(resolve(dir))
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^[^a-z]+|-+$/g, '');
  return plain === '' ? 'my-project' : plain;
}

async function listFiles(root: string): Promise<string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1));
}
