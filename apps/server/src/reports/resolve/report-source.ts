import { usesPreviousIssue } from '../../blocks/issue-diff/previous-issue.js';
import { countingNotes } from '../../blocks/notes/counting-notes.js';
import { notedBlocks, type Note } from '../../blocks/notes/note.js';
import type { Language } from '../../common/local-text.js';
import { AppError } from '../../common/errors.js';
import { productVersion } from '../../config/software.js';
import type { Project, ReportItem } from '../../content/project.js';
import type { BrandSpec } from '../../content/spec/brand.js';
import type { DatasetColumn } from '../../content/spec/dataset.js';
import { compileReport } from '../../metrics/compile-content.js';
import { mergeBrand } from './merge-brand.js';
import type { ReportSource } from './resolve-report.js';

export interface SourceChoice {
  language: Language;
  asOf: string;
  parameters: Record<string, string | number>;
  /** Dataset → version id, for every input of the report. */
  versions: Record<string, string>;
  duckdb: string;
  /** What the job says of the looks. */
  brand?: BrandSpec | undefined;
  /** The issue before, for a report that speaks of it; null when there is none. */
  previous?: { id: string; digest: string } | null;
  /** What people wrote on earlier issues, in their order. */
  notes?: readonly Note[];
}

/** Freezes what a report is resolved from. Throws AppError `report.unknown` where the project has no such report. */
export function reportSource(project: Project, name: string, choice: SourceChoice): ReportSource {
  const item = reportItem(project, name);
  const columns: Record<string, DatasetColumn[]> = {};
  for (const dataset of item.inputs) columns[dataset] = project.datasets.get(dataset)?.spec.columns ?? [];
  const { title, time_zone, currency } = project.spec;
  const noted = notedBlocks(item.spec);
  const brand = mergeBrand(project, item.spec.brand, choice.brand);
  return {
    report: name,
    spec: compileReport(item.spec, {
      datasets: project.datasets,
      calendar: project.spec.calendar,
      asOf: choice.asOf,
      language: choice.language,
    }),
    project: { title, time_zone, currency, ...(brand ? { brand } : {}) },
    language: choice.language,
    as_of: choice.asOf,
    parameters: choice.parameters,
    versions: Object.fromEntries(item.inputs.map((dataset) => [dataset, choice.versions[dataset] ?? missing(dataset)])),
    columns,
    ...(usesPreviousIssue(item.spec) ? { previous: choice.previous ?? null } : {}),
    ...(noted.length > 0 && { notes: countingNotes(choice.notes ?? [], noted) }),
    ...(item.images && { images: Object.fromEntries(item.images) }),
    software: { decile: productVersion, duckdb: choice.duckdb },
  };
}

export function reportItem(project: Project, name: string): ReportItem {
  const item = project.reports.get(name);
  if (item) return item;
  throw new AppError('report.unknown', `there is no sound report "${name}" in the project`, {
    hint: 'run `decile check`',
  });
}

function missing(dataset: string): never {
  throw new AppError('report.no-version', `dataset "${dataset}" has no version yet`, {
    hint: 'run the job, which refreshes it first',
  });
}
