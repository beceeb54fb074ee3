import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MetricLab } from '../../../../test/support/metric-lab.js';
import { compileMetricQuery } from './compile-metric-query.js';

const ROWS = `
SELECT * FROM (VALUES
  (DATE '2025-10-03', 'Web',   7, 100.10::DECIMAL(12,2), 40.00::DECIMAL(12,2)),
  (DATE '2026-08-31', 'Store', 1,  10.00, 4.00),
  (DATE '2026-09-01', 'Web',   1,  20.05, 8.00),
  (DATE '2026-09-30', 'Store', 2,  30.05, 9.00),
  (DATE '2026-10-01', 'Web',   2,  40.00, 9.00),
  (DATE '2026-10-01', 'App',   3,   5.00, 1.00),
  (DATE '2026-10-31', 'Web',   2,  60.25, 30.00),
  (DATE '2026-10-31', NULL,    4,   0.75, 0.00),
  (DATE '2026-11-01', 'Web',   5,  99.00, 1.00),
  (NULL,              'Web',   6,  50.00, 1.00)
) AS t (ordered_on, channel, customer_id, amount, cost)`;

const YAML = `
title: Orders
date_column: ordered_on
metrics:
  revenue: { title: { en: Revenue, ko: 매출 }, expression: sum(amount), format: money }
  web: { title: Web, expression: sum(amount), where: channel = 'Web', format: money }
  cost: { title: Cost, expression: sum(cost), format: money, direction: down }
  orders: { title: Orders, expression: count(*) }
  customers: { title: Customers, expression: count(DISTINCT customer_id) }
  largest: { title: Largest, expression: max(amount), format: money }
  profit: { title: Profit, derived: revenue - cost, format: money }
  margin: { title: Margin, ratio: { numerator: profit, denominator: revenue }, format: percent }
  average: { title: Average order, derived: revenue / orders, format: money }
dimensions:
  channel: { title: Channel }
  size: { title: Size, expression: "CASE WHEN amount >= 40 THEN 'large' ELSE 'small' END" }
`;

