import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { AppError } from '../../../common/errors.js';
import type { FileSource } from '../../../content/spec/dataset.js';
import type { ReadableText } from '../readable-text.js';
import { sniffHeader } from '../text/dialect.js';
import { Archive } from './archive.js';
import { parseRange, type Range } from './cell-place.js';
import { readRows, type SheetRow } from './read-rows.js';
import { SheetTable } from './sheet-table.js';
import { readWorkbook } from './workbook.js';

const CHUNK_CHARACTERS = 64 * 1024;

/**
 * Writes the wanted part of a sheet as delimited text, each record led by its row number in the sheet, as a stream. Without a range the table
 * begins with the first row that has a value and is as wide as that row; a value beside it makes its record too long, so that it is
 * refused in sight. Throws as readWorkbook does, `dataset.empty`, `dataset.too-many-columns`.
 */
export async function sheetToCsv(
  file: { path: string; shown: string },
  source: Pick<FileSource, 'sheet' | 'range' | 'header'>,
  scratch: string,
): Promise<ReadableText> {
  const archive = await Archive.open(file.path, file.shown);
  try {
    const workbook = await readWorkbook(archive, file.shown, source.sheet);
    const rows = readRows(archive.read(workbook.sheet), workbook, file.shown);
    const table = new SheetTable(rangeOf(source.range), file.shown);
    await pipeline(() => csvChunks(rows, table), createWriteStream(scratch));
    const { first, tally } = table.finish();
    const header = source.header ?? sniffHeader(first);
    const dialect = { delimiter: ',', quote: '"', header, first };
    return { path: scratch, dialect, isNumbered: true, textual: tally.textual(header) };
  } finally {
    archive.close();
  }
}

function rangeOf(text: string | undefined): Range | undefined {
  if (text === undefined) return undefined;
  const range = parseRange(text);
  if (range) return range;
  throw new AppError('dataset.bad-range', `The range ${text} leads beyond the end of a sheet, XFD1048576.`);
}

async function* csvChunks(rows: AsyncIterable<SheetRow>, table: SheetTable): AsyncGenerator<string> {
  let chunk = '';
  for await (const row of rows) {
    if (table.isBelow(row.row)) break;
    const record = table.record(row);
    if (record === undefined) continue;
    chunk += `${row.row},${record}\n`;
    if (chunk.length < CHUNK_CHARACTERS) continue;
    yield chunk;
    chunk = '';
  }
  yield chunk;
}
