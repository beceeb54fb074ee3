import ExcelJS from 'exceljs';
import { strFromU8, unzipSync } from 'fflate';
import type { Result } from '../../blocks/result.js';
import { AppError } from '../../common/errors.js';
import { RESULT_PROPERTY } from '../xlsx/add-charts.js';
import { planWorkbook } from '../xlsx/plan-workbook.js';
import {
  cellAddress,
  type PlannedChart,
  type PlannedPlot,
  type PlannedRange,
  type PlannedSeries,
  type PlannedSheet,
  type PlannedValue,
} from '../xlsx/workbook-plan.js';
import type { Difference } from './difference.js';
import { surplus } from './number-tokens.js';

/**
 * Reads a workbook back and compares every cell with what the result puts there: texts, figures, dates, the formulas
 * of totals and their cached values, and the cached values of charts. Also names cells that the result doesn't know.
 * Throws AppError `verify.unreadable-xlsx`.
 */
export async function compareXlsx(bytes: Uint8Array, result: Result): Promise<Difference[]> {
  const workbook = await readWorkbook(bytes);
  const plan = planWorkbook(result);
  const known = new Set(plan.sheets.map((sheet) => sheet.name));
  const strangers = workbook.worksheets.filter((sheet) => !known.has(sheet.name));
  return [
    ...plan.sheets.flatMap((sheet) => compareSheet(workbook.getWorksheet(sheet.name), sheet)),
    ...strangers.map((sheet) => ({ block: 'document', place: sheet.name, expected: null, found: 'a sheet' })),
    ...compareCharts(
      bytes,
      plan.sheets.flatMap((sheet) => sheet.charts),
    ),
  ];
}

/** The result id that a workbook names in its properties; null when there is none. */
export function readXlsxResultId(bytes: Uint8Array): string | null {
  const properties = readParts(bytes, (name) => name === 'docProps/custom.xml')['docProps/custom.xml'];
  if (properties === undefined) return null;
  const pattern = new RegExp(`name="${RESULT_PROPERTY}"[^>]*>\\s*<vt:lpwstr>([0-9a-f]{64})<`);
  return pattern.exec(strFromU8(properties))?.[1] ?? null;
}

async function readWorkbook(bytes: Uint8Array): Promise<ExcelJS.Workbook> {
  const workbook = new ExcelJS.Workbook();
  try {
    // ExcelJS asks for a Buffer type older than that of Node's typings.
    await workbook.xlsx.load(Buffer.from(bytes) as unknown as Parameters<typeof workbook.xlsx.load>[0]);
  } catch (cause) {
    throw new AppError('verify.unreadable-xlsx', 'The workbook can\u2019t be read.', { cause });
  }
  return workbook;
}

function compareSheet(sheet: ExcelJS.Worksheet | undefined, plan: PlannedSheet): Difference[] {
  if (sheet === undefined) {
    return [{ block: plan.cells[0]?.block ?? 'document', place: plan.name, expected: 'a sheet', found: null }];
  }
  const expected = new Map(plan.cells.map((cell) => [cellAddress(cell.row, cell.column), cell]));
  const differences: Difference[] = [];
  for (const [address, cell] of expected) {
    const [wanted, found] = [plannedText(cell.value), cellText(sheet.getCell(address))];
    if (wanted !== found)
      differences.push({ block: cell.block, place: `${plan.name}!${address}`, expected: wanted, found });
  }
  sheet.eachRow((row) =>
    row.eachCell((cell) => {
      if (expected.has(cell.address) || cell.master !== cell) return;
      const found = cellText(cell);
      const place = `${plan.name}!${cell.address}`;
      if (found !== null) differences.push({ block: blockAbove(plan, Number(cell.row)), place, expected: null, found });
    }),
  );
  return differences;
}

/** The block that a stray cell stands beside or under. */
function blockAbove(plan: PlannedSheet, row: number): string {
  return plan.cells.findLast((cell) => cell.row <= row)?.block ?? 'document';
}

