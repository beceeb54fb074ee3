/** A cell of a table as the templates see it. */
export interface CellView {
  text: string;
  number: boolean;
  /** Row header: the first column. */
  head: boolean;
  /** Holds a word too long for a column: it may be broken anywhere. */
  long: boolean;
  /** Never broken over lines: dates and months. */
  whole: boolean;
  /** Bar behind the number, in percent of the cell. */
  bar: { left: string; width: string } | null;
  /** Conditions, printed in place of the text. */
  chips: string[] | null;
  /** `good` or `bad` where the text is a verdict. */
  tone: string;
  /** A second line under the text, and whether it is good or bad news. */
  sub: { text: string; tone: string } | null;
  /** On the diagonal of a migration. */
  same: boolean;
  /** Drawing in place of the text. */
  picture: string | null;
  /** Empty, for somebody to write in: a line. */
  line: boolean;
}

/** A table, or some of the columns of one that is too wide. */
export interface TablePart {
  columns: {
    title: string;
    unit: string | null;
    number: boolean;
    long: boolean;
    blank: boolean;
    /** Least width in em of a column of words. */
    least: string | null;
  }[];
  rows: { cells: CellView[]; strong: boolean }[];
  totals: CellView[] | null;
}
