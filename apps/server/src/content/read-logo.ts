import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inspectImage } from './image.js';

/** A logo as it goes into documents: checked, and whole, so that a document needs nothing from outside. */
export interface Logo {
  type: 'image/svg+xml' | 'image/png';
  /** Base64. */
  data: string;
  /** Own size in any unit; only their ratio counts. */
  width: number;
  height: number;
}

/** Bytes that a logo may have: it is part of every result. */
const LARGEST = 100_000;
const MOST_PIXELS = 4000;

/** Reads a logo of a project folder. What makes it unusable comes back as a sentence; only disk errors but "not there" are thrown. */
export async function readLogo(root: string, path: string): Promise<Logo | string> {
  const bytes = await readFile(join(root, path)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'EISDIR') return undefined;
    throw error;
  });
  if (bytes === undefined) return 'the file is not there';
  if (bytes.length > LARGEST) return `the file has ${bytes.length} bytes; a logo may have ${LARGEST}`;
  const image = inspectImage(bytes);
  if ('problem' in image) return image.problem;
  const { media, data, width, height } = image;
  if (media === 'image/jpeg') return 'a logo is an SVG or a PNG';
  if (width <= 0 || height <= 0 || width > MOST_PIXELS || height > MOST_PIXELS)
    return `the picture has ${width} × ${height} pixels; up to ${MOST_PIXELS} a side are taken`;
  return { type: media, data, width, height };
}
