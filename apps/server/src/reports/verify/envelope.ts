import { AppError } from '../../common/errors.js';
import type { FileFormat } from './file-format.js';

/** A file taken apart: everything but the signature, and the signature's token where there is one. */
export interface Envelope {
  unsigned: Uint8Array;
  token: string | null;
}

const ZIP_END = 22;
const TOKEN = '([A-Za-z0-9_-]+)';
/** How many bytes from the end a signature may begin: PDF readers look for %%EOF in the last 1,024. */
const TAIL = 4096;

const TRAILERS: Record<'pdf' | 'html' | 'json', { write(token: string): string; pattern: RegExp; end: string }> = {
  pdf: {
    write: (token) => `\n%decile-signature ${token}\n`,
    pattern: new RegExp(`\\n%decile-signature ${TOKEN}\\n$`),
    end: '',
  },
  html: {
    write: (token) => `\n<!-- decile-signature ${token} -->\n`,
    pattern: new RegExp(`\\n<!-- decile-signature ${TOKEN} -->\\n$`),
    end: '',
  },
  json: {
    write: (token) => `,\n  "signature": "${token}"\n}\n`,
    pattern: new RegExp(`,\\n {2}"signature": "${TOKEN}"\\n\\}\\n$`),
    end: '\n}\n',
  },
};

/**
 * Puts a token into a file where its format lets one stand: PDF a comment after the end, XLSX the archive's comment, HTML
 * a comment after the document, JSON the last member of the pretty-printed object. Throws AppError
 * `signature.unfit-file` for a file that is not of that shape or is signed already.
 */
export function putToken(format: FileFormat, bytes: Uint8Array, token: string): Uint8Array {
  if (takeToken(format, bytes).token !== null) throw unfit(format, 'it is signed already');
  if (format === 'xlsx') return putArchiveComment(bytes, token);
  const trailer = TRAILERS[format];
  const end = Buffer.from(trailer.end);
  const body = Buffer.from(bytes);
  if (!body.subarray(body.length - end.length).equals(end)) throw unfit(format, 'it does not end as expected');
  return Buffer.concat([body.subarray(0, body.length - end.length), Buffer.from(trailer.write(token))]);
}

/** Takes a file apart; `unsigned` is, byte for byte, what was handed to `putToken`. */
export function takeToken(format: FileFormat, bytes: Uint8Array): Envelope {
  if (format === 'xlsx') return takeArchiveComment(bytes);
  const trailer = TRAILERS[format];
  const body = Buffer.from(bytes);
  const start = Math.max(0, body.length - TAIL);
  const match = trailer.pattern.exec(body.subarray(start).toString('latin1'));
  if (match === null) return { unsigned: bytes, token: null };
  const unsigned = Buffer.concat([body.subarray(0, start + match.index), Buffer.from(trailer.end)]);
  return { unsigned, token: match[1] ?? null };
}

function putArchiveComment(bytes: Uint8Array, token: string): Uint8Array {
  const body = Buffer.from(bytes);
  if (zipEnd(body) !== body.length - ZIP_END) throw unfit('xlsx', 'it is not a plain zip archive');
  body.writeUInt16LE(token.length + COMMENT.length, body.length - 2);
  return Buffer.concat([body, Buffer.from(COMMENT + token)]);
}

const COMMENT = 'decile-signature ';

function takeArchiveComment(bytes: Uint8Array): Envelope {
  const body = Buffer.from(bytes);
  const end = zipEnd(body);
  if (end === null) return { unsigned: bytes, token: null };
  const comment = body.subarray(end + ZIP_END).toString('latin1');
  const match = new RegExp(`^${COMMENT}${TOKEN}$`).exec(comment);
  if (match === null) return { unsigned: bytes, token: null };
  const unsigned = Buffer.from(body.subarray(0, end + ZIP_END));
  unsigned.writeUInt16LE(0, unsigned.length - 2);
  return { unsigned, token: match[1] ?? null };
}

/** Offset of the end record of a zip archive whose comment runs exactly to the end of the file. */
function zipEnd(body: Buffer): number | null {
  for (let at = body.length - ZIP_END; at >= Math.max(0, body.length - ZIP_END - TAIL); at--) {
    if (body.readUInt32LE(at) === 0x06_05_4b_50 && body.readUInt16LE(at + 20) === body.length - at - ZIP_END) return at;
  }
  return null;
}

function unfit(format: FileFormat, why: string): AppError {
  return new AppError('signature.unfit-file', `The ${format} file can't be signed: ${why}.`, {
    severity: 'infrastructure',
  });
}
