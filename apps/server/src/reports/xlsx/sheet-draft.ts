import { legalText, lineCount, textWidth } from './text-width.js';
import {
  ROW_HEIGHT,
  type ColorScale,
  type PlannedCell,
  type PlannedChart,
  type PlannedImage,
  type PlannedSheet,
} from './workbook-plan.js';

const NARROWEST = 10;
const WIDEST = 44;
/** Columns that a sheet has at least, so that texts and charts have room. */
const FEWEST_COLUMNS = 6;
const FEWEST_CHARACTERS = 84;
const LINE_HEIGHT: Partial<Record<PlannedCell['role'], number>> = { title: 28, finding: 22, caption: 18 };

type NewCell = Omit<PlannedCell, 'row'>;

/** A sheet while it is laid out, from top to bottom. */
export class SheetDraft {
  /** Row that is written next, 1-based. */
  row = 1;
  frozenRows = 0;
  printHeadRow: number | undefined;
  readonly folded: PlannedSheet['folded'] = [];
  readonly dataBars: string[] = [];
  readonly colorScales: ColorScale[] = [];
  readonly charts: PlannedChart[] = [];
  readonly images: PlannedImage[] = [];
  private readonly cells: PlannedCell[] = [];
  private readonly widths: number[] = [];
  private readonly wide = new Set<PlannedCell>();

  constructor(readonly name: string) {}

  /** Writes cells into the current row and moves on. */
  addRow(cells: NewCell[]): void {
    for (const cell of cells) {
      const value = typeof cell.value === 'string' ? legalText(cell.value) : cell.value;
      this.cells.push({ ...cell, value, row: this.row });
    }
    this.row += 1;
  }

  /** Writes cells of which the last runs to the sheet's right edge, wrapped. */
  addWideRow(cells: NewCell[]): void {
    this.addRow(cells);
    const last = this.cells.at(-1);
    if (last !== undefined && cells.length > 0) this.wide.add(last);
  }

  skip(rows = 1): void {
    this.row += rows;
  }

  /** Makes a column at least as wide as a text, up to the widest that is still readable. */
  fit(column: number, text: string): void {
    const width = Math.min(WIDEST, textWidth(text) + 2);
    this.widths[column - 1] = Math.max(this.widths[column - 1] ?? NARROWEST, width);
  }

  finish(): PlannedSheet {
    const widths = this.finishWidths();
    for (const cell of this.wide) if (cell.column < widths.length) cell.lastColumn = widths.length;
    return {
      name: this.name,
      cells: this.cells,
      widths,
      heights: this.finishHeights(widths),
      frozenRows: this.frozenRows,
      ...(this.printHeadRow === undefined ? {} : { printHeadRow: this.printHeadRow }),
      folded: this.folded,
      dataBars: this.dataBars,
      colorScales: this.colorScales,
      charts: this.charts,
      images: this.images,
      rows: this.row - 1,
    };
  }

  private finishWidths(): number[] {
    const columns = Math.max(FEWEST_COLUMNS, this.widths.length, ...this.cells.map((cell) => cell.column));
    const widths = Array.from({ length: columns }, (_, index) => this.widths[index] ?? NARROWEST);
    const missing = FEWEST_CHARACTERS - widths.reduce((sum, width) => sum + width, 0);
    return missing > 0 ? widths.map((width) => width + missing / columns) : widths;
  }

  private finishHeights(widths: number[]): Map<number, number> {
    const heights = new Map<number, number>();
    for (const cell of this.cells) {
      const last = cell.lastColumn ?? cell.column;
      const room = widths.slice(cell.column - 1, last).reduce((sum, width) => sum + width, 0);
      const scale = cell.role === 'title' ? 1.9 : cell.role === 'finding' ? 1.35 : 1;
      const lines = typeof cell.value === 'string' ? lineCount(cell.value, room / scale) : 1;
      const height = lines * (LINE_HEIGHT[cell.role] ?? ROW_HEIGHT);
      heights.set(cell.row, Math.min(400, Math.max(heights.get(cell.row) ?? 0, height)));
    }
    return heights;
  }
}
