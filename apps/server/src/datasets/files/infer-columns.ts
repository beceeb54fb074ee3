import { quoteName, quoteText } from '../../engine/quote.js';
import type { Workspace } from '../../engine/workspace.js';

/** What the values of a text column look like. */
export interface InferredColumn {
  type: string;
  /** strptime pattern of a DATE or TIMESTAMP column. */
  format?: string;
  /** Texts that mean "no value" in it. */
  missing: string[];
  /** Values that are there but not of the type. */
  misfits: number;
}

/** Share of the values that must fit a type before a column is taken to be of it; the others are refused, in sight. */
export const MAJORITY = 0.98;
/** Values that show which formats of dates are worth trying on all of them. */
const GLANCE = 500;
/** Columns that are looked at side by side. */
const WIDTH = 4;
/** Texts that mean "no value" in columns that are not text. */
export const MISSING = ['', '.', '-', '?', 'NA', 'N/A', 'n/a', 'NaN', 'nan', 'NULL', 'null', 'None', '#N/A'];
export const DATES = [
  '%Y-%m-%d', '%m/%d/%Y', '%d/%m/%Y', '%d-%m-%Y', '%m-%d-%Y', '%d.%m.%Y', '%Y/%m/%d', '%Y.%m.%d', '%d-%b-%y', '%d-%b-%Y', '%b %d, %Y',
]; // prettier-ignore
export const TIMESTAMPS = [
  '%Y-%m-%d %H:%M:%S', '%Y-%m-%dT%H:%M:%S', '%Y-%m-%dT%H:%M:%SZ', '%Y-%m-%d %H:%M', '%m/%d/%Y %I:%M:%S %p', '%m/%d/%Y %H:%M:%S',
  '%m/%d/%Y %H:%M', '%d/%m/%Y %H:%M:%S', '%d/%m/%Y %H:%M', '%d-%m-%Y %H:%M', '%d.%m.%Y %H:%M',
]; // prettier-ignore

const MOMENTS: [type: string, formats: string[]][] = [
  ['DATE', DATES],
  ['TIMESTAMP', TIMESTAMPS],
];

interface Counts {
  values: number;
  whole: number;
  padded: number;
  decimal: number;
  number: number;
  truth: number;
  compact: number;
  integerDigits: number;
  scale: number;
  /** Markers that occur, as they stand in the file. */
  markers: string[];
}

/** Whether a text, blanks aside, is one of MISSING. */
export function isMissingMarker(text: string): boolean {
  return MISSING.includes(text.trim());
}

export interface InferOptions {
  /** Declared markers; those that occur are found when left out. */
  missing?: string[];
  decimal?: string;
  /** Columns that the file itself types as text: dates at most, never numbers. */
  textual?: ReadonlySet<string>;
  signal?: AbortSignal;
}

/**
 * Infers types from a table whose columns are all VARCHAR, one scan or two for each column. A column of digits with leading zeros stays
 * text, since such numbers are names; eight digits that are days of 1900-2099 are dates.
 */
export async function inferColumns(
  workspace: Workspace,
  table: string,
  columns: string[],
  options: InferOptions = {},
): Promise<InferredColumn[]> {
  const inferred: InferredColumn[] = [];
  for (let i = 0; i < columns.length; i += WIDTH) {
    const infer = (column: string) =>
      inferColumn(workspace, table, quoteName(column), options.textual?.has(column) ?? false, options);
    inferred.push(...(await Promise.all(columns.slice(i, i + WIDTH).map(infer))));
  }
  return inferred;
}

async function inferColumn(
  workspace: Workspace,
  table: string,
  column: string,
  isText: boolean,
  options: InferOptions,
): Promise<InferredColumn> {
  const markers = (options.missing ?? MISSING).map(quoteText).join(', ') || 'NULL';
  const trimmed = `trim(${column})`;
  const counts = await ask<Counts>(
    workspace,
    compileCounts(table, column, markers, options.decimal ?? '.'),
    options.signal,
  );
  const fits = (n: number) => counts.values > 0 && n >= MAJORITY * counts.values;
  const missing = options.missing ?? counts.markers;
  const of = (type: string, n: number, format?: string) => ({ type, format, missing, misfits: counts.values - n });
  const numeric = isText ? undefined : inferNumber(counts, fits);
  if (numeric) return of(numeric.type, numeric.count, numeric.format);
  const moment = await inferMoment(
    workspace,
    `(SELECT ${trimmed} AS value FROM ${table} WHERE ${trimmed} NOT IN (${markers}))`,
    options,
  );
  if (moment && fits(moment.count)) return of(moment.type, moment.count, moment.format);
  // In a text a dot or "NA" may be a word; only nothing is surely nothing.
  return { type: 'VARCHAR', missing: options.missing ?? missing.filter((text) => text === ''), misfits: 0 };
}

