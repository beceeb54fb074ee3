import { open } from 'node:fs/promises';
import { AppError } from '../common/errors.js';
import { quoteText } from '../engine/quote.js';

const UNFIT = /Error when converting column "(.*)"\. Could not convert string "([^]*?)" to '(.*)'/;
const CHUNK = 1 << 20;
/** DuckDB's own limit for a line. */
const LINE_LIMIT = 2_000_000;

/** A file of quoted values that was written, and what reading it needs to know. */
export interface ScratchCsv {
  path: string;
  rows: number;
  /** Some value holds a line break, so that the file can't be cut anywhere. */
  hasBreaks: boolean;
  longestLine: number;
}

/** Writes rows of texts, null for no value, as a CSV file in which each value is quoted. Memory: one batch and 1 MB. */
export async function writeScratchCsv(
  path: string,
  batches: AsyncIterable<(string | null)[][]> | Iterable<(string | null)[][]>,
): Promise<ScratchCsv> {
  const file = await open(path, 'w');
  const written: ScratchCsv = { path, rows: 0, hasBreaks: false, longestLine: 0 };
  try {
    let chunk = '';
    for await (const batch of batches) {
      for (const row of batch) {
        const line = csvLine(row);
        written.hasBreaks ||= line.includes('\n') || line.includes('\r');
        written.longestLine = Math.max(written.longestLine, line.length * 3);
        chunk += `${line}\n`;
        if (chunk.length < CHUNK) continue;
        await file.writeFile(chunk);
        chunk = '';
      }
      written.rows += batch.length;
    }
    await file.writeFile(chunk);
    return written;
  } finally {
    await file.close();
  }
}

/** Relation over such a file. An empty field is no value, a quoted one an empty text. */
export function scratchRelation(csv: ScratchCsv, columns: { name: string; type: string }[]): string {
  const types = columns.map(({ name, type }) => `${quoteText(name)}: ${quoteText(type)}`).join(', ');
  const settings = [
    'auto_detect = false',
    'header = false',
    `delim = ','`,
    `quote = '"'`,
    `escape = '"'`,
    `new_line = '\\n'`,
    `nullstr = ''`,
    'allow_quoted_nulls = false',
    `columns = {${types}}`,
    ...(csv.hasBreaks ? ['parallel = false'] : []),
    ...(csv.longestLine > LINE_LIMIT ? [`max_line_size = ${csv.longestLine + 16}`] : []),
  ];
  return `read_csv(${quoteText(csv.path)}, ${settings.join(', ')})`;
}

/**
 * Runs work over a scratch file. A value that is not of its column's type, such as the day 0000-00-00, is `dataset.value-unfit` with
 * column and value.
 */
export async function namingUnfit<T>(dataset: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    const message = thrown instanceof AppError && thrown.code === 'query.failed' ? thrown.message : '';
    const [, column, value, type] = UNFIT.exec(message) ?? [];
    if (column === undefined) throw thrown;
    throw new AppError(
      'dataset.value-unfit',
      `Column "${column}" of "${dataset}" holds "${value}", which is no ${type}.`,
      {
        hint: 'Convert it where it is read: write a `query` instead of a `table`, or declare another type.',
        details: { dataset, column, value, type },
        cause: thrown,
      },
    );
  }
}

function csvLine(row: (string | null)[]): string {
  let line = '';
  for (let i = 0; i < row.length; i++) {
    if (i > 0) line += ',';
    const value = row[i];
    if (value === null || value === undefined) continue;
    line += value.includes('"') ? `"${value.replaceAll('"', '""')}"` : `"${value}"`;
  }
  return line;
}
