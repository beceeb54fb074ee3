import ExcelJS from 'exceljs';
import type { Result } from '../../blocks/result.js';
import { addCharts } from './add-charts.js';
import { sheetPages, type SheetPages } from './page-setup.js';
import { planWorkbook } from './plan-workbook.js';
import {
  cellAddress,
  ROW_HEIGHT,
  type CellRole,
  type PlannedCell,
  type PlannedSheet,
  type PlannedValue,
  type WorkbookPlan,
} from './workbook-plan.js';

const GREY = 'FF5F6B7A';
const RULE = 'FFC9CFD6';

/**
 * Renders a result as an Excel workbook with native charts. The same result gives the same bytes.
 * Throws AppError `xlsx.failed-block` for a result that holds a failed block, `xlsx.text-too-long`.
 */
export async function renderXlsx(result: Result): Promise<Uint8Array> {
  const plan = planWorkbook(result);
  const workbook = new ExcelJS.Workbook();
  workbook.title = plan.title;
  workbook.subject = plan.subject;
  workbook.creator = plan.author;
  workbook.lastModifiedBy = plan.author;
  // The as-of day stands for the time of making: a workbook made again has the same bytes.
  const day = new Date(`${plan.asOf}T00:00:00Z`);
  workbook.created = day;
  workbook.modified = day;
  for (const sheet of plan.sheets) writeSheet(workbook, sheet, plan);
  const bytes = new Uint8Array(await workbook.xlsx.writeBuffer());
  return addCharts(bytes, plan);
}

function writeSheet(workbook: ExcelJS.Workbook, sheet: PlannedSheet, plan: WorkbookPlan): void {
  const pages = sheetPages(sheet);
  const worksheet = workbook.addWorksheet(sheet.name, {
    properties: { defaultRowHeight: ROW_HEIGHT, outlineProperties: { summaryBelow: false, summaryRight: false } },
    pageSetup: pageSetup(sheet, pages),
    headerFooter: { oddFooter: `&L&8${plan.footer.replaceAll('&', '&&')}&R&8&P / &N` },
    views: [{ state: 'frozen', ySplit: sheet.frozenRows, xSplit: 0, showGridLines: false }],
  });
  if (sheet.frozenRows === 0) worksheet.views = [{ state: 'normal', showGridLines: false }];
  worksheet.columns = sheet.widths.map((width) => ({ width }));
  for (const [row, height] of sheet.heights) worksheet.getRow(row).height = height;
  for (const cell of sheet.cells) writeCell(worksheet, cell, plan);
  foldRows(worksheet, sheet);
  for (const row of pages.breaks) worksheet.getRow(row - 1).addPageBreak();
}

function pageSetup(sheet: PlannedSheet, { orientation }: SheetPages): Partial<ExcelJS.PageSetup> {
  return {
    paperSize: 9,
    orientation,
    fitToPage: true,
    fitToWidth: 1,
    fitToHeight: 0,
    margins: { left: 0.6, right: 0.6, top: 0.7, bottom: 0.7, header: 0.3, footer: 0.3 },
    ...(sheet.printHeadRow === undefined ? {} : { printTitlesRow: `${sheet.printHeadRow}:${sheet.printHeadRow}` }),
  };
}

/** Closes rows under the one above them, which carries the button. */
function foldRows(worksheet: ExcelJS.Worksheet, { folded }: PlannedSheet): void {
  for (const { from, to } of folded) {
    for (let number = from; number <= to; number += 1) {
      const row = worksheet.getRow(number);
      row.outlineLevel = 1;
      row.hidden = true;
    }
  }
}

function writeCell(worksheet: ExcelJS.Worksheet, planned: PlannedCell, plan: WorkbookPlan): void {
  const cell = worksheet.getCell(planned.row, planned.column);
  cell.value = toExcel(planned.value);
  cell.font = cellFont(planned, plan);
  const isText = typeof planned.value === 'string';
  cell.alignment = {
    horizontal: planned.align ?? 'left',
    vertical: planned.role === 'head' ? 'bottom' : isText && planned.role === 'text' ? 'top' : 'middle',
    wrapText: isText,
    ...(isTabular(planned) && planned.column > 1 && planned.align !== 'right' ? { indent: 1 } : {}),
  };
  const border = cellBorder(planned.role, plan);
  if (border !== null) cell.border = border;
  if (planned.numberFormat !== undefined) cell.numFmt = planned.numberFormat;
  // The text format keeps a text that looks like a formula a text, also after someone edits the cell.
  else if (isText && /^[=+\-@\t\r]/.test(planned.value as string)) cell.numFmt = '@';
  if (planned.lastColumn !== undefined) {
    worksheet.mergeCells(planned.row, planned.column, planned.row, planned.lastColumn);
  }
}

/** Left-aligned cells of a table stand off the right-aligned number before them. */
function isTabular({ role }: PlannedCell): boolean {
  return role === 'head' || role === 'cell' || role === 'total';
}

function toExcel(value: PlannedValue | null): ExcelJS.CellValue {
  if (value === null || typeof value !== 'object') return value;
  if ('date' in value) return new Date(`${value.date}T00:00:00Z`);
  if ('sum' in value) return { formula: `SUM(${value.sum})`, result: value.result ?? 0 };
  return { text: value.text, hyperlink: `#'${value.link.replaceAll("'", "''")}'!${cellAddress(1, 1)}` };
}

function cellFont({ role, strong }: PlannedCell, plan: WorkbookPlan): Partial<ExcelJS.Font> {
  const brand = { argb: argb(plan.textColor) };
  const fonts: Record<CellRole, Partial<ExcelJS.Font>> = {
    title: { size: 20, bold: true, color: brand },
    subtitle: { size: 12, color: { argb: GREY } },
    finding: { size: 14, bold: true, color: brand },
    caption: { size: 11, bold: true },
    head: { size: 10, bold: true, color: { argb: GREY } },
    cell: { size: 10, bold: strong === true },
    total: { size: 10, bold: true },
    text: { size: 10.5 },
    label: { size: 10, color: { argb: GREY } },
    note: { size: 9, color: { argb: GREY } },
    link: { size: 10, underline: true, color: brand },
  };
  return { name: plan.font, ...fonts[role] };
}

function cellBorder(role: CellRole, plan: WorkbookPlan): Partial<ExcelJS.Borders> | null {
  const brand = { argb: argb(plan.brandColor) };
  if (role === 'head') return { bottom: { style: 'medium', color: brand } };
  if (role === 'cell') return { bottom: { style: 'hair', color: { argb: RULE } } };
  if (role === 'total') return { top: { style: 'thin', color: brand }, bottom: { style: 'medium', color: brand } };
  return null;
}

function argb(color: string): string {
  return `FF${color.slice(1).toUpperCase()}`;
}
