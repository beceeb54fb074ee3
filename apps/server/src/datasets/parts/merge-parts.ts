import { join } from 'node:path';
import type { PartManifest } from '../../catalog/tables.js';
import { AppError } from '../../common/errors.js';
import { parquetRelation, quoteName } from '../../engine/quote.js';
import type { Workspace } from '../../engine/workspace.js';
import type { BuiltTable } from '../build-context.js';
import { partPaths } from '../open-versions.js';
import { copyTo, tableFile } from '../write-table.js';
import { planCompaction } from './plan-compaction.js';

export interface Merge {
  workspace: Workspace;
  /** Storage root, absolute. */
  root: string;
  /** Folder for the new part, absolute. */
  folder: string;
  table: string;
  columns: string[];
  /** Parts of the version before, with the same columns. */
  parts: readonly PartManifest[];
  /** Relation of the rows that were read now. */
  fetched: string;
  /** Columns that name a row; no two of the fetched rows may have the same. */
  key?: string[];
  /** SQL condition on rows of the version before, which the fetched rows stand for; none do when left out. */
  replaced?: string;
  signal?: AbortSignal;
}

/**
 * Brings new rows into a table: rows of the version before that meet `replaced`, or have the key of a fetched row, give way to the
 * fetched ones. Parts without such a row stay; when no row gives way only the rows that are new are written. Small parts at the end
 * are merged with them. The same rows give the same file: they are sorted by key, or by all columns.
 */
export async function mergeParts(merge: Merge): Promise<BuiltTable> {
  const { workspace, table, parts, fetched, key, signal } = merge;
  if (key) await assertKeys(workspace, table, fetched, key, signal);
  if (parts.length === 0) return { name: table, file: await write(merge, `SELECT ${list(merge)} FROM ${fetched}`) };
  const { kept, added, rows } = await changes(merge);
  if (rows === 0 && kept.length > 0) return { name: table, kept };
  const merged = planCompaction(
    kept.map((part) => part.rows),
    rows,
  );
  const stay = kept.slice(0, kept.length - merged);
  const absorbed = kept.slice(kept.length - merged);
  const select =
    absorbed.length === 0 ? added : `SELECT ${list(merge)} FROM ${relation(merge, absorbed)} UNION ALL ${added}`;
  return { name: table, kept: stay, file: await write(merge, select) };
}

interface Changes {
  kept: readonly PartManifest[];
  /** SELECT of the rows to write. */
  added: string;
  rows: number;
}

async function changes(merge: Merge): Promise<Changes> {
  const { workspace, parts, fetched, signal } = merge;
  const condition = conditionOf(merge);
  if (condition === undefined)
    return { kept: parts, ...(await counted(merge, `SELECT ${list(merge)} FROM ${fetched}`)) };
  const standing = `SELECT ${list(merge)} FROM ${relation(merge, parts)} WHERE ${condition}`;
  const gone = await count(workspace, `${standing} EXCEPT ALL SELECT ${list(merge)} FROM ${fetched}`, signal);
  if (gone === 0) {
    const added = await counted(merge, `SELECT ${list(merge)} FROM ${fetched} EXCEPT ALL ${standing}`);
    return { kept: parts, ...added };
  }
  const touched = await touchedParts(merge, condition);
  const survivors = `SELECT ${list(merge)} FROM ${relation(merge, touched)} WHERE (${condition}) IS NOT TRUE`;
  const added = await counted(merge, `${survivors} UNION ALL SELECT ${list(merge)} FROM ${fetched}`);
  return { kept: parts.filter((part) => !touched.includes(part)), ...added };
}

async function touchedParts(merge: Merge, condition: string): Promise<PartManifest[]> {
  const paths = partPaths(merge.root, merge.parts);
  const found = parquetRelation(paths).replace(/\)$/, ', filename = true)');
  const { rows } = await merge.workspace.run(
    `SELECT DISTINCT filename FROM ${found} WHERE ${condition}`,
    {},
    merge.signal,
  );
  const names = new Set(rows.map(([name]) => String(name)));
  return merge.parts.filter((_, i) => names.has(paths[i]!));
}

function conditionOf({ key, replaced, fetched }: Merge): string | undefined {
  const names = key?.map(quoteName).join(', ');
  const conditions = [
    ...(replaced === undefined ? [] : [`(${replaced})`]),
    ...(names === undefined ? [] : [`(${names}) IN (SELECT (${names}) FROM ${fetched})`]),
  ];
  return conditions.length === 0 ? undefined : conditions.join(' OR ');
}

async function counted({ workspace, signal }: Merge, select: string): Promise<{ added: string; rows: number }> {
  return { added: select, rows: await count(workspace, select, signal) };
}

async function count(workspace: Workspace, select: string, signal?: AbortSignal): Promise<number> {
  const { rows } = await workspace.run(`SELECT count(*) FROM (${select})`, {}, signal);
  return Number(rows[0]?.[0]);
}

async function write(merge: Merge, select: string): Promise<string> {
  const file = tableFile(merge.table);
  const order = merge.key ? merge.key.map(quoteName).join(', ') : 'ALL';
  const sorted = `SELECT * FROM (${select}) ORDER BY ${order}`;
  await merge.workspace.run(copyTo(sorted, join(merge.folder, file)), {}, merge.signal);
  return file;
}

/** A row without its key can't be found again, and two of one key can't both be the row. */
async function assertKeys(workspace: Workspace, table: string, fetched: string, key: string[], signal?: AbortSignal) {
  const missing = key.map((name) => `${quoteName(name)} IS NULL`).join(' OR ');
  const { rows } = await workspace.run(`SELECT count(*) FROM ${fetched} WHERE ${missing}`, {}, signal);
  if (Number(rows[0]?.[0]) === 0) return;
  throw new AppError(
    'dataset.key-missing',
    `${String(rows[0]?.[0])} row(s) of "${table}" have no value in their key.`,
    {
      hint: `Each row needs ${key.join(', ')}: correct the source, or leave such rows out in a query.`,
      details: { dataset: table, key },
    },
  );
}

function relation({ root }: Merge, parts: readonly PartManifest[]): string {
  return parquetRelation(partPaths(root, parts));
}

function list({ columns }: Merge): string {
  return columns.map(quoteName).join(', ');
}
