import type { FileSource } from '../../../content/spec/dataset.js';
import { emptyFile, readHead, wrongType } from '../file-kind.js';
import type { ReadableText } from '../readable-text.js';
import type { SourceFile } from '../source-files.js';
import { blanksToTabs } from './blanks-to-tabs.js';
import { sniffDialect } from './dialect.js';
import { readUtf8, type Encoding } from './read-utf8.js';

/** Share of control characters from which a file is no text. */
const CONTROL_SHARE = 0.02;

export interface Utf8Text {
  path: string;
  encoding: Encoding;
  /** Beginning of the text without byte-order mark; cut after the last complete line when the file is longer. */
  head: string;
}

/** A text file as UTF-8. Throws `dataset.wrong-file-type` for binary files, `dataset.wrong-encoding`, `dataset.empty`. */
export async function openUtf8(
  file: Pick<SourceFile, 'path' | 'shown' | 'utf8'>,
  declared: FileSource['encoding'],
  scratch: string,
): Promise<Utf8Text> {
  const { bytes } = await readHead(file.path);
  const isWide =
    declared === 'utf-16' || (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  if (!isWide && isBinary(bytes)) {
    throw wrongType(file.shown, 'a binary file, not a table', 'Give a text file, an .xlsx workbook or Parquet.');
  }
  const { path, encoding } = await readUtf8(file, declared, scratch);
  const { bytes: start, isWhole } = await readHead(path);
  const text = start.toString('utf8').replace(/^\uFEFF/, '');
  if (text.trim() === '') throw emptyFile(file.shown, 'is empty');
  return { path, encoding, head: isWhole ? text : text.slice(0, text.lastIndexOf('\n') + 1) || text };
}

/** A delimited file as DuckDB can read it; fields between runs of blanks are rewritten with tabs. */
export async function openDelimited(
  file: Pick<SourceFile, 'path' | 'shown' | 'utf8'>,
  source: Pick<FileSource, 'encoding' | 'delimiter' | 'quote' | 'header'>,
  scratch: string,
): Promise<ReadableText> {
  const { path, encoding, head } = await openUtf8(file, source.encoding, `${scratch}.txt`);
  const dialect = sniffDialect(head, source);
  const readable = dialect.delimiter === 'blank' ? `${scratch}.tsv` : path;
  if (readable !== path) await blanksToTabs(path, readable);
  return { path: readable, dialect, isNumbered: false, textual: new Set(), encoding };
}

function isBinary(bytes: Buffer): boolean {
  let controls = 0;
  for (const byte of bytes) {
    if (byte === 0) return true;
    if (byte < 0x09 || (byte > 0x0d && byte < 0x20 && byte !== 0x1b)) controls++;
  }
  return controls > CONTROL_SHARE * bytes.length;
}
