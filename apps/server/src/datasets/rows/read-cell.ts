import { isDay } from '../../common/is-day.js';

/** A value in the text that DuckDB casts to the column's type, null for no value; or why it is refused. */
export type Cell = { text: string | null } | { reason: string };

/** A double holds every decimal number of so many digits. */
const EXACT_DIGITS = 15;
const INTEGERS: Record<string, bigint> = { TINYINT: 7n, SMALLINT: 15n, INTEGER: 31n, BIGINT: 63n };
const MOMENT = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,6}))?)?(?:(Z)|([+-])(\d{2}):?(\d{2})?)?$/i;

/**
 * Reads a pushed value as one of a column's type (see PUSHED_TYPES). Nothing is rounded: a number with more digits than the column, or
 * than a JSON number keeps, is refused. A time stamp with an offset becomes UTC, one without is taken as UTC.
 */
export function readCell(value: unknown, type: string): Cell {
  if (value === null || value === undefined) return { text: null };
  if (typeof value === 'object') return { reason: 'a list or an object, not a value' };
  const name = type.toUpperCase();
  if (name === 'VARCHAR') return readText(String(value));
  if (name === 'BOOLEAN') return readTruth(String(value).toLowerCase());
  if (name === 'DATE') return isDay(String(value)) ? { text: String(value) } : { reason: 'not a day like 2026-10-31' };
  if (name === 'TIMESTAMP') return readMoment(String(value));
  if (typeof value === 'boolean') return { reason: `not a ${name}` };
  if (name === 'DOUBLE') return readDouble(value as string | number);
  const bits = INTEGERS[name];
  return bits === undefined
    ? readDecimal(value as string | number, name)
    : readInteger(value as string | number, name, bits);
}

function readText(text: string): Cell {
  if (text.includes('\u0000')) return { reason: 'holds a NUL character' };
  return text.isWellFormed() ? { text } : { reason: 'holds half a character' };
}

function readTruth(text: string): Cell {
  if (['true', '1', 't'].includes(text)) return { text: 'true' };
  return ['false', '0', 'f'].includes(text) ? { text: 'false' } : { reason: 'not true or false' };
}

function readDouble(value: string | number): Cell {
  const isNumber = typeof value === 'number' || /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(value);
  const number = Number(value);
  return isNumber && Number.isFinite(number) ? { text: String(number) } : { reason: 'not a number' };
}

function readInteger(value: string | number, name: string, bits: bigint): Cell {
  if (typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value)) return tooExact();
  if (!/^[+-]?\d+$/.test(String(value))) return { reason: `not a ${name}` };
  const whole = BigInt(String(value).replace('+', ''));
  return whole >= -(1n << bits) && whole < 1n << bits
    ? { text: String(whole) }
    : { reason: `out of the range of ${name}` };
}

function readDecimal(value: string | number, name: string): Cell {
  const [precision = 18, scale = 0] = (name.match(/\d+/g) ?? []).map(Number);
  const parts = /^([+-]?)(\d*)(?:\.(\d*))?$/.exec(String(value));
  if (!parts || (parts[2] ?? '') + (parts[3] ?? '') === '') return { reason: `not a ${name}` };
  const [, sign, before = '', after = ''] = parts;
  const digits = before.replace(/^0+/, '');
  const fraction = after.replace(/0+$/, '');
  if (typeof value === 'number' && (digits + fraction).length > EXACT_DIGITS) return tooExact();
  if (fraction.length > scale) return { reason: `more than ${scale} digits after the point` };
  if (digits.length > precision - scale) return { reason: `out of the range of ${name}` };
  const whole = `${digits || '0'}${scale > 0 ? `.${fraction.padEnd(scale, '0')}` : ''}`;
  return { text: sign === '-' && /[1-9]/.test(whole) ? `-${whole}` : whole };
}

function readMoment(value: string): Cell {
  const parts = MOMENT.exec(value);
  const refused = { reason: 'not a time like 2026-10-31T12:00:00Z' };
  if (!parts) return refused;
  const [, day = '', hour, minute, second = '0', fraction = '', , sign, offsetHours = '0', offsetMinutes = '0'] = parts;
  if (!isDay(day) || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return refused;
  if (Number(offsetHours) > 23 || Number(offsetMinutes) > 59) return refused;
  const offset = (Number(offsetHours) * 60 + Number(offsetMinutes)) * (sign === '-' ? -1 : 1);
  const utc = new Date(
    Date.parse(`${day}T00:00:00Z`) + ((Number(hour) * 60 + Number(minute) - offset) * 60 + Number(second)) * 1000,
  );
  const digits = fraction.replace(/0+$/, '');
  return { text: utc.toISOString().slice(0, 19).replace('T', ' ') + (digits === '' ? '' : `.${digits}`) };
}

function tooExact(): Cell {
  return { reason: 'more digits than a JSON number keeps: send it as text' };
}
