import { crc32 } from 'node:zlib';
import type { RefusedCell } from '../../catalog/tables.js';
import { AppError } from '../../common/errors.js';

/** One accepted push. */
export interface LogRecord {
  /** ISO instant. */
  received_at: string;
  /** Idempotency key and hash of the body. */
  key?: string;
  digest?: string;
  /** Columns and types that the rows were checked against. */
  columns: { name: string; type: string }[];
  rows: (string | null)[][];
  rejects: RefusedCell[];
}

export interface FoundRecord {
  /** Of the record's first byte in its segment. */
  offset: number;
  /** Of the byte behind it. */
  end: number;
  record: LogRecord;
}

const MAGIC = Buffer.from('DLG1');
/** Magic, length and CRC-32 of the payload, each four bytes, little-endian. */
const HEAD = 12;

/** Bytes of a record: head, then JSON. */
export function encodeRecord(record: LogRecord): Buffer {
  const payload = Buffer.from(JSON.stringify(record));
  const head = Buffer.alloc(HEAD);
  MAGIC.copy(head);
  head.writeUInt32LE(payload.length, 4);
  head.writeUInt32LE(crc32(payload), 8);
  return Buffer.concat([head, payload]);
}

/**
 * Records of a segment from an offset on. What a killed writer left of a record at the end is passed over: it was never acknowledged. A
 * broken record with a whole one behind it is damage: throws `log.damaged`.
 */
export function* decodeRecords(bytes: Buffer, from: number, segment: string): Generator<FoundRecord> {
  let offset = from;
  while (offset < bytes.length) {
    const payload = payloadAt(bytes, offset);
    if (!payload) return assertTorn(bytes, offset, segment);
    const end = offset + HEAD + payload.length;
    yield { offset, end, record: JSON.parse(payload.toString()) as LogRecord };
    offset = end;
  }
}

function payloadAt(bytes: Buffer, offset: number): Buffer | undefined {
  if (offset + HEAD > bytes.length || !bytes.subarray(offset, offset + 4).equals(MAGIC)) return undefined;
  const payload = bytes.subarray(offset + HEAD, offset + HEAD + bytes.readUInt32LE(offset + 4));
  const isWhole = payload.length === bytes.readUInt32LE(offset + 4);
  return isWhole && crc32(payload) === bytes.readUInt32LE(offset + 8) ? payload : undefined;
}

function assertTorn(bytes: Buffer, offset: number, segment: string): void {
  for (let next = bytes.indexOf(MAGIC, offset + 1); next >= 0; next = bytes.indexOf(MAGIC, next + 1)) {
    if (!payloadAt(bytes, next)) continue;
    throw new AppError('log.damaged', `The append log ${segment} is damaged at byte ${offset}, with rows behind it.`, {
      severity: 'infrastructure',
      hint: 'Restore the file from a backup; nothing was taken from it.',
      details: { segment, offset },
    });
  }
}
