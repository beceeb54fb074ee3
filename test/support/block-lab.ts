import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BlockContext } from '../../apps/server/src/blocks/block-context.js';
import { resolveFigures } from '../../apps/server/src/blocks/figures.js';
import { resolveBlock } from '../../apps/server/src/blocks/resolve-block.js';
import type { ResolvedBlock, ResolvedTable } from '../../apps/server/src/blocks/result.js';
import { createTextRenderer } from '../../apps/server/src/blocks/text-template.js';
import type { Language } from '../../apps/server/src/common/local-text.js';
import {
  block,
  figures as figuresSchema,
  type BlockSpec,
  type FiguresSpec,
} from '../../apps/server/src/content/spec/block.js';
import { Engine } from '../../apps/server/src/engine/engine.js';
import { GuardedSession } from '../../apps/server/src/engine/guarded-session.js';

interface Setting extends Partial<Pick<BlockContext, 'issue'>> {
  language?: Language;
  currency?: string;
  figures?: Record<string, unknown>;
}

/** Resolves blocks as a report does, on DuckDB with the given tables. Close it after use. */
export class BlockLab {
  private constructor(
    private readonly stateDir: string,
    private readonly engine: Engine,
    readonly session: GuardedSession,
  ) {}

  /** `tables`: name → SELECT. */
  static async open(tables: Record<string, string> = {}): Promise<BlockLab> {
    const stateDir = await mkdtemp(join(tmpdir(), 'decile-blocks-'));
    const engine = new Engine({ stateDir, duckdbMemory: '512MB', duckdbThreads: 2 });
    const workspace = await engine.open();
    for (const [name, sql] of Object.entries(tables)) await workspace.run(`CREATE TABLE ${name} AS ${sql}`);
    return new BlockLab(stateDir, engine, new GuardedSession(workspace, new Set(Object.keys(tables))));
  }

  async close(): Promise<void> {
    await this.session.close();
    await this.engine.onModuleDestroy();
    await rm(this.stateDir, { recursive: true, force: true });
  }

  /** A block as written in YAML, resolved. */
  async resolve(spec: Record<string, unknown>, setting: Setting = {}): Promise<ResolvedBlock> {
    const { language = 'en', currency = 'KRW', issue } = setting;
    const settings = { language, currency };
    const figures = await resolveFigures(figuresSchema.parse(setting.figures ?? {}) as FiguresSpec, this.session, {});
    return resolveBlock(block.parse(spec) as BlockSpec, {
      session: this.session,
      parameters: {},
      figures,
      text: createTextRenderer(figures, settings, issue?.previous ?? null),
      settings,
      tablesOf: (sql) => this.engine.tablesOf(sql),
      columnsOf: () => [],
      ...(issue && { issue }),
    });
  }

  /** The same, of a block that must come out as a table. */
  async table(spec: Record<string, unknown>, setting: Setting = {}): Promise<ResolvedTable> {
    const resolved = await this.resolve(spec, setting);
    if (!('columns' in resolved) || resolved.kind === 'chart') throw new Error(JSON.stringify(resolved));
    return resolved;
  }
}

/** Rows of a table as records by column name. */
export function records({ columns, rows }: Pick<ResolvedTable, 'columns' | 'rows'>): Record<string, unknown>[] {
  return rows.map((row) => Object.fromEntries(columns.map(({ name }, i) => [name, row[i] ?? null])));
}
