import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BlockLab } from '../../../../../test/support/block-lab.js';

let lab: BlockLab;
beforeAll(async () => {
  lab = await BlockLab.open({
    rules: `select * from (values
      ('MALL', 'within 200 m', '12-18h', 0.021, 0.41, 5.9, 897.0, 812.5, 980.1, 0.00001, 1050, true),
      ('MALL', 'within 500 m', null,     0.054, 0.33, 4.9, 742.0, 700.0, 790.0, 0.0004,  2700, false)
    ) as t(place, distance, hours, support, confidence, lift, efficiency, low, high, p, n, kept)`,
  });
});
afterAll(() => lab.close());

const spec = (more: Record<string, unknown> = {}) => ({
  id: 'rules',
  kind: 'rule_table',
  sql: 'select * from rules order by lift desc, n',
  conditions: ['place', 'distance', 'hours'],
  interval_of: 'efficiency',
  representative: 'kept',
  ...more,
});

describe('a rule table', () => {
  it('shows conditions as chips and in one text, measures in a fixed order, lift with a bar', async () => {
    const table = await lab.table(spec());
    expect(table.chips).toEqual([
      ['MALL', 'within 200 m', '12-18h'],
      ['MALL', 'within 500 m'],
    ]);
    expect(table.rows[0]).toEqual([
      'MALL & within 200 m & 12-18h', 0.021, 0.41, 5.9, 897, 812.5, 980.1, 0.00001, 1050, 'representative',
    ]); // prettier-ignore
    expect(table.columns.find(({ name }) => name === 'lift')?.bar).toBe(true);
    expect(table.columns.find(({ name }) => name === 'low')?.title).toBe('Profit efficiency, low');
    expect(table.highlighted).toEqual([0]);
  });

  it('keeps the order of the query and takes joined conditions apart', async () => {
    const table = await lab.table({
      ...spec({ sql: "select place || ' & ' || distance as rule, n from rules order by n desc" }),
      conditions: ['rule'],
      representative: undefined,
    });
    expect(table.chips).toEqual([
      ['MALL', 'within 500 m'],
      ['MALL', 'within 200 m'],
    ]);
    expect(table.columns.map(({ name }) => name)).toEqual(['rule', 'n']);
  });

  it('shows how conditions and outcome go together, and how many times the efficiency of all that is', async () => {
    const { columns, rows } = await lab.table({
      ...spec({
        sql: "select 'MALL' as rule, 0.03 as leverage, 3.9 as conviction, 0.79 as zhang, 897 as efficiency, 5.9 as multiple",
      }),
      conditions: ['rule'],
      representative: undefined,
    });
    expect(columns.map(({ title }) => title)).toEqual([
      'Conditions', 'Leverage', 'Conviction', 'Zhang', 'Profit efficiency', 'Against all',
    ]); // prettier-ignore
    expect(rows).toEqual([['MALL', 0.03, 3.9, 0.79, 897, 5.9]]);
  });

  it('speaks Korean', async () => {
    const { columns } = await lab.table(spec(), { language: 'ko' });
    expect(columns.map(({ title }) => title)).toContain('영업이익효율 하한');
  });

  it.each([
    ['a column that it does not know', { sql: 'select *, 1 as wealth from rules' }, 'rule-table.unknown-columns'],
    ['no measure', { sql: 'select place, distance, hours, kept from rules' }, 'rule-table.no-measures'],
    ['a text for a measure', { sql: "select * replace ('high' as lift) from rules" }, 'block.no-number'],
    ['a condition that is not selected', { conditions: ['street'] }, 'rule-table.unknown-columns'],
    ['no rules', { sql: 'select * from rules where false' }, 'block.empty'],
  ])('refuses %s', async (_, more, code) => {
    expect(await lab.resolve(spec(more))).toMatchObject({ kind: 'error', code });
  });

  it('is empty without rules where that is allowed', async () => {
    const table = await lab.table(spec({ sql: 'select * from rules where false', empty: 'allow' }));
    expect(table).toMatchObject({ rows: [], chips: [] });
  });
});
