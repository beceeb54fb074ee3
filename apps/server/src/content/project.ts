import type { Logo } from './read-logo.js';
import type { DashboardSpec } from './spec/dashboard.js';
import type { DatasetSpec } from './spec/dataset.js';
import type { JobSpec } from './spec/job.js';
import type { ProjectSpec } from './spec/project.js';
import type { ReportSpec } from './spec/report.js';

/** Where a mistake is; line and column are 1-based. */
export interface Location {
  file: string;
  line?: number;
  column?: number;
}

export interface Diagnostic extends Location {
  severity: 'error' | 'warning';
  /** `area.problem`, for instance `dataset.unknown-input`. */
  code: string;
  message: string;
  hint?: string;
}

/** One parsed content file. */
export interface Item<Spec> {
  name: string;
  /** Path relative to the project folder. */
  file: string;
  spec: Spec;
}

export interface DatasetItem extends Item<DatasetSpec> {
  /** Text of `<name>.sql` beside the YAML, when there is one. */
  sql?: string;
  /** Names of datasets that it reads, sorted. */
  inputs: string[];
}

export interface ReportItem extends Item<ReportSpec> {
  /** `layout.hbs` and `style.css` of the template folder, when there are any. */
  layout?: string;
  style?: string;
  /** `partials/*.hbs` of the folder and of `report-templates/_partials`, by name; the folder's own come first. */
  partials?: Record<string, { file: string; text: string }>;
  /** Names of datasets that its queries read, sorted. */
  inputs: string[];
}

export interface DashboardItem extends Item<DashboardSpec> {
  inputs: string[];
}

/** Token of the loaded project. */
export const PROJECT = Symbol('PROJECT');

/** Everything that the four content folders hold, parsed and linked; only what is sound is in the maps. */
export interface Project {
  /** Absolute path of the project folder. */
  root: string;
  spec: ProjectSpec;
  datasets: ReadonlyMap<string, DatasetItem>;
  reports: ReadonlyMap<string, ReportItem>;
  dashboards: ReadonlyMap<string, DashboardItem>;
  jobs: ReadonlyMap<string, Item<JobSpec>>;
  /** Logos that project, reports and jobs name, by path. */
  logos: ReadonlyMap<string, Logo>;
  diagnostics: readonly Diagnostic[];
}

/** Names of the tables that a SELECT reads, as written (`orders`, `grades.scores`). Given by the engine; throws on a syntax error. */
export type TablesOf = (sql: string) => Promise<string[]>;
