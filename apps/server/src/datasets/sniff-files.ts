import type { FileSource } from '../content/spec/dataset.js';
import { quoteText } from '../engine/quote.js';
import type { Workspace } from '../engine/workspace.js';
import type { PlannedFile } from './files/delimited-table.js';
import { emptyFile } from './files/file-kind.js';
import { inferColumns } from './files/infer-columns.js';
import { loadSample, SAMPLE } from './files/load-sample.js';
import { assertKeysApply } from './files/open-readable.js';
import { distinctTitle, uniqueNames } from './files/plan-columns.js';
import { commonKind, planFiles, textualColumns } from './files/plan-files.js';
import type { Opening } from './files/readable-text.js';
import { createRefusedRows } from './files/rejects.js';
import type { SourceFile } from './files/source-files.js';
import type { ImportedFile } from './import-definition.js';

/** Rows of all files together that types are sniffed from. */
const IMPORT_ROWS = 1_000_000;

/** What is found out about a file. */
export type Sniffed = Pick<ImportedFile, 'kind' | 'encoding' | 'dialect' | 'columns' | 'rows'>;

/** Everything that a definition says about files, found out by looking at them. Throws `dataset.*` where they hold no table. */
export async function sniffFiles(
  opening: Opening,
  name: string,
  source: FileSource,
  files: SourceFile[],
): Promise<Sniffed> {
  const kind = await commonKind(undefined, files);
  assertKeysApply(source, kind);
  if (kind === 'parquet') return sniffParquet(opening.workspace, files);
  await createRefusedRows(opening.workspace);
  const planned = await planFiles(opening, name, source, files, kind);
  const [{ text, plan }] = planned as [PlannedFile];
  await loadSample(opening.workspace, planned, Math.ceil(IMPORT_ROWS / files.length));
  const rows = await countRows(opening.workspace, SAMPLE);
  if (rows === 0) throw emptyFile(source.path, text.dialect.header ? 'has a header but no rows' : 'has no rows');
  const textual = textualColumns(planned);
  const inferred = await inferColumns(opening.workspace, SAMPLE, plan.fileColumns, { textual });
  const titles = text.dialect.first.map((title) => title.trim());
  const columns = inferred.map((column, i) => {
    const unique = plan.fileColumns[i]!;
    return { ...column, name: unique, ...(text.dialect.header ? { from: distinctTitle(titles, i, unique) } : {}) };
  });
  return { kind, encoding: text.encoding, dialect: text.dialect, columns, rows };
}

async function sniffParquet(workspace: Workspace, files: SourceFile[]): Promise<Sniffed> {
  const relation = `read_parquet([${files.map(({ path }) => quoteText(path)).join(', ')}])`;
  const { columns } = await workspace.run(`SELECT * FROM ${relation} LIMIT 0`);
  const rows = await countRows(workspace, relation);
  if (rows === 0) throw emptyFile(files[0]!.shown, 'has no rows');
  const names = uniqueNames(columns.map(({ name }) => name));
  return {
    kind: 'parquet',
    rows,
    columns: columns.map(({ name, type }, i) => ({ name: names[i]!, from: name, type, missing: [], misfits: 0 })),
  };
}

async function countRows(workspace: Workspace, relation: string): Promise<number> {
  const { rows } = await workspace.run(`SELECT count(*) FROM ${relation}`);
  return Number(rows[0]?.[0]);
}
