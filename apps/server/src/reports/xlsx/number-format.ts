import { isDay } from '../../common/is-day.js';
import type { Value } from '../../common/value.js';
import { localize, type Language } from '../../common/local-text.js';
import {
  columnUnit,
  currencySymbol,
  formatDigits,
  fullFormat,
  unscaled,
  type FormatSettings,
} from '../../blocks/format-value.js';
import type { Format } from '../../content/spec/common.js';
import type { PlannedValue } from './workbook-plan.js';

/**
 * Excel number format that shows a raw value as `formatValue` writes it. The cell keeps the raw value: percent and
 * points are fractions (0.325 reads 32.5%, −0.0043 reads -0.4%p), so formulas on them stay right. Numbers in round units (만, M) are
 * whole in the workbook.
 */
export function numberFormat(format: Format, settings: FormatSettings, withUnit = false): string {
  const full = unscaled(format);
  if (full.kind === 'text') return '@';
  if (full.kind === 'date') return 'yyyy-mm-dd';
  if (full.kind === 'month') return 'yyyy-mm';
  if (full.kind === 'p_value') return '[<0.001]"<0.001";0.000';
  const digits = formatDigits(full, settings);
  const number = `#,##0${digits > 0 ? `.${'0'.repeat(digits)}` : ''}${suffix(full.kind, settings.language)}`;
  const [before, after] = withUnit ? unitAround(format, settings) : ['', ''];
  const signed = full.sign ?? full.kind === 'points';
  const plain = `${before}${number}${after}`;
  return signed ? `+${plain};-${plain};${plain}` : `${plain};-${plain}`;
}

/** What goes into the cell for a value: real dates where the text is a full date, ✓ for true, nothing for null. */
export function cellValue(value: Value, format: Format): PlannedValue | null {
  if (value === null || typeof value === 'number') return value;
  if (typeof value === 'boolean') return value ? '✓' : null;
  const { kind } = fullFormat(format);
  const date = (kind === 'date' || kind === 'month') && isCountable(value) ? value.slice(0, 10) : null;
  return date === null ? value : { date };
}

/** Head of a column: its title, and the unit in brackets where the values have one. */
export function headText(title: string, format: Format, settings: FormatSettings): string {
  const unit = columnUnit(unscaled(format), settings);
  return unit === '' ? title : `${title} (${unit})`;
}

function suffix(kind: string, language: Language): string {
  if (kind === 'percent') return '%';
  // Only a % in the format shows a fraction times 100, so English writes "% pt" here, not "pp".
  if (kind === 'points') return language === 'ko' ? '%"p"' : '%" pt"';
  return kind === 'multiple' ? '"x"' : '';
}

function unitAround(format: Format, settings: FormatSettings): [string, string] {
  const full = fullFormat(format);
  if (full.unit !== undefined) {
    const unit = localize(full.unit, settings.language);
    return ['', quoted(settings.language === 'ko' ? unit : ` ${unit}`)];
  }
  if (full.kind !== 'money') return ['', ''];
  if (settings.currency === 'KRW' && settings.language === 'ko') return ['', quoted('원')];
  return [quoted(currencySymbol(settings)), ''];
}

function quoted(text: string): string {
  return `"${text.replaceAll('"', '')}"`;
}

/** A calendar day that a workbook can count: 1900-03-01 or later (before, its count has a day that never was). */
function isCountable(text: string): boolean {
  return /^.{10}(?:$|[ T])/.test(text) && text >= '1900-03-01' && isDay(text.slice(0, 10));
}
