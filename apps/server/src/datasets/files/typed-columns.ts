import { AppError } from '../../common/errors.js';
import { isMissingMarker } from './infer-columns.js';

/** More columns than a table for people has; a JSON file with ids for keys has more. */
export const MAX_COLUMNS = 2000;
/** A column is text when more of its values than this share are. */
const TEXT_SHARE = 0.02;

/** Counts by column how many of the values of a typed file are texts, so that digits kept as text are not taken for numbers. */
export class KindTally {
  private values: number[] = [];
  private texts: number[] = [];
  private first: { values: number[]; texts: number[] } = { values: [], texts: [] };

  add(column: number, text: string, isText: boolean): void {
    if (isText && isMissingMarker(text)) return;
    this.values[column] = (this.values[column] ?? 0) + 1;
    if (isText) this.texts[column] = (this.texts[column] ?? 0) + 1;
  }

  /** Says that the first record is complete; it may turn out to hold the names. */
  endFirst(): void {
    this.first = { values: this.values, texts: this.texts };
    this.values = [];
    this.texts = [];
  }

  /** Indexes of the columns that hold texts. */
  textual(isFirstHeader: boolean): Set<number> {
    const of = (counts: number[], first: number[], i: number) =>
      (counts[i] ?? 0) + (isFirstHeader ? 0 : (first[i] ?? 0));
    const found = new Set<number>();
    const width = Math.max(this.values.length, this.first.values.length);
    for (let i = 0; i < width; i++) {
      const values = of(this.values, this.first.values, i);
      const texts = of(this.texts, this.first.texts, i);
      if (isMostlyText(texts, values)) found.add(i);
    }
    return found;
  }
}

/** Whether a column with so many texts among its values is one of texts. */
export function isMostlyText(texts: number, values: number): boolean {
  return texts > TEXT_SHARE * values;
}

/** `dataset.too-many-columns`. */
export function tooManyColumns(shown: string): AppError {
  return new AppError('dataset.too-many-columns', `${shown} has more than ${MAX_COLUMNS} columns.`, {
    hint: 'A table has a column for each kind of thing, a row for each thing.',
    details: { path: shown },
  });
}
