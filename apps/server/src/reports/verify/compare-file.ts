import type { Result } from '../../blocks/result.js';
import type { ReportTarget } from '../html/view-settings.js';
import type { Difference } from './difference.js';
import type { FileFormat } from './file-format.js';
import { readSubject } from './read-subject.js';

/**
 * Reads every figure of a finished file back and compares it with the result that it was made of. No differences: the file shows what
 * was frozen. An unreadable file is one difference.
 */
export async function compareFile(
  format: FileFormat,
  bytes: Uint8Array,
  result: Result,
  composeHtml: (target: ReportTarget) => Promise<string>,
): Promise<Difference[]> {
  const subject = await readSubject(format, bytes);
  if (subject.compare !== null) return subject.compare(result, composeHtml);
  return [{ block: format, expected: 'a readable file', found: subject.message ?? 'nothing' }];
}
