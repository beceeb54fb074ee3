import type { Value } from '../../common/value.js';
import type { Format } from '../../content/spec/common.js';
import type { KpiSpec } from '../../content/spec/block.js';
import type { ReportSpec, WrittenReport } from '../../content/spec/report.js';
import type { Figure } from '../figures.js';
import { fullFormat } from '../format-value.js';
import type { Note } from '../notes/note.js';
import type { Result } from '../result.js';
import { rounded } from '../rounded.js';

/** What of an issue is compared with the next one. */
export type PreviousIssue = Pick<Result, 'id' | 'as_of' | 'figures' | 'sections' | 'omitted'>;

/** What a report knows of its issues while it is resolved. */
export interface IssueContext {
  as_of: string;
  /** Null for the first issue. */
  previous: PreviousIssue | null;
  /** KPI tiles of the sections that are there. */
  tiles: KpiSpec['items'];
  /** Short names of this issue's sections by id. */
  sections: ReadonlyMap<string, string>;
  /** Short names of the sections left out. */
  omitted: ReadonlyMap<string, string>;
  /** What people wrote on earlier issues of the report. */
  notes?: readonly Note[];
}

/** Helpers of texts that speak of the issue before. */
const HELPERS = /\b(?:last_issue|since_last|since_last_value)\b/;

/** Whether anything in a report speaks of the issue before it; if so, that issue is part of what the report is made from. */
export function usesPreviousIssue({ sections, ...rest }: WrittenReport | ReportSpec): boolean {
  const kinds = sections.flatMap(({ blocks }) => blocks.map(({ kind }) => kind));
  return kinds.includes('issue_diff') || kinds.includes('action_table') || speaksOfIt([sections, rest]);
}

function speaksOfIt(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('{{') && HELPERS.test(value);
  return value !== null && typeof value === 'object' && Object.values(value).some(speaksOfIt);
}

/** Now minus then; null where either is no number. */
export function changeSince(now: Value | undefined, then: Value | undefined): number | null {
  return typeof now === 'number' && typeof then === 'number' ? rounded(now - then) : null;
}

/** How a change of a figure is written: with its sign, shares in points. */
export function changeFormat({ format }: Pick<Figure, 'format'>): Format {
  const full = fullFormat(format);
  return full.kind === 'percent' ? { ...full, kind: 'points' } : { ...full, sign: true };
}
