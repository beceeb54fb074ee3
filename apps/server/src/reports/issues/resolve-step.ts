import { Inject, Injectable } from '@nestjs/common';
import type { Result } from '../../blocks/result.js';
import { DatasetVersionRepository, type DatasetVersion } from '../../catalog/dataset-version.repository.js';
import { AppError } from '../../common/errors.js';
import type { Language } from '../../common/local-text.js';
import { PROJECT, type Project } from '../../content/project.js';
import { DatasetReader } from '../../datasets/dataset-reader.js';
import { Engine } from '../../engine/engine.js';
import type { StepContext, StepOutcome } from '../../jobs/steps.js';
import { inspectResult, passGate } from '../resolve/gate.js';
import { reportSource } from '../resolve/report-source.js';
import { resolveReport, resultIdOf, type ReportSource } from '../resolve/resolve-report.js';
import { IssueNotes } from '../notes/issue-notes.js';
import { IssueStore } from './issue-store.js';
import { resultInputs } from './result-inputs.js';

/** Step `resolve`: dataset versions of the run → frozen result behind the gate. */
@Injectable()
export class ResolveStep {
  constructor(
    @Inject(PROJECT) private readonly project: Project,
    @Inject(DatasetVersionRepository) private readonly versions: DatasetVersionRepository,
    @Inject(DatasetReader) private readonly reader: DatasetReader,
    @Inject(Engine) private readonly engine: Engine,
    @Inject(IssueStore) private readonly store: IssueStore,
    @Inject(IssueNotes) private readonly notes: IssueNotes,
  ) {}

  async handle({ run, outputs, signal, progress, log }: StepContext): Promise<StepOutcome> {
    const source = reportSource(this.project, run.report, {
      language: run.language as Language,
      asOf: run.as_of,
      parameters: run.parameters,
      versions: Object.fromEntries([...outputs].map(([step, version]) => [step.replace(/^refresh:/, ''), version])),
      duckdb: this.engine.version,
      brand: this.project.jobs.get(run.job)?.spec.brand,
      previous: await this.store.before(run),
      notes: await this.notes.before(run),
    });
    const id = resultIdOf(source);
    if (await this.store.find(id)) {
      log('nothing changed since the issue was made; it is used again', { result: id });
      return { output: id, reused: true };
    }
    const result = await this.resolve(source, { signal, progress, gate: true });
    await this.store.keep(result, source);
    return { output: id, reused: false };
  }

  /**
   * Resolves a source on its kept versions; with `gate`, throws when it must not be issued.
   * Throws AppError `issue.version-gone` when a version was not kept, `issue.unknown` when the issue before was not.
   */
  async resolve(
    source: ReportSource,
    options: { signal?: AbortSignal; progress?: (done: number) => void; gate: boolean },
  ): Promise<Result> {
    const versions = await Promise.all(
      Object.entries(source.versions).map(([dataset, id]) => this.keptVersion(dataset, id)),
    );
    const previous = source.previous ? await this.store.read(source.previous.id) : null;
    const session = await this.reader.open(versions);
    try {
      const result = await resolveReport(source, {
        session,
        inputs: resultInputs(versions),
        previous,
        tablesOf: (sql) => this.engine.tablesOf(sql),
        ...options,
      });
      if (options.gate) passGate(await inspectResult(result, source, session, options.signal));
      return result;
    } finally {
      await session.close();
    }
  }

  private async keptVersion(dataset: string, id: string): Promise<DatasetVersion> {
    const version = await this.versions.find(id);
    if (version) return version;
    throw new AppError('issue.version-gone', `version ${id.slice(0, 12)} of dataset "${dataset}" is no longer kept`);
  }
}
