import type { Result } from '../../blocks/result.js';
import { AppError } from '../../common/errors.js';
import { sha256 } from '../../common/canonical.js';
import type { ReportTarget } from '../html/view-settings.js';
import type { Difference } from './difference.js';
import { detectFormat, type FileFormat } from './file-format.js';
import { resultDigest } from './read-json.js';
import { readSubject, type Subject } from './read-subject.js';
import { holdsSignature, readSignature, type FileSignature, type PublicKey } from './signature.js';

/** A result as the ledger knows it. */
export interface LedgerEntry {
  id: string;
  digest: string;
  report: string;
  as_of: string;
}

/** What verifying asks of its surroundings. `Stored` is the ledger's own form of a result. */
export interface VerifyDependencies<Stored extends LedgerEntry> {
  /** By the full id or a prefix of at least 12 characters; null when none or more than one fits. */
  findResult(idOrPrefix: string): Promise<Stored | null>;
  /** The issued file with this SHA-256 of all its bytes. */
  artefactBySha(sha256: string): Promise<{ result_id: string } | null>;
  publicKeys(): Promise<PublicKey[]>;
  /** Resolves the result anew from the kept dataset versions. */
  resolveAgain(stored: Stored): Promise<Result>;
  /** Composes the HTML document of a result; page numbers in it don't matter. */
  composeHtml(result: Result, target: ReportTarget): Promise<string>;
}

export type AuthenticReason =
  'signed-and-issued' | 'no-signature' | 'unknown-key' | 'changed-after-signing' | 'not-in-ledger' | 'unknown-format';
export type ReproducedReason =
  | 'equal'
  | 'figures-differ'
  | 'result-differs'
  | 'no-result-id'
  | 'unknown-result'
  | 'unreadable'
  | 'not-resolved'
  | 'unknown-format';

export interface Verification {
  ok: boolean;
  format: FileFormat | null;
  resultId: string | null;
  report: string | null;
  asOf: string | null;
  /** Signed by this project and issued by it, and not changed since. */
  authentic: { ok: boolean; reason: AuthenticReason };
  /** Every figure resolved again from the kept versions is the one in the file. */
  reproduced: { ok: boolean; reason: ReproducedReason; message?: string; differences: Difference[] };
}

/**
 * Answers whether a file is authentic and whether its figures can be reproduced. A file that lost its signature is still
 * compared, by the result id that it names. Never throws for what is in the file; throws what the dependencies throw,
 * but for an AppError of resolving, which is the answer `not-resolved`.
 */
export async function verifyFile<Stored extends LedgerEntry>(
  bytes: Uint8Array,
  deps: VerifyDependencies<Stored>,
): Promise<Verification> {
  const format = detectFormat(bytes);
  if (format === null) return unknownFormat();
  const signature = readSignature(format, bytes);
  const authentic = await answerAuthentic(format, bytes, signature, deps);
  const subject = await readSubject(format, bytes);
  const id = signature?.resultId ?? subject.resultId;
  const stored = id === null ? null : await deps.findResult(id);
  const reproduced = await answerReproduced(subject, id, stored, deps);
  return {
    ok: authentic.ok && reproduced.ok,
    format,
    resultId: stored?.id ?? id,
    report: stored?.report ?? null,
    asOf: stored?.as_of ?? null,
    authentic,
    reproduced,
  };
}

async function answerAuthentic<Stored extends LedgerEntry>(
  format: FileFormat,
  bytes: Uint8Array,
  signature: FileSignature | null,
  deps: VerifyDependencies<Stored>,
): Promise<Verification['authentic']> {
  if (signature === null) return { ok: false, reason: 'no-signature' };
  const keys = await deps.publicKeys();
  if (!keys.some((key) => key.id === signature.keyId)) return { ok: false, reason: 'unknown-key' };
  if (!holdsSignature(format, signature, keys)) return { ok: false, reason: 'changed-after-signing' };
  const artefact = await deps.artefactBySha(sha256(bytes));
  if (artefact?.result_id !== signature.resultId) return { ok: false, reason: 'not-in-ledger' };
  return { ok: true, reason: 'signed-and-issued' };
}

async function answerReproduced<Stored extends LedgerEntry>(
  subject: Subject,
  id: string | null,
  stored: Stored | null,
  deps: VerifyDependencies<Stored>,
): Promise<Verification['reproduced']> {
  if (subject.compare === null) return { ok: false, reason: 'unreadable', message: subject.message, differences: [] };
  if (id === null) return { ok: false, reason: 'no-result-id', differences: [] };
  if (stored === null) return { ok: false, reason: 'unknown-result', differences: [] };
  const resolved = await resolveAgain(stored, deps);
  if (resolved instanceof AppError) {
    return { ok: false, reason: 'not-resolved', message: resolved.message, differences: [] };
  }
  const differences = await subject.compare(resolved, (target) => deps.composeHtml(resolved, target));
  if (differences.length > 0) return { ok: false, reason: 'figures-differ', differences };
  const isSame = resolved.id === stored.id && resolved.digest === stored.digest;
  return isSame && resultDigest(resolved) === stored.digest
    ? { ok: true, reason: 'equal', differences: [] }
    : { ok: false, reason: 'result-differs', differences: [] };
}

async function resolveAgain<Stored extends LedgerEntry>(
  stored: Stored,
  deps: VerifyDependencies<Stored>,
): Promise<Result | AppError> {
  try {
    return await deps.resolveAgain(stored);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
}

function unknownFormat(): Verification {
  return {
    ok: false,
    format: null,
    resultId: null,
    report: null,
    asOf: null,
    authentic: { ok: false, reason: 'unknown-format' },
    reproduced: { ok: false, reason: 'unknown-format', differences: [] },
  };
}
