import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';

const LINE_FEED = 0x0a;

export interface BadByte {
  /** 1-based. */
  line: number;
  /** Place in the line, 1-based. */
  byte: number;
  value: number;
}

/** Length of `bytes` without a UTF-8 character that is cut off at the end. */
export function wholeCharacters(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back]!;
    if (byte < 0x80) return bytes.length;
    if (byte >= 0xc0) return back < characterLength(byte) ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}

/** The first byte of a file that is not UTF-8, or the place of its end. Read as a stream, for a file that is refused anyway. */
export async function findBadByte(path: string): Promise<BadByte> {
  let line = 1;
  let byte = 0;
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of createReadStream(path)) {
    const bytes = Buffer.concat([rest, chunk as Buffer]);
    const end = wholeCharacters(bytes);
    for (let i = 0; i < end;) {
      const value = bytes[i]!;
      const length = value < 0x80 ? 1 : characterLength(value);
      if (length > 1 && !isUtf8(bytes.subarray(i, i + length))) return { line, byte: byte + 1, value };
      i += length;
      byte = value === LINE_FEED ? 0 : byte + length;
      if (value === LINE_FEED) line++;
    }
    rest = bytes.subarray(end);
  }
  return { line, byte: byte + 1, value: rest[0] ?? 0 };
}

function characterLength(lead: number): number {
  return lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
}
