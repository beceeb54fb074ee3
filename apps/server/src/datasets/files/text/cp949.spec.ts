import { describe, expect, it } from 'vitest';
import { Cp949Decoder, cp949Characters } from './cp949.js';

const decode = (bytes: number[]) => new Cp949Decoder().decode(Uint8Array.from(bytes))?.toString('utf8');

describe('CP949', () => {
  it('has every syllable of Hangul once, and as many characters as the code page', () => {
    const codes = [...cp949Characters()].filter((code) => code !== 0);
    expect(codes.length).toBe(17_048);
    expect(new Set(codes.filter((code) => code >= 0xac00 && code <= 0xd7a3)).size).toBe(11_172);
  });

  it.each([
    ['가', [0xb0, 0xa1]],
    ['힝', [0xc8, 0xfe]],
    ['갂', [0x81, 0x41]],
    ['똠', [0x8c, 0x63]],
    ['뷁', [0x94, 0xee]],
    ['힣', [0xc6, 0x52]],
    ['伽', [0xca, 0xa1]],
    ['€', [0xa2, 0xe6]],
    ['a가b', [0x61, 0xb0, 0xa1, 0x62]],
  ])('reads %s', (text, bytes) => expect(decode(bytes)).toBe(text));

  it('refuses bytes that are no character, and knows the line', () => {
    expect(decode([0xff, 0x41])).toBeUndefined();
    expect(decode([0xe9, 0x20])).toBeUndefined();
    const decoder = new Cp949Decoder();
    expect(decoder.decode(Uint8Array.of(0x61, 0x0a, 0xb0, 0x0a))).toBeUndefined();
    expect(decoder.line).toBe(2);
  });

  it('takes a character that two chunks share, and misses one that is cut off', () => {
    const decoder = new Cp949Decoder();
    expect(decoder.decode(Uint8Array.of(0xb0))!.toString()).toBe('');
    expect(decoder.finish()).toBe(false);
    expect(decoder.decode(Uint8Array.of(0xa1))!.toString()).toBe('가');
    expect(decoder.finish()).toBe(true);
  });
});
