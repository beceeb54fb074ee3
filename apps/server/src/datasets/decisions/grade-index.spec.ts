import { describe, expect, it } from 'vitest';
import { GradeIndex } from './grade-index.js';

describe('the index of grades', () => {
  it('gives each of 50,000 customers the own grade, and none to anybody else', () => {
    const index = new GradeIndex();
    for (let i = 0; i < 50_000; i += 1) index.set(`K${i}`, 1 + (i % 10));
    expect(index.size).toBe(50_000);
    for (let i = 0; i < 50_000; i += 1) expect(index.get(`K${i}`)).toBe(1 + (i % 10));
    for (let i = 50_000; i < 100_000; i += 1) expect(index.get(`K${i}`)).toBeUndefined();
  });

  it('knows ids of any text apart, and takes the later grade', () => {
    const index = new GradeIndex();
    const ids = ['', ' ', 'a', 'A', '0012', '12', '김철수', '김철수 ', 'x'.repeat(20_000)];
    ids.forEach((id, i) => index.set(id, i + 1));
    ids.forEach((id, i) => expect(index.get(id)).toBe(i + 1));
    index.set('a', 99);
    expect(index.get('a')).toBe(99);
    expect(index.size).toBe(ids.length);
  });

  it.each([0, 256, 1.5, NaN])('refuses %s for a grade', (grade) => {
    expect(() => new GradeIndex().set('a', grade)).toThrow(RangeError);
  });
});
