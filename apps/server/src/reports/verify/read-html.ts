import { PAGE_NUMBER, type DocumentFigure } from './compare-documents.js';
import { numberTokens } from './number-tokens.js';

/** Elements whose text is not printed. */
const SILENT = new Set(['head', 'script', 'style', 'template', 'title', 'desc', 'noscript', 'metadata']);
const RAW = new Set(['script', 'style', 'title', 'textarea']);
const VOID = new Set([
  'area',
  'base',
  'br',
  'col',
  'embed',
  'hr',
  'img',
  'input',
  'link',
  'meta',
  'source',
  'track',
  'wbr',
]);
const ENTITIES: Record<string, string> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00A0',
  minus: '\u2212',
  ndash: '\u2013',
  mdash: '\u2014',
};

interface OpenElement {
  tag: string;
  block: string;
  isSilent: boolean;
  repeats: boolean;
}

/**
 * Reads the numbers that an HTML document prints, in document order, with the block each belongs to: the innermost element
 * with the id `b-<section>-<block>` (block `<section>.<block>`), `s-<section>` (the section), `cover`, `contents` or `notes`.
 * Heads and feet of tables are marked as repeating (paged media prints them on each page). Elements with `hidden` are
 * left out, one with `data-page-number` stands for any page number. Takes well-formed HTML as the composer writes it.
 */
export function readHtmlFigures(html: string): DocumentFigure[] {
  const figures: DocumentFigure[] = [];
  const stack: OpenElement[] = [{ tag: '', block: 'document', isSilent: false, repeats: false }];
  for (const piece of pieces(html)) {
    const top = stack.at(-1) as OpenElement;
    if (piece.kind === 'text') {
      if (top.isSilent) continue;
      for (const text of numberTokens(decodeEntities(piece.text))) figures.push({ ...place(top), text });
    } else if (piece.kind === 'close') {
      closeElement(stack, piece.tag);
    } else {
      const attributes = readAttributes(piece.attributes);
      if (attributes.has('data-page-number')) figures.push({ ...place(top), text: PAGE_NUMBER });
      if (piece.tag === 'img') figures.push(...pictureFigures(attributes, top));
      if (!piece.isSelfClosed) stack.push(openElement(piece.tag, attributes, top));
    }
  }
  return figures;
}

/** Text of an HTML document without its elements, for looking up what it says of itself. */
export function readHtmlText(html: string): string {
  return [...pieces(html)].map((piece) => (piece.kind === 'text' ? decodeEntities(piece.text) : ' ')).join('');
}

function place({ block, repeats }: OpenElement): Omit<DocumentFigure, 'text'> {
  return { block, repeats };
}

/** Numbers that a drawing put in as a picture prints; those of a photograph nobody can read. */
function pictureFigures(attributes: Map<string, string>, parent: OpenElement): DocumentFigure[] {
  const data = /^data:image\/svg\+xml;base64,(.*)$/s.exec(attributes.get('src') ?? '')?.[1];
  if (data === undefined || parent.isSilent) return [];
  return readHtmlFigures(Buffer.from(data, 'base64').toString('utf8')).map(({ text }) => ({ ...place(parent), text }));
}

function openElement(tag: string, attributes: Map<string, string>, parent: OpenElement): OpenElement {
  return {
    tag,
    block: blockOfId(attributes.get('id') ?? '') ?? parent.block,
    isSilent: parent.isSilent || SILENT.has(tag) || attributes.has('hidden') || attributes.has('data-page-number'),
    repeats: parent.repeats || tag === 'thead' || tag === 'tfoot',
  };
}

function closeElement(stack: OpenElement[], tag: string): void {
  const at = stack.findLastIndex((element) => element.tag === tag);
  if (at > 0) stack.length = at;
}

function blockOfId(id: string): string | null {
  const block = /^b-([a-z0-9_]+)-([a-z0-9_]+)$/.exec(id);
  if (block !== null) return `${block[1]}.${block[2]}`;
  const section = /^s-([a-z0-9_]+)$/.exec(id);
  if (section !== null) return section[1] ?? null;
  return id === 'cover' || id === 'contents' || id === 'notes' ? id : null;
}

type Piece =
  | { kind: 'text'; text: string }
  | { kind: 'open'; tag: string; attributes: string; isSelfClosed: boolean }
  | { kind: 'close'; tag: string };

const MARKUP = /<!--[\s\S]*?-->|<![^>]*>|<\/([a-zA-Z][^\s>/]*)\s*>|<([a-zA-Z][^\s>/]*)((?:"[^"]*"|'[^']*'|[^'">])*)>/g;

function* pieces(html: string): Generator<Piece> {
  const markup = new RegExp(MARKUP);
  let at = 0;
  for (let match = markup.exec(html); match !== null; match = markup.exec(html)) {
    if (match.index > at) yield { kind: 'text', text: html.slice(at, match.index) };
    at = markup.lastIndex;
    const [, closing, opening, attributes = ''] = match;
    if (closing !== undefined) yield { kind: 'close', tag: closing.toLowerCase() };
    if (opening === undefined) continue;
    const tag = opening.toLowerCase();
    const isSelfClosed = VOID.has(tag) || attributes.trimEnd().endsWith('/');
    yield { kind: 'open', tag, attributes, isSelfClosed };
    if (RAW.has(tag) && !isSelfClosed) {
      const end = html.toLowerCase().indexOf(`</${tag}`, at);
      at = end < 0 ? html.length : end;
      markup.lastIndex = at;
    }
  }
  if (at < html.length) yield { kind: 'text', text: html.slice(at) };
}

function readAttributes(text: string): Map<string, string> {
  const found = text.matchAll(/([^\s=/"']+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/g);
  return new Map([...found].map(([, name = '', a, b, c]) => [name.toLowerCase(), a ?? b ?? c ?? '']));
}

function decodeEntities(text: string): string {
  return text.replaceAll(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|([a-z]+));/gi, (whole, hex, decimal, name) => {
    if (name !== undefined) return ENTITIES[String(name)] ?? whole;
    const code = hex === undefined ? Number(decimal) : Number.parseInt(String(hex), 16);
    return code <= 0x10_ff_ff ? String.fromCodePoint(code) : whole;
  });
}
