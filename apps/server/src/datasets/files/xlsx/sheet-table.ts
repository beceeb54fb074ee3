import { AppError } from '../../../common/errors.js';
import { emptyFile } from '../file-kind.js';
import { KindTally, MAX_COLUMNS, tooManyColumns } from '../typed-columns.js';
import { placeText, SHEET, type Range } from './cell-place.js';
import type { Cell, SheetRow } from './read-rows.js';

/** Share of rows with values beside the table from which it is none: it begins elsewhere. */
const BESIDE_SHARE = 0.5;

/** The table in a sheet: where it lies, settled by its first row, and what its columns hold. Fed row by row. */
export class SheetTable {
  private left = 0;
  private right = 0;
  private top = 0;
  private first: string[] = [];
  private readonly tally = new KindTally();
  private records = 0;
  private beside = 0;
  private widest: { row: number; cells: Cell[] } = { row: 0, cells: [] };

  constructor(
    private readonly range: Range | undefined,
    private readonly shown: string,
  ) {}

  isBelow(row: number): boolean {
    return this.range !== undefined && row > this.range.bottom;
  }

  /** The row as delimited text, values beside the table at its end; undefined when it has no value in the range. */
  record({ row, cells }: SheetRow): string | undefined {
    const within = this.range ? cells.filter(({ column }) => isWithin(this.range!, row, column)) : cells;
    if (within.length === 0) return undefined;
    if (this.records++ === 0) this.settle(row, within);
    if (within.length > this.widest.cells.length) this.widest = { row, cells: within };
    const fields = this.fieldsOf(within);
    if (fields.length > this.right - this.left + 1) this.beside++;
    if (this.records === 1) {
      this.first = fields;
      this.tally.endFirst();
    }
    return fields.map(quoteField).join(',');
  }

  /** The first record and the kinds of all. Throws `dataset.empty`, and `dataset.no-table` when most rows don't fit the first. */
  finish(): { first: string[]; tally: KindTally } {
    if (this.records === 0) throw emptyFile(this.shown, 'has no value in the sheet or range');
    if (this.beside <= BESIDE_SHARE * this.records) return { first: this.first, tally: this.tally };
    const start = placeText(this.widest.cells[0]!.column, this.widest.row);
    throw new AppError(
      'dataset.no-table',
      `${this.beside} of ${this.records} rows of ${this.shown} have values beside the table that begins at ${placeText(this.left, this.top)}.`,
      {
        hint: `If the table begins at ${start}, write \`range: ${start}\` (--range ${start} for an import).`,
        details: { path: this.shown },
      },
    );
  }

  private settle(row: number, cells: Cell[]): void {
    this.top = row;
    this.left = this.range?.left ?? cells[0]!.column;
    this.right = this.range && this.range.right < SHEET.columns ? this.range.right : cells.at(-1)!.column;
    if (this.right - this.left >= MAX_COLUMNS) throw tooManyColumns(this.shown);
  }

  private fieldsOf(cells: Cell[]): string[] {
    const fields = Array.from<string>({ length: this.right - this.left + 1 }).fill('');
    for (const { column, text, isText } of cells) {
      if (column < this.left || column > this.right) fields.push(text);
      else {
        fields[column - this.left] = text;
        this.tally.add(column - this.left, text, isText);
      }
    }
    return fields;
  }
}

function isWithin(range: Range, row: number, column: number): boolean {
  return row >= range.top && row <= range.bottom && column >= range.left && column <= range.right;
}

function quoteField(text: string): string {
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
