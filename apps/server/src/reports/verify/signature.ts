import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import { z } from 'zod';
import { sha256 } from '../../common/canonical.js';
import { putToken, takeToken } from './envelope.js';
import type { FileFormat } from './file-format.js';

/** The key that signs: its id as written into files, and the private key as PEM (PKCS 8, Ed25519). */
export interface SigningKey {
  id: string;
  privateKey: string;
}

export interface PublicKey {
  id: string;
  /** PEM (SPKI, Ed25519). */
  publicKey: string;
}

const record = z.strictObject({
  v: z.literal(1),
  result: z.string().regex(/^[0-9a-f]{64}$/),
  digest: z.string().regex(/^[0-9a-f]{64}$/),
  key: z.string(),
  signature: z.string(),
});

export interface FileSignature {
  resultId: string;
  digest: string;
  keyId: string;
  /** Ed25519 over format, result id, digest and the hash of all other bytes; base64url. */
  signature: string;
  /** SHA-256 of all bytes but the signature's own. */
  contentSha256: string;
}

/**
 * Signs a finished file: the same file, result and key give the same bytes. `digest` is the result's own.
 * Throws AppError `signature.unfit-file`.
 */
export function signFile(
  format: FileFormat,
  bytes: Uint8Array,
  result: { resultId: string; digest: string },
  key: SigningKey,
): Uint8Array {
  const message = signedMessage(format, result.resultId, result.digest, sha256(bytes));
  const signature = sign(null, message, createPrivateKey(key.privateKey)).toString('base64url');
  return putToken(format, bytes, writeToken(result.resultId, result.digest, key.id, signature));
}

/** Reads the signature of a file; null when there is none or it can't be read. Says nothing on whether it holds. */
export function readSignature(format: FileFormat, bytes: Uint8Array): FileSignature | null {
  const { unsigned, token } = takeToken(format, bytes);
  if (token === null) return null;
  const parsed = record.safeParse(parseJson(Buffer.from(token, 'base64url').toString('utf8')));
  if (!parsed.success) return null;
  const { result, digest, key, signature } = parsed.data;
  // Base64 can be written in several ways that decode alike; only ours is taken, so that no byte can change unseen.
  const written = writeToken(result, digest, key, Buffer.from(signature, 'base64url').toString('base64url'));
  if (written !== token) return null;
  return { resultId: result, digest, keyId: key, signature, contentSha256: sha256(unsigned) };
}

function writeToken(result: string, digest: string, key: string, signature: string): string {
  return Buffer.from(JSON.stringify({ v: 1, result, digest, key, signature })).toString('base64url');
}

/** Whether the signature was made with one of the keys over exactly these bytes. */
export function holdsSignature(format: FileFormat, found: FileSignature, keys: PublicKey[]): boolean {
  const key = keys.find((one) => one.id === found.keyId);
  if (key === undefined) return false;
  const message = signedMessage(format, found.resultId, found.digest, found.contentSha256);
  return verify(null, message, createPublicKey(key.publicKey), Buffer.from(found.signature, 'base64url'));
}

function signedMessage(format: FileFormat, resultId: string, digest: string, contentSha256: string): Buffer {
  return Buffer.from(['decile-signature/1', format, resultId, digest, contentSha256, ''].join('\n'));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
