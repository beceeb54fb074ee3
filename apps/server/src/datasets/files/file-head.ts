import { open } from 'node:fs/promises';
import { AppError } from '../../common/errors.js';

const HEAD_BYTES = 256 * 1024;
const MAGIC: [signature: string, what: string, hint: string][] = [
  ['%PDF', 'a PDF document', 'Export the table behind it as CSV.'],
  ['PK\u0003\u0004', 'a ZIP archive or an Excel workbook', 'Unpack it, or save the sheet as CSV.'],
  ['\u001f\u008b', 'a gzip archive', 'Unpack it first.'],
  ['\u00d0\u00cf\u0011\u00e0', 'an old Office document', 'Save the sheet as CSV.'],
  ['\u00ff\u00fe', 'UTF-16 text', 'Save it as UTF-8.'],
  ['\u00fe\u00ff', 'UTF-16 text', 'Save it as UTF-8.'],
];
const PARQUET = 'PAR1';

/** The first part of a file. */
export interface FileHead {
  kind: 'text' | 'parquet';
  /** Text without byte-order mark; cut after the last complete line when the file is longer. Empty for Parquet. */
  text: string;
}

/**
 * Reads the head of a data file. Throws `dataset.wrong-file-type` for what is plainly neither text nor Parquet, `dataset.empty` for a
 * file without a visible character.
 */
export async function readFileHead(path: string, shown: string): Promise<FileHead> {
  const { bytes, whole } = await readHead(path);
  const start = bytes.subarray(0, 4).toString('latin1');
  if (start === PARQUET) return { kind: 'parquet', text: '' };
  const known = MAGIC.find(([signature]) => start.startsWith(signature));
  if (known) throw wrongType(shown, known[1], known[2]);
  if (bytes.includes(0)) throw wrongType(shown, 'a binary file', 'Give a text file in UTF-8, or Parquet.');
  const text = bytes.toString('utf8').replace(/^\uFEFF/, '');
  if (text.trim() === '') throw emptyFile(shown, 'is empty');
  return { kind: 'text', text: whole ? text : text.slice(0, text.lastIndexOf('\n') + 1) || text };
}

/** `dataset.empty`: the file has no rows. */
export function emptyFile(shown: string, what: string): AppError {
  return new AppError('dataset.empty', `${shown} ${what}.`, {
    hint: 'Nothing was published. Was the export cut off?',
    details: { path: shown },
  });
}

async function readHead(path: string): Promise<{ bytes: Buffer; whole: boolean }> {
  const handle = await open(path, 'r');
  try {
    const { size } = await handle.stat();
    const bytes = Buffer.alloc(Math.min(size, HEAD_BYTES));
    await handle.read(bytes, 0, bytes.length, 0);
    return { bytes, whole: size <= HEAD_BYTES };
  } finally {
    await handle.close();
  }
}

function wrongType(shown: string, what: string, hint: string): AppError {
  return new AppError('dataset.wrong-file-type', `${shown} is ${what}, not a table.`, {
    hint,
    details: { path: shown },
  });
}
