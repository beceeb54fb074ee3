import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { resolveFigures } from '../../apps/server/src/blocks/figures.js';
import { resolveBlock } from '../../apps/server/src/blocks/resolve-block.js';
import type { ResolvedBlock, ResolvedChart, ResolvedKpi, ResolvedTable } from '../../apps/server/src/blocks/result.js';
import { createTextRenderer } from '../../apps/server/src/blocks/text-template.js';
import type { Project } from '../../apps/server/src/content/project.js';
import { readProject } from '../../apps/server/src/content/read-project.js';
import { dashboard } from '../../apps/server/src/content/spec/dashboard.js';
import { Engine } from '../../apps/server/src/engine/engine.js';
import { GuardedSession } from '../../apps/server/src/engine/guarded-session.js';
import type { Workspace } from '../../apps/server/src/engine/workspace.js';
import { compileContent } from '../../apps/server/src/metrics/compile-content.js';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PROJECT } from './demo-database.js';

const AS_OF = '2026-10-31';

/** The same revenue of the same month, asked for in four ways. */
const DASHBOARD = dashboard.parse({
  title: 'Revenue',
  figures: { month: { metrics: ['revenue', 'order_value'], from: 'orders', period: 'month' } },
  blocks: [
    { id: 'tile', kind: 'kpi', items: [{ metric: 'orders.revenue' }, { metric: 'orders.order_value' }] },
    { id: 'channels', kind: 'table', metrics: ['revenue'], from: 'orders', by: ['channel'], period: 'month' },
    {
      id: 'months',
      kind: 'chart',
      chart: 'line',
      metrics: ['revenue', 'order_value'],
      from: 'orders',
      grain: 'month',
      compare: 'last_year',
    },
    { id: 'sentence', kind: 'text', text: '{{figure "month.revenue"}} {{figure "month.period"}}' },
  ],
});

describe('a metric of the demo', () => {
  let folder: string;
  let engine: Engine;
  let workspace: Workspace;
  let demo: Project;
  let blocks: ResolvedBlock[];
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'decile-demo-metrics-'));
    engine = new Engine({ stateDir: folder, duckdbMemory: '1GB', duckdbThreads: 2 });
    workspace = await engine.open();
    demo = await readProject(PROJECT, engine);
    for (const name of ['customers', 'orders', 'orders_null'])
      await workspace.run(`CREATE TABLE ${name} AS ${demo.datasets.get(name)?.sql}`, { as_of: AS_OF });
    blocks = await resolve();
  });
  afterAll(async () => {
    await workspace.close();
    await engine.onModuleDestroy();
    await rm(folder, { recursive: true });
  });

  async function resolve(): Promise<ResolvedBlock[]> {
    const context = { datasets: demo.datasets, calendar: demo.spec.calendar, asOf: AS_OF, language: 'en' as const };
    const compiled = compileContent(DASHBOARD.figures, DASHBOARD.blocks, context);
    const session = new GuardedSession(workspace, new Set(['orders']));
    const parameters = { as_of: AS_OF, language: 'en' };
    const settings = { language: 'en' as const, currency: 'KRW' };
    const figures = await resolveFigures(compiled.figures, session, parameters);
    const text = createTextRenderer(figures, settings);
    const shared = { session, parameters, figures, text, settings, tablesOf: engine.tablesOf, columnsOf: () => [] };
    return Promise.all(compiled.blocks.map((block) => resolveBlock(block, shared)));
  }

  it("is the same figure in a tile, a total, a point of a line, a sentence and a query of one's own", async () => {
    const [tile, channels, months, sentence] = blocks as [ResolvedKpi, ResolvedTable, ResolvedChart, ResolvedBlock];
    const { rows } = await workspace.run(
      `SELECT sum(amount), sum(amount) / count(*) FROM orders WHERE ordered_on BETWEEN DATE '2026-10-01' AND DATE '2026-10-31'`,
    );
    const [revenue, average] = rows[0]!;
    expect(revenue).toBeGreaterThan(0);
    expect(tile.items.map(({ value }) => value)).toEqual([revenue, average]);
    expect(channels.totals).toEqual([null, revenue]);
    expect(months.rows.at(-1)?.slice(0, 2)).toEqual(['2026-10-01', revenue]);
    expect(months.rows.at(-1)?.[3]).toBe(average);
    expect(sentence).toMatchObject({ text: `₩${revenue!.toLocaleString('en')} Oct 2026` });
  });

  it('brings its words, format, direction and change, and says where it comes from', () => {
    const [tile, channels, months] = blocks as [ResolvedKpi, ResolvedTable, ResolvedChart];
    expect(tile.items[0]).toMatchObject({
      label: 'Revenue',
      format: 'money',
      metric: 'orders.revenue',
      change: { format: { kind: 'percent', sign: true }, label: 'on the month before', good: 'up' },
      note: 'Oct 2026',
    });
    expect(channels.reads).toEqual(['orders']);
    expect(channels.columns).toEqual([
      { name: 'channel', title: 'Channel', format: 'text', align: 'left' },
      { name: 'revenue', title: 'Revenue', format: 'money', align: 'right', metric: 'orders.revenue', total: 'sum' },
    ]);
    expect(months.columns.map(({ title }) => title)).toEqual([
      'Month',
      'Revenue',
      'Revenue, a year before',
      'Average purchase',
      'Average purchase, a year before',
    ]);
  });

  it('gives the same bytes each time', async () => {
    expect(JSON.stringify(await resolve())).toBe(JSON.stringify(blocks));
  });
});
