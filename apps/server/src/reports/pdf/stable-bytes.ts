/**
 * The same document, the same bytes: takes out of a PDF of Chromium what depends on the moment and on what the browser printed before,
 * in place, without moving an offset. Dates become midnight of `asOf` (YYYY-MM-DD); the ids of table cells are numbered from 1.
 */
export function stableBytes(pdf: Uint8Array, asOf: string): Uint8Array {
  const text = Buffer.from(pdf.buffer, pdf.byteOffset, pdf.byteLength).toString('latin1');
  const day = `${asOf.replaceAll('-', '').slice(0, 8)}000000`;
  const ids = [...new Set(text.match(CELL_ID))].sort();
  const renumbered = new Map(ids.map((id, index) => [id, `(node${String(index + 1).padStart(8, '0')})`]));
  const stable = text
    .replaceAll(/(\/(?:CreationDate|ModDate) \(D:)\d{14}/g, (_, head: string) => head + day)
    .replaceAll(CELL_ID, (id) => renumbered.get(id) ?? id);
  return Buffer.from(stable, 'latin1');
}

const CELL_ID = /\(node\d{8}\)/g;
