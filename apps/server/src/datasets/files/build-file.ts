import { join } from 'node:path';
import { AppError } from '../../common/errors.js';
import type { FileSource } from '../../content/spec/dataset.js';
import { quoteName, quoteText } from '../../engine/quote.js';
import type { BuildContext, Built } from '../build-context.js';
import { columnType } from '../column-type.js';
import { selectDeclared } from '../build-sql.js';
import { writeTable } from '../write-table.js';
import { blanksToTabs } from './blanks-to-tabs.js';
import { delimitedRelation, type ReadOptions } from './delimited-relation.js';
import { sniffDialect, type Dialect } from './dialect.js';
import { emptyFile, readFileHead } from './file-head.js';
import { inferColumns, type InferredColumn } from './infer-columns.js';
import { loadSample, SAMPLE } from './load-sample.js';
import { planColumns, type ColumnPlan } from './plan-columns.js';
import { assertTolerated, readRejects, REJECTS, writeRejects } from './rejects.js';

/** Rows that are looked at to infer what the definition leaves out. */
const SAMPLE_ROWS = 20_000;

/** The dataset's one table from its file, rows in the order of the file; refused rows go to `<dataset>._rejects`. */
export async function buildFile(context: BuildContext, source: FileSource, path: string): Promise<Built> {
  const head = await readFileHead(path, source.path);
  if (source.format === 'parquet' || head.kind === 'parquet') return buildParquet(context, source, path, head.kind);
  const dialect = sniffDialect(head.text, source);
  const readable = dialect.delimiter === 'blank' ? join(context.scratch, 'input.tsv') : path;
  if (readable !== path) await blanksToTabs(path, readable);
  return buildDelimited(context, source, readable, dialect);
}

async function buildDelimited(
  context: BuildContext,
  source: FileSource,
  path: string,
  dialect: Dialect,
): Promise<Built> {
  const { item, workspace, folder, signal } = context;
  const plan = planColumns(item.name, dialect, item.spec.columns);
  const options = await settle(context, source, path, dialect, plan);
  const relation = delimitedRelation(path, { ...options, rejects: REJECTS });
  const list = plan.columns.map(({ name, index }) => `${quoteName(plan.fileColumns[index]!)} AS ${quoteName(name)}`);
  const table = { name: item.name, file: `${item.name}.parquet` };
  const { rows, rejects } = await readRejects(
    workspace,
    `SELECT ${list.join(', ')} FROM ${relation}`,
    join(folder, table.file),
    signal,
  );
  const read = rows + rejects.refused;
  if (read === 0) throw emptyFile(source.path, dialect.header ? 'has a header but no rows' : 'has no rows');
  assertTolerated(item, source.path, read, rejects);
  if (rejects.refused === 0) return { tables: [table], read, refused: 0 };
  context.log('rows refused', { dataset: item.name, read, refused: rejects.refused, first: rejects.first });
  return { tables: [table, await writeRejects(context)], read, refused: rejects.refused };
}

/** Types, formats and missing markers: declared, or inferred from the first rows. */
async function settle(
  context: BuildContext,
  source: FileSource,
  path: string,
  dialect: Dialect,
  plan: ColumnPlan,
): Promise<ReadOptions> {
  const types = plan.fileColumns.map(() => 'VARCHAR');
  const seen = needsInference(source, plan) ? await inspect(context, source, path, dialect, plan) : [];
  plan.columns.forEach(({ index, type }, i) => (types[index] = type ?? seen[i]?.type ?? 'VARCHAR'));
  const format = (wanted: string) =>
    seen.find(
      (column, i) => column.format !== undefined && types[plan.columns[i]!.index] === wanted && column.type === wanted,
    )?.format;
  const typed = seen.filter((_, i) => types[plan.columns[i]!.index] !== 'VARCHAR');
  return {
    dialect,
    columns: plan.fileColumns.map((name, i) => ({ name, type: types[i]! })),
    missing: source.missing ?? [...new Set(['', ...typed.flatMap(({ missing }) => missing)])].sort(),
    dateFormat: source.date_format ?? format('DATE'),
    timestampFormat: source.timestamp_format ?? format('TIMESTAMP'),
    decimal: source.decimal_separator,
  };
}

async function inspect(
  { workspace, signal }: BuildContext,
  source: FileSource,
  path: string,
  dialect: Dialect,
  plan: ColumnPlan,
): Promise<InferredColumn[]> {
  await loadSample(workspace, path, dialect, plan, SAMPLE_ROWS, signal);
  const used = plan.columns.map(({ index }) => plan.fileColumns[index]!);
  return inferColumns(workspace, SAMPLE, used, { missing: source.missing, decimal: source.decimal_separator, signal });
}

function needsInference(source: FileSource, { columns }: ColumnPlan): boolean {
  const has = (type: string) => columns.some((column) => column.type === type);
  return (
    columns.some(({ type }) => type === undefined) ||
    source.missing === undefined ||
    (has('DATE') && source.date_format === undefined) ||
    (has('TIMESTAMP') && source.timestamp_format === undefined)
  );
}

async function buildParquet(
  context: BuildContext,
  source: FileSource,
  path: string,
  kind: 'text' | 'parquet',
): Promise<Built> {
  if (kind === 'text') {
    throw new AppError('dataset.wrong-file-type', `${source.path} is a text file, not Parquet.`, {
      hint: 'Write `format: csv`, or leave the format out.',
      details: { path: source.path },
    });
  }
  const { item, workspace, signal } = context;
  const relation = `read_parquet(${quoteText(path)})`;
  const head = await workspace.run(`SELECT * FROM ${relation} LIMIT 0`, {}, signal);
  const select = parquetSelect(
    context,
    head.columns.map(({ name }) => name),
  );
  const table = await writeTable(context, item.name, `${select} FROM ${relation}`);
  const count = await workspace.run(`SELECT count(*) FROM ${relation}`, {}, signal);
  const read = Number(count.rows[0]?.[0]);
  if (read === 0) throw emptyFile(source.path, 'has no rows');
  return { tables: [table], read, refused: 0 };
}

function parquetSelect({ item }: BuildContext, found: string[]): string {
  const { columns } = item.spec;
  if (!columns) return selectDeclared(item, found);
  const plan = planColumns(item.name, { header: true, first: found }, columns);
  const list = plan.columns.map(({ name, index, type }) => {
    const value = quoteName(found[index]!);
    return `${type ? `CAST(${value} AS ${columnType(type, name)})` : value} AS ${quoteName(name)}`;
  });
  return `SELECT ${list.join(', ')}`;
}
