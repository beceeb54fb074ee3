import { generateKeyPairSync } from 'node:crypto';
import { strToU8, unzipSync, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import type { FileFormat } from './file-format.js';
import { detectFormat } from './file-format.js';
import { holdsSignature, readSignature, signFile } from './signature.js';

const pair = generateKeyPairSync('ed25519', {
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});
const key = { id: 'k1', privateKey: pair.privateKey };
const keys = [{ id: 'k1', publicKey: pair.publicKey }];
const result = { resultId: 'a'.repeat(64), digest: 'b'.repeat(64) };
const files: Record<FileFormat, Uint8Array> = {
  pdf: Buffer.from('%PDF-1.7\n1 0 obj\nendobj\nstartxref\n9\n%%EOF\n'),
  xlsx: zipSync({ 'a.xml': strToU8('<a/>') }, { mtime: new Date(1980, 0, 1) }),
  html: Buffer.from('<!doctype html><p>13.0%</p>\n'),
  json: Buffer.from(`${JSON.stringify({ format: 'x', sections: [] }, null, 2)}\n`),
};
const formats = Object.keys(files) as FileFormat[];

describe('signing a file', () => {
  it.each(formats)('gives a %s whose signature holds and names the result', (format) => {
    const signed = signFile(format, files[format], result, key);
    const found = readSignature(format, signed);
    expect(found).toMatchObject({ resultId: result.resultId, digest: result.digest, keyId: 'k1' });
    expect(found && holdsSignature(format, found, keys)).toBe(true);
    expect(detectFormat(signed)).toBe(format);
  });

  it.each(formats)('gives the same bytes for the same %s', (format) => {
    expect(signFile(format, files[format], result, key)).toEqual(signFile(format, files[format], result, key));
  });

  it.each(formats)('does not hold once any one byte of a %s is changed', (format) => {
    const signed = signFile(format, files[format], result, key);
    for (let at = 0; at < signed.length; at++) {
      const changed = Uint8Array.from(signed);
      changed[at] = (changed[at] ?? 0) ^ 1;
      const found = readSignature(format, changed);
      expect(found !== null && holdsSignature(format, found, keys), `byte ${at}`).toBe(false);
    }
  });

  it.each(formats)('does not hold when something is put behind a signed %s', (format) => {
    const longer = Buffer.concat([signFile(format, files[format], result, key), Buffer.from(' ')]);
    const found = readSignature(format, longer);
    expect(found !== null && holdsSignature(format, found, keys)).toBe(false);
  });

  it.each(formats)('refuses a %s that is signed already', (format) => {
    const signed = signFile(format, files[format], result, key);
    expect(() => signFile(format, signed, result, key)).toThrow(/signed already/);
  });

  it('keeps the JSON document readable, with the signature as its last member', () => {
    const document = JSON.parse(Buffer.from(signFile('json', files.json, result, key)).toString()) as object;
    expect(Object.keys(document)).toEqual(['format', 'sections', 'signature']);
  });

  it('keeps the workbook a readable archive', () => {
    expect(Object.keys(unzipSync(signFile('xlsx', files.xlsx, result, key)))).toEqual(['a.xml']);
  });

  it('leaves the end mark of a PDF where readers look for it', () => {
    const signed = Buffer.from(signFile('pdf', files.pdf, result, key));
    expect(signed.length - signed.indexOf('startxref')).toBeLessThan(1024);
  });

  it.each([
    ['unknown format', Buffer.from('hello'), null],
    ['an empty file', new Uint8Array(), null],
  ])('detects %s', (_name, bytes, format) => {
    expect(detectFormat(bytes)).toBe(format);
  });

  it('finds no signature in files that have none', () => {
    for (const format of formats) expect(readSignature(format, files[format])).toBeNull();
    expect(readSignature('xlsx', new Uint8Array())).toBeNull();
  });
});
