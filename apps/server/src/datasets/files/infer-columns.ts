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
const MAJORITY = 0.95;
const MISSING = ['', '.', '-', '?', 'NA', 'N/A', 'n/a', 'NaN', 'nan', 'NULL', 'null', 'None', '#N/A'];
const DATES = [
  '%Y-%m-%d', '%m/%d/%Y', '%d/%m/%Y', '%d-%m-%Y', '%m-%d-%Y', '%d.%m.%Y', '%Y/%m/%d', '%Y.%m.%d', '%d-%b-%y', '%d-%b-%Y', '%b %d, %Y',
]; // prettier-ignore
const TIMESTAMPS = [
  '%Y-%m-%d %H:%M:%S', '%Y-%m-%dT%H:%M:%S', '%Y-%m-%dT%H:%M:%SZ', '%Y-%m-%d %H:%M', '%m/%d/%Y %I:%M:%S %p', '%m/%d/%Y %H:%M:%S',
  '%m/%d/%Y %H:%M', '%d/%m/%Y %H:%M:%S', '%d/%m/%Y %H:%M', '%d-%m-%Y %H:%M', '%d.%m.%Y %H:%M',
]; // prettier-ignore
const COMPACT_DATE = '%Y%m%d';

interface Counts {
  values: number;
  whole: number;
  padded: number;
  decimal: number;
  number: number;
  truth: number;
  integerDigits: number;
  scale: number;
  formats: Map<string, number>;
}

/**
 * Infers types from a relation whose columns are all VARCHAR. One scan. A column of digits with leading zeros stays text, since such
 * numbers are names; eight digits that are days of 1900-2099 are dates.
 */
export async function inferColumns(
  workspace: Workspace,
  relation: string,
  columns: string[],
  options: { missing?: string[]; decimal?: string; signal?: AbortSignal } = {},
): Promise<InferredColumn[]> {
  const markers = options.missing ?? MISSING;
  const list = columns.map((column) => `${countsOf(quoteName(column), markers, options.decimal ?? '.')}`);
  const { rows } = await workspace.run(`SELECT ${list.join(', ')} FROM ${relation}`, {}, options.signal);
  return columns.map((_, i) => inferOne(readCounts(String(rows[0]?.[i])), options.missing));
}

function countsOf(column: string, missing: string[], decimal: string): string {
  const trimmed = `trim(${column})`;
  const value = decimal === ',' ? `replace(${trimmed}, ',', '.')` : trimmed;
  const markers = missing.map((text) => quoteText(text)).join(', ') || 'NULL';
  const present = `coalesce(${trimmed} NOT IN (${markers}), false)`;
  const count = (condition: string) => `count(*) FILTER (${present} AND ${condition})`;
  const formats = [...DATES, ...TIMESTAMPS].map(
    (format) => `${quoteText(format)}: ${count(`try_strptime(${trimmed}, ${quoteText(format)}) IS NOT NULL`)}`,
  );
  const compact = `regexp_full_match(${trimmed}, '(19|20)\\d{6}') AND try_strptime(${trimmed}, '%Y%m%d') IS NOT NULL`;
  const fraction = `regexp_full_match(${value}, '[+-]?(\\d+\\.?\\d*|\\.\\d+)')`;
  return `to_json({
    'values': ${count('true')},
    'whole': ${count(`regexp_full_match(${value}, '[+-]?\\d{1,18}')`)},
    'padded': ${count(`regexp_full_match(${value}, '0\\d+')`)},
    'decimal': ${count(fraction)},
    'number': ${count(`isfinite(try_cast(${value} AS DOUBLE))`)},
    'truth': ${count(`lower(${trimmed}) IN ('true', 'false')`)},
    'integerDigits': coalesce(max(length(regexp_extract(${value}, '\\d*'))) FILTER (${present} AND ${fraction}), 0),
    'scale': coalesce(max(length(regexp_extract(${value}, '\\.(\\d*)', 1))) FILTER (${present} AND ${fraction}), 0),
    'markers': list(DISTINCT ${column} ORDER BY ${column}) FILTER (${trimmed} IN (${markers})),
    'formats': { ${formats.join(', ')}, '%Y%m%d': ${count(compact)} }
  })`;
}

function readCounts(json: string): Counts & { markers: string[] } {
  const read = JSON.parse(json) as Omit<Counts, 'formats'> & {
    formats: Record<string, number>;
    markers: string[] | null;
  };
  return { ...read, formats: new Map(Object.entries(read.formats)), markers: read.markers ?? [] };
}

function inferOne(counts: Counts & { markers: string[] }, declared: string[] | undefined): InferredColumn {
  const fits = (n: number) => counts.values > 0 && n >= MAJORITY * counts.values;
  const missing = declared ?? counts.markers;
  const of = (type: string, n: number, format?: string) => ({ type, format, missing, misfits: counts.values - n });
  const compact = counts.formats.get(COMPACT_DATE) ?? 0;
  if (fits(compact)) return of('DATE', compact, COMPACT_DATE);
  if (counts.padded === 0 && fits(counts.whole)) return of('BIGINT', counts.whole);
  if (counts.padded === 0 && fits(counts.decimal) && counts.scale <= 4 && counts.integerDigits <= 14) {
    return of(`DECIMAL(18,${Math.max(2, counts.scale)})`, counts.decimal);
  }
  if (counts.padded === 0 && fits(counts.number)) return of('DOUBLE', counts.number);
  if (fits(counts.truth)) return of('BOOLEAN', counts.truth);
  const date = bestFormat(counts, DATES);
  if (fits(date.count)) return of('DATE', date.count, date.format);
  const timestamp = bestFormat(counts, TIMESTAMPS);
  if (fits(timestamp.count)) return of('TIMESTAMP', timestamp.count, timestamp.format);
  // In a text a dot or "NA" may be a word; only nothing is surely nothing.
  return { type: 'VARCHAR', missing: declared ?? missing.filter((text) => text === ''), misfits: 0 };
}

function bestFormat(counts: Counts, formats: string[]): { format: string; count: number } {
  let best = { format: '', count: 0 };
  for (const format of formats) {
    const count = counts.formats.get(format) ?? 0;
    if (count > best.count) best = { format, count };
  }
  return best;
}
