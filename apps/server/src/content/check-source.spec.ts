import { describe, expect, it } from 'vitest';
import { checkSource } from './check-source.js';
import { parseSpec } from './parse-spec.js';
import { dataset } from './spec/dataset.js';

function mistakes(yaml: string) {
  const parsed = parseSpec('dataset', dataset, {
    name: 'orders',
    file: 'datasets/orders.yaml',
    text: `title: t\n${yaml}`,
  });
  return [...parsed.diagnostics, ...checkSource(parsed)];
}
const codes = (yaml: string) => mistakes(yaml).map(({ code }) => code);

describe('what a dataset says of a database', () => {
  it.each([
    `database: { url: '\${env:SHOP}', table: orders }`,
    `database: { url: 'postgres://me@h/d', table: shop.orders }`,
    `database: { url: 'postgres://me:\${env:PW}@h:5432/d?sslmode=require', query: SELECT 1 AS n }`,
    `database: { url: 'mysql://h:3306/d', table: o, incremental: { column: changed, lookback: 3 days } }\nkey: [id]`,
  ])('is sound: %s', (yaml) => expect(mistakes(yaml)).toEqual([]));

  it.each([
    'postgres://me:hunter2@h/d',
    'postgres://me:hunt/er2@h/d',
    'postgres://me:hunt@er2@h/d',
    'postgres://me:x${env:PW}@h/d',
    'postgres://h/d?user=me&password=hunter2',
  ])('is refused with a plain password, which is not shown: %s', (url) => {
    const [found] = mistakes(`database: { url: '${url}', table: orders }`);
    expect(found).toMatchObject({ code: 'dataset.plain-password', line: 2, column: 18 });
    expect(JSON.stringify(found)).not.toMatch(/hunt|er2/);
  });

  it.each([
    [`database: { url: 'postgres://h/d' }`, 'dataset.table-or-query'],
    [`database: { url: 'postgres://h/d', table: a, query: SELECT 1 }`, 'dataset.table-or-query'],
    [`database: { url: 'http://h/d', table: a }`, 'dataset.bad-url'],
    [
      `database: { url: 'postgres://h/d', table: a, incremental: { column: c, lookback: 3 moons } }`,
      'dataset.invalid-value',
    ],
    [`database: { url: 'postgres://h/d', tabel: a }`, 'dataset.unknown-key'],
    [`database: { url: 'postgres://h/d', table: a }\nkey: [id]`, 'dataset.key-unused'],
    [
      `database: { url: 'postgres://h/d', table: a, incremental: { column: c } }\nkey: [id]\ncolumns: [{ name: c }]`,
      'dataset.unknown-column',
    ],
  ])('is refused: %s', (yaml, code) => expect(codes(yaml)).toContain(code));
});

describe('what a dataset says of pushed rows', () => {
  it('is sound with typed columns', () => {
    expect(
      mistakes(`rows: {}\ncolumns: [{ name: id, type: BIGINT }, { name: at, type: timestamp }]\nkey: [id]`),
    ).toEqual([]);
  });

  it.each([
    ['rows: {}', 'dataset.rows-without-columns'],
    ['rows: {}\ncolumns: [{ name: id }]', 'dataset.rows-type'],
    ['rows: {}\ncolumns: [{ name: id, type: BLOB }]', 'dataset.rows-type'],
    ['rows: { latest_by: at }\ncolumns: [{ name: id, type: BIGINT }]', 'dataset.unknown-column'],
  ])('is refused: %s', (yaml, code) => expect(codes(yaml)).toContain(code));
});
