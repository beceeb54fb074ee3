import { quoteText } from '../../engine/quote.js';
import type { Dialect } from './text/dialect.js';

export interface FileColumn {
  /** Unique among the columns of the file. */
  name: string;
  type: string;
}

export interface ReadOptions {
  dialect: Pick<Dialect, 'delimiter' | 'quote' | 'header'>;
  columns: FileColumn[];
  missing?: string[];
  dateFormat?: string;
  timestampFormat?: string;
  decimal?: string;
  /** Names of the TEMP tables for refused rows; without them such rows are left out. */
  rejects?: { errors: string; scans: string };
}

/** `read_csv(…)` with everything said, so that DuckDB guesses nothing. */
export function delimitedRelation(path: string, options: ReadOptions): string {
  const { dialect, columns } = options;
  const delimiter = dialect.delimiter === 'blank' ? '\t' : dialect.delimiter;
  const quote = dialect.delimiter === 'blank' ? '' : dialect.quote;
  const types = columns.map(({ name, type }) => `${quoteText(name)}: ${quoteText(type)}`).join(', ');
  const rejects = options.rejects;
  const settings = [
    'auto_detect = false',
    `columns = {${types}}`,
    `header = ${dialect.header}`,
    `delim = ${quoteText(delimiter)}`,
    `quote = ${quoteText(quote)}`,
    `escape = ${quoteText(quote)}`,
    ...(options.missing ? [`nullstr = [${options.missing.map(quoteText).join(', ')}]`] : []),
    ...(options.dateFormat ? [`dateformat = ${quoteText(options.dateFormat)}`] : []),
    ...(options.timestampFormat ? [`timestampformat = ${quoteText(options.timestampFormat)}`] : []),
    ...(options.decimal ? [`decimal_separator = ${quoteText(options.decimal)}`] : []),
    ...(rejects
      ? [
          'store_rejects = true',
          `rejects_table = ${quoteText(rejects.errors)}`,
          `rejects_scan = ${quoteText(rejects.scans)}`,
        ]
      : ['ignore_errors = true']),
  ];
  return `read_csv(${quoteText(path)}, ${settings.join(', ')})`;
}
