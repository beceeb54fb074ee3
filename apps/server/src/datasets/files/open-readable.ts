import { join } from 'node:path';
import { AppError } from '../../common/errors.js';
import type { FileSource } from '../../content/spec/dataset.js';
import type { FileKind } from './file-kind.js';
import { jsonToCsv } from './json/json-to-csv.js';
import type { Opening, ReadableText } from './readable-text.js';
import type { SourceFile } from './source-files.js';
import { openDelimited } from './text/open-text.js';
import { sheetToCsv } from './xlsx/sheet-to-csv.js';

export type ReadableKind = Exclude<FileKind, 'parquet'>;

type Key = keyof FileSource;
const TEXT_KEYS: Key[] = ['encoding', 'delimiter', 'quote'];
const SHEET_KEYS: Key[] = ['sheet', 'range'];
const VALUE_KEYS: Key[] = ['date_format', 'timestamp_format', 'decimal_separator', 'missing'];

/** Keys that say nothing about files of a kind. */
const FOREIGN_KEYS: Record<FileKind, Key[]> = {
  csv: SHEET_KEYS,
  json: [...SHEET_KEYS, 'delimiter', 'quote', 'header'],
  xlsx: TEXT_KEYS,
  parquet: [...TEXT_KEYS, ...SHEET_KEYS, ...VALUE_KEYS, 'header'],
};

/**
 * Opens a file of any kind but Parquet as delimited text; `place` (0, 1 …) tells the scratch files of several apart. The workspace holds the table
 * of refused rows. Throws what the readers of each kind say.
 */
export async function openReadable(
  opening: Opening,
  file: Pick<SourceFile, 'path' | 'shown' | 'utf8'>,
  source: FileSource,
  kind: ReadableKind,
  place: number,
): Promise<ReadableText> {
  const scratch = join(opening.scratch, `input-${place}.csv`);
  if (kind === 'xlsx') return sheetToCsv(file, source, scratch);
  if (kind === 'json') return jsonToCsv(opening, file, source, scratch);
  return openDelimited(file, source, scratch);
}

/** Throws `dataset.foreign-key` for a key that the file can't follow: nothing that is declared is ignored. */
export function assertKeysApply(source: FileSource, kind: FileKind): void {
  const foreign = FOREIGN_KEYS[kind].find((key) => source[key] !== undefined);
  if (foreign === undefined) return;
  throw new AppError('dataset.foreign-key', `file.${foreign} means nothing for ${source.path}, which is ${kind}.`, {
    hint: 'Remove the key, or correct `format`.',
    details: { path: source.path, key: foreign },
  });
}
