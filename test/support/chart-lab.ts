import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { resolveBlock } from '../../apps/server/src/blocks/resolve-block.js';
import type { ResolvedBlock, ResolvedChart } from '../../apps/server/src/blocks/result.js';
import { createTextRenderer } from '../../apps/server/src/blocks/text-template.js';
import { block, type BlockSpec } from '../../apps/server/src/content/spec/block.js';
import { Engine } from '../../apps/server/src/engine/engine.js';
import { GuardedSession } from '../../apps/server/src/engine/guarded-session.js';

/** Resolves blocks, written as in a report, on a DuckDB of its own without tables. Close it after use. */
export class ChartLab {
  private constructor(
    private readonly engine: Engine,
    private readonly session: GuardedSession,
    private readonly folder: string,
  ) {}

  static async open(): Promise<ChartLab> {
    const folder = await mkdtemp(join(tmpdir(), 'decile-charts-'));
    const engine = new Engine({ stateDir: folder, duckdbMemory: '512MB', duckdbThreads: 2 });
    return new ChartLab(engine, new GuardedSession(await engine.open(), new Set()), folder);
  }

  /** The block of a YAML text, a chart where that does not say; an error block where it fails. */
  resolve(yaml: string, language: 'ko' | 'en' = 'en'): Promise<ResolvedBlock> {
    const spec = block.parse({ id: 'b', kind: 'chart', ...(parse(yaml) as object) }) as BlockSpec;
    const settings = { language, currency: 'KRW' };
    return resolveBlock(spec, {
      session: this.session,
      parameters: {},
      figures: new Map(),
      text: createTextRenderer(new Map(), settings),
      settings,
      tablesOf: (sql) => this.engine.tablesOf(sql),
      columnsOf: () => [],
    });
  }

  /** The chart of a YAML text; throws where it fails. */
  async chart(yaml: string, language: 'ko' | 'en' = 'en'): Promise<ResolvedChart> {
    const resolved = await this.resolve(yaml, language);
    if (resolved.kind !== 'chart') throw new Error(JSON.stringify(resolved));
    return resolved;
  }

  async close(): Promise<void> {
    await this.session.close();
    await this.engine.onModuleDestroy();
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** One small chart of every kind, as YAML without `kind` and `id`. */
export const SAMPLES: Record<string, string> = {
  bar: `{ chart: bar, x: k, y: [a, b], stacked: true, sql: "select * from (values ('p', 3, 4), ('q', 5, 6)) t(k, a, b)" }`,
  share: `{ chart: bar, x: k, y: [a, b], stacked: share, horizontal: true, sql: "select * from (values ('p', 3, 1), ('q', 5, 5)) t(k, a, b)" }`,
  line: `{ chart: line, x: k, y: [a], sql: "select * from (values ('p', 3), ('q', 5)) t(k, a)" }`,
  area: `{ chart: area, x: k, y: [a, b], sql: "select * from (values ('p', 3, 4), ('q', 5, 6)) t(k, a, b)" }`,
  combo: `{ chart: combo, x: k, y: [{ column: a }, { column: b, as: line, axis: right, format: percent }], sql: "select * from (values ('p', 3, 0.4), ('q', 5, 0.6)) t(k, a, b)" }`,
  scatter: `{ chart: scatter, x: a, y: b, group: g, sql: "select * from (values (1, 3, 'p'), (2, 5, 'q'), (4, 7, 'p')) t(a, b, g)" }`,
  bubble: `{ chart: scatter, x: a, y: b, size: s, label: g, sql: "select * from (values (1, 3, 10, 'one'), (2, 5, 40, null)) t(a, b, s, g)" }`,
  heatmap: `{ chart: heatmap, x: k, y: j, value: v, sql: "select * from (values ('p', 'm', 1), ('q', 'm', 2), ('p', 'n', -3)) t(k, j, v)" }`,
  waterfall: `{ chart: waterfall, x: k, value: v, total: is_total, sql: "select * from (values ('start', 10, true), ('more', 5, false), ('less', -8, false), ('end', null, true)) t(k, v, is_total)" }`,
  sankey: `{ chart: sankey, from: a, to: b, value: v, two_sided: true, sql: "select * from (values ('p', 'p', 30), ('p', 'q', 20), ('q', 'q', 10)) t(a, b, v)" }`,
  box: `{ chart: box, x: k, low: a, q1: b, median: c, q3: d, high: e, n: n, sql: "select * from (values ('p', 1, 2, 3, 4, 9, 100), ('q', -5, -2, 1, 4, 6, 80)) t(k, a, b, c, d, e, n)" }`,
  fan: `{ chart: fan, x: k, y: o, forecast: f, bands: [{ low: l9, high: h9, level: 0.9 }, { low: l5, high: h5, level: 0.5 }], sql: "select * from (values ('m', 5, null, null, null, null, null), ('n', 6, null, null, null, null, null), ('o', null, 7, 4, 6, 8, 10), ('p', null, 8, 3, 6, 10, 13)) t(k, o, f, l9, l5, h5, h9)" }`,
  curve: `{ chart: curve, x: a, y: [b], low: l, high: h, mark: m, reference: { at: diagonal, title: chance }, sql: "select * from (values (0, 0.1, 0, 0.2, null), (0.5, 0.6, 0.5, 0.7, 'Max'), (1, 0.9, 0.8, 1, null)) t(a, b, l, h, m)" }`,
  effects: `{ chart: curve, x: a, y: [b], split: g, reference: 2, sql: "select * from (values ('one', 1, 3), ('one', 2, 4), ('two', 10, 3), ('two', 90, 5)) t(g, a, b)", curves: { group: i, x: a, y: b, sql: "select * from (values ('one', 1, 1, 2), ('one', 1, 2, 5), ('two', 1, 10, 3), ('two', 1, 90, 6)) t(g, i, a, b)" } }`,
  swarm: `{ chart: swarm, x: a, y: g, color: c, sql: "select * from (values (0.2, 'one', 0.1), (0.2, 'one', 0.9), (-0.4, 'one', 0.5), (0.1, 'two', null)) t(a, g, c)" }`,
  signed: `{ chart: bar, x: k, y: [a], signed: true, good: down, horizontal: true, sql: "select * from (values ('p', 3), ('q', -5)) t(k, a)" }`,
  levels: `{ chart: scatter, x: a, y: b, color: c, sql: "select * from (values (1, 3, 0.1), (2, 5, 0.9), (4, 7, null)) t(a, b, c)" }`,
  panels: `{ chart: line, x: k, y: [a], split: g, sql: "select * from (values ('p', 3, 'one'), ('q', 5, 'one'), ('p', 30, 'two'), ('q', 50, 'two')) t(k, a, g)" }`,
};
