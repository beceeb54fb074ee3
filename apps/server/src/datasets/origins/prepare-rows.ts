import { join } from 'node:path';
import type { DatasetVersion } from '../../catalog/dataset-version.repository.js';
import type { SourceCursor } from '../../catalog/tables.js';
import { sha256 } from '../../common/canonical.js';
import { AppError } from '../../common/errors.js';
import type { RowsSource } from '../../content/spec/dataset-source.js';
import { parquetRelation, quoteName } from '../../engine/quote.js';
import type { Workspace } from '../../engine/workspace.js';
import type { BuiltTable } from '../build-context.js';
import { columnType } from '../column-type.js';
import { versionIsWhole } from '../dataset-storage.js';
import { partPaths } from '../open-versions.js';
import { latestOfKey } from '../parts/latest-of-key.js';
import { mergeParts } from '../parts/merge-parts.js';
import { partsContent, tableOf } from '../parts/parts-content.js';
import { logFolder } from '../rows/append-log.js';
import { takeLog, type TakenLog } from '../rows/take-log.js';
import { scratchRelation } from '../scratch-csv.js';
import { copyTo } from '../write-table.js';
import type { PrepareContext, Prepared } from './prepared.js';

/** Names that no column of a dataset has: they begin with an underscore. */
const ARRIVAL = '_arrival';
const REFUSED_COLUMNS = [
  { name: 'row', type: 'BIGINT' },
  { name: 'column', type: 'VARCHAR' },
  { name: 'value', type: 'VARCHAR' },
  { name: 'reason', type: 'VARCHAR' },
  { name: 'received_at', type: 'TIMESTAMP' },
];

type Columns = { name: string; type: string }[];

/**
 * Brings what was pushed since the version before into its parts. The version says how far each segment of the log was read, so that
 * rows and position become visible in one step: after a crash they are read again or not at all. When the definition has changed, the rows
 * of before are cast to it. Throws `dataset.schema-drift`, `dataset.files-missing`, `log.damaged`.
 */
export async function prepareRows(context: PrepareContext, source: RowsSource): Promise<Prepared> {
  const { item, engine, root, folder, scratch } = context;
  const columns = (item.spec.columns ?? []).map(({ name, type }) => ({
    name,
    type: columnType(type ?? 'VARCHAR', name),
  }));
  const before = await versionBefore(context);
  const cursor = before?.manifest.cursor;
  const taken = await takeLog(logFolder(root, item.name), cursor?.segments ?? {}, context, scratch);
  const parts = before ? before.manifest.tables.flatMap((table) => table.parts) : [];
  const workspace = await engine.open([folder, scratch], partPaths(root, parts));
  try {
    const origin = sha256({ columns, key: item.spec.key, source });
    const isSame = cursor?.origin === origin && !context.rebuild;
    const rows = await mergeRows(workspace, context, source, columns, taken, isSame ? before : undefined, before);
    const refused = await mergeRefused(workspace, context, taken, before);
    const tables = refused ? [rows, refused] : [rows];
    const next: SourceCursor = isSame && taken.records === 0 ? cursor : { origin, segments: taken.segments };
    return {
      parameters: {},
      content: { tables: await partsContent(folder, tables), cursor: next },
      files: partPaths(
        root,
        tables.flatMap(({ kept = [] }) => kept),
      ),
      build: () =>
        Promise.resolve({
          tables,
          read: taken.rows.rows + taken.rejects.rows,
          refused: taken.rejects.rows,
          cursor: next,
        }),
    };
  } finally {
    await workspace.close();
  }
}

/** The last version that was made of the log. What the log gave is nowhere else, so that it must be whole. */
async function versionBefore({ current, root }: PrepareContext): Promise<DatasetVersion | undefined> {
  if (!current?.manifest.cursor?.segments) return undefined;
  if (await versionIsWhole(root, current.manifest.tables)) return current;
  throw new AppError('dataset.files-missing', `Files of dataset "${current.dataset}" are missing in the storage.`, {
    severity: 'infrastructure',
    hint: 'Pushed rows are nowhere else: restore the files from a backup.',
    details: { dataset: current.dataset, version: current.id },
  });
}

