import { describe, expect, it } from 'vitest';
import { columnUnit, formatValue, type FormatSettings } from './format-value.js';

const ko: FormatSettings = { language: 'ko', currency: 'KRW' };
const en: FormatSettings = { language: 'en', currency: 'USD' };

describe('formatValue', () => {
  it.each([
    [1234567, 'number', ko, '1,234,567'],
    [0.1299, 'percent', ko, '13.0%'],
    [-0.0043, 'points', ko, '−0.4%p'],
    [0.0043, 'points', en, '+0.4 pp'],
    [2.627, { kind: 'multiple', digits: 2 }, en, '2.63x'],
    [123456789012, 'money', ko, '123,456,789,012원'],
    [-1234.5, 'money', en, '−$1,234.50'],
    [1234, 'money', { language: 'en', currency: 'KRW' }, '₩1,234'],
    ['2026-02-28', 'month', ko, '2026년 2월'],
    ['2026-02-28', 'month', en, 'Feb 2026'],
    [null, 'percent', en, '–'],
    [0, { kind: 'points' }, en, '0.0 pp'],
  ] as const)('writes %s as %j', (value, format, settings, text) => {
    expect(formatValue(value, format, settings)).toBe(text);
  });

  it('leaves the unit to the head of a column when told', () => {
    expect(formatValue(5, 'money', ko, false)).toBe('5');
    expect(columnUnit('money', ko)).toBe('원');
    expect(columnUnit({ kind: 'number', unit: { ko: '명', en: 'people' } }, en)).toBe('people');
  });
});
