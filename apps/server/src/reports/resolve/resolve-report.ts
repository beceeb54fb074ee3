import { createTextRenderer } from '../../blocks/text-template.js';
import { NOT_THERE, resolveFigures } from '../../blocks/figures.js';
import type { BlockContext } from '../../blocks/block-query.js';
import { resolveBlock } from '../../blocks/resolve-block.js';
import type { ResolvedBlock, ResolvedSection, Result, ResultInput } from '../../blocks/result.js';
import { sha256 } from '../../common/canonical.js';
import { AppError } from '../../common/errors.js';
import { localize, type Language, type LocalText } from '../../common/local-text.js';
import type { QuerySession, Value } from '../../common/value.js';
import type { ProjectImage } from '../../content/image.js';
import type { DatasetColumn } from '../../content/spec/dataset.js';
import type { ProjectSpec } from '../../content/spec/project.js';
import type { ReportSpec, SectionSpec } from '../../content/spec/report.js';

/** What a result is resolved from, and all of it: kept with the result, so that it can be resolved again. */
export interface ReportSource {
  report: string;
  spec: ReportSpec;
  project: Pick<ProjectSpec, 'title' | 'time_zone' | 'currency' | 'brand'>;
  language: Language;
  as_of: string;
  parameters: Record<string, string | number>;
  /** Dataset → version id of everything that the queries read. */
  versions: Record<string, string>;
  /** Declared columns of the datasets read: words and formats. */
  columns: Record<string, DatasetColumn[]>;
  /** Pictures of the template folder, by file name; absent where the report names none. */
  images?: Record<string, ProjectImage>;
  software: { decile: string; duckdb: string };
}

export interface ResolveContext {
  session: QuerySession;
  inputs: ResultInput[];
  tablesOf: (sql: string) => Promise<string[]>;
  signal?: AbortSignal;
  progress?: (done: number) => void;
}

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
  const text = createTextRenderer(figures, settings);
  const write = (words: LocalText): string => text.render(localize(words, language));
  const blockContext: BlockContext = {
    ...context,
    parameters,
    figures,
    text,
    settings,
    images: new Map(Object.entries(source.images ?? {})),
    columnsOf: (table) => source.columns[table.split('.')[0] ?? table] ?? [],
  };
  const { sections, omitted } = await resolveSections(spec.sections, blockContext, write, context.progress);
  const content: Omit<Result, 'id' | 'digest'> = {
    format: 'decile.result/1',
    report: source.report,
    title: write(spec.title),
    ...(spec.subtitle === undefined ? {} : { subtitle: write(spec.subtitle) }),
    ...(spec.customer === undefined ? {} : { customer: write(spec.customer) }),
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
    ...(spec.method === undefined ? {} : { method: write(spec.method) }),
    glossary: spec.glossary.map((entry) => ({
      term: localize(entry.term, language),
      text: localize(entry.text, language),
    })),
  };
  return { ...content, id: resultIdOf(source), digest: digestOf(content) };
}

/** What `$name` means in the SQL of a report: its parameters, the as-of day and the language of the words. */
export function boundParameters({ parameters, as_of, language }: ReportSource): Record<string, Value> {
  return { ...parameters, as_of, language };
}

function brandOf({ project, language }: ReportSource): Result['brand'] {
  return { name: localize(project.brand?.name ?? project.title, language), color: project.brand?.color ?? '#1f4e79' };
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

async function resolveSections(
  specs: readonly SectionSpec[],
  context: BlockContext,
  write: (words: LocalText) => string,
  progress?: (done: number) => void,
): Promise<{ sections: ResolvedSection[]; omitted: Result['omitted'] }> {
  const sections: ResolvedSection[] = [];
  const omitted: Result['omitted'] = [];
  for (const [i, spec] of specs.entries()) {
    const missing = await missingNeed(spec.needs, context);
    if (missing === null) {
      const blocks: ResolvedBlock[] = [];
      for (const block of spec.blocks) blocks.push(await resolveBlock(block, context));
      const title = write(spec.title);
      sections.push({ id: spec.id, title, label: spec.label === undefined ? title : write(spec.label), blocks });
    } else if (spec.when_missing === 'omit_with_note') {
      omitted.push({
        id: spec.id,
        title: localize(spec.label ?? spec.title, context.settings.language),
        reason: missingWords(missing, context.settings.language),
      });
    } else {
      throw new AppError('report.section-missing', `section "${spec.id}" needs ${missing}, which is not there`, {
        severity: 'gate',
        hint: 'bring the data, or say `when_missing: omit_with_note`',
      });
    }
    progress?.((i + 1) / specs.length);
  }
  return { sections, omitted };
}

function missingWords(missing: string, language: Language): string {
  return language === 'ko' ? `${missing} 데이터가 없어 생략했습니다.` : `Left out: there is no ${missing} in the data.`;
}

/** The first need that the data do not meet, or null. A need is `<table>` or `<table>.<column>`, tried as written. */
async function missingNeed(needs: readonly string[], { session, signal }: BlockContext): Promise<string | null> {
  for (const need of needs) {
    const dot = need.lastIndexOf('.');
    const tries = [
      `select * from ${need} limit 0`,
      ...(dot > 0 ? [`select ${need.slice(dot + 1)} from ${need.slice(0, dot)} limit 0`] : []),
    ];
    if (!(await anyWorks(tries, session, signal))) return need;
  }
  return null;
}

async function anyWorks(queries: readonly string[], session: QuerySession, signal?: AbortSignal): Promise<boolean> {
  for (const query of queries) {
    try {
      await session.query(query, {}, signal);
      return true;
    } catch (error) {
      // Only "no such table or column" answers the question; anything else is a real failure.
      if (!(error instanceof AppError) || !NOT_THERE.has(error.code)) throw error;
    }
  }
  return false;
}

/** Blocks with a title and rows are the exhibits of the issue, numbered through. */
function numberExhibits(sections: readonly ResolvedSection[]): ResolvedSection[] {
  let number = 0;
  const withNumber = (block: ResolvedBlock): ResolvedBlock =>
    'rows' in block && block.title !== undefined ? { ...block, exhibit: ++number } : block;
  return sections.map((section) => ({ ...section, blocks: section.blocks.map(withNumber) }));
}