async function mergeRows(
  workspace: Workspace,
  { item, root, folder, scratch, signal }: PrepareContext,
  { latest_by }: RowsSource,
  columns: Columns,
  taken: TakenLog,
  same: DatasetVersion | undefined,
  before: DatasetVersion | undefined,
): Promise<BuiltTable> {
  const { key } = item.spec;
  const names = columns.map(({ name }) => name);
  const fresh = `SELECT * FROM ${scratchRelation(taken.rows, [...columns, { name: ARRIVAL, type: 'VARCHAR' }])}`;
  const carried = !same && before ? `${await carryOver(workspace, root, before, columns)} UNION ALL ` : '';
  const by = [...(latest_by === undefined ? [] : [latest_by]), ARRIVAL];
  const list = names.map(quoteName).join(', ');
  const all = `(${carried}${fresh})`;
  const select = key
    ? `SELECT ${list} FROM (${latestOfKey(all, key, by, [...names, ARRIVAL])})`
    : `SELECT ${list} FROM ${all}`;
  const path = join(scratch, 'fetched.parquet');
  await workspace.run(copyTo(select, path), {}, signal).catch((thrown: unknown) => {
    throw carried === '' ? thrown : cannotCarry(item.name, thrown);
  });
  const parts = same ? tableOf(same).parts : [];
  const old = parquetRelation(partPaths(root, parts));
  const fetched = parquetRelation([path]);
  const latest = key && latest_by && parts.length > 0 ? notOlder(fetched, old, key, latest_by) : fetched;
  return mergeParts({ workspace, root, folder, signal, table: item.name, columns: names, parts, fetched: latest, key });
}

/** Relation of the fetched rows without those of whose key an even later row is there. */
function notOlder(fetched: string, old: string, key: string[], by: string): string {
  const [column, match] = [
    quoteName(by),
    key.map((name) => `o.${quoteName(name)} = f.${quoteName(name)}`).join(' AND '),
  ];
  const isLater = `(o.${column} > f.${column} OR (f.${column} IS NULL AND o.${column} IS NOT NULL))`;
  return `(SELECT f.* FROM ${fetched} f WHERE NOT EXISTS (SELECT 1 FROM ${old} o WHERE ${match} AND ${isLater}))`;
}

/** SELECT of the rows of a version in the columns of the definition as it is now; they arrived before everything else. */
async function carryOver(
  workspace: Workspace,
  root: string,
  before: DatasetVersion,
  columns: Columns,
): Promise<string> {
  const { parts, columns: old } = tableOf(before);
  const list = columns.map(({ name, type }) => {
    const value = old.some((each) => each.name === name) ? quoteName(name) : 'NULL';
    return `CAST(${value} AS ${type}) AS ${quoteName(name)}`;
  });
  return `SELECT ${list.join(', ')}, '' AS ${ARRIVAL} FROM ${parquetRelation(partPaths(root, parts))}`;
}

function cannotCarry(dataset: string, cause: unknown): unknown {
  if (!(cause instanceof AppError) || cause.code !== 'query.failed') return cause;
  return new AppError(
    'dataset.schema-drift',
    `Rows of "${dataset}" do not fit its columns as they are now: ${cause.message}`,
    {
      hint: 'Readers see the version before. Declare a type that all rows fit, or push into a new dataset.',
      details: { dataset },
      cause,
    },
  );
}

async function mergeRefused(
  workspace: Workspace,
  { item, root, folder, signal }: PrepareContext,
  taken: TakenLog,
  before: DatasetVersion | undefined,
): Promise<BuiltTable | undefined> {
  const table = `${item.name}._rejects`;
  const parts = before ? tableOf(before, table).parts : [];
  if (parts.length === 0 && taken.rejects.rows === 0) return undefined;
  const columns = REFUSED_COLUMNS.map(({ name }) => name);
  const fetched = scratchRelation(taken.rejects, REFUSED_COLUMNS);
  return mergeParts({ workspace, root, folder, signal, table, columns, parts, fetched });
}
