import { deflateSync, inflateSync } from 'node:zlib';
import { launch } from 'puppeteer-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { readEnvironment } from '../../config/environment.js';
import { compareDocuments } from './compare-documents.js';
import { readHtmlFigures } from './read-html.js';
import { readPdfText } from './read-pdf.js';

const rows = Array.from(
  { length: 70 },
  (_, index) => `<tr><td>${index + 1}</td><td>${(index * 1.7).toFixed(1)}%</td></tr>`,
);
const html = `<!doctype html><html lang="en"><head><title>Report</title><style>
@page { size: A4; margin: 20mm; @top-left { content: "Issue 2026-10-31" } @bottom-left { content: "id 3f3f3f3f3f3f" }
  @bottom-right { content: counter(page) " / " counter(pages) } }
.moved { position: relative }
.tiles { display: flex; gap: 4mm }
</style></head><body>
<section id="cover"><h1>Best customers, October 2026</h1></section>
<nav id="contents"><a href="#s-trend">The share fell to 13.0%</a> <span data-page-number></span></nav>
<h2 id="s-trend">The share fell to 13.0%</h2>
<div id="b-trend-headline" class="moved tiles"><div><b>1,558</b> <span>\u221252</span></div><div>13.0%<br>\u22120.4%p</div></div>
<div id="b-trend-chart"><figure><svg role="img" aria-label="Share" width="300" height="120">
<text x="10" y="90" transform="rotate(-45 10 90)">10/2026</text><text x="100" y="60">1,234,567.89</text></svg></figure></div>
<div id="b-trend-shares"><table><thead><tr><th>Month 1-12</th><th>Share</th></tr></thead><tbody>${rows.join('')}</tbody></table></div>
<div id="b-trend-last">There are 4,321 left.</div></body></html>`;
const expected = readHtmlFigures(html);

/** The browser of the environment, or the one from npm; null where there is none. */
async function findBrowser(): Promise<{ executablePath: string; args: string[] } | null> {
  const { browserPath } = readEnvironment();
  if (browserPath !== undefined) return { executablePath: browserPath, args: [] };
  try {
    // An optional package: its name must not be resolved when types are checked.
    const name: string = '@sparticuz/chromium';
    const { default: chromium } = (await import(name)) as {
      default: { executablePath(): Promise<string>; args: string[] };
    };
    return { executablePath: await chromium.executablePath(), args: chromium.args };
  } catch {
    return null;
  }
}

async function print(found: { executablePath: string; args: string[] }): Promise<Buffer> {
  const browser = await launch({
    executablePath: found.executablePath,
    args: [...found.args, '--no-sandbox', '--disable-gpu'],
    headless: 'shell',
  });
  try {
    const page = await browser.newPage();
    await page.setContent(html.replace('data-page-number>', '>1'));
    return Buffer.from(await page.pdf({ preferCSSPageSize: true, tagged: true }));
  } finally {
    await browser.close();
  }
}

/**
 * Edits the content stream that matches, as a PDF editor would: the changed object is appended with a new cross-reference
 * section that points back to the old one.
 */
function editStream(pdf: Buffer, edit: (content: string) => string | null): Buffer {
  const text = pdf.toString('latin1');
  for (const match of text.matchAll(/(\d+) 0 obj\n<<([^>]*\/Length (\d+)[^>]*)>>\s*stream\n/g)) {
    const [head, number, dictionary, length] = match;
    if (!dictionary!.includes('FlateDecode') || dictionary!.includes('/Subtype')) continue;
    const start = match.index + head.length;
    const edited = edit(inflateSync(pdf.subarray(start, start + Number(length))).toString('latin1'));
    if (edited === null) continue;
    const packed = deflateSync(Buffer.from(edited, 'latin1'));
    const [size] = text.match(/(?<=\/Size )\d+/g)!.slice(-1);
    const [root] = text.match(/(?<=\/Root )\d+ \d+ R/g)!.slice(-1);
    const previous = text.slice(text.lastIndexOf('startxref')).match(/\d+/)![0];
    const object = `\n${number} 0 obj\n<</Filter /FlateDecode /Length ${packed.length}>> stream\n`;
    const offset = String(pdf.length + 1).padStart(10, '0');
    const xref = pdf.length + object.length + packed.length + '\nendstream\nendobj\n'.length;
    const end =
      `\nendstream\nendobj\nxref\n${number} 1\n${offset} 00000 n \n` +
      `trailer\n<</Size ${size} /Root ${root} /Prev ${previous}>>\nstartxref\n${xref}\n%%EOF\n`;
    return Buffer.concat([pdf, Buffer.from(object), packed, Buffer.from(end)]);
  }
  throw new Error('no stream fits');
}

/** Glyph of each letter by the maps that make the PDF's text selectable; written the same way in all fonts of one family. */
function glyphs(pdf: Buffer): Map<string, string> {
  const found = new Map<string, string>();
  editStream(pdf, (content) => {
    if (!content.includes('begincmap')) return null;
    for (const [, glyph, letter] of content.matchAll(/^<([0-9A-F]{4})> <([0-9A-F]{4})>$/gm)) {
      found.set(String.fromCodePoint(Number.parseInt(letter!, 16)), glyph!);
    }
    for (const [, from, to, letter] of content.matchAll(/^<([0-9A-F]{4})> <([0-9A-F]{4})> <([0-9A-F]{4})>$/gm)) {
      const first = Number.parseInt(from!, 16);
      for (let glyph = first; glyph <= Number.parseInt(to!, 16); glyph++) {
        const text = String.fromCodePoint(Number.parseInt(letter!, 16) + glyph - first);
        found.set(text, glyph.toString(16).toUpperCase().padStart(4, '0'));
      }
    }
    return content;
  });
  return found;
}

const browser = await findBrowser();
if (browser === null) console.warn('SKIPPED read-pdf: no browser (set PUPPETEER_EXECUTABLE_PATH)');

describe.skipIf(browser === null)('readPdfText', () => {
  let pdf: Buffer = Buffer.alloc(0);
  beforeAll(async () => {
    pdf = await print(browser!);
  });

  it('finds every number of the document, with repeated heads, moved parts and charts, and no running heads', async () => {
    const text = await readPdfText(pdf);
    expect(text.pages).toBeGreaterThan(1);
    expect(compareDocuments(expected, text.numbers, text.pages)).toEqual([]);
    expect(text.margins).toContain('id 3f3f3f3f3f3f');
    expect(text.body).not.toContain('Issue');
  });

  it('names the block of one digit edited in the content of the PDF', async () => {
    const glyph = glyphs(pdf);
    const write = (text: string) => [...text].map((letter) => glyph.get(letter) ?? '????').join('');
    const edited = editStream(pdf, (content) => {
      const from = write('4,321');
      return content.includes(from) ? content.replace(from, write('4,327')) : null;
    });
    const text = await readPdfText(edited);
    expect(compareDocuments(expected, text.numbers, text.pages)).toEqual([
      { block: 'trend.last', expected: '4,321', found: '4,327' },
    ]);
  });
});

describe('readPdfText', () => {
  it('says that a torn PDF can\u2019t be read', async () => {
    await expect(readPdfText(Buffer.from('%PDF-1.7\n1 0 obj'))).rejects.toMatchObject({
      code: 'verify.unreadable-pdf',
    });
  });
});
