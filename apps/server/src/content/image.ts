import { checkSvg } from './check-svg.js';

export type ImageMedia = 'image/png' | 'image/jpeg' | 'image/svg+xml';

/** A picture that is safe to be put into a document. */
export interface ProjectImage {
  media: ImageMedia;
  /** Content in base64. */
  data: string;
  /** Size of the picture itself in pixels. */
  width: number;
  height: number;
}

/** Most bytes of a picture: each one is kept in the result and stands in every file of the issue. */
export const MAX_IMAGE_BYTES = 1_000_000;

/** Takes a picture by what it holds, not by its name; or says in words why it cannot be used. */
export function inspectImage(bytes: Uint8Array): ProjectImage | { problem: string } {
  if (bytes.length > MAX_IMAGE_BYTES) {
    return { problem: `it has ${bytes.length.toLocaleString('en')} bytes, at most 1,000,000 are allowed` };
  }
  const size = pngSize(bytes) ?? jpegSize(bytes);
  if (size) return { ...size, data: Buffer.from(bytes).toString('base64') };
  const text = Buffer.from(bytes).toString('utf8');
  if (!/<svg[\s>]/.test(text)) return { problem: 'it is no PNG, JPEG or SVG picture' };
  const svg = checkSvg(text);
  if ('problem' in svg) return svg;
  return { media: 'image/svg+xml', data: Buffer.from(text).toString('base64'), ...svg };
}

type Size = Pick<ProjectImage, 'media' | 'width' | 'height'>;

function pngSize(bytes: Uint8Array): Size | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 24 || view.getUint32(0) !== 0x89504e47 || view.getUint32(4) !== 0x0d0a1a0a) return null;
  return { media: 'image/png', width: view.getUint32(16), height: view.getUint32(20) };
}

/** Size from the frame header, found by walking from marker to marker. */
function jpegSize(bytes: Uint8Array): Size | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 4 || view.getUint16(0) !== 0xffd8) return null;
  let at = 2;
  while (at + 9 < bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1] ?? 0;
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return { media: 'image/jpeg', height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
    at += 2 + view.getUint16(at + 2);
  }
  return null;
}
