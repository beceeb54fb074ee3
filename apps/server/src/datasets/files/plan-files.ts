import { AppError } from '../../common/errors.js';
import type { DatasetColumn, FileSource } from '../../content/spec/dataset.js';
import type { PlannedFile } from './delimited-table.js';
import { fileKind, type FileKind } from './file-kind.js';
import { openReadable, type ReadableKind } from './open-readable.js';
import { alignFiles } from './plan-columns.js';
import type { Opening } from './readable-text.js';
import type { SourceFile } from './source-files.js';

/** What the files of a dataset are, all of them. Throws `dataset.schema-drift` where they differ, and as fileKind does. */
export async function commonKind(format: FileSource['format'], files: SourceFile[]): Promise<FileKind> {
  const [first, ...others] = files;
  const kind = await fileKind(first!.path, first!.shown, format);
  for (const { path, shown } of others) {
    const other = await fileKind(path, shown, format);
    if (other === kind) continue;
    throw new AppError('dataset.schema-drift', `${shown} is ${other}, but ${first!.shown} is ${kind}.`, {
      hint: 'Let `path` match files of one kind.',
      details: { path: shown },
    });
  }
  return kind;
}

/** Opens the files one after the other and matches their columns. Throws as openReadable and alignFiles do. */
export async function planFiles(
  opening: Opening,
  dataset: string,
  source: FileSource,
  files: SourceFile[],
  kind: ReadableKind,
  declared?: DatasetColumn[],
): Promise<PlannedFile[]> {
  const opened: Omit<PlannedFile, 'plan'>[] = [];
  for (const [i, { path, shown, label, utf8 }] of files.entries()) {
    const text = await openReadable(opening, { path, shown, utf8 }, source, kind, i);
    opened.push({ shown, label, text });
  }
  const headings = opened.map(({ shown, text }) => ({ shown, dialect: text.dialect }));
  const plans = alignFiles(dataset, headings, declared);
  return opened.map((file, i) => ({ ...file, plan: plans[i]! }));
}

/** Names of the dataset's columns that any of the files types as text. */
export function textualColumns(files: PlannedFile[]): Set<string> {
  const names = ({ text, plan }: PlannedFile) =>
    plan.columns.flatMap(({ name, index }) => (text.textual.has(index) ? [name] : []));
  return new Set(files.flatMap(names));
}
