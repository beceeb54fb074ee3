// node write-sheet.js ours|exceljs PARQUET TARGET: one workbook, then its time, the process's peak memory and the file's size as JSON.
import { mkdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { Engine } from '../dist/server/engine/engine.js';

const [writer, parquet, target] = process.argv.slice(2);
const DAY_MS = 86_400_000;
const MB = 1 << 20;

const stateDir = join(dirname(parquet), `state-${writer}`);
mkdirSync(stateDir, { recursive: true });
const engine = new Engine({ duckdbMemory: '256MB', duckdbThreads: 2, stateDir });
const workspace = await engine.open([dirname(parquet)]);
const write = { ours, exceljs }[writer];
const start = performance.now();
await workspace.stream(`SELECT * FROM read_parquet('${parquet}')`, {}, await write());
const ms = Math.round(performance.now() - start);
await workspace.close();
const mb = Math.round((process.resourceUsage().maxRSS * 1024) / MB);
process.stdout.write(JSON.stringify({ ms, mb, fileMb: Math.round(statSync(target).size / MB) }));

async function ours() {
  const { writeDataSheet } = await import('../dist/server/reports/data-sheet/write-data-sheet.js');
  return (stream) => writeDataSheet(target, stream, { name: 'Entries' });
}

async function exceljs() {
  const { default: ExcelJS } = await import('exceljs');
  return async ({ columns, chunks }) => {
    const workbook = new ExcelJS.stream.xlsx.WorkbookWriter({
      filename: target,
      useStyles: true,
      useSharedStrings: false,
    });
    const sheet = workbook.addWorksheet('Entries', { views: [{ state: 'frozen', ySplit: 1 }] });
    sheet.columns = columns.map(({ name, type }) => ({ header: name, width: 14, style: { numFmt: formatOf(type) } }));
    const read = columns.map(({ type }) => readerOf(type));
    for await (const chunk of chunks) {
      for (const row of chunk.getRows()) sheet.addRow(row.map((value, i) => read[i](value))).commit();
    }
    sheet.commit();
    await workbook.commit();
  };
}

function formatOf(type) {
  if (type.startsWith('DECIMAL')) return '#,##0.00';
  if (type === 'DATE') return 'yyyy-mm-dd';
  return type === 'TIMESTAMP' ? 'yyyy-mm-dd hh:mm:ss' : 'General';
}

function readerOf(type) {
  if (type.startsWith('DECIMAL')) return (value) => value.toDouble();
  if (type === 'DATE') return (value) => new Date(value.days * DAY_MS);
  if (type === 'TIMESTAMP') return (value) => new Date(Number(value.micros / 1000n));
  return (value) => (typeof value === 'bigint' ? Number(value) : value);
}
