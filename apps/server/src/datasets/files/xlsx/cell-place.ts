/** Most columns and rows that a sheet can have. */
export const SHEET = { columns: 16_384, rows: 1_048_576 };

/** A rectangle of cells, 1-based, ends included. */
export interface Range {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** Column number of `AB12` (28), and its row; undefined for what is no cell of a sheet. */
export function parsePlace(text: string): { column: number; row: number } | undefined {
  const [, letters = '', digits = ''] = /^\$?([A-Z]{1,3})\$?([1-9]\d{0,6})$/.exec(text) ?? [];
  if (letters === '') return undefined;
  let column = 0;
  for (const letter of letters) column = column * 26 + letter.charCodeAt(0) - 64;
  const row = Number(digits);
  return column > SHEET.columns || row > SHEET.rows ? undefined : { column, row };
}

/** `AB12` of column 28 and row 12. */
export function placeText(column: number, row: number): string {
  let letters = '';
  for (let rest = column; rest > 0; rest = Math.floor((rest - 1) / 26)) {
    letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters;
  }
  return `${letters}${row}`;
}

/** `B3:H200`, or `B3` for everything from there to the end of the sheet; corners in any order. Undefined for other texts. */
export function parseRange(text: string): Range | undefined {
  const [first = '', second] = text.split(':');
  const a = parsePlace(first);
  const b = second === undefined ? { column: SHEET.columns, row: SHEET.rows } : parsePlace(second);
  if (!a || !b) return undefined;
  return {
    left: Math.min(a.column, b.column),
    top: Math.min(a.row, b.row),
    right: Math.max(a.column, b.column),
    bottom: Math.max(a.row, b.row),
  };
}
