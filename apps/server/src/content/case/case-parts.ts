import { AppError } from '../../common/errors.js';
import { CALENDAR } from '../calendar-item.js';
import { datasetOrder } from '../dataset-order.js';
import { suggest } from '../did-you-mean.js';
import type { DashboardItem, DatasetItem, Item, Project, ReportItem } from '../project.js';
import type { JobSpec } from '../spec/job.js';

/** All that a job stands on, found by what reads what. */
export interface CaseParts {
  job: Item<JobSpec>;
  report: ReportItem;
  /** Inputs first; the built-in ones are left out. */
  datasets: DatasetItem[];
  /** Those that read nothing but these datasets. */
  dashboards: DashboardItem[];
}

/** Whether a dataset makes its rows up: a SELECT that reads no dataset. The table of a reader takes its place. */
export function isGenerated({ sql, inputs }: Pick<DatasetItem, 'sql' | 'inputs'>): boolean {
  return sql !== undefined && inputs.length === 0;
}

/** The parts of a case. `cases` are the names that may be asked for. Throws AppError `init.unknown-case`, `init.unsound-case`. */
export function findCase(project: Project, name: string, cases: readonly string[]): CaseParts {
  if (!cases.includes(name)) {
    const hint = suggest(name, cases, 'cases');
    throw new AppError('init.unknown-case', `There is no case "${name}".`, { severity: 'usage', hint });
  }
  const job = project.jobs.get(name);
  const report = job && project.reports.get(job.spec.report);
  if (!job || !report) {
    const hint = `see them with: decile check --project ${project.root}`;
    throw new AppError('init.unsound-case', `The content of the case "${name}" has mistakes.`, { hint });
  }
  const names = datasetOrder(project, report.inputs).filter((each) => each !== CALENDAR);
  const known = new Set([...names, CALENDAR]);
  return {
    job,
    report,
    datasets: names.map((each) => project.datasets.get(each)!),
    dashboards: [...project.dashboards.values()].filter(
      ({ inputs }) => inputs.length > 0 && inputs.every((input) => known.has(input)),
    ),
  };
}
