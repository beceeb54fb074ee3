import { describe, expect, it } from 'vitest';
import { parsePlace, parseRange, placeText } from './cell-place.js';
import { numberText, serialText } from './cell-value.js';
import { numberKind } from './number-format.js';

describe('a number format', () => {
  it.each([
    ['yyyy-mm-dd', 'date'],
    ['yyyy"년" m"월" d"일"', 'date'],
    ['[$-412]yyyy"年" m"月"', 'date'],
    ['mmm-yy', 'date'],
    ['m/d/yyyy\\ h:mm', 'moment'],
    ['yyyy-mm-dd\\Thh:mm:ss.000', 'moment'],
    ['h:mm AM/PM', 'time'],
    ['mm:ss.0', 'time'],
    ['[h]:mm:ss', 'duration'],
    ['[Red]d', 'date'],
    ['General', 'number'],
    ['#,##0"원"', 'number'],
    ['[$₩-412]#,##0;[Red]-[$₩-412]#,##0', 'number'],
    ['0.00E+00', 'number'],
    ['#,##0 "days"', 'number'],
    ['#,##0\\ \\d', 'number'],
    ['0"h"', 'number'],
    ['@', 'number'],
    ['', 'number'],
  ])('%s means %s', (code, kind) => expect(numberKind(200, code)).toBe(kind));

  it('is known by its id where it is built in', () => {
    expect([0, 2, 14, 22, 31, 32, 45, 46, 49, 57].map((id) => numberKind(id, undefined))).toEqual([
      'number', 'number', 'date', 'moment', 'date', 'time', 'time', 'duration', 'number', 'date',
    ]); // prettier-ignore
  });
});

describe('a number in a cell', () => {
  it('has the digits that Excel shows, and whole numbers all of theirs', () => {
    expect(numberText('1.1000000000000001')).toBe('1.1');
    expect(numberText('0.30000000000000004')).toBe('0.3');
    expect(numberText('12345678901234567')).toBe('12345678901234567');
    expect(numberText('1.5E3')).toBe('1500');
    expect(numberText('abc')).toBe('abc');
  });

  it.each([
    ['1', '1900-01-01'],
    ['59', '1900-02-28'],
    ['60', '60'],
    ['61', '1900-03-01'],
    ['45351', '2024-02-29'],
    ['45351.75', '2024-02-29'],
    ['2958465', '9999-12-31'],
    ['2958466', '2958466'],
    ['-1', '-1'],
  ])('%s is the day %s of the 1900 calendar', (serial, text) => expect(serialText(serial, 'date', false)).toBe(text));

  it('is a day of the 1904 calendar, a moment or a time to the second', () => {
    expect(serialText('0', 'date', true)).toBe('1904-01-01');
    expect(serialText('43889', 'date', true)).toBe('2024-02-29');
    expect(serialText('45351.999999999', 'moment', false)).toBe('2024-03-01 00:00:00');
    expect(serialText('45351.4375', 'moment', false)).toBe('2024-02-29 10:30:00');
    expect(serialText('0.4375', 'time', false)).toBe('10:30:00');
    expect(serialText('1.5', 'duration', false)).toBe('36:00:00');
  });
});

describe('a place in a sheet', () => {
  it('is read from letters and digits, up to the last cell', () => {
    expect(parsePlace('AB12')).toEqual({ column: 28, row: 12 });
    expect(parsePlace('XFD1048576')).toEqual({ column: 16384, row: 1048576 });
    expect([parsePlace('XFE1'), parsePlace('A1048577'), parsePlace('A0'), parsePlace('1A')]).toEqual([
      undefined, undefined, undefined, undefined,
    ]); // prettier-ignore
  });

  it('is written as it is read', () => {
    for (const place of ['A1', 'Z9', 'AA10', 'AZ1', 'XFD1048576']) {
      const { column, row } = parsePlace(place)!;
      expect(placeText(column, row)).toBe(place);
    }
  });

  it('makes ranges, open to the end or between corners in any order', () => {
    expect(parseRange('B3')).toEqual({ left: 2, top: 3, right: 16384, bottom: 1048576 });
    expect(parseRange('H200:B3')).toEqual({ left: 2, top: 3, right: 8, bottom: 200 });
    expect(parseRange('B3:ZZZ9')).toBeUndefined();
  });
});
