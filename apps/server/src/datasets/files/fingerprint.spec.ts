import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fingerprintFile } from './fingerprint.js';

const PIECE = 4 * 1024 * 1024;

describe('the fingerprint of a file', () => {
  let folder: string;
  beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), 'decile-fingerprint-'))));
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const of = async (content: Uint8Array | string) => {
    await writeFile(join(folder, 'file'), content);
    return fingerprintFile(join(folder, 'file'));
  };
  const sha256 = (...parts: Uint8Array[]) => {
    const hash = createHash('sha256');
    for (const part of parts) hash.update(part);
    return hash.digest();
  };

  it('is the hash over the hashes of its pieces', async () => {
    const pieces = [1, 2, 3, 4, 5, 6].map((byte) => Buffer.alloc(PIECE, byte));
    const last = Buffer.from('end');
    const expected = sha256(...[...pieces, last].map((piece) => sha256(piece))).toString('hex');
    expect((await of(Buffer.concat([...pieces, last]))).hash).toBe(expected);
    expect((await of('')).hash).toBe(sha256().toString('hex'));
    expect((await of('a')).hash).not.toBe((await of('b')).hash);
  });

  it.each([
    ['ASCII', Buffer.from('abc'), true],
    ['nothing', Buffer.alloc(0), true],
    [
      'a character over the border of two pieces',
      Buffer.concat([Buffer.alloc(PIECE - 1, 97), Buffer.from('가나')]),
      true,
    ],
    ['a character that is cut off', Buffer.from('가').subarray(0, 2), false],
    ['CP949', Buffer.from('b0a1', 'hex'), false],
    ['one bad byte in the second piece', Buffer.concat([Buffer.alloc(PIECE, 97), Buffer.from('ff', 'hex')]), false],
    ['a lone byte of continuation', Buffer.from('80', 'hex'), false],
  ])('tells whether %s is UTF-8', async (_, bytes, utf8) => expect((await of(bytes)).utf8).toBe(utf8));
});
