import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { afterAll, describe, expect, it } from 'vitest';
import type { Result } from '../../blocks/result.js';
import { composeDocument } from '../html/compose-report.js';
import { PdfRenderer } from './pdf-renderer.js';
import { readDestinations } from './read-destinations.js';

const renderer = new PdfRenderer({ pages: 2 });
afterAll(() => renderer.close());

function fixture(language: 'ko' | 'en'): Result {
  const file = new URL(`../../../../../test/fixtures/result.${language}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')) as Result;
}

async function render(result: Result): Promise<Uint8Array> {
  return renderer.render(await composeDocument(result, { target: 'pdf' }), result);
}

async function read(pdf: Uint8Array) {
  const document = await getDocument({ data: Uint8Array.from(pdf), verbosity: 0 }).promise;
  const pages: string[] = [];
  for (let number = 1; number <= document.numPages; number += 1) {
    const { items } = await (await document.getPage(number)).getTextContent();
    pages.push(items.map((item) => ('str' in item ? item.str : '')).join(' '));
  }
  return { document, pages };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

const squeeze = (text: string) => text.replaceAll(/\s+/g, '');

describe('rendering a report', () => {
  it.each(['ko', 'en'] as const)(
    'makes a tagged %s PDF with title, outline and text that can be read back',
    async (language) => {
      const result = fixture(language);
      const { document, pages } = await read(await render(result));
      expect(document.numPages).toBeGreaterThan(3);
      expect(Object.fromEntries((await document.getMarkInfo()) as unknown as Map<string, boolean>)).toMatchObject({
        Marked: true,
      });
      expect((await document.getMetadata()).info).toMatchObject({ Title: result.title, Language: language });
      const outline = JSON.stringify(await document.getOutline());
      for (const section of result.sections) {
        expect(outline).toContain(section.title);
        expect(pages.some((page) => squeeze(page).includes(squeeze(section.title)))).toBe(true);
      }
      expect(pages.slice(1).every((page) => page.includes(result.id.slice(0, 12)))).toBe(true);
    },
  );

  it('names in the contents the pages where the sections really stand', async () => {
    const result = fixture('en');
    const pdf = await render(result);
    const { document, pages } = await read(pdf);
    const contents = pages.find((page) => page.includes('Contents')) ?? '';
    for (const section of result.sections.slice(1)) {
      const printed = Number(new RegExp(`${section.title}\\s+(\\d+)`).exec(contents)?.[1]);
      expect(pages[printed - 1]).toContain(section.title);
      const [target] = (await document.getDestination(`s-${section.id}`)) ?? [];
      expect((await document.getPageIndex(target)) + 1).toBe(printed);
      expect(readDestinations(pdf).get(`s-${section.id}`)).toBe(printed);
    }
  });

  it('embeds its fonts as TrueType, none as Type 3', async () => {
    const text = Buffer.from(await render(fixture('ko'))).toString('latin1');
    expect(text).not.toContain('/Type3');
    expect(text).toContain('/CIDFontType2');
    expect(text.match(/\/FontFile2/g)?.length).toBeGreaterThan(0);
    expect(text).not.toMatch(/DejaVu|Liberation|Noto/);
  });

  it('gives the same bytes again from a warm browser', async () => {
    const first = await render(fixture('ko'));
    await render(fixture('en'));
    expect(Buffer.compare(await render(fixture('ko')), first)).toBe(0);
  });

  it('fetches nothing, whatever a layout asks for', async () => {
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.end();
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const html = `<link rel=stylesheet href="${origin}/css"><img src="${origin}/img"><iframe src="${origin}/frame"></iframe>
      <iframe src="file:///etc/passwd"></iframe><script>document.body.append('ran')</script><p>body</p>`;
    const { pages } = await read(await renderer.print(`<!doctype html><title>t</title>${html}`));
    server.close();
    expect(asked).toEqual([]);
    expect(pages.join(' ')).toContain('body');
    expect(pages.join(' ')).not.toMatch(/root:|ran/);
  });
});

describe('a browser in trouble', () => {
  it('that is killed in mid-render is replaced and the document printed again', async () => {
    await render(fixture('en'));
    const pid = (await renderer.processId()) as number;
    const running = render(fixture('ko'));
    setTimeout(() => process.kill(pid, 'SIGKILL'), 60);
    const { pages } = await read(await running);
    expect(pages.length).toBeGreaterThan(3);
    await render(fixture('en'));
    expect(await renderer.processId()).not.toBe(pid);
  });

  it('that takes too long gives an error that may be tried again, and the next document comes out', async () => {
    const hasty = new PdfRenderer({ timeoutMs: 300 });
    const rows = '<tr><td>1</td><td>2</td></tr>'.repeat(60_000);
    await expect(hasty.print(`<table>${rows}</table>`)).rejects.toMatchObject({ code: 'pdf.timeout', retryable: true });
    await hasty.close();
    expect((await renderer.print('<p>next</p>')).length).toBeGreaterThan(500);
  });

  it('that cannot be found is named with what to do', async () => {
    const lost = new PdfRenderer({ browserPath: '/nowhere/chrome' });
    await expect(lost.print('<p>x</p>')).rejects.toMatchObject({ code: 'pdf.browser-not-found' });
    await lost.close();
  });

  it('is replaced after its share of documents and leaves no process behind', async () => {
    const own = new PdfRenderer({ documentsPerBrowser: 2, pages: 1 });
    const pids = new Set<number>();
    for (let round = 0; round < 4; round += 1) {
      await own.print(`<p>${round}</p>`);
      pids.add((await own.processId()) as number);
    }
    await own.close();
    expect(pids.size).toBe(2);
    expect([...pids].filter(isAlive)).toEqual([]);
    await expect(own.print('<p>late</p>')).rejects.toMatchObject({ code: 'pdf.closed' });
  });
});
