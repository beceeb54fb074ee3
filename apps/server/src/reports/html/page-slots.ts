/** Private-use characters: they pass through escaping untouched and no font has them. */
const OPEN = '\uE000';
const CLOSE = '\uE001';
const SLOT = /\uE000([a-zA-Z0-9_-]+)\uE001/g;

/** Stands in the document where the page number of the element with this id will be. */
export function pageSlot(id: string): string {
  return `${OPEN}${id}${CLOSE}`;
}

/** Writes the page numbers into their places; one that is not known stays blank. */
export function fillPageSlots(html: string, pages: ReadonlyMap<string, number> = new Map()): string {
  return html.replaceAll(SLOT, (_, id: string) => String(pages.get(id) ?? ''));
}

/** Ids whose page numbers a document shows, in order of appearance. */
export function pageSlots(html: string): string[] {
  return [...new Set([...html.matchAll(SLOT)].map((match) => match[1] as string))];
}
