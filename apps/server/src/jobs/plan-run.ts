import { isDay } from '../common/is-day.js';
import type { NewRun } from '../catalog/run.repository.js';
import { AppError } from '../common/errors.js';
import type { Language } from '../common/local-text.js';
import type { Item, Project, ReportItem } from '../content/project.js';
import type { JobSpec } from '../content/spec/job.js';
import { dayBefore, dayIn, lastMonthEnd } from './calendar-day.js';
import { datasetOrder } from '../content/dataset-order.js';
import { suggest } from '../content/did-you-mean.js';
import { readParameters } from './run-parameters.js';

/** What the command says beyond the job's own file. */
export interface RunOptions {
  /** When the run was due by its schedule: the day it looks from follows from this, however late it runs. */
  dueAt?: Date;
  /** YYYY-MM-DD. */
  asOf?: string;
  set?: Readonly<Record<string, string | number>>;
  language?: Language;
  formats?: readonly JobSpec['formats'][number][];
}

/** A run before it has an id, and its steps in order. */
export interface PlannedRun {
  run: Omit<NewRun, 'id'>;
  steps: string[];
}

/**
 * What a run of a job will do: one `refresh:<dataset>` for each dataset that the report needs, inputs first, then `resolve` and `render`.
 * As-of days are days of `zone` (IANA). Throws AppError `job.not-found`, `report.not-found`, `run.as-of-invalid`, `run.as-of-in-future`,
 * `run.parameter-*`.
 */
export function planRun(project: Project, jobName: string, options: RunOptions, now: Date, zone: string): PlannedRun {
  const { job, report } = find(project, jobName);
  const language = options.language ?? job.spec.language ?? project.spec.language;
  return {
    run: {
      job: jobName,
      report: report.name,
      as_of: asOf(job.spec, options.asOf, dayIn(zone, options.dueAt ?? now)),
      language,
      formats: [...new Set(options.formats ?? job.spec.formats)],
      parameters: readParameters(report.spec.parameters, job.spec.parameters, options.set ?? {}),
      deadline: new Date(now.getTime() + job.spec.timeout_minutes * 60_000),
      created_at: now,
    },
    steps: [...datasetOrder(project, report.inputs).map((name) => `refresh:${name}`), 'resolve', 'render'],
  };
}

function asOf(job: JobSpec, wanted: string | undefined, today: string): string {
  if (wanted === undefined) return job.as_of === 'month_end' ? lastMonthEnd(today) : dayBefore(today);
  if (!isDay(wanted)) {
    throw new AppError('run.as-of-invalid', `"${wanted}" is not a day of the calendar.`, {
      severity: 'usage',
      hint: 'Write it like 2026-10-31.',
    });
  }
  if (wanted > today) {
    throw new AppError('run.as-of-in-future', `As-of ${wanted} is in the future: today is ${today}.`, {
      severity: 'usage',
      hint: 'Choose a day up to today.',
    });
  }
  return wanted;
}

function find(project: Project, jobName: string): { job: Item<JobSpec>; report: ReportItem } {
  const job = project.jobs.get(jobName);
  if (!job) {
    const hint = suggest(jobName, project.jobs.keys(), 'jobs');
    throw new AppError('job.not-found', `There is no job "${jobName}".`, { severity: 'usage', hint });
  }
  const report = project.reports.get(job.spec.report);
  if (report) return { job, report };
  throw new AppError(
    'report.not-found',
    `The job "${jobName}" issues the report "${job.spec.report}", which is not there or not sound.`,
    {
      hint: `decile check names the mistakes; ${suggest(job.spec.report, project.reports.keys(), 'reports')}`,
      details: { file: job.file },
    },
  );
}
