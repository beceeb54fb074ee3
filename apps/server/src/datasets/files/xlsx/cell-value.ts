import type { NumberKind } from './number-format.js';

/** Day 0 of the two calendars of workbooks as days since 1970-01-01. */
const EPOCH_1900 = -25_569;
const EPOCH_1904 = -24_107;
const SECONDS_A_DAY = 86_400;
/** Serial number of 9999-12-31. */
const LAST_DAY = 2_958_465;
/** Excel's calendar of 1900 has a 29 February that never was. */
const FALSE_LEAP_DAY = 60;

/** A number as text: as it stands when whole, else with the 15 digits that Excel itself shows. */
export function numberText(stored: string): string {
  if (/^-?\d+$/.test(stored)) return stored;
  const value = Number(stored);
  return Number.isFinite(value) ? String(Number(value.toPrecision(15))) : stored;
}

/**
 * A serial number as ISO text, whole seconds: `2024-02-29`, `2024-02-29 13:05:00`, `13:05:00`. What is no day of the calendar stays a number.
 */
export function serialText(stored: string, kind: Exclude<NumberKind, 'number'>, is1904: boolean): string {
  const serial = Number(stored);
  if (!Number.isFinite(serial) || serial < 0 || serial >= LAST_DAY + 1) return numberText(stored);
  const seconds = Math.round(serial * SECONDS_A_DAY);
  if (kind === 'duration' || (kind === 'time' && seconds < SECONDS_A_DAY)) return clockText(seconds);
  const day = Math.floor(seconds / SECONDS_A_DAY);
  if (!is1904 && day === FALSE_LEAP_DAY) return numberText(stored);
  const date = dayText(day, is1904);
  return kind === 'date' ? date : `${date} ${clockText(seconds % SECONDS_A_DAY)}`;
}

function dayText(day: number, is1904: boolean): string {
  const epoch = is1904 ? EPOCH_1904 : day < FALSE_LEAP_DAY ? EPOCH_1900 + 1 : EPOCH_1900;
  return new Date((epoch + day) * SECONDS_A_DAY * 1000).toISOString().slice(0, 10);
}

function clockText(seconds: number): string {
  const two = (n: number) => String(n).padStart(2, '0');
  return `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}
