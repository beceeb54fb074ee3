import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MetricLab } from '../../../../test/support/metric-lab.js';
import { resolveFigures } from '../blocks/figures.js';
import { resolveBlock } from '../blocks/resolve-block.js';
import type { ResolvedKpi } from '../blocks/result.js';
import { createTextRenderer } from '../blocks/text-template.js';
import type { KpiSpec, TableSpec } from '../content/spec/block.js';
import type { ChartSpec } from '../content/spec/chart.js';
import { dashboard } from '../content/spec/dashboard.js';
import { report } from '../content/spec/report.js';
import { compileContent, compileReport } from './compile-content.js';

const ROWS = `
SELECT * FROM (VALUES
  (DATE '2026-09-15', DATE '2026-09-16', 'Web', 100),
  (DATE '2026-10-01', DATE '2026-11-02', 'Web', 80),
  (DATE '2026-10-02', DATE '2026-10-05', 'App', 10)
) AS t (ordered_on, paid_on, channel, amount)`;

const YAML = `
title: Orders
date_column: ordered_on
metrics:
  revenue: { title: { en: Revenue, ko: 매출 }, expression: sum(amount), format: money, targets: { month: 100 } }
  orders: { title: Orders, expression: count(*), direction: neutral }
  paid: { title: Paid, expression: sum(amount), date: paid_on, format: money }
  web: { title: Web, expression: sum(amount), where: channel = 'Web' }
  share: { title: Share of the web, ratio: { numerator: web, denominator: revenue }, format: percent, direction: down }
dimensions:
  channel: { title: Channel }
`;

type BarSpec = Extract<ChartSpec, { chart: 'bar' | 'line' }>;

