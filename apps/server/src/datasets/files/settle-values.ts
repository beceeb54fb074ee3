import type { FileSource } from '../../content/spec/dataset.js';
import type { ValueOptions } from './delimited-table.js';
import type { InferredColumn } from './infer-columns.js';
import type { PlannedColumn } from './plan-columns.js';

/** Types, formats and missing markers of a dataset's values: declared, or else as `seen` (by column; empty when all is declared). */
export function settleValues(
  source: FileSource,
  columns: PlannedColumn[],
  seen: InferredColumn[],
): ValueOptions & { types: string[] } {
  const types = columns.map(({ type }, i) => type ?? seen[i]?.type ?? 'VARCHAR');
  const format = (wanted: string) =>
    seen.find((column, i) => column.format !== undefined && types[i] === wanted && column.type === wanted)?.format;
  const typed = seen.filter((_, i) => types[i] !== 'VARCHAR');
  return {
    types,
    missing: source.missing ?? [...new Set(['', ...typed.flatMap(({ missing }) => missing)])].sort(),
    dateFormat: source.date_format ?? format('DATE'),
    timestampFormat: source.timestamp_format ?? format('TIMESTAMP'),
    decimal: source.decimal_separator,
  };
}
