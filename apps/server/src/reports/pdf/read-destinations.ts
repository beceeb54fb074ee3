/**
 * Page number (from 1) of every named destination in a PDF that Chromium has just made. Its writer leaves the objects of the document
 * structure in plain text, so no PDF library has to load the file; a file from elsewhere may give an empty map.
 */
export function readDestinations(pdf: Uint8Array): Map<string, number> {
  const text = Buffer.from(pdf.buffer, pdf.byteOffset, pdf.byteLength).toString('latin1');
  const catalog = text.lastIndexOf('/Type /Catalog');
  const head = text.slice(catalog, catalog + 600);
  const root = /\/Pages (\d+) 0 R/.exec(head)?.[1];
  const names = /\/Dests (\d+) 0 R/.exec(head)?.[1];
  const destinations = new Map<string, number>();
  if (catalog === -1 || root === undefined || names === undefined) return destinations;
  const numbers = new Map(pageObjects(text, root).map((object, index) => [object, index + 1]));
  for (const [, name = '', page = ''] of objectText(text, names).matchAll(/\/([^\s/[]+) \[(\d+) 0 R/g)) {
    const number = numbers.get(page);
    if (number !== undefined) destinations.set(name, number);
  }
  return destinations;
}

/** Object numbers of the pages below a node of the page tree, in reading order. */
function pageObjects(text: string, node: string): string[] {
  const kids = /\/Kids \[([^\]]*)\]/.exec(objectText(text, node))?.[1];
  if (kids === undefined) return [node];
  return [...kids.matchAll(/(\d+) 0 R/g)].flatMap((match) => pageObjects(text, match[1] as string));
}

function objectText(text: string, object: string): string {
  const start = text.indexOf(`\n${object} 0 obj`);
  return start === -1 ? '' : text.slice(start, text.indexOf('endobj', start));
}
