import { brokenWorkbook } from './archive.js';
import { parsePlace, SHEET } from './cell-place.js';
import { numberText, serialText } from './cell-value.js';
import { parseXml } from './parse-xml.js';
import { unescapeText } from './shared-strings.js';
import type { Workbook } from './workbook.js';

/** A cell with a value; the text of a number, a date or a truth value is not "typed as text". */
export interface Cell {
  /** 1-based. */
  column: number;
  text: string;
  isText: boolean;
}

export interface SheetRow {
  /** 1-based, as the sheet shows it. */
  row: number;
  cells: Cell[];
}

interface Place {
  column: number;
  type: string;
  style: number;
}

/**
 * Rows of a sheet that have a value, in order, as they are parsed: numbers and dates typed by their number format, formulas by the value they
 * had when the file was saved, `#N/A` as no value, other errors by their name (`#DIV/0!`). Memory: one chunk of the sheet.
 */
export async function* readRows(
  chunks: AsyncIterable<Buffer>,
  workbook: Workbook,
  shown: string,
): AsyncGenerator<SheetRow> {
  const sheet = new SheetParser(workbook, shown);
  for await (const _ of parseXml(chunks, sheet, shown)) yield* sheet.takeRows();
}

class SheetParser {
  private rows: SheetRow[] = [];
  private current: SheetRow = { row: 0, cells: [] };
  private cell: Place = { column: 0, type: 'n', style: 0 };
  private value = '';
  private inValue = false;
  private inReading = false;

  constructor(
    private readonly workbook: Workbook,
    private readonly shown: string,
  ) {}

  takeRows(): SheetRow[] {
    const rows = this.rows;
    this.rows = [];
    return rows;
  }

  open(name: string, attributes: Record<string, string>): void {
    if (name === 'c') this.openCell(attributes);
    else if (name === 'v' || (name === 't' && !this.inReading)) this.inValue = true;
    else if (name === 'rPh') this.inReading = true;
    else if (name === 'row') this.openRow(attributes['r']);
  }

  text(text: string): void {
    if (this.inValue) this.value += text;
  }

  close(name: string): void {
    if (name === 'v' || name === 't') this.inValue = false;
    else if (name === 'rPh') this.inReading = false;
    else if (name === 'c') this.closeCell();
    else if (name === 'row' && this.current.cells.length > 0) this.rows.push(this.current);
  }

  private openRow(written: string | undefined): void {
    const row = written === undefined ? this.current.row + 1 : Number(written);
    if (!Number.isInteger(row) || row <= this.current.row || row > SHEET.rows) {
      throw brokenWorkbook(this.shown, `after row ${this.current.row} of the sheet comes row ${written}`);
    }
    this.current = { row, cells: [] };
    this.cell = { column: 0, type: 'n', style: 0 };
  }

  private openCell({ r, t, s }: Record<string, string>): void {
    const column = r === undefined ? this.cell.column + 1 : parsePlace(r)?.column;
    if (column === undefined || column <= this.cell.column || column > SHEET.columns) {
      throw brokenWorkbook(this.shown, `row ${this.current.row} of the sheet has a cell at "${r ?? column}"`);
    }
    this.cell = { column, type: t ?? 'n', style: Number(s ?? 0) };
    this.value = '';
  }

  private closeCell(): void {
    const { column, type, style } = this.cell;
    const text = this.valueText(type, style);
    if (text === '') return;
    const isText = type === 's' || type === 'str' || type === 'inlineStr' || type === 'e';
    this.current.cells.push({ column, text, isText });
  }

  private valueText(type: string, style: number): string {
    const { strings, kinds, is1904 } = this.workbook;
    if (type === 's') return this.value === '' ? '' : this.sharedText(strings);
    if (type === 'str' || type === 'inlineStr') return unescapeText(this.value);
    if (type === 'b') return this.value === '1' || this.value === 'true' ? 'true' : 'false';
    if (type === 'e') return this.value === '#N/A' ? '' : this.value;
    if (type === 'd') return this.value.replace('T', ' ').replace(/ 00:00:00(\.0+)?$/, '');
    if (this.value === '') return '';
    const kind = kinds[style] ?? 'number';
    return kind === 'number' ? numberText(this.value) : serialText(this.value, kind, is1904);
  }

  private sharedText(strings: string[]): string {
    const text = strings[Number(this.value)];
    if (text === undefined)
      throw brokenWorkbook(this.shown, `row ${this.current.row} refers to a text that is not there`);
    return text;
  }
}
