import { join } from 'node:path';
import type { DatasetVersion } from '../../catalog/dataset-version.repository.js';
import { sha256 } from '../../common/canonical.js';
import { AppError } from '../../common/errors.js';
import type { DatabaseSource } from '../../content/spec/dataset-source.js';
import { parquetRelation, quoteName } from '../../engine/quote.js';
import type { Workspace } from '../../engine/workspace.js';
import { versionIsWhole } from '../dataset-storage.js';
import { compileHead, compileSelect } from '../databases/compile-select.js';
import { lookBack, type Window } from '../databases/look-back.js';
import { openDatabase } from '../databases/open-database.js';
import { castList, planTable, type TableColumn } from '../databases/plan-table.js';
import type { SourceDatabase } from '../databases/source-database.js';
import { partPaths } from '../open-versions.js';
import { assertSameColumns } from '../parts/assert-same-columns.js';
import { latestOfKey } from '../parts/latest-of-key.js';
import { mergeParts } from '../parts/merge-parts.js';
import { partsContent, tableOf } from '../parts/parts-content.js';
import { namingUnfit, scratchRelation, writeScratchCsv, type ScratchCsv } from '../scratch-csv.js';
import { copyTo } from '../write-table.js';
import type { PrepareContext, Prepared } from './prepared.js';

/**
 * Reads a database: everything, or only what an incremental column says is new. What was read is brought into the parts of the version
 * before; the version is called for by the hashes of the parts, so that an unchanged source finds its version made.
 * Throws `database.*`, `dataset.schema-drift`, `dataset.column-missing`, `network.denied`, `secret.missing`.
 */
export async function prepareDatabase(context: PrepareContext, source: DatabaseSource): Promise<Prepared> {
  const { item, engine, root, folder, scratch, signal } = context;
  const before = await goesOn(context, source);
  const parts = before ? tableOf(before).parts : [];
  const workspace = await engine.open([folder, scratch], partPaths(root, parts));
  const database = await openDatabase(source.url, context.allowHosts, signal).catch(async (thrown: unknown) => {
    await workspace.close();
    throw thrown;
  });
  try {
    const columns = await readColumns(context, source, database, before);
    const window = before && (await windowOf(workspace, source, columns, parquetRelation(partPaths(root, parts))));
    const csv = await readRows(context, source, database, columns, window);
    // The snapshot is not held any longer than it is read.
    await database.close();
    const merged = await namingUnfit(item.name, async () => {
      const fetched = await settle(workspace, context, source, columns, csv);
      const { key } = item.spec;
      return mergeParts({
        workspace,
        root,
        folder,
        fetched,
        key,
        signal,
        table: item.name,
        columns: columns.map(({ name }) => name),
        parts: window ? parts : [],
        replaced: window?.condition,
      });
    });
    context.log(`${item.name}: ${csv.rows} rows read from the database`, { dataset: item.name, rows: csv.rows });
    return {
      parameters: {},
      content: await partsContent(folder, [merged]),
      files: partPaths(root, merged.kept ?? []),
      build: () =>
        Promise.resolve({
          tables: [merged],
          read: csv.rows,
          refused: 0,
          cursor: { origin: originOf(context, source) },
        }),
    };
  } finally {
    await database.close();
    await workspace.close();
  }
}

/** The version that this refresh goes on from: made by the same reading of the same source. */
async function goesOn(context: PrepareContext, source: DatabaseSource): Promise<DatasetVersion | undefined> {
  const { current, rebuild, root } = context;
  if (rebuild || current?.manifest.cursor?.origin !== originOf(context, source)) return undefined;
  return (await versionIsWhole(root, current.manifest.tables)) ? current : undefined;
}

/** Hash of what decides which rows are read and how; titles and tests do not. */
function originOf({ item }: PrepareContext, source: DatabaseSource): string {
  const columns = item.spec.columns?.map(({ name, from, type }) => ({ name, from, type }));
  return sha256({ source, columns, key: item.spec.key });
}

async function readColumns(
  { item }: PrepareContext,
  source: DatabaseSource,
  database: SourceDatabase,
  before: DatasetVersion | undefined,
): Promise<TableColumn[]> {
  const head = await database.select(compileHead(source, database));
  for await (const _ of head.batches);
  const columns = planTable(item, head.columns);
  if (before) {
    const now = columns.map(({ name, type }) => ({ name, type }));
    assertSameColumns(item.name, tableOf(before).columns, now);
  }
  return columns;
}

async function windowOf(
  workspace: Workspace,
  { incremental }: DatabaseSource,
  columns: TableColumn[],
  relation: string,
): Promise<Window | undefined> {
  if (!incremental) return undefined;
  return lookBack(workspace, relation, incremental, incrementalColumn(columns, incremental.column).type);
}

async function readRows(
  { scratch }: PrepareContext,
  source: DatabaseSource,
  database: SourceDatabase,
  columns: TableColumn[],
  window: Window | undefined,
): Promise<ScratchCsv> {
  const range = window && {
    ...window,
    column: incrementalColumn(columns, source.incremental!.column).from,
  };
  const names = columns.map(({ from }) => from);
  const { sql, parameter } = compileSelect(source, names, range, database);
  const { batches } = await database.select(sql, parameter);
  return writeScratchCsv(join(scratch, 'fetched.csv'), batches);
}

/** Relation of what was read, in the dataset's types and with one row for each key. */
async function settle(
  workspace: Workspace,
  { item, scratch, signal }: PrepareContext,
  { incremental }: DatabaseSource,
  columns: TableColumn[],
  csv: ScratchCsv,
): Promise<string> {
  const read = columns.map(({ name, read: type }) => ({ name, type }));
  const typed = `SELECT ${castList(columns)} FROM ${scratchRelation(csv, read)}`;
  if (!incremental) return `(${typed})`;
  const { key } = item.spec;
  const names = columns.map(({ name }) => name);
  const path = join(scratch, 'fetched.parquet');
  const select = key ? latestOfKey(`(${typed})`, key, [incremental.column], names) : typed;
  await workspace.run(copyTo(select, path), {}, signal);
  await assertFollowed(workspace, item.name, incremental.column, parquetRelation([path]));
  return parquetRelation([path]);
}

/** A row without a value in the incremental column would be read once and never again. */
async function assertFollowed(workspace: Workspace, dataset: string, column: string, relation: string): Promise<void> {
  const { rows } = await workspace.run(`SELECT count(*) FROM ${relation} WHERE ${quoteName(column)} IS NULL`);
  if (Number(rows[0]?.[0]) === 0) return;
  throw new AppError(
    'dataset.incremental-null',
    `${String(rows[0]?.[0])} row(s) of "${dataset}" have no value in the incremental column "${column}".`,
    {
      hint: 'Such rows can not be followed: fill the column, or leave them out in a query.',
      details: { dataset, column },
    },
  );
}

function incrementalColumn(columns: TableColumn[], name: string): TableColumn {
  const column = columns.find((each) => each.name === name);
  if (column) return column;
  throw new AppError('dataset.column-missing', `There is no column "${name}" to read incrementally by.`, {
    hint: `Columns found: ${columns.map((each) => each.name).join(', ')}.`,
  });
}
