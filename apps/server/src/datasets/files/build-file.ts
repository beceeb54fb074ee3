import { join } from 'node:path';
import { AppError } from '../../common/errors.js';
import type { FileSource } from '../../content/spec/dataset.js';
import type { BuildContext, Built } from '../build-context.js';
import { buildParquet } from './build-parquet.js';
import { selectFiles, type PlannedFile } from './delimited-table.js';
import { emptyFile } from './file-kind.js';
import { assertSameTypes } from './assert-same-types.js';
import { inferColumns, MISSING } from './infer-columns.js';
import { loadSample, SAMPLE } from './load-sample.js';
import { assertKeysApply, type ReadableKind } from './open-readable.js';
import { commonKind, planFiles, textualColumns } from './plan-files.js';
import { assertTolerated, createRefusedRows, readRejects, REJECTS, writeRejects } from './rejects.js';
import { settleValues } from './settle-values.js';
import type { SourceFile } from './source-files.js';

/** Rows of all files together that are looked at to infer what the definition leaves out, and the least of each file. */
const SAMPLE_ROWS = 20_000;
const SAMPLE_ROWS_OF_FILE = 1000;

/**
 * The dataset's one table from its files: rows in the order of the file names and, within, of the file; refused rows go to
 * `<dataset>._rejects`.
 */
export async function buildFile(context: BuildContext, source: FileSource, files: SourceFile[]): Promise<Built> {
  const kind = await commonKind(source.format, files);
  assertKeysApply(source, kind);
  assertNewName(context, source);
  return kind === 'parquet' ? buildParquet(context, source, files) : buildRows(context, source, files, kind);
}

function assertNewName({ item }: BuildContext, { name_column: name }: FileSource): void {
  if (name === undefined || !item.spec.columns?.some((column) => column.name === name)) return;
  throw new AppError('dataset.column-twice', `Dataset "${item.name}" declares the column "${name}" twice.`, {
    hint: 'name_column adds its column by itself: take it out of `columns`, or give it another name.',
    details: { column: name },
  });
}

async function buildRows(
  context: BuildContext,
  source: FileSource,
  files: SourceFile[],
  kind: ReadableKind,
): Promise<Built> {
  const { item, workspace, folder, signal } = context;
  await createRefusedRows(workspace);
  const planned = await planFiles(context, item.name, source, files, kind, item.spec.columns);
  const seen = await inspect(context, source, planned);
  const { types, ...options } = settleValues(source, planned[0]!.plan.columns, seen);
  const table = { name: item.name, file: `${item.name}.parquet` };
  const select = selectFiles(planned, types, { ...options, rejects: REJECTS }, { nameColumn: source.name_column });
  const { rows, rejects } = await readRejects(workspace, select, planned, join(folder, table.file), signal);
  const read = rows + rejects.refused;
  if (read === 0)
    throw emptyFile(source.path, planned[0]!.text.dialect.header ? 'has a header but no rows' : 'has no rows');
  assertTolerated(item, source.path, read, rejects);
  if (rejects.refused === 0) return { tables: [table], read, refused: 0 };
  context.log('rows refused', { dataset: item.name, read, refused: rejects.refused, first: rejects.first });
  return { tables: [table, await writeRejects(context)], read, refused: rejects.refused };
}

/** What the first rows of each file show of the columns that are not fully declared. */
async function inspect({ item, workspace, signal }: BuildContext, source: FileSource, files: PlannedFile[]) {
  const { columns } = files[0]!.plan;
  const has = (type: string) => columns.some((column) => column.type === type);
  const isSettled =
    columns.every(({ type }) => type !== undefined) &&
    source.missing !== undefined &&
    (source.date_format !== undefined || !has('DATE')) &&
    (source.timestamp_format !== undefined || !has('TIMESTAMP'));
  if (isSettled) return [];
  const limit = Math.max(SAMPLE_ROWS_OF_FILE, Math.ceil(SAMPLE_ROWS / files.length));
  await loadSample(workspace, files, limit, signal);
  const names = columns.map(({ name }) => name);
  const inferred = await inferColumns(workspace, SAMPLE, names, {
    missing: source.missing,
    decimal: source.decimal_separator,
    textual: textualColumns(files),
    signal,
  });
  const texts = names.filter((_, i) => columns[i]!.type === undefined && inferred[i]!.type === 'VARCHAR');
  await assertSameTypes(workspace, item.name, files, texts, { missing: source.missing ?? MISSING, signal });
  return inferred;
}