describe('a question to metrics', () => {
  let lab: MetricLab;
  beforeAll(async () => {
    lab = await MetricLab.open(ROWS, YAML);
    expect(lab.diagnostics).toEqual([]);
  });
  afterAll(() => lab.close());

  it('is about the last complete period up to as-of, and the one before', async () => {
    const query = { metrics: ['revenue', 'orders'], period: 'month', compare: 'previous' } as const;
    expect(await lab.ask(query)).toEqual([
      {
        period: 'Oct 2026',
        revenue: 106,
        revenue_previous: 50.1,
        revenue_change: 55.9,
        revenue_change_rate: 1.11576846307,
        orders: 4,
        orders_previous: 2,
        orders_change: 2,
        orders_change_rate: 1,
      },
    ]);
    const [september] = await lab.ask(query, { asOf: '2026-10-30', language: 'ko' });
    expect(september).toMatchObject({ period: '2026년 9월', revenue: 50.1, revenue_previous: 10 });
  });

  it('is about everything up to as-of when it names no period; rows of a later day or of none do not count', async () => {
    expect(await lab.ask({ metrics: ['revenue', 'orders'] })).toEqual([{ revenue: 266.2, orders: 8 }]);
  });

  it('counts the running period up to as-of when asked, against as many days of the one before', async () => {
    const query = { metrics: ['revenue'], period: 'month', to_date: true, compare: 'previous' } as const;
    expect(await lab.ask(query, { asOf: '2026-10-15' })).toEqual([
      {
        period: '2026-10-01 – 2026-10-15',
        revenue: 45,
        revenue_previous: 20.05,
        revenue_change: 24.95,
        revenue_change_rate: 1.24438902743,
      },
    ]);
  });

  it('compares with a year before, and gives no rate where there was nothing or less', async () => {
    const query = { metrics: ['revenue'], period: 'month', compare: 'last_year' } as const;
    expect(await lab.ask(query)).toMatchObject([{ revenue: 106, revenue_previous: 100.1, revenue_change: 5.9 }]);
    expect(await lab.ask({ ...query, compare: 'previous' }, { asOf: '2026-08-31' })).toMatchObject([
      { revenue: 10, revenue_previous: 0, revenue_change: 10, revenue_change_rate: null },
    ]);
  });

  it('says since when there are data where that day lies within a period or what it is compared with', async () => {
    const [first, asOf] = ['2025-10-03', '2025-10-28'];
    const month = { metrics: ['revenue'], period: 'month' } as const;
    expect(await lab.dataFrom({ ...month, to_date: true }, { asOf })).toBe(first);
    expect(await lab.dataFrom({ ...month, period: 'year', to_date: true }, { asOf })).toBe(first);
    expect(await lab.dataFrom({ metrics: ['revenue'], grain: 'month', last: 24 })).toBe(first);
    expect(
      await lab.dataFrom({ metrics: ['revenue'], grain: 'day', last: 3, to_date: true }, { asOf: first }),
    ).toBeNull();
    expect(await lab.dataFrom(month)).toBeNull();
    expect(await lab.dataFrom({ metrics: ['revenue'] })).toBeUndefined();
  });

  it('fills a period without rows: sums and counts are 0, other figures have no value', async () => {
    const query = {
      metrics: ['revenue', 'customers', 'largest', 'average', 'margin'],
      grain: 'month',
      last: 4,
    } as const;
    const rows = await lab.ask(query);
    expect(rows.map(({ period }) => period)).toEqual(['2026-07-01', '2026-08-01', '2026-09-01', '2026-10-01']);
    expect(rows[0]).toEqual({
      period: '2026-07-01',
      revenue: 0,
      customers: 0,
      largest: null,
      average: null,
      margin: null,
    });
    expect(rows[3]).toEqual({
      period: '2026-10-01',
      revenue: 106,
      customers: 3,
      largest: 60.25,
      average: 26.5,
      margin: 0.622641509434,
    });
  });

  it('knows nothing of a period before the first row of the table, not even that there was nothing', async () => {
    const [september] = await lab.ask(
      { metrics: ['revenue'], period: 'month', compare: 'previous' },
      { asOf: '2025-10-31' },
    );
    expect(september).toMatchObject({ revenue: 100.1, revenue_previous: null, revenue_change: null });
    const query = { metrics: ['orders', 'margin'], grain: 'month', last: 2, compare: 'last_year' } as const;
    expect(await lab.ask(query, { asOf: '2025-10-31' })).toMatchObject([
      { orders: null, orders_previous: null, margin: null },
      { orders: 1, orders_previous: null, margin: 0.6003996004 },
    ]);
  });

  it('gives a figure to a table without rows too', async () => {
    const rows = await lab.ask({
      metrics: ['revenue', 'average'],
      period: 'month',
      compare: 'previous',
      where: 'false',
    });
    expect(rows).toMatchObject([{ revenue: 0, average: null, average_change: null, revenue_change_rate: null }]);
  });

  it('computes derived metrics from their own, also those of the period before', async () => {
    const [row] = await lab.ask({ metrics: ['margin'], period: 'month', compare: 'previous' });
    expect(row).toMatchObject({ margin: 0.622641509434, margin_previous: 0.660678642715 });
  });

  it('applies the condition of a metric and that of the question', async () => {
    const [row] = await lab.ask({
      metrics: ['web', 'revenue'],
      period: 'month',
      where: 'customer_id = 2 OR customer_id = 3',
    });
    expect(row).toMatchObject({ web: 100.25, revenue: 105.25 });
  });

  it('groups by dimensions, largest first, nulls among them, and keeps groups that are gone', async () => {
    const query = { metrics: ['revenue'], by: ['channel'], period: 'month', compare: 'previous' } as const;
    expect(await lab.ask(query)).toMatchObject([
      { channel: 'Web', revenue: 100.25, revenue_previous: 20.05 },
      { channel: 'App', revenue: 5, revenue_previous: 0, revenue_change_rate: null },
      { channel: null, revenue: 0.75, revenue_previous: 0 },
      { channel: 'Store', revenue: 0, revenue_previous: 30.05, revenue_change: -30.05, revenue_change_rate: -1 },
    ]);
  });

  it('gives every group in every period', async () => {
    const rows = await lab.ask({ metrics: ['orders'], by: ['size'], grain: 'month', last: 2, order_by: 'size' });
    expect(rows).toEqual([
      { period: '2026-09-01', size: 'large', orders: 0 },
      { period: '2026-09-01', size: 'small', orders: 2 },
      { period: '2026-10-01', size: 'large', orders: 2 },
      { period: '2026-10-01', size: 'small', orders: 2 },
    ]);
  });

  it('shows the largest by name and counts the rest anew: a customer in two of them counts once', async () => {
    const rows = await lab.ask({ metrics: ['revenue', 'customers', 'average'], by: ['channel'], limit: 1, rest: true });
    expect(rows).toEqual([
      { channel: 'Web', revenue: 220.4, customers: 3, average: 55.1 },
      { channel: 'Other', revenue: 45.8, customers: 4, average: 11.45 },
    ]);
    expect(await lab.ask({ metrics: ['revenue'], by: ['channel'], limit: 2 })).toEqual([
      { channel: 'Web', revenue: 220.4 },
      { channel: 'Store', revenue: 40.05 },
    ]);
  });

  it('ranks by a derived metric as well', async () => {
    const rows = await lab.ask({ metrics: ['orders', 'average'], by: ['channel'], limit: 1, order_by: 'average' });
    expect(rows).toEqual([{ channel: 'Web', orders: 4, average: 55.1 }]);
  });

  it('names quarters and years of the fiscal year', async () => {
    const fiscal = { calendar: { ...lab.context.calendar, fiscal_year_start: 4 } };
    const quarters = await lab.ask({ metrics: ['orders'], grain: 'quarter', last: 2 }, fiscal);
    expect(quarters).toEqual([
      { period: 'Q1 FY2027', orders: 0 },
      { period: 'Q2 FY2027', orders: 3 },
    ]);
    const year = { metrics: ['orders'], period: 'year', to_date: true } as const;
    expect(await lab.ask(year, { ...fiscal, language: 'ko', asOf: '2027-03-31' })).toEqual([
      { period: '2027 회계연도', orders: 8 },
    ]);
  });

  it('sums up several periods, against as many before', async () => {
    const [row] = await lab.ask({ metrics: ['revenue'], period: 'month', last: 2, compare: 'previous' });
    expect(row).toMatchObject({ period: 'Sep 2026 – Oct 2026', revenue: 156.1, revenue_previous: 10 });
  });

  it('adds up over its periods and groups to the same total', async () => {
    const [{ revenue } = { revenue: null }] = await lab.ask({ metrics: ['revenue'], period: 'month', last: 13 });
    const months = await lab.ask({ metrics: ['revenue'], grain: 'month', last: 13 });
    const channels = await lab.ask({ metrics: ['revenue'], by: ['channel'], period: 'month', last: 13 });
    const total = (rows: Record<string, unknown>[]) =>
      Number(rows.reduce((sum, row) => sum + Number(row['revenue']), 0).toFixed(2));
    expect(total(months)).toBe(revenue);
    expect(total(channels)).toBe(revenue);
  });

  it('becomes a SELECT that fails by name where the dataset is not there', () => {
    expect(compileMetricQuery({ metrics: ['x'], from: 'absent' }, lab.context).sql).toBe('SELECT * FROM "absent"');
  });
});

describe('weeks and times of day', () => {
  it('follow the calendar, and a time of day counts to its day', async () => {
    const rows = `SELECT TIMESTAMP '2026-10-25 23:59:59' + INTERVAL (i) DAY AS at FROM range(8) AS days (i)`;
    const yaml = 'title: Events\ndate_column: at\nmetrics: { events: { title: Events, expression: count(*) } }\n';
    const monday = await MetricLab.open(rows, yaml);
    const sunday = await MetricLab.open(rows, yaml, { week_start: 'sunday' });
    const query = { metrics: ['events'], grain: 'week', last: 1, to_date: true } as const;
    expect(await monday.ask(query)).toEqual([{ period: '2026-10-26', events: 6 }]);
    expect(await sunday.ask(query)).toEqual([{ period: '2026-10-25', events: 7 }]);
    await monday.close();
    await sunday.close();
  });
});
