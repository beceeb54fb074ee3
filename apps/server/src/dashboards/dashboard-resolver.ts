import { Inject, Injectable } from '@nestjs/common';
import { holds, resolveFigures, type Figures } from '../blocks/figures.js';
import { resolveBlock } from '../blocks/resolve-block.js';
import type { ResolvedBlock } from '../blocks/result.js';
import { createTextRenderer } from '../blocks/text-template.js';
import { CLOCK, type Clock } from '../common/clock.js';
import { AppError, toErrorRecord } from '../common/errors.js';
import { localize, type Language } from '../common/local-text.js';
import { PROJECT, type DashboardItem, type Project } from '../content/project.js';
import { DatasetReader } from '../datasets/dataset-reader.js';
import { Engine } from '../engine/engine.js';
import { compileContent } from '../metrics/compile-content.js';

export interface ResolvedDashboard {
  name: string;
  title: string;
  description?: string;
  as_of: string;
  /** Dataset → version id that the blocks were resolved on. */
  versions: Record<string, string>;
  blocks: ResolvedBlock[];
}

/** Resolves a dashboard's blocks on the current versions of its datasets. One block that fails leaves the others alive. */
@Injectable()
export class DashboardResolver {
  constructor(
    @Inject(PROJECT) private readonly project: Project,
    @Inject(DatasetReader) private readonly reader: DatasetReader,
    @Inject(Engine) private readonly engine: Engine,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Throws AppError `dashboard.unknown`, `dashboard.no-data` when an input has no version yet. */
  async resolve(name: string, language: Language, signal?: AbortSignal): Promise<ResolvedDashboard> {
    const item = this.project.dashboards.get(name);
    if (!item)
      throw new AppError('dashboard.unknown', `there is no dashboard "${name}"`, {
        hint: [...this.project.dashboards.keys()].join(', '),
      });
    const versions = [...(await this.reader.currentVersions(this.project)).values()].filter(({ dataset }) =>
      item.inputs.includes(dataset),
    );
    const missing = item.inputs.find((input) => !versions.some(({ dataset }) => dataset === input));
    if (missing)
      throw new AppError('dashboard.no-data', `dataset "${missing}" has no version yet`, {
        hint: 'run a job that reads it',
      });
    const session = await this.reader.open(versions);
    try {
      const asOf =
        versions
          .map((version) => version.as_of)
          .sort()
          .at(-1) || this.clock.now().toISOString().slice(0, 10);
      const blocks = await this.blocks(item, { session, language, asOf, ...(signal && { signal }) });
      return {
        name,
        title: localize(item.spec.title, language),
        ...(item.spec.description && { description: localize(item.spec.description, language) }),
        as_of: asOf,
        versions: Object.fromEntries(versions.map(({ dataset, id }) => [dataset, id])),
        blocks,
      };
    } finally {
      await session.close();
    }
  }

  private async blocks(
    { spec }: DashboardItem,
    {
      session,
      language,
      asOf,
      signal,
    }: { session: Awaited<ReturnType<DatasetReader['open']>>; language: Language; asOf: string; signal?: AbortSignal },
  ): Promise<ResolvedBlock[]> {
    const parameters = { as_of: asOf, language };
    const settings = { language, currency: this.project.spec.currency };
    const { datasets, spec: project } = this.project;
    const compiled = compileContent(spec.figures, spec.blocks, {
      datasets,
      calendar: project.calendar,
      asOf,
      language,
    });
    let figures: Figures;
    try {
      figures = await resolveFigures(compiled.figures, session, parameters, signal);
    } catch (error) {
      const { code, message } = toErrorRecord(error);
      return spec.blocks.map(({ id }) => ({ id, kind: 'error', code, message, reads: [] }));
    }
    const blocks: ResolvedBlock[] = [];
    for (const block of compiled.blocks.filter(({ when }) => holds(when, figures))) {
      blocks.push(
        await resolveBlock(block, {
          session,
          parameters,
          figures,
          text: createTextRenderer(figures, settings),
          settings,
          tablesOf: (sql) => this.engine.tablesOf(sql),
          columnsOf: (table) => this.project.datasets.get(table.split('.')[0] ?? table)?.spec.columns ?? [],
          ...(signal && { signal }),
        }),
      );
    }
    return blocks;
  }
}