function plannedText(value: PlannedValue | null): string | null {
  if (value === null || value === '') return null;
  if (typeof value === 'string') return normal(value);
  if (typeof value === 'number') return numberText(value);
  if ('date' in value) return value.date;
  if ('link' in value) return normal(value.text);
  return sumText(value.sum, value.result);
}

function cellText(cell: ExcelJS.Cell): string | null {
  const { value } = cell;
  if (value === null || value === undefined || value === '') return null;
  if (typeof value === 'string') return normal(value);
  if (typeof value === 'number') return numberText(value);
  if (value instanceof Date) return dateText(value);
  if (typeof value === 'boolean') return String(value);
  if ('formula' in value || 'sharedFormula' in value) return formulaText(cell.formula, cell.result);
  if ('richText' in value) return normal(value.richText.map((run) => run.text).join(''));
  if ('hyperlink' in value) return normal(cell.text);
  return `error ${value.error}`;
}

function formulaText(formula: string, cached: ExcelJS.Cell['result']): string {
  const range = /^SUM\(([A-Z]+\d+:[A-Z]+\d+)\)$/i.exec(formula)?.[1];
  const isNumber = typeof cached === 'number' || cached === undefined || cached === null;
  if (range !== undefined && isNumber) return sumText(range, cached ?? null);
  return `=${formula} (${JSON.stringify(cached)})`;
}

function sumText(range: string, result: number | null): string {
  return `${numberText(result ?? 0)} =SUM(${range})`;
}

/** Office programs keep 15 significant digits when they save a file again. */
function numberText(value: number): string {
  return String(Number(value.toPrecision(15)));
}

function dateText(value: Date): string {
  const text = value.toISOString();
  return text.endsWith('T00:00:00.000Z') ? text.slice(0, 10) : text;
}

function normal(text: string): string {
  return text.replaceAll(/\r\n?/g, '\n');
}

/** Each chart's cached numbers must be in the file; the order of charts is not compared, as other programs renumber them. */
function compareCharts(bytes: Uint8Array, charts: PlannedChart[]): Difference[] {
  const parts = Object.values(readParts(bytes, (name) => /^xl\/charts\/chart\d+\.xml$/.test(name)));
  const series = parts.flatMap((part) => readSeries(strFromU8(part)));
  const wanted = charts.flatMap((chart) =>
    chart.plots.flatMap((plot) =>
      plot.series.flatMap((one) =>
        drawnRanges(one, plot.type).map((range) => ({
          block: chart.block,
          name: String(one.name.values[0] ?? ''),
          values: seriesText(range.values.map((value) => (typeof value === 'number' ? value : null))),
        })),
      ),
    ),
  );
  const texts = wanted.map((one) => one.values);
  const spare = surplus(series, texts);
  return surplus(texts, series).map((values, index) => {
    const chart = wanted.find((one) => one.values === values);
    const place = `chart series ${chart?.name ?? ''}`;
    return { block: chart?.block ?? 'document', place, expected: values, found: spare[index] ?? null };
  });
}

/** The numbers that a series is drawn from. */
function drawnRanges({ categories, values, sizes, whisker }: PlannedSeries, type: PlannedPlot['type']): PlannedRange[] {
  const isPoints = type === 'scatter' || type === 'bubble';
  return [...(isPoints ? [categories] : []), values, ...(sizes ? [sizes] : []), ...(whisker ? [whisker.lengths] : [])];
}

function readSeries(xml: string): string[] {
  const caches = xml.match(/<c:(val|xVal|yVal|bubbleSize|plus|minus)>.*?<\/c:\1>/gs) ?? [];
  return caches.map((part) => seriesText([...part.matchAll(/<c:v>([^<]*)<\/c:v>/g)].map(([, text]) => Number(text))));
}

function seriesText(values: (number | null)[]): string {
  return values.flatMap((value) => (value === null ? [] : [numberText(value)])).join(' ');
}

function readParts(bytes: Uint8Array, wanted: (name: string) => boolean): Record<string, Uint8Array> {
  try {
    return unzipSync(bytes, { filter: (file) => wanted(file.name) });
  } catch (cause) {
    throw new AppError('verify.unreadable-xlsx', 'The workbook can\u2019t be read.', { cause });
  }
}
