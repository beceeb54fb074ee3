import { localize, type Language } from '../common/local-text.js';
import type { Value } from '../common/value.js';
import type { Format } from '../content/spec/common.js';
import { fixedStep, stepBySize } from './scale-value.js';

export interface FormatSettings {
  language: Language;
  currency: string;
}

/** A format with its kind named. */
export type FullFormat = Exclude<Format, string>;

const MINUS = '\u2212';
const DEFAULT_DIGITS = { number: 0, percent: 1, points: 1, multiple: 1, p_value: 3 } as const;
/** A p-value below this is written as being below it. */
const SMALLEST_P = 0.001;
/** Digits of a number in round units. */
const SCALED_DIGITS = 1;

export function fullFormat(format: Format): FullFormat {
  return typeof format === 'string' ? { kind: format } : format;
}

/** Digits after the decimal point that a format writes; money follows its currency (KRW 0, USD 2). */
export function formatDigits(format: Format, settings: FormatSettings): number {
  const { kind, digits } = fullFormat(format);
  if (digits !== undefined) return digits;
  if (kind === 'money') return currencyFacts(settings.currency, settings.language).digits;
  return DEFAULT_DIGITS[kind as keyof typeof DEFAULT_DIGITS] ?? 0;
}

/**
 * Text of a value for a reader. Null is an en dash; a minus is U+2212; `percent` and `points` multiply by 100.
 * Units are left out where the head of a column carries them (`withUnit: false`).
 */
export function formatValue(value: Value, format: Format, settings: FormatSettings, withUnit = true): string {
  if (value === null) return '\u2013';
  const full = fullFormat(format);
  if (typeof value === 'boolean') return value ? '\u2713' : '';
  if (typeof value === 'string') return formatText(value, full, settings.language);
  if (full.kind === 'p_value' && value < SMALLEST_P) return `<${SMALLEST_P}`;
  const sign = full.sign ?? full.kind === 'points';
  const step = scaleStep(value, full, settings.language);
  if (step !== undefined) {
    const number = formatNumber(value / step.size, full.digits ?? SCALED_DIGITS, sign, settings);
    // A fixed scale stands in the head where the unit does; one that goes by the value stands with each.
    if (!withUnit) return full.scale === 'auto' ? `${number}${step.short}` : number;
    return addUnit(`${number}${step.short}`, full, settings);
  }
  const scaled = full.kind === 'percent' || full.kind === 'points' ? value * 100 : value;
  const number = formatNumber(scaled, formatDigits(unscaled(full), settings), sign, settings);
  return withUnit ? addUnit(number, full, settings) : addSuffix(number, full, settings.language);
}

function scaleStep(value: number, { scale, digits = SCALED_DIGITS }: FullFormat, language: Language) {
  if (scale === undefined) return undefined;
  return fixedStep(scale, language) ?? stepBySize(value, digits, language);
}

/** The format for the whole number: without its scale, and the digits that belong to that. */
export function unscaled(format: Format): FullFormat {
  const { scale, digits, ...rest } = fullFormat(format);
  return scale === undefined && digits !== undefined ? { ...rest, digits } : rest;
}

/**
 * Unit for the head of a column: the currency for money, the declared unit, or nothing; with a fixed scale before or behind it (만원, KRW million).
 * Numbers whose scale goes by their size carry scale and unit themselves.
 */
export function columnUnit(format: Format, settings: FormatSettings): string {
  const { scale } = fullFormat(format);
  if (scale === undefined) return plainUnit(format, settings);
  const step = fixedStep(scale, settings.language);
  if (step === undefined) return '';
  const unit = plainUnit(format, settings);
  if (settings.language === 'ko') return `${step.head}${unit}`;
  const isCurrency = fullFormat(format).unit === undefined;
  return (isCurrency ? [unit, step.head] : [step.head, unit]).filter((word) => word !== '').join(' ');
}

function plainUnit(format: Format, settings: FormatSettings): string {
  const full = fullFormat(format);
  if (full.unit !== undefined) return localize(full.unit, settings.language);
  return full.kind === 'money' ? currencyName(settings) : '';
}

function formatNumber(value: number, digits: number, sign: boolean, settings: FormatSettings): string {
  const text = numberFormat(settings.language, digits, sign).format(value);
  return text.replace('-', MINUS);
}

/** Making one costs 40 µs, which a table of a hundred rows would feel. */
const numberFormats = new Map<string, Intl.NumberFormat>();

function numberFormat(language: Language, digits: number, sign: boolean): Intl.NumberFormat {
  const key = `${language} ${digits} ${sign}`;
  let made = numberFormats.get(key);
  if (!made) {
    made = new Intl.NumberFormat(language, {
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
      signDisplay: sign ? 'exceptZero' : 'negative',
    });
    numberFormats.set(key, made);
  }
  return made;
}

function addSuffix(number: string, full: FullFormat, language: Language): string {
  if (full.kind === 'percent') return `${number}%`;
  if (full.kind === 'points') return language === 'ko' ? `${number}%p` : `${number} pp`;
  if (full.kind === 'multiple') return `${number}x`;
  return number;
}

function addUnit(number: string, full: FullFormat, settings: FormatSettings): string {
  const text = addSuffix(number, full, settings.language);
  if (full.unit !== undefined) {
    const unit = localize(full.unit, settings.language);
    return settings.language === 'ko' ? `${text}${unit}` : `${text} ${unit}`;
  }
  if (full.kind !== 'money') return text;
  if (settings.currency === 'KRW' && settings.language === 'ko') return `${text}원`;
  const symbol = currencySymbol(settings);
  return text.startsWith(MINUS) || text.startsWith('+') ? `${text[0]}${symbol}${text.slice(1)}` : `${symbol}${text}`;
}

function formatText(value: string, full: FullFormat, language: Language): string {
  if (full.kind === 'date' && /^\d{4}-\d{2}-\d{2}/.test(value)) return value.slice(0, 10);
  if (full.kind === 'month' && /^\d{4}-\d{2}/.test(value)) return formatMonth(value, language);
  return value;
}

function formatMonth(value: string, language: Language): string {
  const year = Number(value.slice(0, 4));
  const month = Number(value.slice(5, 7));
  return language === 'ko' ? `${year}년 ${month}월` : `${monthName(month, language)} ${year}`;
}

const englishMonths = new Intl.DateTimeFormat('en', { month: 'short', timeZone: 'UTC' });

/** Short name of a month (1-12) of the year. */
export function monthName(month: number, language: Language): string {
  return language === 'ko' ? `${month}월` : englishMonths.format(new Date(Date.UTC(2000, month - 1, 1)));
}

/** Short symbol of the currency in the reader's language, for instance ₩ or $. */
export function currencySymbol({ currency, language }: FormatSettings): string {
  return currencyFacts(currency, language).symbol;
}

const currencies = new Map<string, { symbol: string; digits: number }>();

function currencyFacts(currency: string, language: Language): { symbol: string; digits: number } {
  const key = `${language} ${currency}`;
  const known = currencies.get(key);
  if (known) return known;
  const formatter = new Intl.NumberFormat(language, { style: 'currency', currency, currencyDisplay: 'narrowSymbol' });
  const symbol = formatter.formatToParts(0).find((part) => part.type === 'currency')?.value ?? currency;
  const facts = { symbol, digits: formatter.resolvedOptions().maximumFractionDigits ?? 2 };
  currencies.set(key, facts);
  return facts;
}

function currencyName(settings: FormatSettings): string {
  if (settings.currency === 'KRW') return settings.language === 'ko' ? '원' : 'KRW';
  return settings.currency;
}
