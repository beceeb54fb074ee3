import { getDocument, type PDFPageProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { AppError } from '../../common/errors.js';
import { numberTokens } from './number-tokens.js';

/** What a PDF prints. */
export interface PdfText {
  pages: number;
  /** Numbers of the body in reading order; running heads and feet are left out. */
  numbers: string[];
  /** Text of running heads and feet, and of the body, for looking up the result's id. */
  margins: string;
  body: string;
}

type Item = Awaited<ReturnType<PDFPageProxy['getTextContent']>>['items'][number];
type TextItem = Extract<Item, { str: string }>;
type StructureNode = NonNullable<Awaited<ReturnType<PDFPageProxy['getStructTree']>>>;

/** Gap between two pieces of text, in font sizes, up to which they are one word. */
const WORD_GAP = 0.12;

/**
 * Reads the text of a tagged PDF. What is marked as content is body, in the order of the structure tree (that of the
 * document, whatever the paint order was); what is not is a running head or foot. Throws AppError `verify.unreadable-pdf`.
 */
export async function readPdfText(bytes: Uint8Array): Promise<PdfText> {
  const loading = getDocument({ data: Uint8Array.from(bytes), verbosity: 0 });
  try {
    const document = await loading.promise;
    const pages = [];
    for (let number = 1; number <= document.numPages; number++)
      pages.push(await readPage(await document.getPage(number)));
    const parts = pages.flatMap((page) => page.body);
    return {
      pages: document.numPages,
      numbers: parts.flatMap(numberTokens),
      margins: pages.map((page) => page.margins).join('\n'),
      body: parts.join('\n'),
    };
  } catch (cause) {
    throw new AppError('verify.unreadable-pdf', 'The PDF can\u2019t be read.', { cause });
  } finally {
    await loading.destroy();
  }
}

async function readPage(page: PDFPageProxy): Promise<{ body: string[]; margins: string }> {
  const { items } = await page.getTextContent({ includeMarkedContent: true });
  const { groups, margins } = groupItems(items);
  const order = contentIds(await page.getStructTree());
  const rank = new Map(order.map((id, index) => [id, index]));
  const last = order.length;
  const sorted = groups
    .map((group, index) => ({ ...group, index }))
    .sort((a, b) => (rank.get(a.id) ?? last) - (rank.get(b.id) ?? last) || a.index - b.index);
  return { body: sorted.map((group) => joinItems(group.items)), margins: joinItems(margins) };
}

/** Text items by the marked content that holds them; those outside of any are the margins'. */
function groupItems(items: Item[]): { groups: { id: string; items: TextItem[] }[]; margins: TextItem[] } {
  const groups: { id: string; items: TextItem[] }[] = [];
  const margins: TextItem[] = [];
  const open: ({ id: string; items: TextItem[] } | null)[] = [];
  for (const item of items) {
    if ('str' in item) {
      (open.at(-1)?.items ?? margins).push(item);
    } else if (item.type === 'endMarkedContent') {
      open.pop();
    } else {
      open.push(openGroup(item, open.at(-1) ?? null, groups));
    }
  }
  return { groups, margins };
}

function openGroup(
  item: { tag?: string; id?: string },
  parent: { id: string; items: TextItem[] } | null,
  groups: { id: string; items: TextItem[] }[],
) {
  if (item.tag === 'Artifact') return null;
  // A span without an id only says how its text is read aloud: it belongs to what is around it.
  if (item.id === undefined && parent !== null) return parent;
  const group = { id: item.id ?? '', items: [] };
  groups.push(group);
  return group;
}

function contentIds(node: StructureNode | null): string[] {
  if (node === null) return [];
  return node.children.flatMap((child) => {
    if ('children' in child) return contentIds(child as StructureNode);
    return 'id' in child && typeof child.id === 'string' ? [child.id] : [];
  });
}

/** Pieces that touch on one line are one word, all others are apart. */
function joinItems(items: TextItem[]): string {
  let text = '';
  let before: TextItem | null = null;
  for (const item of items) {
    if (item.str === '') continue;
    text += before === null || touches(before, item) ? item.str : ` ${item.str}`;
    before = item;
  }
  return text.replaceAll('\u0000', '');
}

function touches(before: TextItem, item: TextItem): boolean {
  const [scale, slant, , , x, y] = before.transform as number[];
  const [, , , , nextX, nextY] = item.transform as number[];
  if (scale === undefined || slant !== 0 || x === undefined || nextX === undefined) return false;
  const size = Math.abs(scale);
  return Math.abs(nextX - x - before.width) < WORD_GAP * size && Math.abs((nextY ?? 0) - (y ?? 0)) < WORD_GAP * size;
}
