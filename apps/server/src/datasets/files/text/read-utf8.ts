import { createReadStream, createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { AppError } from '../../../common/errors.js';
import type { FileSource } from '../../../content/spec/dataset.js';
import type { SourceFile } from '../source-files.js';
import { Cp949Decoder } from './cp949.js';
import { findBadByte } from './utf8-bytes.js';

export type Encoding = 'utf-8' | 'utf-16' | 'cp949';

export interface Utf8File {
  path: string;
  /** Encoding of the source. */
  encoding: Encoding;
}

/**
 * The text of a file as UTF-8: the file itself where it is so already, else a copy at `scratch`, written as a stream. Declared encodings are
 * believed; without one a byte-order mark, valid UTF-8, and valid CP949 with Hangul in it are told apart. Throws
 * `dataset.wrong-encoding` with the first line and byte that do not fit.
 */
export async function readUtf8(
  file: Pick<SourceFile, 'path' | 'shown' | 'utf8'>,
  declared: FileSource['encoding'],
  scratch: string,
): Promise<Utf8File> {
  const mark = await readMark(file.path);
  const encoding = declared === 'euc-kr' ? 'cp949' : (declared ?? (mark ? 'utf-16' : file.utf8 ? 'utf-8' : 'cp949'));
  if (encoding === 'utf-8') {
    if (!file.utf8)
      throw await notUtf8(file, 'UTF-8', 'Write `encoding: cp949` if the file comes from Korean Windows.');
    return { path: file.path, encoding };
  }
  await (encoding === 'utf-16'
    ? decodeUtf16(file, mark ?? 'utf-16le', scratch)
    : decodeCp949(file, declared !== undefined, scratch));
  return { path: scratch, encoding };
}

/** Which UTF-16 a file begins as. */
async function readMark(path: string): Promise<'utf-16le' | 'utf-16be' | undefined> {
  for await (const chunk of createReadStream(path, { end: 1 })) {
    const [first, second] = chunk as Buffer;
    if (first === 0xff && second === 0xfe) return 'utf-16le';
    if (first === 0xfe && second === 0xff) return 'utf-16be';
  }
  return undefined;
}

async function decodeUtf16(file: Pick<SourceFile, 'path' | 'shown'>, label: string, scratch: string): Promise<void> {
  const decoder = new TextDecoder(label, { fatal: true });
  const decode = (chunk?: Buffer): string => {
    try {
      return chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode();
    } catch (cause) {
      throw new AppError('dataset.wrong-encoding', `${file.shown} is not UTF-16 text.`, {
        hint: 'Was it cut off? Otherwise save it as UTF-8.',
        details: { path: file.shown },
        cause,
      });
    }
  };
  async function* text(chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
    for await (const chunk of chunks) yield decode(chunk);
    yield decode();
  }
  await pipeline(createReadStream(file.path), text, createWriteStream(scratch));
}

async function decodeCp949(
  file: Pick<SourceFile, 'path' | 'shown'>,
  isDeclared: boolean,
  scratch: string,
): Promise<void> {
  const decoder = new Cp949Decoder();
  const refuse = () => notUtf8(file, isDeclared ? 'CP949' : 'UTF-8, and no CP949 either', 'Save it as UTF-8.', decoder);
  async function* text(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of chunks) {
      const decoded = decoder.decode(chunk);
      if (!decoded) throw await refuse();
      yield decoded;
    }
    if (!decoder.finish() || (!isDeclared && !decoder.sawHangul)) throw await refuse();
  }
  await pipeline(createReadStream(file.path, { highWaterMark: 1024 * 1024 }), text, createWriteStream(scratch));
}

async function notUtf8(
  file: Pick<SourceFile, 'path' | 'shown'>,
  what: string,
  hint: string,
  cp949?: Cp949Decoder,
): Promise<AppError> {
  const bad = await findBadByte(file.path);
  const line = what === 'CP949' ? cp949!.line : bad.line;
  const where = what === 'CP949' ? `line ${line}` : `line ${line}, byte ${bad.byte} (0x${bad.value.toString(16)})`;
  return new AppError('dataset.wrong-encoding', `${file.shown} is not ${what}: see ${where}.`, {
    hint,
    details: { path: file.shown, line },
  });
}
