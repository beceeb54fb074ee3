const BLOCK = 512;

/** Regular files of an uncompressed ustar archive. */
export function* readTar(archive: Uint8Array): Generator<{ name: string; content: Uint8Array }> {
  let offset = 0;
  while (offset + BLOCK <= archive.length && archive[offset] !== 0) {
    const header = archive.subarray(offset, offset + BLOCK);
    const size = Number.parseInt(text(header, 124, 12), 8) || 0;
    const type = text(header, 156, 1);
    const start = offset + BLOCK;
    if (type === '0' || type === '')
      yield { name: text(header, 0, 100), content: archive.subarray(start, start + size) };
    offset = start + Math.ceil(size / BLOCK) * BLOCK;
  }
}

function text(header: Uint8Array, start: number, length: number): string {
  const field = header.subarray(start, start + length);
  const end = field.indexOf(0);
  return new TextDecoder().decode(end === -1 ? field : field.subarray(0, end)).trim();
}
