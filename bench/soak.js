import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { composeDocument, composeReport } from '../dist/server/reports/html/compose-report.js';
import { PdfRenderer } from '../dist/server/reports/pdf/pdf-renderer.js';
import { compareFile } from '../dist/server/reports/verify/compare-file.js';
import { renderXlsx } from '../dist/server/reports/xlsx/render-xlsx.js';
import { middle } from './measure.js';

const STEP = 50;
const MB = 1 << 20;

/**
 * Reports in a row in one process, each as PDF, page and workbook, read back as the gate does: what the second half takes against the first;
 * a browser grows until it is replaced, so that ends can't be compared.
 */
export async function* run({ scale }) {
  const steps = Math.max(3, Math.round(10 * scale));
  const renderer = new PdfRenderer({ pages: 1 });
  const node = [];
  const chromium = [];
  for (let step = 0; step < steps; step += 1) {
    const samples = { node: [], chromium: [] };
    for (let i = 0; i < STEP; i += 1) {
      await renderReport(renderer, step * STEP + i);
      samples.node.push(residentMb(process.pid));
      samples.chromium.push(familyMb(await renderer.processId()));
    }
    node.push(middle(samples.node));
    chromium.push(middle(samples.chromium));
    process.stderr.write(`${(step + 1) * STEP} reports: node ${node.at(-1)} MB, Chromium ${chromium.at(-1)} MB\n`);
  }
  await renderer.close();
  const vs = `the peak of the first half, ${steps * STEP} reports`;
  for (const [name, peaks] of Object.entries({ node, Chromium: chromium })) {
    const half = Math.ceil(steps / 2);
    const [theirs, ours] = [peaks.slice(0, half), peaks.slice(half)].map((some) => Math.max(...some));
    yield { vs: `${name}: ${vs}`, goal: 1.1, ours, theirs, unit: 'MB' };
  }
}

/** A report of its own each time, under another name and in other words, so that no cache helps for long. */
async function renderReport(renderer, number) {
  const language = number % 2 === 0 ? 'ko' : 'en';
  const result = fixture(language);
  const customer = String.fromCodePoint(
    ...Array.from({ length: 12 }, (_, i) => 0xac00 + ((number * 97 + i * 1013) % 11_172)),
  );
  Object.assign(result, { report: `report-${number}`, customer, title: `${result.title} ${customer}` });
  const document = await composeDocument(result, { target: 'pdf' });
  const page = await composeReport(result, { target: 'web' });
  const files = {
    pdf: await renderer.render(document, result),
    html: Buffer.from(page),
    xlsx: await renderXlsx(result),
  };
  for (const [format, bytes] of Object.entries(files)) {
    const differences = await compareFile(format, bytes, result, async (target) =>
      target === 'pdf' ? document : page,
    );
    if (differences.length > 0) throw new Error(`${format} of report ${number}: ${JSON.stringify(differences[0])}`);
  }
}

function fixture(language) {
  return JSON.parse(readFileSync(join(import.meta.dirname, `../test/fixtures/result.${language}.json`), 'utf8'));
}

/** Memory of a process, shared pages by their share; Linux. */
function residentMb(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
    return Math.round((Number(/^Pss:\s+(\d+)/m.exec(text)?.[1]) * 1024) / MB);
  } catch {
    return 0;
  }
}

function familyMb(root) {
  const parents = new Map(processes().map((pid) => [pid, parentOf(pid)]));
  const isOf = (pid) => pid === root || (parents.has(pid) && isOf(parents.get(pid)));
  return [...parents.keys()].filter(isOf).reduce((sum, pid) => sum + residentMb(pid), 0);
}

function processes() {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

function parentOf(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(text.slice(text.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return 0;
  }
}
