import { describe, expect, it } from 'vitest';
import { format as formatSchema, type Format, type Scale } from '../content/spec/common.js';
import { columnUnit, formatValue, unscaled, type FormatSettings } from './format-value.js';

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

describe('round units', () => {
  const won = { language: 'en', currency: 'KRW' } as const;
  const money = (scale: Scale, more = {}): Format => ({ kind: 'money', scale, ...more });

  it.each([
    [123_456_789, '1.2억원', '₩123.5M'],
    [99_999_999, '1.0억원', '₩100.0M'],
    [99_994_999, '9,999.5만원', '₩100.0M'],
    [-45_600, '−4.6만원', '−₩45.6K'],
    [9_999, '9,999원', '₩10.0K'],
    [9_400, '9,400원', '₩9.4K'],
    [0, '0원', '₩0'],
    [2_500_000_000_000, '2.5조원', '₩2.5T'],
  ])('go by the size: %d is %s or %s', (value, korean, english) => {
    expect(formatValue(value, money('auto'), ko)).toBe(korean);
    expect(formatValue(value, money('auto'), won)).toBe(english);
  });

  it('are fixed where they are named, with the unit in the head of a column', () => {
    expect(formatValue(23_456_000, money('man', { digits: 0 }), ko)).toBe('2,346만원');
    expect(formatValue(23_456_000, money('man', { digits: 0 }), ko, false)).toBe('2,346');
    expect(columnUnit(money('man'), ko)).toBe('만원');
    expect(columnUnit(money('eok'), won)).toBe('KRW million');
    expect(columnUnit({ kind: 'number', scale: 'thousand', unit: { ko: '명', en: 'customers' } }, won)).toBe(
      'thousand customers',
    );
    expect(formatValue(1500, { kind: 'number', scale: 'thousand', unit: '명' }, ko)).toBe('1.5천명');
    expect(formatValue(50, money('million'), won)).toBe('₩0.0M');
  });

  it('stand with each number where they go by its size', () => {
    expect(columnUnit(money('auto'), ko)).toBe('');
    expect(formatValue(123_456_789, money('auto'), ko, false)).toBe('1.2억');
    expect(formatValue(null, money('auto'), ko)).toBe('–');
  });

  it('are no part of the whole number', () => {
    expect(unscaled(money('man', { digits: 2, sign: true }))).toEqual({ kind: 'money', sign: true });
    expect(unscaled({ kind: 'number', digits: 2 })).toEqual({ kind: 'number', digits: 2 });
    expect(formatSchema.safeParse({ kind: 'percent', scale: 'man' }).success).toBe(false);
  });
});

describe('a p-value', () => {
  it('has three digits, or is below 0.001', () => {
    const settings = { language: 'en', currency: 'USD' } as const;
    expect(formatValue(0.0312, 'p_value', settings)).toBe('0.031');
    expect(formatValue(0.0009, 'p_value', settings)).toBe('<0.001');
    expect(formatValue(1, 'p_value', settings)).toBe('1.000');
  });
});
