/** A figure of a file that is not the one of the result. `null` stands for "not there". */
export interface Difference {
  /** `<section>.<block>`, a section's id for its heading, `cover`, `notes`, or `document`. */
  block: string;
  /** Where in the block: the cell of a workbook. */
  place?: string;
  expected: string | null;
  found: string | null;
}
