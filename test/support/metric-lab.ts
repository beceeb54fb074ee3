import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Value } from '../../apps/server/src/common/value.js';
import { linkMetrics } from '../../apps/server/src/content/link-metrics.js';
import { parseSpec } from '../../apps/server/src/content/parse-spec.js';
import type { Diagnostic } from '../../apps/server/src/content/project.js';
import { calendar } from '../../apps/server/src/content/spec/calendar.js';
import { dataset } from '../../apps/server/src/content/spec/dataset.js';
import type { MetricQuery } from '../../apps/server/src/content/spec/metric.js';
import { Engine } from '../../apps/server/src/engine/engine.js';
import { GuardedSession } from '../../apps/server/src/engine/guarded-session.js';
import { compileMetricQuery } from '../../apps/server/src/metrics/compile-metric-query.js';
import { DATA_FROM, type MetricContext } from '../../apps/server/src/metrics/metric-plan.js';

/** A table `orders` in DuckDB with the metrics of a YAML text over it. Close it after use. */
export class MetricLab {
  private constructor(
    private readonly folder: string,
    readonly engine: Engine,
    readonly session: GuardedSession,
    readonly context: MetricContext,
    readonly diagnostics: Diagnostic[],
  ) {}

  /** `rows` is a SELECT, `yaml` the definition of `orders`. */
  static async open(rows: string, yaml: string, calendarSpec: Record<string, unknown> = {}): Promise<MetricLab> {
    const folder = await mkdtemp(join(tmpdir(), 'decile-metrics-'));
    const engine = new Engine({ stateDir: folder, duckdbMemory: '1GB', duckdbThreads: 2 });
    const workspace = await engine.open();
    await workspace.run(`CREATE TABLE orders AS ${rows}`);
    const parsed = parseSpec('dataset', dataset, { name: 'orders', file: 'datasets/orders.yaml', text: yaml });
    const linked = await linkMetrics(parsed, engine);
    return new MetricLab(
      folder,
      engine,
      new GuardedSession(workspace, new Set(['orders'])),
      {
        datasets: new Map([['orders', linked.set ? { metrics: linked.set } : {}]]),
        calendar: calendar.parse(calendarSpec),
        asOf: '2026-10-31',
        language: 'en',
      },
      [...parsed.diagnostics, ...linked.diagnostics],
    );
  }

  /** Rows of a question to `orders`, as objects, without what they say of the data's first day. */
  async ask(query: Omit<MetricQuery, 'from'>, more: Partial<MetricContext> = {}): Promise<Record<string, Value>[]> {
    const rows = await this.askAll(query, more);
    return rows.map(({ [DATA_FROM]: _from, ...row }) => row);
  }

  /** The first day of the data where it lies within a period that is asked for. */
  async dataFrom(query: Omit<MetricQuery, 'from'>, more: Partial<MetricContext> = {}): Promise<Value | undefined> {
    return (await this.askAll(query, more))[0]?.[DATA_FROM];
  }

  private async askAll(
    query: Omit<MetricQuery, 'from'>,
    more: Partial<MetricContext>,
  ): Promise<Record<string, Value>[]> {
    const context = { ...this.context, ...more };
    const { sql } = compileMetricQuery({ ...query, from: 'orders' }, context);
    const { columns, rows } = await this.session.query(sql, { as_of: context.asOf, language: context.language });
    return rows.map((row) => Object.fromEntries(columns.map(({ name }, i) => [name, row[i] ?? null])));
  }

  async close(): Promise<void> {
    await this.session.close();
    await this.engine.onModuleDestroy();
    await rm(this.folder, { recursive: true, force: true });
  }
}
