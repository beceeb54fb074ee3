import { describe, expect, it } from 'vitest';
import { decodeRecords, encodeRecord, type LogRecord } from './log-record.js';

const record = (n: number): LogRecord => ({
  received_at: '2026-11-01T00:00:00.000Z',
  columns: [{ name: 'n', type: 'BIGINT' }],
  rows: [[String(n)]],
  rejects: [],
});
const three = Buffer.concat([1, 2, 3].map((n) => encodeRecord(record(n))));
const one = encodeRecord(record(1)).length;
const read = (bytes: Buffer, from = 0) =>
  [...decodeRecords(bytes, from, 's')].map(({ record: found }) => found.rows[0]?.[0]);

describe('records of the append log', () => {
  it('come back as they were written, from any record on', () => {
    expect(read(three)).toEqual(['1', '2', '3']);
    expect(read(three, one)).toEqual(['2', '3']);
    expect(read(three, three.length)).toEqual([]);
    expect([...decodeRecords(three, 0, 's')].at(-1)).toMatchObject({ offset: 2 * one, end: three.length });
  });

  it('end before a record that was cut off, wherever the cut is', () => {
    for (let cut = 2 * one; cut < three.length; cut++) expect(read(three.subarray(0, cut))).toEqual(['1', '2']);
  });

  it('end before zeros and before a broken last record', () => {
    expect(read(Buffer.concat([three, Buffer.alloc(100)]))).toEqual(['1', '2', '3']);
    const broken = Buffer.from(three);
    broken[three.length - 3]! ^= 1;
    expect(read(broken)).toEqual(['1', '2']);
  });

  it('are refused when one in the middle is damaged: rows behind it would be lost in silence', () => {
    const broken = Buffer.from(three);
    broken[one + 20]! ^= 1;
    expect(() => read(broken)).toThrow(/damaged at byte/);
  });
});
