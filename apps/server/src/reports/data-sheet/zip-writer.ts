import type { FileHandle } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { constants, crc32, createDeflateRaw, type ZlibOptions } from 'node:zlib';
import { AppError } from '../../common/errors.js';

const LOCAL = 0x04_03_4b_50;
const CENTRAL = 0x02_01_4b_50;
const END = 0x06_05_4b_50;
const VERSION = 20;
const UTF8_NAMES = 0x08_00;
const DEFLATE = 8;
/** 1980-01-01, so that equal content gives equal bytes. */
const DOS_DATE = 0x00_21;
/** The format without its 64-bit extension, which not every spreadsheet program reads. */
const MOST_BYTES = 0xff_ff_ff_fe;
/** Up to 1 MB waits for the compressing thread while the next bytes are made. */
const COMPRESSION: ZlibOptions & { highWaterMark: number } = {
  level: constants.Z_BEST_SPEED,
  chunkSize: 1 << 18,
  highWaterMark: 1 << 20,
};

interface Entry {
  name: Buffer;
  crc: number;
  size: number;
  compressed: number;
  at: number;
}

/** Writes a zip archive into an open file, one part after the other, each as a stream; compressing runs beside, on a thread of zlib. */
export class ZipWriter {
  private readonly entries: Entry[] = [];
  private at = 0;

  constructor(private readonly file: FileHandle) {}

  /** Adds a part. Throws AppError `xlsx.too-large` when part or archive pass 4 GB. */
  async add(name: string, pieces: Iterable<Buffer> | AsyncIterable<Buffer>): Promise<void> {
    const entry: Entry = { name: Buffer.from(name), crc: 0, size: 0, compressed: 0, at: this.at };
    await this.write(localHeader(entry));
    const start = this.at;
    const deflate = createDeflateRaw(COMPRESSION);
    await pipeline(Readable.from(measured(pieces, entry), { highWaterMark: 1 }), deflate, async (packed) => {
      for await (const piece of packed as AsyncIterable<Buffer>) await this.write(piece);
    });
    entry.compressed = this.at - start;
    assertFits(Math.max(entry.size, this.at));
    // Size and checksum are known only now; written in place, readers that stream get them too.
    await this.file.write(localHeader(entry), 0, undefined, entry.at);
    this.entries.push(entry);
  }

  /** Writes the directory of the archive. */
  async finish(): Promise<void> {
    const start = this.at;
    for (const entry of this.entries) await this.write(centralHeader(entry));
    const end = Buffer.alloc(22);
    end.writeUInt32LE(END, 0);
    end.writeUInt16LE(this.entries.length, 8);
    end.writeUInt16LE(this.entries.length, 10);
    end.writeUInt32LE(this.at - start, 12);
    end.writeUInt32LE(start, 16);
    await this.write(end);
  }

  private async write(bytes: Buffer): Promise<void> {
    await this.file.write(bytes, 0, bytes.length, this.at);
    this.at += bytes.length;
  }
}

async function* measured(pieces: Iterable<Buffer> | AsyncIterable<Buffer>, entry: Entry): AsyncGenerator<Buffer> {
  for await (const piece of pieces) {
    entry.crc = crc32(piece, entry.crc);
    entry.size += piece.length;
    yield piece;
  }
}

function localHeader(entry: Entry): Buffer {
  const head = Buffer.alloc(30);
  head.writeUInt32LE(LOCAL, 0);
  writeFacts(head, 4, entry);
  return Buffer.concat([head, entry.name]);
}

function centralHeader(entry: Entry): Buffer {
  const head = Buffer.alloc(46);
  head.writeUInt32LE(CENTRAL, 0);
  head.writeUInt16LE(VERSION, 4);
  writeFacts(head, 6, entry);
  head.writeUInt32LE(entry.at, 42);
  return Buffer.concat([head, entry.name]);
}

/** What both headers say, in the same order, from version to the length of the name. */
function writeFacts(head: Buffer, at: number, { name, crc, size, compressed }: Entry): void {
  head.writeUInt16LE(VERSION, at);
  head.writeUInt16LE(UTF8_NAMES, at + 2);
  head.writeUInt16LE(DEFLATE, at + 4);
  head.writeUInt16LE(DOS_DATE, at + 8);
  head.writeUInt32LE(crc, at + 10);
  head.writeUInt32LE(Math.min(compressed, MOST_BYTES), at + 14);
  head.writeUInt32LE(Math.min(size, MOST_BYTES), at + 18);
  head.writeUInt16LE(name.length, at + 22);
}

function assertFits(bytes: number): void {
  if (bytes <= MOST_BYTES) return;
  throw new AppError('xlsx.too-large', 'The workbook would be larger than 4 GB, more than spreadsheet programs open.', {
    hint: 'Export fewer rows or columns, or write Parquet or CSV.',
  });
}
