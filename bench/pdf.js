import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { launch } from 'puppeteer-core';
import { composeReport } from '../dist/server/reports/html/compose-report.js';
import { findBrowser } from '../dist/server/reports/pdf/find-browser.js';
import { PdfRenderer } from '../dist/server/reports/pdf/pdf-renderer.js';
import { once, together } from './measure.js';

const WIDTH = 4;
const PRINT = { printBackground: true, preferCSSPageSize: true, tagged: true, outline: true };

/** The report of the goal: three pages, so one section with tiles, text, a chart and a table. */
function threePages() {
  const result = JSON.parse(readFileSync(join(import.meta.dirname, '../test/fixtures/result.en.json'), 'utf8'));
  return { ...result, sections: result.sections.slice(0, 1), omitted: [], glossary: [], method: undefined };
}

/** Reports to PDF, four at a time: printing the same HTML, and the whole way from the frozen result, against a bare Puppeteer loop. */
export async function* run({ scale }) {
  const count = Math.max(12, Math.round(120 * scale));
  const result = threePages();
  const html = await composeReport(result, { target: 'pdf' });
  const renderer = new PdfRenderer({ pages: WIDTH });
  const { executablePath, args = [], env } = await findBrowser();
  const browser = await launch({ executablePath, args, ...(env && { env }), headless: 'shell' });
  const pages = await Promise.all(Array.from({ length: WIDTH }, () => browser.newPage()));
  const bare = async () => {
    const page = pages.pop();
    await page.setContent(html, { waitUntil: 'load' });
    await page.pdf(PRINT);
    pages.push(page);
  };
  await together(WIDTH * 2, WIDTH, bare);
  await together(WIDTH * 2, WIDTH, () => renderer.render(result));
  const theirs = await once(() => together(count, WIDTH, bare));
  const printed = await once(() => together(count, WIDTH, () => renderer.print(html)));
  const rendered = await once(() => together(count, WIDTH, () => renderer.render(result)));
  yield {
    vs: `bare Puppeteer loop, pages reused, same HTML, ${count} PDFs`,
    goal: 1.1,
    ours: printed,
    theirs,
    unit: 'ms',
  };
  yield {
    vs: `the same loop; ours composes the HTML too, ${count} PDFs`,
    goal: 1.1,
    ours: rendered,
    theirs,
    unit: 'ms',
  };
  await renderer.close();
  await browser.close();
}
