import type { LocalText } from '../common/local-text.js';
import type { ProjectImage } from './image.js';
import type { CalendarSpec } from './spec/calendar.js';
import type { MetricSet } from './metric-set.js';
import type { Logo } from './read-logo.js';
import type { DashboardSpec } from './spec/dashboard.js';
import type { DatasetSpec } from './spec/dataset.js';
import type { JobSpec } from './spec/job.js';
import type { ProjectSpec } from './spec/project.js';
import type { WrittenReport } from './spec/report.js';

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

/** Files whose columns could not be looked at before the mistakes of a dataset that they read are corrected. */
export interface Unchecked {
  dataset: string;
  /** Sorted. */
  files: readonly string[];
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
  /** Its metrics and dimensions; absent where it defines none. */
  metrics?: MetricSet;
  /** Only of an analysis: titles of the columns that it reads, by name. */
  titles?: ReadonlyMap<string, LocalText>;
  /** Only of the built-in dataset `calendar`: what its days are made from. */
  calendar?: CalendarSpec;
}

export interface ReportItem extends Item<WrittenReport> {
  /** `layout.hbs` and `style.css` of the template folder, when there are any. */
  layout?: string;
  style?: string;
  /** `partials/*.hbs` of the folder and of `report-templates/_partials`, by name; the folder's own come first. */
  partials?: Record<string, { file: string; text: string }>;
  /** Pictures that its blocks name, by file name; absent where they name none. */
  images?: ReadonlyMap<string, ProjectImage>;
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
  /** Empty where columns are not looked at. */
  unchecked: readonly Unchecked[];
}

/** A column as far as it is known without rows; the type is DuckDB's. */
export interface ColumnShape {
  name: string;
  type: string;
  /** Only beside mistakes: a name that may be meant for one that is there. */
  isGuess?: boolean;
}

/** Tables without rows, in which SELECTs are tried. Given by the engine. */
export interface TableSketch {
  define(table: string, columns: readonly ColumnShape[]): Promise<void>;
  /** Throws AppError `query.failed` with the engine's words and details {line, column}. */
  describe(sql: string, parameters: Record<string, string | number | null>): Promise<ColumnShape[]>;
}

/** Names of the tables that a SELECT reads, as written (`orders`, `grades.scores`). Given by the engine; throws on a syntax error. */
export type TablesOf = (sql: string) => Promise<string[]>;

/** What one SQL expression is made of, as far as a metric has to know. */
export interface Expression {
  /** Columns that it names, sorted, and those that stand outside every aggregate. */
  columns: string[];
  loose: string[];
  /** Lower-case names of the aggregate functions it calls; sorted. */
  aggregates: string[];
  /** True when the whole is one call of an aggregate without FILTER. */
  isOneAggregate: boolean;
  /** True when no rows mean 0 rather than no value: sums and counts, also added to or subtracted from each other. */
  countsFromZero: boolean;
  /** True when the figures of parts add up to the figure of the whole: as above, nothing counted once only. */
  addsUp: boolean;
  /** What an expression over one table has no use for: `a subquery`, `a window function`. */
  foreign: string[];
  /** Names of its `$name` parameters; sorted. */
  parameters: string[];
  /** Functions whose value is another one each time (`now`, `random`); sorted. */
  unrepeatable: string[];
}

/** Reads SQL without running it: the engine. Both throw AppError `sql.syntax` with line and column. */
export interface SqlReader {
  tablesOf: TablesOf;
  /** Of the expression in `SELECT <expression>`. */
  expressionOf: (sql: string) => Promise<Expression>;
  /** Empty; columns are not looked at without it. */
  sketch?: TableSketch;
}
