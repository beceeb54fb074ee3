import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTablesOf } from '../../../../test/support/duckdb-tables.js';
import { readProject } from './read-project.js';

const ORDERS = `title: Orders
date_column: day
metrics:
  revenue: { title: Revenue, expression: sum(amount) }
  customers: { title: Customers, expression: count(DISTINCT customer) }
  paid: { title: Paid, expression: sum(amount), date: paid_on }
dimensions:
  channel: { title: Channel }
`;

describe('questions to metrics in dashboards and reports', () => {
  let engine: Awaited<ReturnType<typeof openTablesOf>>;
  let root: string;
  beforeAll(async () => {
    engine = await openTablesOf();
    root = await mkdtemp(join(tmpdir(), 'decile-queries-'));
    const write = async (path: string, text: string) => {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), text);
    };
    await write('decile.yaml', 'name: shop\ntitle: Shop\n');
    await write('datasets/orders.yaml', ORDERS);
    await write('datasets/orders.sql', 'SELECT 1 AS amount');
    await write('datasets/plain.yaml', 'title: Plain\nmetrics: { rows: { title: Rows, expression: count(*) } }\n');
    await write('datasets/plain.sql', 'SELECT 1 AS amount');
    await write('datasets/other.yaml', 'title: Other\n');
    await write('datasets/other.sql', 'SELECT 1 AS customer');
    await mkdir(join(root, 'dashboards'), { recursive: true });
  });
  afterAll(async () => {
    engine.close();
    await rm(root, { recursive: true });
  });

  const read = async (dashboard: string) => {
    await writeFile(join(root, 'dashboards/d.yaml'), `title: D\n${dashboard}`);
    const project = await readProject(root, engine);
    return {
      inputs: project.dashboards.get('d')?.inputs,
      found: project.diagnostics.map(
        ({ line, column, code, message, hint }) => `${line}:${column} ${code} ${message}; ${hint}`,
      ),
    };
  };
  const table = (rest: string) => read(`blocks:\n  - id: t\n    kind: table\n${rest}`);

  it('read their dataset, and what their condition reads', async () => {
    const { inputs, found } = await read(`figures:
  month: { metrics: [revenue], from: orders, period: month, where: customer IN (SELECT customer FROM other) }
blocks:
  - id: k
    kind: kpi
    items: [{ metric: plain.rows, period: month }, { label: Sales, value: month.revenue }]
`);
    expect(found).toEqual([
      '7:43 metric.no-date "plain" does not say which date its rows belong to; write date_column: in datasets/plain.yaml',
    ]);
    expect(inputs).toBeUndefined();
    const sound = await read(`figures:
  month: { metrics: [revenue], from: orders, period: month, compare: previous, where: customer IN (SELECT customer FROM other) }
blocks:
  - { id: k, kind: kpi, items: [{ metric: orders.revenue }, { label: Sales, value: month.revenue_change }] }
`);
    expect(sound).toEqual({ inputs: ['orders', 'other'], found: [] });
  });

  it('name what there is, or say what was meant', async () => {
    expect((await table('    metrics: [revenu]\n    from: orders\n')).found).toEqual([
      '5:15 metric.unknown "orders" has no metric "revenu"; did you mean "revenue"?',
    ]);
    expect((await table('    metrics: [revenue]\n    from: order\n')).found[0]).toContain(
      '6:11 sql.unknown-dataset unknown dataset "order"; did you mean "orders"?',
    );
    expect((await table('    metrics: [revenue]\n    from: orders\n    by: [chanel]\n')).found[0]).toContain(
      '7:10 dimension.unknown "orders" has no dimension "chanel"; did you mean "channel"?',
    );
    expect((await table('    metrics: [a]\n    from: other\n')).found[0]).toContain('there are no metrics yet');
    const tile = await read('blocks:\n  - { id: k, kind: kpi, items: [{ metric: orders.revenu }] }\n');
    expect(tile.found).toEqual(['3:43 metric.unknown "orders" has no metric "revenu"; did you mean "revenue"?']);
  });

  it('are over one table and date, sorted by what they show, and added up only where parts make the whole', async () => {
    expect((await table('    metrics: [revenue, paid]\n    from: orders\n')).found[0]).toContain(
      '5:24 metric.several-tables',
    );
    expect((await table('    metrics: [revenue]\n    from: orders\n    order_by: customers\n')).found[0]).toContain(
      '7:15 metric.order "customers" is not asked for here',
    );
    const columns = '    columns: [{ name: revenue, total: sum }, { name: customers, total: sum }]\n';
    const { found } = await table(`    metrics: [revenue, customers]\n    from: orders\n    by: [channel]\n${columns}`);
    expect(found).toEqual([
      '8:72 metric.total the parts of "customers" do not add up to the whole; only sums and counts do; remove total: here',
    ]);
  });

  it('say once what they ask, with what goes with it', async () => {
    const first = async (rest: string) => (await table(rest)).found[0];
    expect(await first('    title: T\n')).toContain(
      '"sql" is missing in blocks[0]; add sql: one SELECT, or write metrics:',
    );
    expect(await first('    sql: SELECT 1\n    metrics: [revenue]\n    from: orders\n')).toContain(
      '"metrics" does not fit here; keep sql or metrics',
    );
    expect(await first('    sql: SELECT 1\n    grain: month\n')).toContain('"grain" does not fit here');
    expect(await first('    metrics: [revenue]\n')).toContain('"from" is missing');
    const asked = '    metrics: [revenue]\n    from: orders\n';
    expect(await first(`${asked}    grain: month\n    period: month\n`)).toContain('keep one of them');
    expect(await first(`${asked}    compare: previous\n`)).toContain('say of which length');
    expect(await first(`${asked}    limit: 3\n`)).toContain('exactly one dimension');
    expect(await first(`${asked}    by: [channel]\n    rest: true\n`)).toContain('"limit" is missing');
    expect(await first(`${asked}    period: decade\n`)).toContain('use one of day, week, month, quarter, year');
    const chart = await read(`blocks:\n  - id: c\n    kind: chart\n    chart: line\n${asked}`);
    expect(chart.found[0]).toContain('"by" is missing in blocks[0]; add by: one dimension, or write grain: month');
    const tile = await read('blocks:\n  - { id: k, kind: kpi, items: [{ label: A }] }\n');
    expect(tile.found[0]).toContain('"value" is missing in blocks[0].items[0]');
  });

  it('may be about a dataset that is not there in a section that may be left out', async () => {
    const section = 'needs: [visits], when_missing: omit_with_note';
    await mkdir(join(root, 'report-templates/r'), { recursive: true });
    await writeFile(
      join(root, 'report-templates/r/report.yaml'),
      `title: R
sections:
  - id: s
    title: S
    ${section.replace(', ', '\n    ')}
    blocks:
      - { id: k, kind: kpi, items: [{ metric: visits.count }] }
      - { id: t, kind: table, metrics: [count], from: visits, columns: [{ name: count, total: sum }] }
`,
    );
    const project = await readProject(root, engine);
    await rm(join(root, 'report-templates'), { recursive: true });
    expect(project.diagnostics.filter(({ file }) => file.includes('report')).map(({ code }) => code)).toEqual([
      'report.section-omitted',
    ]);
    expect(project.reports.get('r')?.inputs).toEqual([]);
  });

  it('follow a metric that is broken without a word of their own, and still find their own mistakes', async () => {
    await writeFile(join(root, 'datasets/bad.yaml'), 'title: Bad\nmetrics: { a: { title: A, expression: b } }\n');
    await writeFile(join(root, 'datasets/bad.sql'), 'SELECT 1 AS b');
    const { inputs, found } = await table('    metrics: [a, z]\n    from: bad\n');
    await rm(join(root, 'datasets/bad.yaml'));
    await rm(join(root, 'datasets/bad.sql'));
    expect(inputs).toBeUndefined();
    expect(found.map((each) => each.split(' ')[1])).toEqual(['metric.unknown', 'metric.expression']);
  });
});