describe('blocks and figures made of metrics', () => {
  let lab: MetricLab;
  beforeAll(async () => {
    lab = await MetricLab.open(ROWS, YAML);
    expect(lab.diagnostics).toEqual([]);
  });
  afterAll(() => lab.close());

  const compile = (blocks: unknown[], figures: unknown = {}) => {
    const spec = dashboard.parse({ title: 'D', figures, blocks });
    return compileContent(spec.figures, spec.blocks, lab.context);
  };
  const tile = async (items: unknown[]): Promise<ResolvedKpi> => {
    const { figures: specs, blocks } = compile([{ id: 'k', kind: 'kpi', items }]);
    const figures = await resolveFigures(specs, lab.session, {});
    const settings = { language: 'en' as const, currency: 'USD' };
    const text = createTextRenderer(figures, settings);
    const { engine, session } = lab;
    const context = {
      session,
      parameters: {},
      figures,
      text,
      settings,
      tablesOf: engine.tablesOf,
      columnsOf: () => [],
    };
    return (await resolveBlock(blocks[0]!, context)) as ResolvedKpi;
  };

  it('leave what is written with SQL as it is, so that an old issue keeps its id', () => {
    const written = report.parse({
      title: 'R',
      figures: { f: { sql: 'SELECT 1 AS x', formats: { x: 'money' } } },
      sections: [
        {
          id: 's',
          title: 'S',
          blocks: [
            { id: 'k', kind: 'kpi', items: [{ label: 'X', value: 'f.x', change: 'f.x', good: 'down' }] },
            { id: 't', kind: 'table', sql: 'SELECT 1 AS x', columns: [{ name: 'x', total: 'sum' }] },
            { id: 'c', kind: 'chart', chart: 'bar', sql: 'SELECT 1 AS x', x: { column: 'x' }, y: [{ column: 'x' }] },
            { id: 'p', kind: 'page_break' },
          ],
        },
      ],
    });
    expect(compileReport(written, lab.context)).toEqual(written);
  });

  it('fill a tile from the metric: title, format, change, target, direction and period', async () => {
    const { items } = await tile([{ metric: 'orders.revenue' }]);
    expect(items).toEqual([
      {
        label: 'Revenue',
        value: 90,
        format: 'money',
        metric: 'orders.revenue',
        change: { value: -0.1, format: { kind: 'percent', sign: true }, label: 'on the month before', good: 'up' },
        target: { value: 100, format: 'money', reached: false },
        note: 'Oct 2026 · data begin on 2026-09-15',
      },
    ]);
  });

  it('say the change of a share in points, and give a target only for one whole period of its length', async () => {
    const { items } = await tile([
      { metric: 'orders.share' },
      { metric: 'orders.revenue', period: 'year', to_date: true },
    ]);
    expect(items[0]?.change).toMatchObject({ value: -0.111111111111, format: { kind: 'points' }, good: 'down' });
    expect(items[1]).not.toHaveProperty('target');
    expect(items[1]?.change?.label).toBe('on the same days of the year before');
  });

  it('let a tile say it differently', async () => {
    const { items } = await tile([
      {
        metric: 'orders.orders',
        label: 'Baskets',
        good: 'down',
        note: 'all shops',
        compare: 'last_year',
        where: 'amount > 50',
      },
    ]);
    expect(items).toMatchObject([
      { label: 'Baskets', value: 1, note: 'all shops', change: { value: null, good: 'down' } },
    ]);
    expect(items[0]?.change?.label).toBe('on a year before');
  });

  it('ask once for all tiles of one table, date and time', async () => {
    const items = [{ metric: 'orders.revenue' }, { metric: 'orders.orders' }, { metric: 'orders.paid' }];
    const { figures, blocks } = compile([{ id: 'k', kind: 'kpi', items }]);
    expect(Object.keys(figures)).toEqual(['_k_1', '_k_2']);
    expect((blocks[0] as KpiSpec).items.map(({ value }) => value)).toEqual([
      '_k_1.revenue',
      '_k_1.orders',
      '_k_2.paid',
    ]);
    expect((await tile(items)).items.map(({ value }) => value)).toEqual([90, 2, 10]);
  });

  it('give a table its columns with totals where parts make the whole, and let it choose among them', () => {
    const asked = { kind: 'table', metrics: ['revenue', 'share'], from: 'orders', by: ['channel'] };
    const { blocks } = compile([
      { id: 'a', ...asked },
      { id: 'b', ...asked, limit: 1 },
      { id: 'c', ...asked, columns: [{ name: 'revenue', title: 'Sales', bar: true }] },
    ]);
    const [all, some, chosen] = blocks as [TableSpec, TableSpec, TableSpec];
    expect(all.columns?.map(({ name, total }) => [name, total])).toEqual([
      ['channel', undefined],
      ['revenue', 'sum'],
      ['share', undefined],
    ]);
    expect(some.columns?.every(({ total }) => total === undefined)).toBe(true);
    expect(chosen.columns).toEqual([
      { name: 'revenue', title: 'Sales', bar: true, format: 'money', metric: 'orders.revenue', total: 'sum' },
    ]);
    expect(all).not.toHaveProperty('metrics');
  });

  it('give a chart its axes, which it may word itself', () => {
    const asked = { kind: 'chart', chart: 'line', metrics: ['revenue'], from: 'orders', grain: 'month' };
    const { blocks } = compile([
      { id: 'a', ...asked, compare: 'previous' },
      { id: 'b', ...asked, y: [{ column: 'revenue', title: 'Sales' }] },
    ]);
    const [both, own] = blocks as [BarSpec, BarSpec];
    expect(both.x).toEqual({ column: 'period', title: { ko: '월', en: 'Month' }, format: 'month' });
    expect(both.y.map(({ column }) => column)).toEqual(['revenue', 'revenue_previous']);
    expect(own.y).toEqual([{ column: 'revenue', title: 'Sales', format: 'money', metric: 'orders.revenue' }]);
  });

  it('give a chart of two kinds, or a panel for each value of a dimension', () => {
    const asked = { kind: 'chart', metrics: ['revenue', 'orders'], from: 'orders', grain: 'month' };
    const { blocks } = compile([
      {
        id: 'a',
        ...asked,
        chart: 'combo',
        y: [{ column: 'revenue' }, { column: 'orders', as: 'line', axis: 'right' }],
      },
      { id: 'b', ...asked, chart: 'bar', by: ['channel'], split: 'channel' },
    ]);
    const [combo, panels] = blocks as BarSpec[];
    expect(combo?.y).toMatchObject([
      { column: 'revenue', as: 'bar', format: 'money', metric: 'orders.revenue' },
      { column: 'orders', as: 'line', axis: 'right', title: 'Orders' },
    ]);
    expect(panels).toMatchObject({ x: { column: 'period' }, split: { column: 'channel', title: expect.anything() } });
  });

  it('give a figure its formats, under those that it declares', () => {
    const { figures } = compile([{ id: 'p', kind: 'page_break' }], {
      month: {
        metrics: ['revenue'],
        from: 'orders',
        period: 'month',
        compare: 'previous',
        formats: { revenue: 'number' },
      },
    });
    expect(figures['month']?.formats).toEqual({
      period: 'text',
      revenue: 'number',
      revenue_previous: 'money',
      revenue_change: { kind: 'money', sign: true },
      revenue_change_rate: { kind: 'percent', sign: true },
      revenue_target: 'money',
    });
  });
});
