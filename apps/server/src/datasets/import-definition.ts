import { stringify } from 'yaml';
import type { FileSource } from '../content/spec/dataset.js';
import type { FileKind } from './files/file-kind.js';
import type { InferredColumn } from './files/infer-columns.js';
import type { Dialect } from './files/text/dialect.js';
import type { Encoding } from './files/text/read-utf8.js';

export interface ImportedColumn extends InferredColumn {
  name: string;
  /** Title in the file; undefined where it has no header. */
  from?: string;
}

export interface ImportedFile extends Pick<FileSource, 'sheet' | 'range'> {
  name: string;
  kind: FileKind;
  /** Of text files. */
  encoding?: Encoding | undefined;
  /** File name that the user gave, for the comment. */
  original: string;
  /** Relative to the project folder, with forward slashes. */
  path: string;
  /** Undefined for Parquet. */
  dialect?: Pick<Dialect, 'delimiter' | 'header'>;
  columns: ImportedColumn[];
  /** Rows that were looked at. */
  rows: number;
  tolerance?: number;
}

/** Text of `datasets/<name>.yaml` for an imported file; comments say what was sniffed and what does not fit. */
export function composeDefinition(file: ImportedFile): string {
  const dateFormat = firstFormat(file.columns, 'DATE');
  const timestampFormat = firstFormat(file.columns, 'TIMESTAMP');
  const columns = file.columns.map((column) => settle(column, dateFormat, timestampFormat));
  const dates = columns.filter(({ type }) => type === 'DATE');
  const lines = [
    `# Imported from ${file.original}. Types and formats were sniffed from ${file.rows} rows: correct what is wrong, then refresh.`,
    `title: ${scalar(titleOf(file.name))}`,
    'file:',
    `  path: ${scalar(file.path)}`,
    ...formatLines(file),
    ...(dateFormat ? [`  date_format: ${scalar(dateFormat)}`] : []),
    ...(timestampFormat ? [`  timestamp_format: ${scalar(timestampFormat)}`] : []),
    ...(file.dialect ? missingLines(columns) : []),
    ...(file.tolerance === undefined ? [] : ['rejects:', `  tolerance: ${file.tolerance}`]),
    ...(dates.length === 1 ? [`date_column: ${dates[0]!.name}`] : []),
    'columns:',
    ...columns.flatMap(columnLines),
  ];
  return `${lines.join('\n')}\n`;
}

interface SettledColumn extends ImportedColumn {
  remark?: string;
}

/** A file has one date format: a column with another one comes in as text. */
function settle(column: ImportedColumn, dateFormat?: string, timestampFormat?: string): SettledColumn {
  const expected = column.type === 'DATE' ? dateFormat : timestampFormat;
  if (column.format !== undefined && column.format !== expected) {
    return {
      ...column,
      type: 'VARCHAR',
      remark: `looks like ${column.format}; a file has one format, so convert it in SQL`,
    };
  }
  return column.misfits > 0
    ? { ...column, remark: `${column.misfits} value(s) do not fit: such rows are refused` }
    : column;
}

function columnLines({ name, from, type, remark }: SettledColumn): string[] {
  return [
    `  - name: ${name}`,
    ...(from !== undefined && from !== name ? [`    from: ${scalar(from)}`, `    title: ${scalar(from)}`] : []),
    `    type: ${type}${remark ? ` # ${remark}` : ''}`,
  ];
}

function formatLines({ kind, encoding, sheet, range, dialect }: ImportedFile): string[] {
  const delimiter = dialect?.delimiter === '\t' ? "'\\t'" : scalar(dialect?.delimiter ?? ',');
  return [
    ...(kind === 'csv' ? [] : [`  format: ${kind}`]),
    ...(encoding === undefined || encoding === 'utf-8' ? [] : [`  encoding: ${encoding}`]),
    ...(sheet === undefined ? [] : [`  sheet: ${typeof sheet === 'number' ? sheet : scalar(sheet)}`]),
    ...(range === undefined ? [] : [`  range: ${range}`]),
    ...(kind === 'csv' ? [`  delimiter: ${delimiter}`] : []),
    ...(kind === 'csv' || kind === 'xlsx' ? [`  header: ${dialect!.header}`] : []),
  ];
}

function missingLines(columns: SettledColumn[]): string[] {
  const typed = columns.filter(({ type }) => type !== 'VARCHAR');
  const markers = [...new Set(['', ...typed.flatMap(({ missing }) => missing)])].sort();
  return [`  missing: [${markers.map((text) => JSON.stringify(text)).join(', ')}]`];
}

function firstFormat(columns: ImportedColumn[], type: string): string | undefined {
  return columns.find((column) => column.type === type)?.format;
}

function titleOf(name: string): string {
  const words = name.replaceAll('_', ' ');
  return words[0]!.toUpperCase() + words.slice(1);
}

function scalar(text: string): string {
  return stringify(text, { lineWidth: 0 }).trimEnd();
}
