import { Inject, Injectable } from '@nestjs/common';
import type { DatasetVersion } from '../../catalog/dataset-version.repository.js';
import { CLOCK, type Clock } from '../../common/clock.js';
import { AppError } from '../../common/errors.js';
import type { Language } from '../../common/local-text.js';
import type { Project, ReportItem } from '../../content/project.js';
import { DatasetReader } from '../../datasets/dataset-reader.js';
import { Engine } from '../../engine/engine.js';
import { dayIn, lastMonthEnd } from '../../jobs/calendar-day.js';
import { readParameters } from '../../jobs/run-parameters.js';
import { composeReport } from '../html/compose-report.js';
import { reportTemplate } from '../html/report-template.js';
import { IssueStore } from '../issues/issue-store.js';
import { resultInputs } from '../issues/result-inputs.js';
import { IssueNotes } from '../notes/issue-notes.js';
import { inspectResult } from '../resolve/gate.js';
import { reportItem, reportSource } from '../resolve/report-source.js';
import { resolveReport } from '../resolve/resolve-report.js';
import { MemoSession } from './memo-session.js';

export interface PreviewChoice {
  report: string;
  language?: Language;
  /** YYYY-MM-DD; the latest day that a version was made for when left out. */
  asOf?: string;
  set?: Record<string, string>;
}

export interface Preview {
  html: string;
  /** Why the gate would refuse this issue; empty when it would not. */
  refusals: string[];
}

/**
 * Draws a report as a page on the latest versions, without freezing or issuing anything. Keeps what it was told by the data, so that only
 * edited queries are asked again; `close` when done.
 */
@Injectable()
export class ReportPreview {
  private opened: { key: string; session: MemoSession } | undefined;

  constructor(
    @Inject(DatasetReader) private readonly reader: DatasetReader,
    @Inject(Engine) private readonly engine: Engine,
    @Inject(IssueStore) private readonly store: IssueStore,
    @Inject(IssueNotes) private readonly notes: IssueNotes,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Throws AppError `report.unknown`, `preview.no-data`, `run.parameter-*`, and what resolving and composing throw. */
  async draw(project: Project, choice: PreviewChoice): Promise<Preview> {
    const item = reportItem(project, choice.report);
    const versions = await this.versionsOf(project, item);
    const session = await this.open(versions);
    const asOf = choice.asOf ?? this.latestDay(project, versions);
    const job = [...project.jobs.values()].find(({ spec }) => spec.report === choice.report)?.spec;
    const parameters = readParameters(item.spec.parameters, job?.parameters ?? {}, choice.set ?? {});
    const language = choice.language ?? job?.language ?? project.spec.language;
    const issue = { report: choice.report, as_of: asOf, language, parameters };
    const source = reportSource(project, choice.report, {
      language,
      asOf,
      parameters,
      versions: Object.fromEntries(versions.map(({ dataset, id }) => [dataset, id])),
      duckdb: this.engine.version,
      brand: job?.brand,
      previous: await this.store.before(issue),
      notes: await this.notes.before(issue),
    });
    const result = await resolveReport(source, {
      session,
      inputs: resultInputs(versions),
      tablesOf: this.engine.tablesOf,
      previous: source.previous ? await this.store.read(source.previous.id) : null,
    });
    const refusals = await inspectResult(result, source, session);
    return {
      html: await composeReport(result, { target: 'web', template: reportTemplate(project, choice.report) }),
      refusals: refusals.map(({ where, reason }) => `${where}: ${reason}`),
    };
  }

  async close(): Promise<void> {
    const { opened } = this;
    this.opened = undefined;
    await opened?.session.close();
  }

  private async versionsOf(project: Project, { name, inputs }: ReportItem): Promise<DatasetVersion[]> {
    const current = await this.reader.currentVersions(project);
    const missing = inputs.filter((input) => !current.has(input));
    if (missing.length > 0) {
      const job = [...project.jobs.values()].find(({ spec }) => spec.report === name)?.name;
      throw new AppError('preview.no-data', `there is no version yet of ${missing.join(', ')}`, {
        hint: job === undefined ? 'write a job for the report and run it once' : `run \`decile run ${job}\` once`,
      });
    }
    return inputs.flatMap((input) => current.get(input) ?? []);
  }

  private async open(versions: DatasetVersion[]): Promise<MemoSession> {
    const key = versions.map(({ id }) => id).join(' ');
    if (this.opened?.key !== key) {
      await this.close();
      this.opened = { key, session: new MemoSession(await this.reader.open(versions)) };
    }
    return this.opened.session;
  }

  private latestDay({ spec }: Project, versions: readonly DatasetVersion[]): string {
    const days = versions.map(({ as_of }) => as_of).filter((day) => day !== '');
    return days.sort().at(-1) ?? lastMonthEnd(dayIn(spec.time_zone, this.clock.now()));
  }
}
