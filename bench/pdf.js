import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { launch } from 'puppeteer-core';
import { composeDocument, composeReport } from '../dist/server/reports/html/compose-report.js';
import { findBrowser } from '../dist/server/reports/pdf/find-browser.js';
import { PdfRenderer } from '../dist/server/reports/pdf/pdf-renderer.js';
import { startJsreport } from './jsreport.js';
import { inTurns, together } from './measure.js';
import { NOT_SET_UP } from './peers.js';

const WIDTH = 4;
const PRINT = { printBackground: true, preferCSSPageSize: true, tagged: true, outline: true };

/** The report of the goal: three pages, so one section with tiles, text, a chart and a table. */
function threePages() {
  const result = JSON.parse(readFileSync(join(import.meta.dirname, '../test/fixtures/result.en.json'), 'utf8'));
  const [summary, trend] = result.sections;
  const section = { ...summary, blocks: [...summary.blocks, ...trend.blocks] };
  return { ...result, sections: [section], omitted: [], glossary: [], method: undefined };
}

/** Reports to PDF, four at a time: printing the same HTML, and the whole way from the frozen result. */
export async function* run({ scale }) {
  const count = Math.max(8, Math.round(40 * scale));
  const result = threePages();
  const html = await composeReport(result, { target: 'pdf' });
  const found = await findBrowser();
  const renderer = new PdfRenderer({ pages: WIDTH });
  const bare = await startBare(found, html);
  const jsreport = await startJsreport(found);
  const works = [
    bare.print,
    () => renderer.print(html),
    async () => renderer.render(await composeDocument(result, { target: 'pdf' }), result),
  ];
  if (jsreport) works.push(() => jsreport.print(html));
  const times = await inTurns(works.map((work) => () => together(count, WIDTH, work)));
  const [alone, printed, rendered, theirs] = times;
  const line = { goal: 1.1, unit: 'ms' };
  yield { ...line, vs: `bare Puppeteer loop, pages reused, same HTML, ${count} PDFs`, ours: printed, theirs: alone };
  yield { ...line, vs: `the same loop; ours composes the HTML too, ${count} PDFs`, ours: rendered, theirs: alone };
  const vs = `jsreport 4.x, chrome-pdf, chrome-pool, 2 workers, same HTML, ${count} PDFs`;
  yield jsreport ? { ...line, vs, goal: 0.4, ours: printed, theirs } : { vs, skipped: NOT_SET_UP };
  await Promise.all([renderer.close(), bare.close(), jsreport?.close()]);
}

/** What a program of thirty lines would do. */
async function startBare({ executablePath, args, env }, html) {
  const browser = await launch({ executablePath, args, env: { ...process.env, ...env }, headless: 'shell' });
  const pages = await Promise.all(Array.from({ length: WIDTH }, () => browser.newPage()));
  const print = async () => {
    const page = pages.pop();
    await page.setContent(html, { waitUntil: 'load' });
    await page.pdf(PRINT);
    pages.push(page);
  };
  return { print, close: () => browser.close() };
}
