import { createTextRenderer } from '../../blocks/text-template.js';
import { resolveFigures } from '../../blocks/figures.js';
import type { BlockContext } from '../../blocks/block-context.js';
import { type PreviousIssue } from '../../blocks/issue-diff/previous-issue.js';
import type { Note } from '../../blocks/notes/note.js';
import type { ResolvedBlock, ResolvedSection, Result, ResultInput } from '../../blocks/result.js';
import { sha256 } from '../../common/canonical.js';
import { AppError } from '../../common/errors.js';
import { localize, type Language, type LocalText } from '../../common/local-text.js';
import type { QuerySession, Value } from '../../common/value.js';
import type { ProjectImage } from '../../content/image.js';
import type { DatasetColumn } from '../../content/spec/dataset.js';
import type { ProjectSpec } from '../../content/spec/project.js';
import type { ReportSpec } from '../../content/spec/report.js';
import type { Brand } from './merge-brand.js';
import { resolveSections } from './resolve-sections.js';

/** What a result is resolved from, and all of it: kept with the result, so that it can be resolved again. */
export interface ReportSource {
  report: string;
  spec: ReportSpec;
  project: Pick<ProjectSpec, 'title' | 'time_zone' | 'currency'> & { brand?: Brand };
  language: Language;
  as_of: string;
  parameters: Record<string, string | number>;
  /** Dataset → version id of everything that the queries read. */
  versions: Record<string, string>;
  /** Declared columns of the datasets read: words and formats. */
  columns: Record<string, DatasetColumn[]>;
  /** The issue before this one, null for the first; absent where nothing in the report speaks of it. */
  previous?: { id: string; digest: string } | null;
  /** What people wrote on earlier issues and still stands, in its order; absent where the report has no block that they write on. */
  notes?: Note[];
  /** Pictures of the template folder, by file name; absent where the report names none. */
  images?: Record<string, ProjectImage>;
  software: { decile: string; duckdb: string };
}

export interface ResolveContext {
  session: QuerySession;
  inputs: ResultInput[];
  tablesOf: (sql: string) => Promise<string[]>;
  /** The issue that `previous` of the source names. */
  previous?: PreviousIssue | null;
  signal?: AbortSignal;
  progress?: (done: number) => void;
}

const DEFAULT_COLOR = '#1f4e79';

/** Id of the result that a source gives: the hash of what goes in. */
export function resultIdOf(source: ReportSource): string {
  return sha256(source);
}

/** Digest of a result: the hash of everything in it but the two hashes. */
export function digestOf(result: Omit<Result, 'id' | 'digest'> & Partial<Pick<Result, 'id' | 'digest'>>): string {
  const { id: _id, digest: _digest, ...content } = result;
  return sha256(content);
}

/**
 * Resolves a report to its frozen result. Pure but for the session: the same source and versions give the same result, byte for byte.
 * Failing blocks come back as error blocks; the gate decides what happens with them.
 */
export async function resolveReport(source: ReportSource, context: ResolveContext): Promise<Result> {
  const { spec, language } = source;
  const parameters = boundParameters(source);
  const figures = await resolveFigures(spec.figures, context.session, parameters, context.signal);
  const settings = { language, currency: source.project.currency };
  const text = createTextRenderer(figures, settings, context.previous);
  const file = `report-templates/${source.report}/report.yaml`;
  const write: WriteText = (words, place) =>
    atTheGate(() => text.render(localize(words, language), `${file}, ${place}`));
  const blockContext: BlockContext = {
    ...context,
    parameters,
    figures,
    text,
    settings,
    images: new Map(Object.entries(source.images ?? {})),
    columnsOf: (table) => source.columns[table.split('.')[0] ?? table] ?? [],
  };
  const { sections, omitted } = await resolveSections(source, blockContext, write, context);
  const content: Omit<Result, 'id' | 'digest'> = {
    format: 'decile.result/1',
    report: source.report,
    title: write(spec.title, 'title'),
    ...(spec.subtitle === undefined ? {} : { subtitle: write(spec.subtitle, 'subtitle') }),
    ...(spec.customer === undefined ? {} : { customer: write(spec.customer, 'customer') }),
    language,
    time_zone: source.project.time_zone,
    currency: source.project.currency,
    brand: brandOf(source),
    as_of: source.as_of,
    period: { from: await periodFrom(spec, context, parameters), to: source.as_of },
    parameters: source.parameters,
    inputs: context.inputs,
    software: source.software,
    figures: Object.fromEntries(figures),
    sections: numberExhibits(sections),
    omitted,
    ...(spec.method === undefined ? {} : { method: write(spec.method, 'method') }),
    glossary: spec.glossary.map((entry) => ({
      term: localize(entry.term, language),
      text: localize(entry.text, language),
    })),
  };
  return { ...content, id: resultIdOf(source), digest: digestOf(content) };
}

/** Writes a text of the report; `place` says which one it is when it can't be written. */
type WriteText = (words: LocalText, place: string) => string;

/** A text that can't be written stops the report at the gate, as a block that fails does. */
function atTheGate(write: () => string): string {
  try {
    return write();
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const { code, message, hint, details } = error;
    throw new AppError(code, message, { ...(hint && { hint }), severity: 'gate', details, cause: error });
  }
}

/** What `$name` means in the SQL of a report: its parameters, the as-of day and the language of the words. */
export function boundParameters({ parameters, as_of, language }: ReportSource): Record<string, Value> {
  return { ...parameters, as_of, language };
}

function brandOf({ project, language }: ReportSource): Result['brand'] {
  const { name = project.title, color = DEFAULT_COLOR, ...looks } = project.brand ?? {};
  return { name: localize(name, language), color, ...looks };
}

async function periodFrom(
  spec: ReportSpec,
  context: ResolveContext,
  parameters: Record<string, Value>,
): Promise<string | null> {
  if (spec.period_from === undefined) return null;
  const { rows } = await context.session.query(
    `select cast((${spec.period_from}) as date) as period_from`,
    parameters,
    context.signal,
  );
  return String(rows[0]?.[0]);
}

/** Blocks with a title and rows are the exhibits of the issue, numbered through. */
function numberExhibits(sections: readonly ResolvedSection[]): ResolvedSection[] {
  let number = 0;
  const withNumber = (block: ResolvedBlock): ResolvedBlock =>
    'rows' in block && block.title !== undefined ? { ...block, exhibit: ++number } : block;
  return sections.map((section) => ({ ...section, blocks: section.blocks.map(withNumber) }));
}
