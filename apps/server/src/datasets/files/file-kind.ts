import { open } from 'node:fs/promises';
import { extname } from 'node:path';
import { AppError } from '../../common/errors.js';
import type { FileSource } from '../../content/spec/dataset.js';
import { encrypted } from './xlsx/archive.js';

export type FileKind = 'csv' | 'json' | 'xlsx' | 'parquet';

const HEAD_BYTES = 256 * 1024;
const OLE = '\u00d0\u00cf\u0011\u00e0';
const MAGIC: [signature: string, what: string, hint: string][] = [
  ['%PDF', 'a PDF document', 'Export the table behind it as CSV.'],
  ['\u001f\u008b', 'a gzip archive', 'Unpack it first.'],
  ['BZh', 'a bzip2 archive', 'Unpack it first.'],
  ['\u0028\u00b5\u002f\u00fd', 'a zstd archive', 'Unpack it first.'],
  ['\u0089PNG', 'a picture', 'Give the table as text, .xlsx or Parquet.'],
  ['\u00ff\u00d8\u00ff', 'a picture', 'Give the table as text, .xlsx or Parquet.'],
  ['SQLi', 'a SQLite database', 'Export the table as CSV.'],
];
const JSON_ENDINGS = new Set(['.json', '.ndjson', '.jsonl']);
const JSON_START = /^\s*(\[\s*\{|\{\s*")/;

/** The first part of a file. */
export interface FileHead {
  bytes: Buffer;
  /** False when the file goes on. */
  isWhole: boolean;
}

/**
 * What a file is, by its first bytes, its ending and the declared format, which must not contradict. Throws `dataset.wrong-file-type` for
 * what holds no table, `dataset.encrypted` for a workbook with a password.
 */
export async function fileKind(path: string, shown: string, declared: FileSource['format']): Promise<FileKind> {
  const { bytes } = await readHead(path);
  const start = bytes.subarray(0, 4).toString('latin1');
  if (start === OLE) throw await oldOffice(path, shown, bytes);
  const known = MAGIC.find(([signature]) => start.startsWith(signature));
  if (known) throw wrongType(shown, `${known[1]}, not a table`, known[2]);
  const found = start === 'PAR1' ? 'parquet' : start === 'PK\u0003\u0004' ? 'xlsx' : textKind(path, bytes, declared);
  const wanted = declared === 'ndjson' ? 'json' : (declared ?? found);
  if (wanted === found) return found;
  const names = {
    csv: 'a text file',
    json: 'a text file',
    xlsx: 'a ZIP archive or an Excel workbook',
    parquet: 'Parquet',
  };
  throw wrongType(shown, `${names[found]}, not ${declared}`, 'Correct `format`, or leave it out.');
}

/** The first 256 KiB. */
export async function readHead(path: string): Promise<FileHead> {
  const handle = await open(path, 'r');
  try {
    const { size } = await handle.stat();
    const bytes = Buffer.alloc(Math.min(size, HEAD_BYTES));
    await handle.read(bytes, 0, bytes.length, 0);
    return { bytes, isWhole: size <= HEAD_BYTES };
  } finally {
    await handle.close();
  }
}

/** `dataset.empty`: the file has no rows. */
export function emptyFile(shown: string, what: string): AppError {
  return new AppError('dataset.empty', `${shown} ${what}.`, {
    hint: 'Nothing was published. Was the export cut off?',
    details: { path: shown },
  });
}

/** `dataset.wrong-file-type`. */
export function wrongType(shown: string, what: string, hint: string): AppError {
  return new AppError('dataset.wrong-file-type', `${shown} is ${what}.`, { hint, details: { path: shown } });
}

function textKind(path: string, bytes: Buffer, declared: FileSource['format']): 'csv' | 'json' {
  if (declared === 'csv') return 'csv';
  const isJson = declared === 'json' || declared === 'ndjson' || JSON_ENDINGS.has(extname(path).toLowerCase());
  const start = bytes
    .subarray(0, 1024)
    .toString('utf8')
    .replace(/^\uFEFF/, '');
  return isJson || JSON_START.test(start) ? 'json' : 'csv';
}

/** Compound files are .xls and other old documents, and the shell around an encrypted .xlsx: its directory tells which. */
async function oldOffice(path: string, shown: string, head: Buffer): Promise<AppError> {
  const sectorBytes = head.length >= 52 ? 2 ** head.readUInt16LE(30) : 0;
  const directory = Buffer.alloc(4096);
  const handle = await open(path, 'r');
  try {
    if (sectorBytes > 0) await handle.read(directory, 0, directory.length, (head.readUInt32LE(48) + 1) * sectorBytes);
  } finally {
    await handle.close();
  }
  if (directory.includes(Buffer.from('EncryptedPackage', 'utf16le'))) return encrypted(shown);
  return wrongType(shown, 'an old Office document (.xls), not a table', 'Save it as .xlsx or CSV.');
}
