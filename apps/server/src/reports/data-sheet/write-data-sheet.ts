import type { DuckDBDataChunk } from '@duckdb/node-api';
import { AppError } from '../../common/errors.js';
import { fillFileAtomically } from '../../common/write-file.js';
import type { RowStream } from '../../engine/row-stream.js';
import { sheetNames } from '../xlsx/sheet-names.js';
import { textWidth } from '../xlsx/text-width.js';
import { cellWriter, textCell, typeFormat, type CellWriter } from './cell-xml.js';
import { columnLetters, HEAD_STYLE, SHEET_END, sheetStart, styleIndex, workbookParts } from './sheet-parts.js';
import { ZipWriter } from './zip-writer.js';

/** Rows of a sheet, its head row included; the limit of spreadsheet programs. */
const MOST_ROWS = 1_048_576;
const MOST_COLUMNS = 16_384;
/** Bytes that go to the compressor at once. */
const PIECE = 1 << 18;
const NARROWEST = 8;
const WIDEST = 60;

export interface DataSheetOptions {
  /** Name of the sheet; those that follow when it is full are numbered. */
  name: string;
  /** Rows of a sheet with its head row, 1,048,576 when left out. */
  mostRows?: number;
}

interface SheetColumn {
  /** XML of a cell up to the number of its row. */
  start: string;
  head: string;
  width: number;
  write: CellWriter;
}

/**
 * Writes a query's rows as a workbook of one sheet (further ones when it is full), with number and date formats by column type, column
 * widths by the first rows, and a head that stays in view. Any number of rows in flat memory, about 1 µs a cell. Equal rows give equal
 * bytes. Returns how many rows and sheets were written. Throws AppError `xlsx.too-many-columns`, `xlsx.text-too-long`, `xlsx.too-large`,
 * `storage.full`; nothing is then left behind.
 */
export function writeDataSheet(
  path: string,
  { columns, chunks }: RowStream,
  { name, mostRows = MOST_ROWS }: DataSheetOptions,
): Promise<{ rows: number; sheets: number }> {
  assertColumns(columns.length);
  const formats = [...new Set(columns.map(({ type }) => typeFormat(type)))];
  return fillFileAtomically(path, async (file) => {
    const zip = new ZipWriter(file);
    const source = await RowSource.open(chunks);
    const planned = columns.map((column, i) => planColumn(column, i, formats, source.chunk));
    let sheets = 0;
    do {
      sheets += 1;
      await zip.add(`xl/worksheets/sheet${sheets}.xml`, sheetPieces(planned, source, mostRows, sheets === 1));
    } while (!source.isDone);
    const names = sheetNames(Array.from({ length: sheets }, () => name));
    for (const [part, xml] of workbookParts(names, formats)) await zip.add(part, [Buffer.from(xml)]);
    await zip.finish();
    return { rows: source.taken, sheets };
  });
}

/** XML of a sheet: head row, then rows until the sheet is full or there are no more. */
async function* sheetPieces(
  columns: SheetColumn[],
  source: RowSource,
  mostRows: number,
  isFirst: boolean,
): AsyncGenerator<Buffer> {
  const widths = columns.map(({ width }) => width);
  yield Buffer.from(`${sheetStart(widths, isFirst)}<row r="1">${columns.map(({ head }) => head).join('')}</row>`);
  let row = 2;
  while (row <= mostRows) {
    const part = await source.take(mostRows - row + 1);
    if (part === null) break;
    yield* bytesOf(rowTexts(columns, part, row));
    row += part.to - part.from;
  }
  yield Buffer.from(SHEET_END);
}

function* rowTexts(columns: SheetColumn[], { chunk, from, to }: Part, firstRow: number): Generator<string> {
  const vectors = columns.map((_, index) => chunk.getColumnVector(index));
  for (let i = from; i < to; i += 1) {
    const row = firstRow + i - from;
    let text = `<row r="${row}">`;
    for (const [index, { start, write }] of columns.entries()) {
      const value = vectors[index]!.getItem(i);
      if (value !== null) text += start + row + write(value);
    }
    yield `${text}</row>`;
  }
}

/** Row by row into bytes: texts that are dropped at once cost no memory, and one long one would cost its size twice. */
function* bytesOf(texts: Iterable<string>): Generator<Buffer> {
  let buffer = Buffer.allocUnsafe(PIECE);
  let at = 0;
  for (const text of texts) {
    // A UTF-16 unit takes three bytes at most.
    const most = text.length * 3;
    if (at + most > buffer.length) {
      if (at > 0) yield buffer.subarray(0, at);
      buffer = Buffer.allocUnsafe(Math.max(PIECE, most));
      at = 0;
    }
    at += buffer.write(text, at);
  }
  if (at > 0) yield buffer.subarray(0, at);
}

function planColumn(
  { name, type }: RowStream['columns'][number],
  index: number,
  formats: readonly string[],
  sample: DuckDBDataChunk | null,
): SheetColumn {
  const letters = columnLetters(index + 1);
  const style = styleIndex(formats, typeFormat(type));
  return {
    start: `<c r="${letters}`,
    head: `<c r="${letters}1${textCell(name, HEAD_STYLE)}`,
    width: Math.min(WIDEST, Math.max(NARROWEST, textWidth(name), sampleWidth(type, index, sample)) + 2),
    write: cellWriter(type, style),
  };
}

/** Characters that the widest of the first values takes; instants are cut to seconds by their format, numbers get separators. */
function sampleWidth(type: string, index: number, sample: DuckDBDataChunk | null): number {
  if (type === 'DATE') return 10;
  if (type.startsWith('TIMESTAMP')) return 19;
  const values = sample?.getColumnValues(index) ?? [];
  const widest = values.reduce<number>(
    (most, value) => Math.max(most, value === null ? 0 : textWidth(String(value))),
    0,
  );
  return type.startsWith('DECIMAL') ? widest + Math.floor(widest / 4) : widest;
}

interface Part {
  chunk: DuckDBDataChunk;
  from: number;
  to: number;
}

/** Chunks of rows, of which a sheet that is nearly full takes only the beginning. */
class RowSource {
  taken = 0;
  private at = 0;

  private constructor(
    private readonly chunks: AsyncIterator<DuckDBDataChunk>,
    /** The chunk that rows are taken from; null at the end. */
    public chunk: DuckDBDataChunk | null,
  ) {}

  static async open(chunks: AsyncIterable<DuckDBDataChunk>): Promise<RowSource> {
    const iterator = chunks[Symbol.asyncIterator]();
    return new RowSource(iterator, await nextOf(iterator));
  }

  get isDone(): boolean {
    return this.chunk === null;
  }

  /** At most `most` rows; null when there are no more. */
  async take(most: number): Promise<Part | null> {
    const { chunk, at: from } = this;
    if (chunk === null) return null;
    const to = Math.min(chunk.rowCount, from + most);
    this.taken += to - from;
    this.at = to;
    if (to === chunk.rowCount) {
      this.chunk = await nextOf(this.chunks);
      this.at = 0;
    }
    return { chunk, from, to };
  }
}

async function nextOf(chunks: AsyncIterator<DuckDBDataChunk>): Promise<DuckDBDataChunk | null> {
  const { done, value } = await chunks.next();
  return done === true ? null : value;
}

function assertColumns(count: number): void {
  if (count <= MOST_COLUMNS) return;
  throw new AppError('xlsx.too-many-columns', `A sheet has at most ${MOST_COLUMNS} columns, the query ${count}.`, {
    hint: 'Select fewer columns, or write Parquet or CSV.',
  });
}
