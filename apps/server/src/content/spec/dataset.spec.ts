import { describe, expect, it } from 'vitest';
import { dataset } from './dataset.js';

describe('the schema of a dataset', () => {
  const placesOf = (written: object) =>
    dataset
      .safeParse({ title: 'Orders', ...written })
      .error?.issues.map(({ path, message }) => [path.join('.'), message]);

  it('finds a column that is declared twice', () => {
    const columns = ['day', 'amount', 'amount'].map((name) => ({ name }));
    expect(placesOf({ columns })).toEqual([['columns.2.name', '"amount" is used twice']]);
  });

  it('finds a range that no value is in', () => {
    const range = (min: number | string, max: number | string) =>
      placesOf({ tests: [{ range: { column: 'a', min, max } }] });
    expect(range(1, 1)).toBeUndefined();
    expect(JSON.stringify(range(5, 1))).toContain('max is below min');
  });
});
