import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SaxesParser, type SaxesTagPlain } from 'saxes';

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
const PNG_HEAD = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const FORBIDDEN = new Set(['script', 'foreignobject', 'iframe', 'audio', 'video', 'set', 'animate', 'animatetransform', 'animatemotion']); // prettier-ignore

/** Reads a logo of a project folder. What makes it unusable comes back as a sentence; only disk errors but "not there" are thrown. */
export async function readLogo(root: string, path: string): Promise<Logo | string> {
  const bytes = await readFile(join(root, path)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'EISDIR') return undefined;
    throw error;
  });
  if (bytes === undefined) return 'the file is not there';
  if (bytes.length > LARGEST) return `the file has ${bytes.length} bytes; a logo may have ${LARGEST}`;
  return /\.png$/i.test(path) ? readPng(bytes) : readSvg(bytes);
}

function readPng(bytes: Buffer): Logo | string {
  if (bytes.length < 24 || !bytes.subarray(0, 8).equals(PNG_HEAD)) return 'the file is no PNG';
  const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
  if (width === 0 || height === 0 || width > MOST_PIXELS || height > MOST_PIXELS) {
    return `the picture has ${width} × ${height} pixels; up to ${MOST_PIXELS} a side are taken`;
  }
  return { type: 'image/png', data: bytes.toString('base64'), width, height };
}

/** Takes drawings only: what could run, move or fetch something is refused, not cut out, as the rest might not be what was meant. */
function readSvg(bytes: Buffer): Logo | string {
  const text = bytes.toString('utf8').replace(/^\uFEFF/, '');
  const parser = new SaxesParser();
  let size: { width: number; height: number } | undefined;
  let problem: string | undefined;
  let style = '';
  parser.on('doctype', () => (problem ??= 'it holds a document type'));
  parser.on('processinginstruction', () => (problem ??= 'it holds a processing instruction'));
  parser.on('opentag', (tag) => {
    if (size === undefined && localName(tag.name) !== 'svg') problem ??= 'it is no SVG';
    size ??= sizeOf(tag);
    problem ??= problemOf(tag);
  });
  parser.on('text', (part) => (style += part));
  parser.on('cdata', (part) => (style += part));
  parser.on('error', (error) => (problem ??= `it cannot be read: ${error.message}`));
  parser.write(text).close();
  if (fetches(style)) problem ??= 'its style names something outside the file';
  if (problem !== undefined) return problem;
  if (size === undefined || !(size.width > 0 && size.height > 0)) return 'it has neither viewBox nor width and height';
  return { type: 'image/svg+xml', data: Buffer.from(text).toString('base64'), ...size };
}

function sizeOf({ attributes }: SaxesTagPlain): { width: number; height: number } {
  const [, , width, height] = (attributes['viewBox'] ?? '')
    .trim()
    .split(/[\s,]+/)
    .map(Number);
  if (width !== undefined && height !== undefined) return { width, height };
  return { width: Number.parseFloat(attributes['width'] ?? ''), height: Number.parseFloat(attributes['height'] ?? '') };
}

function problemOf({ name, attributes }: SaxesTagPlain): string | undefined {
  const element = localName(name);
  if (FORBIDDEN.has(element)) return `it holds <${element}>`;
  for (const [key, value] of Object.entries(attributes)) {
    const attribute = localName(key);
    if (attribute.startsWith('on')) return `it holds the handler ${key}`;
    if (attribute === 'href' && !/^\s*(?:#|data:image\/(?:png|jpeg);)/i.test(value))
      return 'it links to something outside the file';
    if (attribute !== 'href' && fetches(value)) return `its attribute ${key} names something outside the file`;
  }
  return undefined;
}

/** CSS that would fetch: an import, or url() of anything but a part of the file. Escapes could hide either. */
function fetches(css: string): boolean {
  return /@import|\\|url\(\s*(?!["']?#)/i.test(css);
}

function localName(name: string): string {
  return (name.split(':').at(-1) ?? name).toLowerCase();
}
