import type { Language } from './api.js';

/** An instant for the reader, in the project's zone: "2026. 11. 1. 오전 9:00", "1 Nov 2026, 09:00". */
export function formatTime(iso: string, timeZone: string, language: Language): string {
  const locale = language === 'ko' ? 'ko-KR' : 'en-GB';
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone }).format(new Date(iso));
}

/** A day for the reader: "2026년 10월 31일", "31 October 2026". Days have no zone. */
export function formatDay(day: string, language: Language): string {
  const locale = language === 'ko' ? 'ko-KR' : 'en-GB';
  return new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(`${day}T00:00:00Z`));
}

/** Whole seconds between two instants, at least 1. */
export function secondsBetween(from: string, to: string): number {
  return Math.max(1, Math.round((Date.parse(to) - Date.parse(from)) / 1000));
}
