import { DuckDBInstance } from '@duckdb/node-api';
import { describe, expect, it } from 'vitest';
import { compileRules, type RuleRow } from './compile-rules.js';

const COLUMNS = [
  { name: 'place', type: 'VARCHAR' },
  { name: 'moment', type: 'TIMESTAMP' },
  { name: 'metres', type: 'DOUBLE' },
  { name: 'visits', type: 'INTEGER' },
  { name: 'is_member', type: 'BOOLEAN' },
  { name: 'price', type: 'DECIMAL(9,2)' },
];
const CONDITIONS = [
  'place',
  'is_member',
  'price',
  { column: 'moment', part: 'weekday' as const, name: 'weekday' },
  { column: 'moment', part: 'hour' as const, name: 'hours', breaks: [12, 18] },
  { column: 'moment', part: 'quarter' as const },
  { column: 'metres', at_most: [200, 500] },
  { column: 'visits', at_least: [2, 5] },
];
const rule = (terms: unknown, rank = 1): RuleRow => ({
  rank,
  rule: `rule ${rank}`,
  category: 'other',
  terms: typeof terms === 'string' ? terms : JSON.stringify(terms),
  efficiency: 100,
});

describe('a rule as a function of an event', () => {
  // The judge is DuckDB, whose terms the analysis found them by.
  it.each([
    [{ name: 'place', value: 'MALL' }, `place = 'MALL'`],
    [{ name: 'is_member', value: 'true' }, 'is_member'],
    [{ name: 'price', value: '5.00' }, 'price = 5'],
    [{ name: 'weekday', value: 'Saturday' }, `dayname(moment) = 'Saturday'`],
    [{ name: 'hours', from: 12, below: 18 }, 'hour(moment) >= 12 AND hour(moment) < 18'],
    [{ name: 'hours', from: 18 }, 'hour(moment) >= 18'],
    [{ name: 'moment_quarter', value: '4' }, 'quarter(moment) = 4'],
    [{ name: 'metres', at_most: 200 }, 'metres <= 200'],
    [{ name: 'visits', at_least: 5 }, 'visits >= 5'],
  ])('%j holds where SQL says so', async (term, sql) => {
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    const reader = await connection.runAndReadAll(`
      SELECT place::VARCHAR, moment::VARCHAR, metres::VARCHAR, visits::VARCHAR, is_member::VARCHAR, price::VARCHAR, ${sql} AS wanted FROM (
        SELECT ['MALL', 'DSTR'][1 + i % 2] AS place, TIMESTAMP '2026-08-29 00:30:00' + to_hours(i * 7) AS moment, (i * 37 % 700)::DOUBLE AS metres,
          i % 9 AS visits, i % 3 = 0 AS is_member, (i % 7)::DECIMAL(9,2) AS price FROM range(400) t(i))`);
    const [compiled] = compileRules([rule([term])], CONDITIONS, COLUMNS).rules;
    let met = 0;
    for (const row of reader.getRows()) {
      const wanted = row.at(-1);
      expect(compiled!.terms[0]!.holds(row.slice(0, -1) as string[]), String(row)).toBe(wanted);
      if (wanted === true) met += 1;
    }
    expect(met).toBeGreaterThan(0);
    connection.closeSync();
  });

  it('can not be told without the value that it asks about', () => {
    const [compiled] = compileRules([rule([{ name: 'metres', at_most: 200 }])], CONDITIONS, COLUMNS).rules;
    expect(compiled!.terms[0]!.holds(['MALL', null, null, null, null, null])).toBeNull();
  });

  it('is set aside when it asks for what nobody knows, and stands in the order of its rank otherwise', () => {
    const compiled = compileRules(
      [
        rule([{ name: 'visits', at_least: 5 }], 2),
        rule([{ name: 'weather', value: 'rain' }], 3),
        rule([{ name: 'visits', near: 5 }], 4),
        rule('no JSON', 5),
        rule([], 6),
        rule([{ name: 'place', value: 'MALL' }], 1),
      ],
      CONDITIONS,
      COLUMNS,
    );
    expect(compiled.rules.map(({ rank }) => rank)).toEqual([1, 2]);
    expect(compiled.unknown).toEqual(['rule 3', 'rule 4', 'rule 5', 'rule 6']);
  });
});
