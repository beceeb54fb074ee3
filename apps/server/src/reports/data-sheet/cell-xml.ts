import { DuckDBDateValue, DuckDBDecimalValue, DuckDBTimestampValue, type DuckDBValue } from '@duckdb/node-api';
import { AppError } from '../../common/errors.js';
import { millisOf } from '../../engine/instant.js';

/** A cell's end behind its address: style, type, value. */
export type CellWriter = (value: Exclude<DuckDBValue, null>) => string;

/** Digits that a cell holds; numbers with more are written as text, so that none is lost. */
const MOST_EXACT = 10n ** 15n;
const LONGEST_TEXT = 32_767;
const DAY_MS = 86_400_000;
/** Days from 1899-12-30, where a workbook counts from, to 1970-01-01. */
const EPOCH = 25_569;
/** 1900-03-01, before which a workbook's calendar has a day that never was, and the end of year 9999. */
const FIRST_DAY = 61;
const LAST_DAY = 2_958_466;

/**
 * Writer of the values of a column of this DuckDB type with the cell style `style`: numbers, days and instants (UTC, to the millisecond) as
 * numbers, booleans as such, anything else as text, which no program takes for a formula; so are numbers of more than 15 digits, NaN,
 * infinities and days that a workbook can't count. Throws AppError `xlsx.text-too-long`.
 */
export function cellWriter(type: string, style: number): CellWriter {
  const text: CellWriter = (value) => textCell(String(value), style);
  const number = (value: number): string => `" s="${style}"><v>${value}</v></c>`;
  const day = (days: number, value: DuckDBValue): string =>
    days >= FIRST_DAY && days < LAST_DAY ? number(days) : textCell(dayText(days, value), style);
  if (/^U?(TINY|SMALL)?INT(EGER)?$/.test(type)) return (value) => number(value as number);
  if (/^U?(BIG|HUGE)INT$/.test(type)) {
    return (value) => (isExact(value as bigint) ? number(Number(value)) : text(value));
  }
  if (type.startsWith('DECIMAL')) {
    const unit = 10 ** scaleOf(type);
    // One division of two exact doubles is the double nearest to the decimal number.
    return (value) => {
      const unscaled = (value as DuckDBDecimalValue).value;
      return isExact(unscaled) ? number(Number(unscaled) / unit) : text(value);
    };
  }
  if (type === 'DOUBLE') return (value) => (Number.isFinite(value) ? number(value as number) : text(value));
  if (type === 'FLOAT') {
    return (value) => (Number.isFinite(value) ? number(Number((value as number).toPrecision(7))) : text(value));
  }
  if (type === 'BOOLEAN') return (value) => `" s="${style}" t="b"><v>${value === true ? 1 : 0}</v></c>`;
  if (type === 'DATE') return (value) => day((value as DuckDBDateValue).days + EPOCH, value);
  if (type.startsWith('TIMESTAMP')) return (value) => day((millisOf(value) ?? Number.NaN) / DAY_MS + EPOCH, value);
  return text;
}

/** Number format of a column of this DuckDB type: DECIMAL with its digits, days, instants, text; General for the others. */
export function typeFormat(type: string): string {
  if (type.startsWith('DECIMAL')) {
    const digits = scaleOf(type);
    return digits === 0 ? '#,##0' : `#,##0.${'0'.repeat(digits)}`;
  }
  if (type === 'DATE') return 'yyyy-mm-dd';
  if (type.startsWith('TIMESTAMP')) return 'yyyy-mm-dd hh:mm:ss';
  // The text format keeps a text that looks like a formula a text, also after someone edits the cell.
  return /^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|DOUBLE|FLOAT|BOOLEAN)$/.test(type) ? 'General' : '@';
}

/** End of a text cell. */
export function textCell(text: string, style: number): string {
  if (text.length > LONGEST_TEXT) {
    throw new AppError('xlsx.text-too-long', `A text of ${text.length} characters does not fit into a cell.`, {
      hint: `A cell takes ${LONGEST_TEXT} characters; cut it in the query with left(…), or write Parquet or CSV.`,
    });
  }
  const blanks = /^\s|\s$|\n/.test(text) ? ' xml:space="preserve"' : '';
  return `" s="${style}" t="inlineStr"><is><t${blanks}>${escapeText(text)}</t></is></c>`;
}

/** A text as XML of a workbook: control characters that XML can't hold are left out, `_x0041_` stays what it is. */
export function escapeText(text: string): string {
  if (!SPECIAL.test(text)) return text;
  return text
    .replaceAll(ILLEGAL, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\r', '&#13;')
    .replaceAll(/_(?=x[\dA-Fa-f]{4}_)/g, '_x005F_');
}

const ILLEGAL = /[^\P{Cc}\t\n\r]|[\uFFFE\uFFFF]/gu;
const SPECIAL = /[&<>"\p{Cc}\uFFFE\uFFFF]|_x[\dA-Fa-f]{4}_/u;

function isExact(value: bigint): boolean {
  return value < MOST_EXACT && value > -MOST_EXACT;
}

/** The engine prints its infinite days as days of the year 5,881,580. */
function dayText(days: number, value: DuckDBValue): string {
  const isFinite = !(value instanceof DuckDBDateValue || value instanceof DuckDBTimestampValue) || value.isFinite;
  return isFinite ? String(value) : days > 0 ? 'infinity' : '-infinity';
}

function scaleOf(type: string): number {
  return Number(/,\s*(\d+)\)/.exec(type)?.[1] ?? 0);
}
