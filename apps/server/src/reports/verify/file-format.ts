export type FileFormat = 'pdf' | 'xlsx' | 'html' | 'json';

/** The format of an issued file by how it begins; null for anything that Decile does not issue. */
export function detectFormat(bytes: Uint8Array): FileFormat | null {
  const start = Buffer.from(bytes.subarray(0, 1024)).toString('latin1');
  if (start.startsWith('%PDF-')) return 'pdf';
  if (start.startsWith('PK\u0003\u0004')) return 'xlsx';
  const text = start.replace(/^\u00EF\u00BB\u00BF/, '').trimStart();
  if (text.startsWith('{')) return 'json';
  return /^<(?:!doctype html|html|!--)/i.test(text) ? 'html' : null;
}
