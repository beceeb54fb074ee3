import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BlockLab, records } from '../../../../../test/support/block-lab.js';
import { block } from '../../content/spec/block.js';

const FIGURES = {
  night: {
    sql: 'select 0.041 as effect, 0.012 as low, 0.07 as high, 0.0004 as p, -0.07 as low_down, -0.012 as high_down',
    formats: { effect: 'points' },
  },
  basket: { sql: 'select 0.4 as effect, -0.3 as low, 1.1 as high', formats: { effect: { kind: 'number', digits: 2 } } },
  unseen: { sql: 'select null::double as effect, null::double as low, null::double as high' },
};

const item = (id: string, figure: string, more: Record<string, unknown> = {}) => ({
  id,
  statement: `Statement ${id}`,
  variables: `variables ${id}`,
  expect: 'up',
  effect: `${figure}.effect`,
  low: `${figure}.low`,
  high: `${figure}.high`,
  ...more,
});
const spec = (...items: Record<string, unknown>[]) => ({ id: 'hypotheses', kind: 'hypothesis_table', items });

let lab: BlockLab;
beforeAll(async () => {
  lab = await BlockLab.open({
    tested: `select * from (values
      (1, 'Late hours', 'share of night payments', 'up', 0.041, 0.012, 0.07, 0.0004),
      (2, 'Small baskets', null, 'down', 0.02, 0.004, 0.036, 0.01),
      (3, 'Any change', 'slope', 'differ', -0.1, -0.2, -0.02, 0.03)
    ) as t(n, statement, variables, expect, effect, low, high, p)`,
  });
});
afterAll(() => lab.close());

describe('a hypothesis table', () => {
  it('shows each with its variables, verdict, effect, interval and p, and draws the interval', async () => {
    const table = await lab.table(spec(item('late', 'night', { p: 'night.p' }), item('basket', 'basket')), {
      figures: FIGURES,
    });
    expect(table.columns.map(({ title }) => title)).toEqual([
      'Hypothesis', 'Derived variables', 'Reading', 'Effect', '95% low', '95% high', 'p',
    ]); // prettier-ignore
    expect(records(table)).toEqual([
      { statement: 'Statement late', variables: 'variables late', verdict: 'supported', effect: 0.041, low: 0.012, high: 0.07, p: 0.0004 },
      { statement: 'Statement basket', variables: 'variables basket', verdict: 'no reliable difference', effect: 0.4, low: -0.3, high: 1.1, p: null },
    ]); // prettier-ignore
    expect(table.tones).toEqual({ column: 2, rows: ['good', 'neutral'] });
    expect(table.interval).toEqual({ estimate: 3, low: 4, high: 5 });
    expect(table.formats?.[1]?.[3]).toEqual({ kind: 'number', digits: 2, sign: true });
    expect(table.note).toContain('wholly on the expected side');
  });

  it('turns the verdict when the sign is turned, and says where it cannot tell', async () => {
    const table = await lab.table(
      spec(
        item('turned', 'night', { low: 'night.low_down', high: 'night.high_down' }),
        item('down', 'night', { expect: 'down', low: 'night.low_down', high: 'night.high_down' }),
        item('differ', 'night', { expect: 'differ', low: 'night.low_down', high: 'night.high_down' }),
        item('unseen', 'unseen'),
      ),
      { figures: FIGURES },
    );
    expect(records(table).map(({ verdict }) => verdict)).toEqual([
      'contradicted',
      'supported',
      'supported',
      'cannot be told',
    ]);
    expect(table.tones?.rows).toEqual(['bad', 'good', 'good', 'neutral']);
  });

  it('speaks Korean, and of figures', async () => {
    const statement = { ko: '밤 결제가 많으면 {{figure "night.effect"}} 높다', en: 'x' };
    const table = await lab.table(spec(item('late', 'night', { statement })), { figures: FIGURES, language: 'ko' });
    expect(records(table)[0]).toMatchObject({ statement: '밤 결제가 많으면 +4.1%p 높다', verdict: '뒷받침됨' });
    expect(table.columns[0]?.title).toBe('가설');
  });

  it('takes its rows from a query, written alike', async () => {
    const sql = 'select * exclude (n) from tested order by n';
    const table = await lab.table({ id: 'h', kind: 'hypothesis_table', sql, format: 'points' });
    expect(records(table).map(({ verdict }) => verdict)).toEqual(['supported', 'contradicted', 'supported']);
    expect(table.formats).toBeUndefined();
    expect(table.columns.find(({ name }) => name === 'effect')?.format).toBe('points');
    expect(table.reads).toEqual(['tested']);
    const few = await lab.table({
      id: 'h',
      kind: 'hypothesis_table',
      sql: 'select statement, expect, effect, low, high from tested order by n',
    });
    expect(few.columns.map(({ name }) => name)).toEqual(['statement', 'verdict', 'effect', 'low', 'high']);
  });

  it.each([
    ['another expectation', "select * exclude (n) replace ('more' as expect) from tested", 'hypothesis-table.unknown-expect'],
    ['an interval that is turned', 'select * exclude (n) replace (high as low, low as high) from tested', 'hypothesis-table.turned-interval'],
    ['a column that it does not show', 'select * from tested', 'block.unknown-columns'],
    ['a text for an effect', "select * exclude (n) replace ('big' as effect) from tested", 'block.no-number'],
    ['no rows', 'select * exclude (n) from tested where false', 'block.empty'],
  ])('refuses %s', async (_, sql, code) => {
    expect(await lab.resolve({ id: 'h', kind: 'hypothesis_table', sql })).toMatchObject({ kind: 'error', code });
  }); // prettier-ignore

  it('is refused by the schema without rows, with two sources of them, or with a format that nobody uses', () => {
    const bad = [
      {},
      { sql: 'select 1', items: [item('a', 'night')] },
      { items: [item('a', 'night')], format: 'points' },
    ];
    for (const more of bad) {
      expect(block.safeParse({ id: 'h', kind: 'hypothesis_table', ...more }).success).toBe(false);
    }
  });
});
