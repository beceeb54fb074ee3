import { describe, expect, it } from 'vitest';
import { sniffDialect, splitFields, splitRecords } from './dialect.js';

describe('sniffing a dialect', () => {
  it.each([
    ['a,b\n1,2\n', ','],
    ['a\tb\n1\t2\n', '\t'],
    ['a;b\n1,5;2,5\n', ';'],
    ['a|b\n1|2\n', '|'],
    [' 1 2  3\n 4 5  6\n', 'blank'],
    ['note,n\n"x, y, z",1\n"a, b",2\n', ','],
    ['one\n1\n2\n', ','],
  ])('finds the delimiter of %j', (text, delimiter) => expect(sniffDialect(text).delimiter).toBe(delimiter));

  it('survives ragged rows', () => expect(sniffDialect('a;b;c\n1;2;3\n1;2\n1;2;3\n1;2;3;4\n').delimiter).toBe(';'));

  it('tells a header from data', () => {
    expect(sniffDialect('id,name\n1,x\n').header).toBe(true);
    expect(sniffDialect('1,x\n2,y\n').header).toBe(false);
    expect(sniffDialect('x,2024-01-01\n').header).toBe(false);
    expect(sniffDialect('x,x\ny,z\n').header).toBe(false);
    expect(sniffDialect('id,x,x\n1,2,3\n').header).toBe(true);
    expect(sniffDialect('1,x\n', { header: true }).header).toBe(true);
  });

  it('keeps quoted delimiters, quotes and line breaks in their field', () => {
    expect(splitFields('"a ""b"", c",,d', ',', '"')).toEqual(['a "b", c', '', 'd']);
    expect(splitRecords('"a\nb",c\r\n\r\nd,e', '"', 9)).toEqual(['"a\nb",c', 'd,e']);
  });
});