/** The date or timestamp format that most values have; undefined when a glance at the first ones shows none. */
async function inferMoment(workspace: Workspace, values: string, { signal }: InferOptions) {
  for (const [type, formats] of MOMENTS) {
    const glance = await ask<number[]>(
      workspace,
      compileFormats(`(SELECT * FROM ${values} LIMIT ${GLANCE})`, formats),
      signal,
    );
    const seen = formats.filter((_, i) => glance[i]! > 0);
    if (seen.length === 0) continue;
    const { format, count } = best(seen, await ask<number[]>(workspace, compileFormats(values, seen), signal));
    if (count > 0) return { type, format, count };
  }
  return undefined;
}

function inferNumber(
  counts: Counts,
  fits: (n: number) => boolean,
): { type: string; count: number; format?: string } | undefined {
  if (fits(counts.compact)) return { type: 'DATE', count: counts.compact, format: '%Y%m%d' };
  if (fits(counts.truth)) return { type: 'BOOLEAN', count: counts.truth };
  if (counts.padded > 0) return undefined;
  // A single fraction makes it no column of whole numbers: it would be rounded without a word.
  if (fits(counts.whole) && counts.scale === 0) return { type: 'BIGINT', count: counts.whole };
  if (fits(counts.decimal) && counts.scale <= 4 && counts.integerDigits <= 14) {
    return { type: `DECIMAL(18,${Math.max(2, counts.scale)})`, count: counts.decimal };
  }
  return fits(counts.number) ? { type: 'DOUBLE', count: counts.number } : undefined;
}

function compileCounts(table: string, column: string, markers: string, decimal: string): string {
  const fraction = `regexp_full_match(value, '[+-]?(\\d+\\.?\\d*|\\.\\d+)')`;
  const count = (condition: string) => `count(*) FILTER (present AND ${condition})`;
  const value = decimal === ',' ? `replace(trim(${column}), ',', '.')` : `trim(${column})`;
  return `
    SELECT to_json({
      'values': ${count('true')},
      'whole': ${count(`regexp_full_match(value, '[+-]?\\d{1,18}')`)},
      'padded': ${count(`regexp_full_match(value, '0\\d+')`)},
      'decimal': ${count(fraction)},
      'number': ${count('isfinite(try_cast(value AS DOUBLE))')},
      'truth': ${count(`lower(value) IN ('true', 'false')`)},
      'compact': ${count(`regexp_full_match(value, '(19|20)\\d{6}') AND try_strptime(value, '%Y%m%d') IS NOT NULL`)},
      'integerDigits': coalesce(max(length(regexp_extract(value, '\\d*'))) FILTER (present AND ${fraction}), 0),
      'scale': coalesce(max(length(regexp_extract(value, '\\.(\\d*)', 1))) FILTER (present AND ${fraction}), 0),
      'markers': coalesce(list(DISTINCT raw ORDER BY raw) FILTER (raw IS NOT NULL AND NOT present), [])
    })
    FROM (SELECT ${column} AS raw, ${value} AS value, coalesce(trim(${column}) NOT IN (${markers}), false) AS present FROM ${table})`;
}

function compileFormats(values: string, formats: string[]): string {
  const counts = formats.map((format) => `count(*) FILTER (try_strptime(value, ${quoteText(format)}) IS NOT NULL)`);
  return `SELECT to_json([${counts.join(', ')}]) FROM ${values}`;
}

async function ask<T>(workspace: Workspace, sql: string, signal: AbortSignal | undefined): Promise<T> {
  const { rows } = await workspace.run(sql, {}, signal);
  return JSON.parse(String(rows[0]?.[0])) as T;
}

function best(formats: string[], counts: number[]): { format: string; count: number } {
  let found = { format: '', count: 0 };
  formats.forEach((format, i) => {
    const count = counts[i] ?? 0;
    if (count > found.count) found = { format, count };
  });
  return found;
}
