import { describe, expect, it } from 'vitest';
import { MetricLab } from '../../../../test/support/metric-lab.js';

const found = async (lines: string): Promise<string[]> => {
  const lab = await MetricLab.open('SELECT 1 AS amount', `title: Orders\ndate_column: day\n${lines}`);
  await lab.close();
  return lab.diagnostics.map(
    ({ line, column, code, message, hint }) => `${line}:${column} ${code} ${message}; ${hint}`,
  );
};
const metric = (lines: string): Promise<string[]> =>
  found(`metrics:\n  revenue: { title: R, expression: sum(amount) }\n  x:\n    title: X\n${lines}`);

describe('the metrics of a dataset', () => {
  it('may be any aggregate over the columns of the table', async () => {
    const expressions = [
      'sum(amount)',
      'count(*)',
      'count(DISTINCT customer_id) FILTER (WHERE amount > 0)',
      'sum(amount * price) / nullif(sum(price), 0)',
      'avg(amount)::DECIMAL(12,2)',
      'max(CASE WHEN amount > 0 THEN 1 ELSE 0 END) -- with a remark',
      'quantile_cont(amount, 0.5)',
    ];
    for (const expression of expressions) expect(await metric(`    expression: |\n      ${expression}\n`)).toEqual([]);
  });

  it('are refused where the expression is none, each with its place and what to do', async () => {
    expect(await metric('    expression: amount * 2\n')).toEqual([
      '7:17 metric.expression this is no aggregate; write one over many rows: sum(amount), count(*), count(DISTINCT customer_id)',
    ]);
    const wrong: [string, string][] = [
      ['sum(amount) + price', 'the column "price" stands outside an aggregate'],
      ['sum(amount) OVER ()', 'a window function cannot stand here'],
      ['sum(amount) / (SELECT max(a) FROM other)', 'a subquery cannot stand here'],
      ['sum(amount) FILTER (WHERE day < now())', 'now gives another answer each time'],
      ['sum(amount) FILTER (WHERE day < $as_of)', 'a metric cannot use $as_of'],
      ['sum(amount), sum(price)', 'a list of values cannot stand here'],
      ['sum(amount)), (sum(price)', 'a second expression cannot stand here'],
      ['sum(amount) FROM other', 'SQL: syntax error'],
      ['sum(amount', 'SQL: syntax error'],
      ['*', '* cannot stand here'],
    ];
    for (const [expression, message] of wrong) {
      const [first, ...others] = await metric(`    expression: '${expression}'\n`);
      expect(first, expression).toContain(message);
      expect(others, expression).toEqual([]);
    }
  });

  it('take a condition only on a single aggregate', async () => {
    expect(await metric('    expression: count(*)\n    where: amount > 0\n')).toEqual([]);
    expect((await metric('    expression: count(*) + 1\n    where: amount > 0\n'))[0]).toContain(
      'where: goes with a single',
    );
    expect((await metric('    expression: count(*)\n    where: amount >\n'))[0]).toMatch(/^8:\d+ sql.syntax/);
    expect((await metric('    expression: count(*)\n    where: day > today()\n'))[0]).toContain(
      '8:12 metric.expression today',
    );
  });

  it('are computed in exactly one way', async () => {
    expect(await metric('')).toEqual([
      '6:5 dataset.missing-key "expression" is missing in metrics.x; add expression: an SQL aggregate such as sum(amount), or write ratio: or derived:',
    ]);
    expect((await metric('    expression: count(*)\n    derived: revenue * 2\n'))[0]).toContain(
      'keep one of expression and derived',
    );
    expect((await metric('    derived: revenue * 2\n    where: amount > 0\n'))[0]).toContain(
      '"where" does not fit here',
    );
  });

  it('are derived from metrics that there are, without circles', async () => {
    expect(await metric('    derived: revenu - 1\n')).toEqual([
      '7:14 metric.unknown "orders" has no metric "revenu"; did you mean "revenue"?',
    ]);
    expect((await metric('    ratio: { numerator: revenue, denominator: ordres }\n'))[0]).toContain(
      '7:47 metric.unknown',
    );
    expect((await metric('    derived: sum(revenue)\n'))[0]).toContain('sum() adds up rows');
    expect((await metric('    derived: 1 + 1\n'))[0]).toContain('names no metric');
    expect(
      await found(
        'metrics:\n  a: { title: A, derived: b + 1 }\n  b: { title: B, derived: c }\n  c: { title: C, derived: a }\n',
      ),
    ).toEqual([
      '4:3 metric.cycle metrics are computed from each other in a circle: a → b → c → a; at the bottom there must be an expression: over columns',
    ]);
    expect((await found('metrics:\n  a: { title: A, derived: a + 1 }\n'))[0]).toContain('circle: a → a');
  });

  it('are over one table and one date when they are computed together', async () => {
    const lines =
      'metrics:\n  a: { title: A, expression: count(*) }\n  b: { title: B, expression: count(*), date: paid_on }\n  c: { title: C, derived: a + b }\n';
    expect((await found(lines))[0]).toContain(
      '6:3 metric.several-tables "c" is computed from a (orders) and b (orders)',
    );
    expect((await metric('    expression: count(*)\n    table: scores\n'))[0]).toContain('has no "scores"');
  });

  it('name the table when the dataset is an analysis with several', async () => {
    const rfm =
      'analysis: { kind: rfm, input: o, customer: c, date: d, amount: a, breaks: { fitted_at: [2026-01-31] } }\n';
    const best = (more: string) => found(`${rfm}metrics:\n  best: { title: B, expression: sum(customers)${more} }\n`);
    expect(await best(', table: shares, date: month_end')).toEqual([]);
    expect(await best('')).toEqual([
      '5:3 metric.table "orders" holds several tables; add table: the one that the expression is over',
    ]);
  });

  it('do not share a name with a dimension or the column of the periods', async () => {
    const lines =
      'metrics: { a: { title: A, expression: count(*) }, period: { title: P, expression: count(*) } }\ndimensions: { a: { title: A } }\n';
    expect((await found(lines)).map((each) => each.split(' ')[1])).toEqual(['metric.name-taken', 'metric.name-taken']);
  });

  it('are grouped by what one row tells', async () => {
    const dimension = (expression: string) => found(`dimensions:\n  d: { title: D, expression: "${expression}" }\n`);
    expect(await dimension("CASE WHEN $language = 'ko' THEN region ELSE region_en END")).toEqual([]);
    expect((await dimension('sum(amount)'))[0]).toContain('sum() adds up rows');
    expect((await dimension('amount > $as_of'))[0]).toContain('cannot use $as_of');
    expect((await found('dimensions:\n  d: { title: D, column: a, expression: b }\n'))[0]).toContain(
      'keep column or expression',
    );
  });
});
